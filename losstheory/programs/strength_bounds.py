"""Rigorous bounds of the adaptive LDR-KL loss: the cells of the search, bounded anew in ball arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from flint import arb, arb_mat, ctx

from losstheory.programs.measured import exact_number
from losstheory.programs.outward import above, ball, below, dyadic, middle
from losstheory.programs.solution import DataError, Solution, SolveError
from losstheory.programs.strength_search import Search, start

BITS = 192
TOLERANCE = 1e-13
WIDEST = Fraction(10**6)


@dataclass(frozen=True)
class Point:
    """A strength, and enclosures of e^{down / tau}, psi, KL, Z and the variance there."""

    tau: Fraction
    raised: tuple[arb, ...]
    psi: arb
    kl: arb
    z: arb
    variance: arb

    def value(self, c: arb) -> arb:
        return self.psi - c / 2 * ball((1 - self.tau) ** 2)

    def slope(self, c: arb) -> arb:
        return c * ball(1 - self.tau) - self.kl


def solve(lam0: float, alpha: float, b: Sequence[Fraction]) -> Solution:
    """The maximum over the strength of one row.

    Raises:
        DataError: max b - min b above 10^6 lam0, where 192 bits may not do.
    """
    most, weight = exact_number(lam0, "lam0"), exact_number(alpha, "alpha")
    top = max(b)
    if top - min(b) > WIDEST * most:
        raise DataError(f"expected max b - min b at most {WIDEST} lam0, got {float(top - min(b)):g}; use evaluate")
    down = [(x - top) / most for x in b]
    ends = _ends([float(x) for x in down], alpha)
    with ctx.workprec(BITS):
        c = ball(weight) * arb(len(b)).log()
        near = tuple(ball(x) for x in down)
        points = [_point(near, tau) for tau in ends]
        best = max(points, key=lambda point: float(point.value(c)))
        upper = max(_limit(low, high, c, weight) for low, high in pairwise(points))
        lower, p = below(best.value(c)), _weights(best)
    return Solution(top + most * lower, top + most * upper, (most * best.tau, p), tuple(most * t for t in ends))


def _ends(down: list[float], alpha: float) -> list[Fraction]:
    """The ends of the cells: the strengths that the search looked at, 0 and 1."""
    seen: list[Any] = []
    Search.run(np.array([down]), alpha * np.log(len(down)), alpha, TOLERANCE, seen)
    taus = np.concatenate([[0.0, start(alpha), 1.0], *seen])
    return sorted({Fraction(float(tau)) for tau in taus})


def _point(down: Sequence[arb], tau: Fraction) -> Point:
    """The enclosures; at 0 the limits, and no variance."""
    count = arb(len(down))
    if tau == 0:
        raised = tuple(arb(x == 0) for x in down)
        ties = sum(raised, start=arb(0))
        return Point(tau, raised, arb(0), (count / ties).log(), ties, arb(0))
    strength = ball(tau)
    raised = tuple((x / strength).exp() for x in down)
    total = sum(raised, start=arb(0))
    first = _product(raised, down) / total
    second = _product(raised, [(x - first) ** 2 for x in down]) / total
    rise = (total / count).log()
    return Point(tau, raised, strength * rise, first / strength - rise, total, second)


def _product(u: Sequence[arb], v: Sequence[arb]) -> arb:
    return (arb_mat(1, len(u), u) * arb_mat(len(v), 1, v))[0, 0]


def _limit(low: Point, high: Point, c: arb, alpha: Fraction) -> Fraction:
    """At least the maximum on a cell: the least that the three rules of the search give."""
    left, right = low.value(c), high.value(c)
    if alpha * (1 - high.tau) >= 1 or c * ball(1 - high.tau) >= low.kl:
        return above(right)
    if c * ball(1 - low.tau) <= high.kl:
        return above(left)
    limits = [_chord(low, high, c)]
    rise, fall = low.slope(c), high.slope(c)
    if low.tau > 0 and high.z / low.z * high.variance / ball(low.tau**3) <= c:
        limits += [_tangent(left, rise, high.tau - low.tau), _tangent(right, -fall, high.tau - low.tau)]
        if rise > 0 and fall < 0:
            width = ball(high.tau - low.tau)
            meet = (right - left - fall * width) / (rise - fall)
            limits.append(above(left + rise * meet))
    return min(limits)


def _chord(low: Point, high: Point, c: arb) -> Fraction:
    """The maximum over t in [0, w] of psi(l) + s t - c/2 (1 - l - t)^2, at the vertex or at an end."""
    width = ball(high.tau - low.tau)
    steep = (high.psi - low.psi) / width
    vertex = ball(1 - low.tau) + steep / c
    if not vertex > 0:
        vertex = arb(0).union(vertex) if not vertex <= 0 else arb(0)
    if not vertex < width:
        vertex = vertex.union(width) if not vertex >= width else width
    return above(low.psi + steep * vertex - c / 2 * (ball(1 - low.tau) - vertex) ** 2)


def _tangent(value: arb, inward: arb, width: Fraction) -> Fraction:
    """A concave function is at most its tangent at an end, whose slope into the cell is ``inward``."""
    return above(value + arb(0).max(inward) * ball(width))


def _weights(point: Point) -> tuple[Fraction, ...]:
    """softmax, rounded to multiples of 2^-BITS with sum one."""
    counts = dyadic([middle(w / point.z) for w in point.raised], BITS)
    if counts is None:
        raise SolveError("weights without a cap could not be rounded")
    return tuple(Fraction(n, 1 << BITS) for n in counts)
