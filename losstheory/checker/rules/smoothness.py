"""Differentiability of every partial loss at the centre, by its one-sided slopes."""

from __future__ import annotations

from ..losses import Loss, below, finite_limit, one_sided, same
from ..nodes import Node
from ..places import End
from ..work import Reject
from .calibration import around
from .evidence import items, point, whole


def differentiable(loss: Loss, evidence: object) -> None:
    """Each partial loss is continuous at the centre and its one-sided slopes there are finite and equal."""
    for i in (0, 1):
        left, right = _sides(loss, evidence, i)
        if isinstance(left, str) or isinstance(right, str) or not same(left, right):
            raise Reject("the one-sided slopes are not finite and equal")


def not_differentiable(loss: Loss, evidence: object) -> None:
    """The one-sided slopes of one partial loss differ, or are infinite, or it jumps at the centre."""
    i = whole(evidence, "which", 2)
    if _jumps(loss, evidence, i):
        return
    left, right = _sides(loss, evidence, i)
    if not (isinstance(left, str) or isinstance(right, str) or below(left, right) or below(right, left)):
        raise Reject("the one-sided slopes are not shown to differ")


def _sides(loss: Loss, evidence: object, i: int) -> tuple[End, End]:
    """The one-sided slopes of a partial loss that is continuous at the centre."""
    lower, upper = (point({"x": x}, "x") for x in items(evidence, "between", 2))
    left, right = around(loss.partials, loss.centre, lower, upper)
    value = loss.partials.at(loss.centre)[i]
    for piece, which in ((left, "upper"), (right, "lower")):
        if not same(finite_limit(piece.place, piece.nodes[i], which), value):  # type: ignore[arg-type]
            raise Reject("the partial loss is not continuous at the centre")
    return one_sided(left.place, left.slope(i), "upper"), one_sided(right.place, right.slope(i), "lower")


def _jumps(loss: Loss, evidence: object, i: int) -> bool:
    """Whether a one-sided limit differs from the value at the centre."""
    lower, upper = (point({"x": x}, "x") for x in items(evidence, "between", 2))
    left, right = around(loss.partials, loss.centre, lower, upper)
    value: Node = loss.partials.at(loss.centre)[i]
    limits = one_sided(left.place, left.nodes[i], "upper"), one_sided(right.place, right.nodes[i], "lower")
    return any(below(x, value) or below(value, x) for x in limits)
