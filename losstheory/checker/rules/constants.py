"""The least Lipschitz constant of the partial losses or of their slopes; the modulus of strong convexity."""

from __future__ import annotations

from itertools import pairwise

from ..calculus import substitute
from ..losses import Loss, Piece, at_least, below, check_continuous, one_sided, same
from ..nodes import Node, add, neg, number, sub
from ..places import End, end
from ..work import Reject
from .evidence import check_each, field, items, point, whole
from .monotonicity import inner


def claimed(loss: Loss) -> End:
    """The value of the statement."""
    return end(loss.value)


def lipschitz_is(loss: Loss, evidence: object) -> None:
    _least_bound(loss, evidence, 1)


def smoothness_is(loss: Loss, evidence: object) -> None:
    _least_bound(loss, evidence, 2)


def _least_bound(loss: Loss, evidence: object, order: int) -> None:
    """|f^(k)| <= L on each piece, the derivatives below k continuous, and L a limit or value of |f^(k)|.

    By the mean value theorem L is a Lipschitz constant of f^(k-1); by the definition of the slope no smaller one is.
    For L = oo: a jump of a derivative below k, or an infinite limit of f^(k).
    """
    value = claimed(loss)
    if isinstance(value, str):
        if value != "oo":
            raise Reject("a Lipschitz constant is not minus infinity")
        return _no_bound(loss, evidence, order)
    _bounded(loss, value, evidence, order)
    reached = _derivative_at(loss, field(evidence, "reached"), order)
    if isinstance(reached, str) or not (same(reached, value) or same(neg(reached), value)):
        raise Reject("the bound is not reached")


def _bounded(loss: Loss, value: Node, evidence: object, order: int) -> None:
    """|f^(k)| <= value on each piece of each formula, and the derivatives below k are continuous."""
    for i, part in enumerate(items(evidence, "parts", len(loss.formulas))):
        domain = loss.domain.only(i)
        pieces = domain.pieces(field(part, "cuts"))
        check_each(pieces, [sub(value, piece.slope(order=order)) for piece in pieces], False, items(part, "above"))
        check_each(pieces, [add(value, piece.slope(order=order)) for piece in pieces], False, items(part, "below"))
        for left, right in pairwise(pieces):
            check_continuous(domain, left, right)
            if order == 2 and not same(*_slopes(left, right, 1)):
                raise Reject("the slope jumps at a cut")


def _slopes(left: Piece, right: Piece, order: int) -> tuple[End, End]:
    """The limits of a derivative from both sides of the cut between two pieces."""
    limits = (
        one_sided(left.place, left.slope(order=order), "upper"),
        one_sided(right.place, right.slope(order=order), "lower"),
    )
    return limits


def _no_bound(loss: Loss, evidence: object, order: int) -> None:
    jump = evidence.get("jump") if isinstance(evidence, dict) else None
    if jump is None:
        if _derivative_at(loss, field(evidence, "reached"), order) not in ("oo", "-oo"):
            raise Reject("the derivative does not tend to infinity")
        return
    i = whole(jump, "which", len(loss.formulas))
    lower, at, upper = (point({"x": x}, "x") for x in items(jump, "around", 3))
    domain = loss.domain.only(i)
    (value,) = domain.at(at)
    (left,), (right,) = (domain.restrict(*ends).pieces([]) for ends in ((lower, at), (at, upper)))
    if not (at_least(lower, loss.domain.lower) and at_least(loss.domain.upper, upper)):
        raise Reject("the jump is not shown to lie inside the domain")
    limits = _slopes(left, right, 0)
    if any(below(x, value) or below(value, x) for x in limits):
        return
    slopes = _slopes(left, right, 1)
    if order == 1 or not (below(*slopes) or below(slopes[1], slopes[0])):
        raise Reject("no derivative below the order is shown to jump")


def _derivative_at(loss: Loss, evidence: object, order: int) -> End:
    """A derivative of one formula at a point of a smooth interval inside the domain, or its limit at an end of one."""
    i = whole(evidence, "which", len(loss.formulas))
    domain = loss.domain.only(i)
    (piece,) = domain.restrict(*inner(loss.domain, evidence)).pieces([])
    node, at = piece.slope(order=order), field(evidence, "at")
    if at == "lower" or at == "upper":
        return one_sided(piece.place, node, at)
    x = point(evidence, "at")
    if not piece.place.inside(x):
        raise Reject("the point is not shown to lie inside the interval")
    return substitute(node, piece.place.name, x)


def strong_convexity_is(loss: Loss, evidence: object) -> None:
    """f'' >= mu on each piece, f continuous and its slope rising at cuts, and mu a value or limit of f''.

    Then f - mu t^2/2 is convex, and for a greater mu it is not: its second derivative is negative somewhere.
    """
    value = claimed(loss)
    if isinstance(value, str) or not at_least(value, number(0)):
        raise Reject("a modulus of strong convexity is a nonnegative number")
    _curved(loss, value, evidence)
    reached = _derivative_at(loss, field(evidence, "reached"), 2)
    if isinstance(reached, str) or not same(reached, value):
        raise Reject("the modulus is not reached")


def _curved(loss: Loss, value: Node, evidence: object) -> None:
    """f'' >= value on each piece of each formula, f continuous and its slope rising at cuts."""
    for i, part in enumerate(items(evidence, "parts", len(loss.formulas))):
        domain = loss.domain.only(i)
        pieces = domain.pieces(field(part, "cuts"))
        check_each(pieces, [sub(piece.slope(order=2), value) for piece in pieces], False, items(part, "signs"))
        for left, right in pairwise(pieces):
            check_continuous(domain, left, right)
            before, after = _slopes(left, right, 1)
            if not at_least(after, before):
                raise Reject("the slope falls at a cut")


def lipschitz_is_not(loss: Loss, evidence: object) -> None:
    _other_bound(loss, evidence, 1)


def smoothness_is_not(loss: Loss, evidence: object) -> None:
    _other_bound(loss, evidence, 2)


def _other_bound(loss: Loss, evidence: object, order: int) -> None:
    """Somewhere |f^(k)| exceeds the claimed constant, or a smaller constant bounds it throughout."""
    value = claimed(loss)
    if isinstance(evidence, dict) and "bound" in evidence:
        bound = point(evidence, "bound")
        if not below(bound, value):
            raise Reject("the bound is not below the claimed constant")
        return _bounded(loss, bound, evidence, order)
    found = _derivative_at(loss, field(evidence, "reached"), order)
    size = found if below(number(0), found) else neg(found) if isinstance(found, Node) else "oo"
    if not below(value, size):
        raise Reject("the derivative does not exceed the claimed constant")


def strong_convexity_is_not(loss: Loss, evidence: object) -> None:
    """Somewhere f'' is below the claimed modulus, or the loss has a larger one."""
    value = claimed(loss)
    if isinstance(evidence, dict) and "bound" in evidence:
        bound = point(evidence, "bound")
        if not below(value, bound):
            raise Reject("the modulus is not above the claimed one")
        return _curved(loss, bound, evidence)
    if not below(_derivative_at(loss, field(evidence, "reached"), 2), value):
        raise Reject("the second derivative is not below the claimed modulus")
