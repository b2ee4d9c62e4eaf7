"""Statements about expressions of one variable: equality, order, values, limits, existence."""

from __future__ import annotations

from collections.abc import Callable

from ..constants import sign
from ..losses import Domain, Piece, at_least, below, finite_limit, one_sided, same
from ..nodes import Node, sub
from ..places import End, end
from ..wellformed import check_name
from ..work import Reject
from .evidence import check_each, field, items, point, side
from .monotonicity import check_divergence, inner


def _domain(statement: object, *formulas: object) -> Domain:
    name = check_name(field(statement, "variable"))
    lower, upper = end(field(statement, "lower")), end(field(statement, "upper"))
    if not below(lower, upper):
        raise Reject("the interval is empty")
    return Domain(name, lower, upper, formulas)


def _sides(statement: object) -> Domain:
    return _domain(statement, field(statement, "left"), field(statement, "right"))


def _inner_cuts(pieces: list[Piece]) -> list[Node]:
    return [piece.cut for piece in pieces[:-1]]


def equal(statement: object, evidence: object) -> None:
    """left - right vanishes identically on each piece and at each cut."""
    domain = _sides(statement)
    pieces = domain.pieces(field(evidence, "cuts"))
    if not all(piece.place.vanishes(sub(*piece.nodes)) for piece in pieces):
        raise Reject("the two sides are not shown to be equal")
    if not all(same(*domain.at(cut)) for cut in _inner_cuts(pieces)):
        raise Reject("the two sides are not shown to be equal at a cut")


def unequal(statement: object, evidence: object) -> None:
    """A point at which the two sides differ."""
    if sign(sub(*_sides(statement).at(point(evidence, "at")))) not in (1, -1):
        raise Reject("the two sides are not shown to differ")


def less(statement: object, evidence: object) -> None:
    """right - left is positive (nonnegative) on each piece and at each cut."""
    domain, strict = _sides(statement), field(statement, "strict") is True
    pieces = domain.pieces(field(evidence, "cuts"))
    check_each(pieces, [sub(piece.nodes[1], piece.nodes[0]) for piece in pieces], strict, items(evidence, "signs"))
    for cut in _inner_cuts(pieces):
        left, right = domain.at(cut)
        _need_order(left, right, strict)


def _need_order(left: Node, right: Node, strict: bool) -> None:
    if sign(sub(right, left)) not in ((1,) if strict else (0, 1)):
        raise Reject("the order fails at a cut")


def not_less(statement: object, evidence: object) -> None:
    """A point at which the order fails."""
    left, right = _sides(statement).at(point(evidence, "at"))
    if sign(sub(left, right)) not in ((0, 1) if field(statement, "strict") is True else (1,)):
        raise Reject("the order is not shown to fail")


def exists(statement: object, evidence: object) -> None:
    """A point that stands in the relation."""
    left, right = _sides(statement).at(point(evidence, "at"))
    if sign(sub(left, right)) not in RELATED[_relation(statement)]:
        raise Reject("the point does not stand in the relation")


RELATED = {"<": (-1,), "<=": (-1, 0), "==": (0,), ">=": (0, 1), ">": (1,)}


def _relation(statement: object) -> str:
    found = field(statement, "relation")
    if not isinstance(found, str) or found not in RELATED:
        raise Reject("unknown relation")
    return found


def exists_not(statement: object, evidence: object) -> None:
    """The opposite relation on each piece and at each cut; for == one of the two strict orders throughout."""
    domain, relation = _sides(statement), _relation(statement)
    pieces = domain.pieces(field(evidence, "cuts"))
    way = 1 if relation in ("<", "<=") else -1 if relation in (">", ">=") else _way(evidence)
    strict = relation in ("<=", ">=", "==")
    gaps = [sub(*piece.nodes) if way == 1 else sub(*piece.nodes[::-1]) for piece in pieces]
    check_each(pieces, gaps, strict, items(evidence, "signs"))
    for cut in _inner_cuts(pieces):
        left, right = domain.at(cut)
        _need_order(*((right, left) if way == 1 else (left, right)), strict)


def _way(evidence: object) -> int:
    found = field(evidence, "way")
    if found not in ("<", ">"):
        raise Reject("the way must be '<' or '>'")
    return 1 if found == ">" else -1


def _claimed(statement: object) -> End:
    return end(field(statement, "value"))


