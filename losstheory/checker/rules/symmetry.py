"""The two partial losses have a constant sum."""

from __future__ import annotations

from ..calculus import substitute
from ..constants import sign
from ..losses import Loss, same
from ..nodes import Node, add, sub
from ..work import Reject
from .evidence import field, items, point, whole
from .monotonicity import inner


def symmetric(loss: Loss, evidence: object) -> None:
    """l+ + l- - c vanishes identically on each piece and at each cut."""
    total = point(evidence, "constant")
    domain = loss.partials
    pieces = domain.pieces(field(evidence, "cuts"))
    for piece in pieces:
        if not piece.place.vanishes(sub(add(*piece.nodes), total)):
            raise Reject(f"the sum is not shown to be constant for {piece.place!r}")
    for piece in pieces[:-1]:
        if not same(add(*domain.at(piece.cut)), total):
            raise Reject(f"the sum differs at {piece.place.upper!r}")


def asymmetric(loss: Loss, evidence: object) -> None:
    """Two scores at which the sums differ."""
    x, y = (point({"x": item}, "x") for item in items(evidence, "points", 2))
    first, second = (add(*loss.partials.at(z)) for z in (x, y))
    if sign(sub(first, second)) not in (1, -1):
        raise Reject("the two sums are not shown to differ")


def bend_of_sum(loss: Loss, evidence: object) -> Node:
    """A derivative of l+ + l- at a score around which both are smooth; if not zero, the sum is not constant."""
    at, order = point(evidence, "at"), whole(evidence, "order", 7)
    (piece,) = loss.partials.restrict(*inner(loss.partials, evidence)).pieces([])
    if order < 1 or not piece.place.inside(at):
        raise Reject("the order is at least one, and the score lies inside the interval")
    return substitute(add(*(piece.slope(i, order) for i in (0, 1))), piece.place.name, at)
