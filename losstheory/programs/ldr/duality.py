r"""Bounds of a label-distributionally robust loss by weak duality.

With separable R = sum of r(p_k) and weights in [0, c], c = 1/k, every feasible p and every eta satisfy

    p b - lam R(p)  <=  psi(b)  <=  eta + sum over k of max over q in [0, c] of q (b_k - eta) - lam r(q).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from math import ceil, inf
from typing import Any

from flint import arb, ctx

from losstheory.programs.ldr.family import LDR
from losstheory.programs.ldr.members import KL, Entropy, Squared, TopHingeAlpha, TopHingeBeta, TopKL
from losstheory.programs.ldr.programs import program
from losstheory.programs.linear import LinearProgram
from losstheory.programs.measured import exact_number
from losstheory.programs.optimum_within import certificate
from losstheory.programs.outward import Imprecise, above, ball, below, dyadic, middle
from losstheory.programs.solution import Solution, SolveError

PRECISIONS = (128, 256, 512, 1024, 2048, 4096, 8192)
CLOSE = Fraction(1, 1 << 60)
Row = Sequence[Fraction]
Bounds = tuple[Fraction, Fraction, tuple[Fraction, ...], Fraction]


def solve(member: LDR, b: Row) -> Solution:
    """The bounds, exact unless logarithms occur.

    Raises:
        SolveError: 8192 bits were not enough for any bound.
    """
    model = partial(member.model, [float(x) for x in b])
    cap = 1 / exact_number(member.top, "k")
    lam = getattr(member, "lam", 0.0)
    if lam == inf or (isinstance(member, KL | TopKL) and lam > 0 and (len(set(b)) == 1 or cap * len(b) == 1)):
        mean = sum(b, start=Fraction(0)) / len(b)
        uniform = (Fraction(1, len(b)),) * len(b)
        return Solution(mean, mean, uniform, None, mean, certify=partial(_certify, member, b, uniform), model=model)
    if lam == 0:
        lower, upper, p, eta = _linear(member, b, cap)
    elif isinstance(member, Squared):
        lower, upper, p, eta = _squared(b, exact_number(lam, "lam"))
    else:
        base = Fraction(1) if isinstance(member, Entropy) else Fraction(1, len(b))
        lower, upper, p, eta = _entropic(b, exact_number(lam, "lam"), cap, base)
    exact = lower if lower == upper else None
    return Solution(lower, upper, p, eta, exact, certify=partial(_certify, member, b, p, eta), model=model)


def _certify(member: LDR, b: Row, p: Row, eta: Fraction | None = None) -> dict[str, Any]:
    found = program(member, b, lambda: (p, eta))
    return found.solve().certificate if isinstance(found, LinearProgram) else certificate(found)


def _linear(member: LDR, b: Row, cap: Fraction) -> Bounds:
    """lam = 0: the largest first, each up to the cap."""
    order = sorted(range(len(b)), key=lambda j: -b[j])
    p, left = [Fraction(0)] * len(b), Fraction(1)
    for j in order:
        p[j] = min(cap, left)
        left -= p[j]
    eta = b[order[ceil(1 / cap) - 1]]
    if isinstance(member, TopHingeAlpha) and _product(p, b) < 0:
        return Fraction(0), max(Fraction(0), eta + _excess(b, eta) * cap), (Fraction(0),) * len(b), eta
    if isinstance(member, TopHingeBeta):
        eta = max(eta, Fraction(0))
        p = [w if x > 0 else Fraction(0) for w, x in zip(p, b, strict=True)]
    return _product(p, b), eta + _excess(b, eta) * cap, tuple(p), eta


def _squared(b: Row, lam: Fraction) -> Bounds:
    """The m largest share the weight, m the most with lam > sum over i <= m of (b_i - b_m)."""
    ordered = sorted(b, reverse=True)
    total, m = Fraction(0), 0
    while m < len(b) and lam > total - m * ordered[m]:
        total += ordered[m]
        m += 1
    eta = (total - lam) / m
    p = [max(Fraction(0), x - eta) / lam for x in b]
    rises = sum((max(Fraction(0), x - eta) ** 2 for x in b), start=Fraction(0)) / (2 * lam)
    return _product(p, b) - lam * _product(p, p) / 2, eta + rises, tuple(p), eta


def _product(p: Row, b: Row) -> Fraction:
    return sum((w * x for w, x in zip(p, b, strict=True)), start=Fraction(0))


def _excess(b: Row, eta: Fraction) -> Fraction:
    return sum((max(Fraction(0), x - eta) for x in b), start=Fraction(0))


def _entropic(b: Row, lam: Fraction, cap: Fraction, base: Fraction) -> Bounds:
    """r(q) = q log(q / base), with as many digits as make the bounds close relative to what p gains."""
    uniform = sum(b, start=Fraction(0)) / len(b)
    found: Bounds | None = None
    for precision in PRECISIONS:
        with ctx.workprec(precision + 64):
            try:
                found = _at(b, lam, cap, base, precision) or found
            except Imprecise:
                continue
            if found is None:
                continue
            lower, upper, _, _ = found
            level = middle(ball(uniform) + ball(lam) * ball(base * len(b)).log())
            if upper - lower <= CLOSE * (lower - level if len(set(b)) > 1 else lam):
                return found
    if found is None:
        raise SolveError(
            f"no bound at {PRECISIONS[-1]} bits for lam = {float(lam):g}; take 0 or inf for so extreme a lam"
        )
    return found


def _at(b: Row, lam: Fraction, cap: Fraction, base: Fraction, precision: int) -> Bounds | None:
    """p and eta at the working precision, p rounded to multiples of 2^-precision; None where the cap leaves no room."""
    weights, eta = _guess(b, lam, cap, base)
    counts = dyadic(weights, precision, cap)
    if counts is None:
        return None
    p = tuple(Fraction(n, 1 << precision) for n in counts)
    divergence = sum((ball(w) * ball(w / base).log() for w in p if w), start=arb(0))
    lower = below(ball(_product(p, b)) - ball(lam) * divergence)
    rises = sum((_rise(x - eta, lam, cap, base) for x in b), start=arb(0))
    return lower, above(ball(eta) + rises), p, eta


def _rise(slope: Fraction, lam: Fraction, cap: Fraction, base: Fraction) -> arb:
    """At least the maximum over q in [0, cap] of q slope - lam q log(q / base)."""
    free = ball(base) * (ball(slope / lam) - 1).exp()
    if free > ball(cap):
        return ball(cap) * (ball(slope) - ball(lam) * ball(cap / base).log())
    return ball(lam) * free


def _guess(b: Row, lam: Fraction, cap: Fraction, base: Fraction) -> tuple[list[Fraction], Fraction]:
    """Nearly optimal: the m largest at the cap, the others r e^(b/lam) / sum; a guess, so middles of balls do."""
    order = sorted(range(len(b)), key=lambda j: -b[j])
    top, k = b[order[0]], 1 / cap
    raised = [(ball((b[j] - top) / lam)).exp().mid() for j in order]
    tails = [arb(0)] * (len(b) + 1)
    for m in range(len(b) - 1, -1, -1):
        tails[m] = (tails[m + 1] + raised[m]).mid()
    m = next(m for m in range(ceil(k)) if m + 1 >= k or ball(k - m) * raised[m] <= tails[m])
    rest = ball(1 - m * cap)
    p = [cap] * len(b)
    for place in range(m, len(b)):
        p[order[place]] = middle(rest * raised[place] / tails[m])
    return p, middle(ball(top) - ball(lam) * (1 + (rest / (tails[m] * ball(base))).log()))
