"""Differentiability of every partial loss, at the centre or everywhere, by its one-sided slopes."""

from __future__ import annotations

from itertools import pairwise

from ..losses import Domain, Loss, below, check_continuous, finite_limit, one_sided, same
from ..nodes import Node
from ..places import End
from ..work import Reject
from .calibration import around
from .evidence import items, point, whole


def differentiable(loss: Loss, evidence: object) -> None:
    """Each partial loss is continuous at the centre and its one-sided slopes there are finite and equal."""
    for i in (0, 1):
        left, right = _sides(loss.partials, loss.centre, evidence, i)
        if isinstance(left, str) or isinstance(right, str) or not same(left, right):
            raise Reject("the one-sided slopes are not finite and equal")


def not_differentiable(loss: Loss, evidence: object) -> None:
    """The one-sided slopes of one partial loss differ, or are infinite, or it jumps at the centre."""
    _no_slope(loss.partials, loss.centre, evidence, whole(evidence, "which", 2))


def differentiable_everywhere(loss: Loss, evidence: object) -> None:
    """Each formula is continuous at each cut, with finite and equal one-sided slopes there; it is smooth elsewhere."""
    for i, cuts in enumerate(items(evidence, "cuts", len(loss.formulas))):
        domain = loss.domain.only(i)
        for left, right in pairwise(domain.pieces(cuts)):
            cut = check_continuous(domain, left, right)
            before, after = one_sided(left.place, left.slope(), "upper"), one_sided(right.place, right.slope(), "lower")
            if not same(before, after):
                raise Reject(f"the one-sided slopes are not finite and equal at {cut!r}")


def not_differentiable_somewhere(loss: Loss, evidence: object) -> None:
    """A point inside the domain at which one formula jumps, or its one-sided slopes differ or are infinite."""
    i = whole(evidence, "which", len(loss.formulas))
    domain, at = loss.domain.only(i), point(evidence, "at")
    domain.at(at)
    _no_slope(domain, at, evidence, 0)


def _no_slope(domain: Domain, at: Node, evidence: object, i: int) -> None:
    if _jumps(domain, at, evidence, i):
        return
    left, right = _sides(domain, at, evidence, i)
    if not (isinstance(left, str) or isinstance(right, str) or below(left, right) or below(right, left)):
        raise Reject("the one-sided slopes are not shown to differ")


def _sides(domain: Domain, at: Node, evidence: object, i: int) -> tuple[End, End]:
    """The one-sided slopes of formula i, which is continuous at the point."""
    lower, upper = (point({"x": x}, "x") for x in items(evidence, "between", 2))
    left, right = around(domain, at, lower, upper)
    value = domain.at(at)[i]
    for piece, which in ((left, "upper"), (right, "lower")):
        if not same(finite_limit(piece.place, piece.nodes[i], which), value):  # type: ignore[arg-type]
            raise Reject("the partial loss is not continuous at the point")
    return one_sided(left.place, left.slope(i), "upper"), one_sided(right.place, right.slope(i), "lower")


def _jumps(domain: Domain, at: Node, evidence: object, i: int) -> bool:
    """Whether a one-sided limit differs from the value at the point."""
    lower, upper = (point({"x": x}, "x") for x in items(evidence, "between", 2))
    left, right = around(domain, at, lower, upper)
    value: Node = domain.at(at)[i]
    limits = one_sided(left.place, left.nodes[i], "upper"), one_sided(right.place, right.nodes[i], "lower")
    return any(below(x, value) or below(value, x) for x in limits)
