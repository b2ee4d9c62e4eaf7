"""A margin loss that never rises, and losses that are bounded below."""

from __future__ import annotations

from itertools import pairwise

from ..calculus import derivative
from ..constants import sign
from ..losses import Domain, Loss, Piece, at_least, below, one_sided
from ..nodes import Node, mul, neg, number, sub
from ..places import End, end
from ..signs import check_sign
from ..work import Reject
from .evidence import check_each, field, fraction, items, point, side, whole


def nonincreasing(loss: Loss, evidence: object) -> None:
    """Slope <= 0 on each piece and no upward jump at a cut (mean value theorem)."""
    falling(loss.domain, 0, 1, evidence)


def falling(domain: Domain, i: int, way: int, evidence: object) -> list[Piece]:
    """``way`` times formula i does not increase on the open interval."""
    pieces = domain.pieces(field(evidence, "cuts"))
    check_each(pieces, [mul(number(-way), p.slope(i)) for p in pieces], False, items(evidence, "signs"))
    for left, right in pairwise(pieces):
        cut = left.cut
        value = domain.at(cut)[i]
        before, after = one_sided(left.place, left.nodes[i], "upper"), one_sided(right.place, right.nodes[i], "lower")
        steps = (before, value, after) if way == 1 else (after, value, before)
        if not (at_least(steps[0], steps[1]) and at_least(steps[1], steps[2])):
            raise Reject(f"a jump at {cut!r} goes the wrong way")
    return pieces


def increasing_somewhere(loss: Loss, evidence: object) -> None:
    """Two scores a < b with phi(a) < phi(b)."""
    a, b = (point({"x": x}, "x") for x in items(evidence, "points", 2))
    if sign(sub(b, a)) != 1 or not below(loss.domain.at(a)[0], loss.domain.at(b)[0]):
        raise Reject("the loss does not rise between the two points")


def bounded_below(loss: Loss, evidence: object) -> None:
    """Each formula stays above a constant on every piece and at every cut."""
    parts = items(evidence, "parts", len(loss.formulas))
    for i, part in enumerate(parts):
        domain = Domain(loss.name, loss.domain.lower, loss.domain.upper, (loss.formulas[i],))
        pieces = domain.pieces(field(part, "cuts"))
        check_floor(domain, pieces, [p.nodes[0] for p in pieces], part)


def check_floor(domain: Domain, pieces: list[Piece], nodes: list[Node], evidence: object) -> None:
    """The given expressions on the pieces, and formula 0 at the cuts, are at least ``floor``."""
    floor = point(evidence, "floor")
    check_each(pieces, [sub(node, floor) for node in nodes], False, items(evidence, "signs"))
    for piece in pieces[:-1]:
        if not at_least(domain.at(piece.cut)[0], floor):
            raise Reject(f"the value at {piece.place.upper!r} is below the floor")


def unbounded_below(loss: Loss, evidence: object) -> None:
    """One formula tends to minus infinity at an end of an interval inside its domain."""
    i = whole(evidence, "which", len(loss.formulas))
    lower, upper = inner(loss.domain, evidence)
    (piece,) = Domain(loss.name, lower, upper, (loss.formulas[i],)).pieces([])
    check_divergence(piece, piece.nodes[0], evidence)


def inner(domain: Domain, evidence: object) -> tuple[End, End]:
    """The two ends ``between`` of an interval inside the domain."""
    lower, upper = (end(x) for x in items(evidence, "between", 2))
    if not (at_least(lower, domain.lower) and at_least(domain.upper, upper) and below(lower, upper)):
        raise Reject("the interval does not lie inside the domain")
    return lower, upper


def check_divergence(piece: Piece, node: Node, evidence: object) -> None:
    """The limit is minus infinity: by limit laws, or by a slope that keeps away from zero towards an infinite end."""
    which = side(evidence, "end")
    if isinstance(evidence, dict) and "rate" in evidence:
        rate = fraction(evidence, "rate")
        if rate <= 0 or (piece.place.lower if which == "lower" else piece.place.upper) not in ("oo", "-oo"):
            raise Reject("a slope shows divergence only with a positive rate and towards an infinite end")
        slope = derivative(node, piece.place.name)
        towards = slope if which == "lower" else neg(slope)
        check_sign(piece.place, sub(towards, number(rate)), False, field(evidence, "slope"))
    elif one_sided(piece.place, node, which) != "-oo":
        raise Reject("the limit is not minus infinity")


def nonnegative(loss: Loss, evidence: object) -> None:
    """Each formula is at least zero on every piece and at every cut."""
    for i, part in enumerate(items(evidence, "parts", len(loss.formulas))):
        domain = loss.domain.only(i)
        pieces = domain.pieces(field(part, "cuts"))
        check_floor(domain, pieces, [piece.nodes[0] for piece in pieces], {"floor": "0", "signs": field(part, "signs")})


def negative_somewhere(loss: Loss, evidence: object) -> None:
    """A point inside the domain at which one formula is negative."""
    i = whole(evidence, "which", len(loss.formulas))
    if sign(loss.domain.at(point(evidence, "at"))[i]) != -1:
        raise Reject("the value is not shown to be negative")
