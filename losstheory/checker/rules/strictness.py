"""Strict and strong convexity of every partial loss on its score domain."""

from __future__ import annotations

from ..calculus import substitute
from ..constants import sign
from ..losses import Domain, Loss, at_least, one_sided
from ..nodes import ZERO
from ..work import Reject
from .convexity import check_convex, chord_gap, convex
from .evidence import field, fraction, items, point, side, whole
from .monotonicity import inner


def strictly_convex(loss: Loss, evidence: object) -> None:
    """Convex, and the second derivative, analytic on each piece, is positive at one point of each.

    A convex function that meets a chord between its ends is affine there; its second derivative would then vanish on
    a part of a piece, hence on the piece.
    """
    convex(loss, field(evidence, "convex"))
    for i, part in enumerate(items(evidence, "parts", len(loss.formulas))):
        pieces = loss.domain.only(i).pieces(field(part, "cuts"))
        for piece, item in zip(pieces, items(part, "points", len(pieces)), strict=True):
            x = point({"x": item}, "x")
            if not piece.place.inside(x) or sign(substitute(piece.slope(order=2), loss.name, x)) != 1:
                raise Reject(f"the second derivative is not shown to be positive at {x!r}")


def not_strictly_convex(loss: Loss, evidence: object) -> None:
    """a < m < b and f(m) on or above the chord from a to b. So no strongly convex function is like that either."""
    if sign(chord_gap(loss, evidence)) not in (0, 1):
        raise Reject("the middle value is below the chord")


def strongly_convex(loss: Loss, evidence: object) -> None:
    """For one mu > 0, each formula less mu x^2/2 is convex: the definition."""
    mu = fraction(evidence, "mu")
    if mu <= 0:
        raise Reject("the modulus of strong convexity must be positive")
    parts = items(evidence, "parts", len(loss.formulas))
    parabola = ["mul", str(-mu / 2), ["pow", loss.name, "2"]]
    for formula, part in zip(loss.formulas, parts, strict=True):
        less = ["add", formula, parabola]
        check_convex(Domain(loss.name, loss.domain.lower, loss.domain.upper, (less,)), part)


def flat_end(loss: Loss, evidence: object) -> None:
    """On a smooth interval inside the domain f'' tends to a limit <= 0 at an end; strong convexity needs f'' >= mu."""
    i = whole(evidence, "which", len(loss.formulas))
    (piece,) = loss.domain.only(i).restrict(*inner(loss.domain, evidence)).pieces([])
    which = side(evidence, "end")
    if not at_least(ZERO, one_sided(piece.place, piece.slope(order=2), which)):
        raise Reject("the second derivative does not tend to a limit <= 0")