def quantity(statement: object, evidence: object) -> End:
    """The exact value, one-sided limit or slope, or limit at infinity that the statement names."""
    expression, name = field(statement, "expression"), field(statement, "quantity")
    variable = check_name(field(statement, "variable"))
    at = end(field(statement, "at"))
    if name == "value":
        if isinstance(at, str):
            raise Reject("a value is taken at a finite point")
        return Domain(variable, "-oo", "oo", (expression,)).at(at)[0]
    near = end(field(evidence, "near"))
    left = name in ("limit_left", "slope_left") or (name == "limit" and at == "oo")
    ends: tuple[End, End] = (near, at) if left else (at, near)
    if not below(*ends):
        raise Reject("the neighbouring point is on the wrong side")
    (piece,) = Domain(variable, *ends, (expression,)).pieces([])
    which = "upper" if left else "lower"
    if name in ("limit_left", "limit_right", "limit"):
        if name == "limit" and at not in ("oo", "-oo"):
            raise Reject("a two-sided limit is taken at an infinity; use limit_left or limit_right")
        return one_sided(piece.place, piece.nodes[0], which)  # type: ignore[arg-type]
    if name not in ("slope_left", "slope_right") or not isinstance(at, Node):
        raise Reject("unknown quantity")
    (value,) = Domain(variable, "-oo", "oo", (expression,)).at(at)
    if not same(finite_limit(piece.place, piece.nodes[0], which), value):  # type: ignore[arg-type]
        raise Reject("the expression is not continuous from that side")
    return one_sided(piece.place, piece.slope(), which)  # type: ignore[arg-type]


def value_is(statement: object, evidence: object) -> None:
    """The quantity, computed, equals the claimed value."""
    found, claimed = quantity(statement, evidence), _claimed(statement)
    if not (found == claimed if isinstance(found, str) else same(found, claimed)):
        raise Reject(f"the value is {found!r}")


def value_is_not(statement: object, evidence: object) -> None:
    """The quantity, computed, differs from the claimed value."""
    found, claimed = quantity(statement, evidence), _claimed(statement)
    if not (below(found, claimed) or below(claimed, found)):
        raise Reject("the value is not shown to differ")


def infimum_is(statement: object, evidence: object) -> None:
    """The claimed value is a lower bound, and it is reached at a point or as a limit."""
    domain, claimed = _domain(statement, field(statement, "expression")), _claimed(statement)
    if isinstance(claimed, Node):
        pieces = domain.pieces(field(evidence, "cuts"))
        check_each(pieces, [sub(piece.nodes[0], claimed) for piece in pieces], False, items(evidence, "signs"))
        if not all(at_least(domain.at(cut)[0], claimed) for cut in _inner_cuts(pieces)):
            raise Reject("a value at a cut is smaller")
        if "point" in evidence:  # type: ignore[operator]
            reached: End = domain.at(point(evidence, "point"))[0]
        else:
            reached = _limit_inside(domain, evidence)
        if not same(reached, claimed):
            raise Reject("the claimed infimum is not reached")
    elif claimed == "oo":
        raise Reject("an infimum is not plus infinity")
    else:
        for cut in _inner_cuts(domain.pieces(field(evidence, "cuts"))):
            domain.at(cut)
        (piece,) = domain.restrict(*inner(domain, evidence)).pieces([])
        check_divergence(piece, piece.nodes[0], evidence)


def _limit_inside(domain: Domain, evidence: object) -> End:
    (piece,) = domain.restrict(*inner(domain, evidence)).pieces([])
    which = side(evidence, "end")
    return one_sided(piece.place, piece.nodes[0], which)


def infimum_is_not(statement: object, evidence: object) -> None:
    """A smaller value (or divergence to minus infinity), or a larger lower bound."""
    domain, claimed = _domain(statement, field(statement, "expression")), _claimed(statement)
    by: Callable[[Domain, End, object], None] = {"point": _smaller, "bound": _larger, "limit": _limit_below}.get(
        str(field(evidence, "by")), _smaller
    )
    by(domain, claimed, evidence)


def _smaller(domain: Domain, claimed: End, evidence: object) -> None:
    if not below(domain.at(point(evidence, "at"))[0], claimed):
        raise Reject("the value is not smaller")


def _limit_below(domain: Domain, claimed: End, evidence: object) -> None:
    if not below(_limit_inside(domain, evidence), claimed):
        raise Reject("the limit is not smaller")


def _larger(domain: Domain, claimed: End, evidence: object) -> None:
    floor = point(evidence, "floor")
    pieces = domain.pieces(field(evidence, "cuts"))
    check_each(pieces, [sub(piece.nodes[0], floor) for piece in pieces], False, items(evidence, "signs"))
    if not (below(claimed, floor) and all(at_least(domain.at(cut)[0], floor) for cut in _inner_cuts(pieces))):
        raise Reject("the floor does not exceed the claimed infimum")
