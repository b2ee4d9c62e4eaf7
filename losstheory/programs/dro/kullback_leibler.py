r"""Laws near the nominal one in relative entropy, :math:`\sum_i q_i \log (q_i / p_i) \le \rho`.

The dual is :math:`\min_{\lambda \ge 0} \lambda \rho + \lambda \log E e^{\ell / \lambda}`, and the worst law q is
proportional to p e^{l / lambda}, with lambda from KL(q || p) = rho; beyond rho = -log P(argmax) it is p given the
largest loss.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from flint import arb, ctx

from losstheory.programs.conic import ConicProgram, Points
from losstheory.programs.dro.ball import Ball, conic_solution
from losstheory.programs.dro.chi_square import roots
from losstheory.programs.dro.conic import entropy_points, entropy_program
from losstheory.programs.dro.law import Law, radius
from losstheory.programs.modelling import load_cvxpy
from losstheory.programs.outward import Imprecise, above, ball, dyadic, middle
from losstheory.programs.solution import Solution, SolveError

PRECISIONS = (192, 384, 768, 1536, 3072)
CLOSE = Fraction(1, 1 << 60)
SLACKS = (80, 60, 40, 20, 8, 2)
NEWTON_STEPS = 150
SMALL = Fraction(1, 10**8)
Weights = tuple[Fraction, ...]


@dataclass(frozen=True)
class KLBall(Ball):
    """Laws q with KL(q || p) at most rho, natural logarithms.

    ``primal`` is a law whose relative entropy is at most rho (shown in ball arithmetic) and whose mean loss is
    ``lower``; ``dual`` the lambda that gives ``upper``, 0 where the value is the largest loss, None where it is the
    mean. Atoms of nominal probability 0 stay at 0.
    """

    rho: Any

    def __post_init__(self) -> None:
        radius(self.rho)

    def solve(self, law: Law) -> Solution:
        found = self._bounds(law)
        program = entropy_program(law, radius(self.rho), partial(self._points, law, found))
        return conic_solution(found, program, lambda: self.model(law))

    def program(self, law: Law) -> ConicProgram:
        return entropy_program(law, radius(self.rho), partial(self._points, law))

    def _points(self, law: Law, found: Solution | None = None) -> Points:
        found = found or self._bounds(law)
        return entropy_points(law, radius(self.rho), found.primal, found.dual)

    def _bounds(self, law: Law) -> Solution:
        rho, top = radius(self.rho), law.worst
        peak = [x == top for x in law.losses]
        mass = sum((p for p, x in zip(law.weights, peak, strict=True) if x), start=Fraction(0))
        if rho == 0 and mass < 1:
            return Solution(law.mean, law.mean, law.weights, None, law.mean)
        if mass == 1 or _reaches(rho, mass):
            return Solution(top, top, law.conditional(peak), Fraction(0), top)
        return Solution(*_bounds(law, rho))

    def constraints(self, q: Any, law: Law) -> list[Any]:
        cp = load_cvxpy()

        p = np.array([float(x) for x in law.weights])
        inside, outside = np.flatnonzero(p), np.flatnonzero(p == 0)
        entropy = cp.sum(cp.rel_entr(q[inside], p[inside]))
        return [entropy <= float(radius(self.rho)), *([q[outside] == 0] if len(outside) else [])]


def _reaches(rho: Fraction, mass: Fraction) -> bool:
    """Whether rho >= -log mass for a rational mass in (0, 1), whose logarithm is not rational, and so never rho."""
    for precision in (64, 256, 1024, 4096, 16384):
        with ctx.workprec(precision):
            distance = ball(rho) + ball(mass).log()
            if distance > 0 or distance < 0:
                return bool(distance > 0)
    raise SolveError(f"rho = {float(rho)!r} is too near -log P(argmax) = {-np.log(float(mass))!r} to be told apart")


def _bounds(law: Law, rho: Fraction) -> tuple[Fraction, Fraction, Weights, Fraction | None]:
    """Bounds with as many digits as make them close relative to what the ball adds to the mean."""
    lower, upper, q, lam = law.mean, law.worst, law.weights, None
    support = [i for i, p in enumerate(law.weights) if p]
    down = [law.losses[i] - law.worst for i in support]
    p = [law.weights[i] for i in support]
    for precision in PRECISIONS:
        with ctx.workprec(precision + 64):
            try:
                price, tilt = _dual(down, p, rho)
                found = _feasible(down, p, rho, tilt, precision)
            except Imprecise:
                continue
        if law.worst + price < upper:
            upper, lam = law.worst + price, 1 / tilt
        if found is not None:
            moved = [Fraction(0)] * len(law.weights)
            for i, w in zip(support, found, strict=True):
                moved[i] = w
            if (value := law.expectation(moved)) > lower:
                lower, q = value, tuple(moved)
        if upper - lower <= CLOSE * (lower - law.mean):
            break
    return lower, upper, q, lam


def _dual(down: Sequence[Fraction], p: Sequence[Fraction], rho: Fraction) -> tuple[Fraction, Fraction]:
    """An upper bound less max l, and the tilt 1 / lambda behind it, by Newton's method for KL = rho."""
    tilt = ball(_start(down, p, rho))
    weights, losses = [ball(w) for w in p], [ball(x) for x in down]
    for _ in range(NEWTON_STEPS):
        divergence, variance = _tilted(losses, weights, tilt)
        step = ((divergence - ball(rho)) / (tilt * variance)).mid()
        tilt = (tilt - step).mid() if step < tilt / 2 else (tilt / 2).mid()
        if abs(step) < tilt * arb(2) ** (-ctx.prec // 2):
            break
    found = middle(tilt)
    if found <= 0:
        raise Imprecise("the tilt is below 2^-20000")
    lam = 1 / found
    total = sum((w * (x * ball(found)).exp() for w, x in zip(weights, losses, strict=True)), start=arb(0))
    return above(ball(lam) * (ball(rho) + total.log())), found


def _tilted(losses: Sequence[arb], weights: Sequence[arb], tilt: arb) -> tuple[arb, arb]:
    """KL(q || p) and the variance of the loss at q proportional to p e^{tilt l}."""
    raised = [w * (tilt * x).exp() for w, x in zip(weights, losses, strict=True)]
    total = sum(raised, start=arb(0))
    mean = sum((w * x for w, x in zip(raised, losses, strict=True)), start=arb(0)) / total
    variance = sum((w * (x - mean) ** 2 for w, x in zip(raised, losses, strict=True)), start=arb(0)) / total
    return tilt * mean - total.log(), variance


def _start(down: Sequence[Fraction], p: Sequence[Fraction], rho: Fraction) -> Fraction:
    """A guess of the tilt: KL = tilt^2 Var / 2 where rho is small, else bisection in floats."""
    if rho < SMALL:
        mean = sum((w * x for w, x in zip(p, down, strict=True)), start=Fraction(0))
        variance = sum((w * (x - mean) ** 2 for w, x in zip(p, down, strict=True)), start=Fraction(0))
        return roots(2 * rho / variance)[1]
    width = -min(down)
    x, w = np.array([float(d / width) for d in down]), np.array([float(v) for v in p])
    low, high = -12.0, 20.0
    for _ in range(60):
        tilt = 10 ** ((low + high) / 2)
        raised = w * np.exp(tilt * x)
        total = raised.sum()
        reached = tilt * (raised @ x) / total - np.log(total) >= float(rho)
        low, high = (low, (low + high) / 2) if reached else ((low + high) / 2, high)
    return Fraction(float(10**low)) / width


def _feasible(
    down: Sequence[Fraction], p: Sequence[Fraction], rho: Fraction, tilt: Fraction, precision: int
) -> Weights | None:
    """A law with multiples of 2^-precision and KL(q || p) <= rho for certain, from a tilt that is a little less."""
    for tilt_ in _tilts(tilt):
        raised = [ball(w) * (ball(tilt_) * ball(x)).exp() for w, x in zip(p, down, strict=True)]
        total = sum(raised, start=arb(0))
        counts = dyadic([middle(r / total) for r in raised], precision)
        if counts is None:
            continue
        q = [Fraction(n, 1 << precision) for n in counts]
        divergence = sum((ball(v) * (ball(v) / ball(w)).log() for v, w in zip(q, p, strict=True) if v), start=arb(0))
        if divergence <= ball(rho):
            return tuple(q)
    return None


def _tilts(tilt: Fraction) -> Iterator[Fraction]:
    return (tilt * (1 - Fraction(1, 1 << slack)) for slack in SLACKS)
