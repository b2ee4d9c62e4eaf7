r"""Laws near the nominal one in the chi-square divergence :math:`\sum_i (q_i - p_i)^2 / p_i`.

With A the atoms whose loss exceeds the best eta of the dual
:math:`\eta + \sqrt{1 + \rho} \, \|(\ell - \eta)_+\|_{L^2(p)}`, P their probability, m and V the conditional mean and
variance of the loss on A, the value is

    m + sqrt((1 + rho - 1/P) P V),

the mean plus sqrt(rho Var) as long as A is everything, and max l once rho >= 1/P(argmax) - 1. A, m, P and V are exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import isqrt
from typing import Any

import numpy as np

from losstheory.programs.conic import ConicProgram, Points
from losstheory.programs.dro.ball import Ball, conic_solution
from losstheory.programs.dro.conic import chi_square_points, chi_square_program, smallness
from losstheory.programs.dro.law import Law, radius
from losstheory.programs.modelling import load_cvxpy
from losstheory.programs.solution import Solution

BITS = 200


@dataclass(frozen=True)
class Tail:
    """The atoms of A by their least loss, and the moments there."""

    least: Fraction
    probability: Fraction
    mean: Fraction
    variance: Fraction


@dataclass(frozen=True)
class ChiSquareBall(Ball):
    """Laws with sum of (q - p)^2 / p at most rho (no factor 1/2).

    ``primal`` is a law in the ball whose mean loss is ``lower``; ``dual`` the eta that gives ``upper``, None where the
    value is the nominal mean. ``exact`` is set where the square root is rational; ``closed_form`` has it always.
    """

    rho: Any

    def __post_init__(self) -> None:
        radius(self.rho)

    def closed_form(self, law: Law) -> tuple[Fraction, Fraction]:
        """m and R such that the value is m + sqrt(R).

        >>> ChiSquareBall("1/4").closed_form(Law.read([0, 1, 3]))
        (Fraction(4, 3), Fraction(7, 18))
        """
        rho = radius(self.rho)
        tail = _tail(law, rho)
        return tail.mean, max(Fraction(0), 1 + rho - 1 / tail.probability) * tail.probability * tail.variance

    def solve(self, law: Law) -> Solution:
        found = self._bounds(law)
        program = chi_square_program(law, radius(self.rho), partial(self._points, law, found))
        return conic_solution(found, program, lambda: self.model(law))

    def program(self, law: Law) -> ConicProgram:
        return chi_square_program(law, radius(self.rho), partial(self._points, law))

    def _points(self, law: Law, found: Solution | None = None) -> Points:
        found = found or self._bounds(law)
        return chi_square_points(law, radius(self.rho), found.primal, found.dual, found.exact is not None)

    def _bounds(self, law: Law) -> Solution:
        rho = radius(self.rho)
        tail = _tail(law, rho)
        mean, square = self.closed_form(law)
        if square == 0:
            q = law.conditional([x >= tail.least for x in law.losses])
            eta = tail.mean if tail.mean == law.worst else None
            return Solution(mean, mean, q, eta, mean)
        bits = BITS + 2 * smallness(rho)
        low, high = roots(square)[0], roots(square, bits)[1]
        share = low / (tail.probability * tail.variance)
        density = [1 / tail.probability + share * (x - mean) if x >= tail.least else Fraction(0) for x in law.losses]
        q = tuple(p * f for p, f in zip(law.weights, density, strict=True))
        eta = mean - tail.variance / high
        norm = sum(
            (p * max(Fraction(0), x - eta) ** 2 for x, p in zip(law.losses, law.weights, strict=True)),
            start=Fraction(0),
        )
        lower, upper = law.expectation(q), eta + roots((1 + rho) * norm, bits)[1]
        exact = lower if lower == upper else None
        return Solution(lower, upper, q, eta, exact)

    def constraints(self, q: Any, law: Law) -> list[Any]:
        cp = load_cvxpy()

        p = np.array([float(x) for x in law.weights])
        inside = np.flatnonzero(p)
        ratio = cp.multiply(q[inside] - p[inside], 1 / np.sqrt(p[inside]))
        outside = np.flatnonzero(p == 0)
        return [cp.sum_squares(ratio) <= float(radius(self.rho)), *([q[outside] == 0] if len(outside) else [])]


def _tail(law: Law, rho: Fraction) -> Tail:
    """A: the worst atoms, until (1 + rho) (E(l - eta)_+)^2 >= E(l - eta)_+^2 at the next loss eta."""
    tails = list(_tails(law))
    if rho == 0:
        return tails[-1]
    for tail, following in zip(tails, tails[1:], strict=False):
        fall = tail.mean - following.least
        if (1 + rho) * tail.probability * fall**2 >= tail.variance + fall**2:
            return tail
    return tails[-1]


def _tails(law: Law) -> Iterator[Tail]:
    """The sets {l >= x} for the losses x of positive probability, from the largest."""
    atoms = sorted(((x, p) for x, p in zip(law.losses, law.weights, strict=True) if p), reverse=True)
    total = first = second = Fraction(0)
    for i, (x, p) in enumerate(atoms):
        total, first, second = total + p, first + p * x, second + p * x * x
        if i + 1 == len(atoms) or atoms[i + 1][0] < x:
            mean = first / total
            yield Tail(x, total, mean, second / total - mean**2)


def roots(x: Fraction, bits: int = BITS) -> tuple[Fraction, Fraction]:
    """Rationals around the square root of x >= 0, equal where it is rational, else relatively close to 2^-(bits/2)."""
    if x == 0:
        return Fraction(0), Fraction(0)
    numerator, denominator = isqrt(x.numerator), isqrt(x.denominator)
    if numerator**2 == x.numerator and denominator**2 == x.denominator:
        return (Fraction(numerator, denominator),) * 2
    shift = max(0, bits + x.denominator.bit_length() - x.numerator.bit_length() + 1) // 2 + 1
    found = isqrt((x.numerator << 2 * shift) // x.denominator)
    return Fraction(found, 1 << shift), Fraction(found + 1, 1 << shift)
