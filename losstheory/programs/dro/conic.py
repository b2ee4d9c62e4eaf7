r"""Worst cases as conic programs, and points on both sides of their optima.

With one t an atom, maximise q l over q >= 0 with sum q = 1, sum t <= rho and

    (-t, q, p) in the exponential cone:              t >= q log(q / p)
    (t, p, q - p) in the rotated second-order cone:  t >= (q - p)^2 / p.

The dual points have eta and lam, the prices of the two sums; what they give is

    eta + lam rho + sum of p lam e^{(l - eta) / lam - 1}
    eta + lam rho + sum of p (w^2 / (4 lam) - w),  w = min(eta - l, 2 lam).

Atoms of probability 0 are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import ceil

from flint import arb, ctx

from losstheory.programs.conic import ConicProgram, Points
from losstheory.programs.dro.law import Law
from losstheory.programs.outward import ball, dyadic, entropy_above, middle, raised, short
from losstheory.programs.solution import SolveError

BITS = 256
PRECISIONS = (320, 1024, 4096)
FAR = 1 << 80
"""lam in units of the largest difference of the losses, where rho = 0 and no lam is best."""
ZERO, ONE = Fraction(0), Fraction(1)
Weights = Sequence[Fraction]
Forms = list[tuple[Mapping[int, Fraction], Fraction]]


def entropy_program(law: Law, rho: Fraction, search: Callable[[], Points]) -> ConicProgram:
    """The largest mean loss over the laws q with KL(q || p) <= rho."""

    def forms(q: int, t: int, p: Fraction) -> Forms:
        return [({t: -ONE}, ZERO), ({q: ONE}, ZERO), ({}, p)]

    return _program(law, rho, "exponential", forms, search)


def chi_square_program(law: Law, rho: Fraction, search: Callable[[], Points]) -> ConicProgram:
    """The largest mean loss over the laws q with sum (q - p)^2 / p <= rho."""

    def forms(q: int, t: int, p: Fraction) -> Forms:
        return [({t: ONE}, ZERO), ({}, p), ({q: ONE}, -p)]

    return _program(law, rho, "rotated_second_order", forms, search)


def _program(
    law: Law, rho: Fraction, cone: str, forms: Callable[[int, int, Fraction], Forms], search: Callable[[], Points]
) -> ConicProgram:
    """Of the n atoms, q has the places 0 to n - 1 and t those from n on."""
    losses, p = _inside(law, law.losses), _inside(law, law.weights)
    n = len(p)
    rows = [(dict.fromkeys(range(n), ONE), "==", ONE), (dict.fromkeys(range(n, 2 * n), ONE), "<=", rho)]
    cones = [(cone, forms(k, n + k, w)) for k, w in enumerate(p)]
    return ConicProgram.of("max", [*losses, *[ZERO] * n], rows, cones, range(n, 2 * n), search)


def entropy_points(law: Law, rho: Fraction, worst: Weights, lam: Fraction | None) -> Points:
    """Points from a law in the set and the price of rho; None: as large as one likes.

    Raises:
        SolveError: rho is too near the relative entropy of the law.
    """
    losses, p, q = _inside(law, law.losses), _inside(law, law.weights), _inside(law, worst)
    t = _entropies(q, p, rho)
    if lam is None:
        lam = FAR * (max(losses) - min(losses))
    lam, eta = short(lam, BITS), law.worst
    with ctx.workprec(PRECISIONS[0]):
        if lam:
            means = sum((ball(w) * ball((x - eta) / lam).exp() for w, x in zip(p, losses, strict=True)), start=arb(0))
            eta = short(eta + middle(ball(lam) * (means.log() - 1)), BITS) if len(set(losses)) > 1 else eta - lam
        z = [(-lam, eta - x, raised(lam, (x - eta) / lam - 1) if lam else ZERO) for x in losses]
    return Points([*q, *t], [eta, lam], z)


def _entropies(q: Weights, p: Weights, rho: Fraction) -> list[Fraction]:
    """A little more than q log(q / p), with a sum of at most rho."""
    for precision in PRECISIONS:
        with ctx.workprec(precision):
            t = [entropy_above(v, w) for v, w in zip(q, p, strict=True)]
        if sum(t) <= rho:
            return t
    raise SolveError(f"rho = {float(rho)!r} is too near the relative entropy of the worst law for a certificate")


def chi_square_points(law: Law, rho: Fraction, worst: Weights, level: Fraction | None, exact: bool) -> Points:
    """Points from a law in the set and the loss up to which its atoms are empty; None: rho = 0.

    Where the value is not ``exact`` the law is rounded to multiples of 2^-256 sqrt(rho), for which the ball has room.
    """
    small = smallness(rho)
    bits = BITS + small // 2
    losses, p, q = _inside(law, law.losses), _inside(law, law.weights), _inside(law, worst)
    if not exact:
        q = [Fraction(n, 1 << bits) for n in dyadic(list(q), bits) or ()]
    t = [(v - w) ** 2 / w for v, w in zip(q, p, strict=True)]
    if not exact:
        t = [Fraction(ceil(s * (1 << BITS + small)), 1 << BITS + small) for s in t]
    top = losses.index(max(losses))
    lam = FAR * (max(losses) - min(losses)) if level is None else (losses[top] - level) * p[top] / q[top] / 2
    eta = law.mean if level is None else level + 2 * lam
    if not exact:
        lam, eta = (short(v, max(BITS, BITS // 4 + small)) for v in (lam, eta))
    w = [min(eta - x, 2 * lam) for x in losses]
    z = [(lam, v * v / (4 * lam) if lam else ZERO, v) for v in w]
    return Points([*q, *t], [eta, lam], z)


def smallness(rho: Fraction) -> int:
    """About -log2 of a radius below 1, else 0: the bits that differences of nearly equal numbers take."""
    return max(0, rho.denominator.bit_length() - rho.numerator.bit_length())


def _inside(law: Law, numbers: Weights) -> list[Fraction]:
    """What belongs to the atoms of positive probability."""
    return [x for x, p in zip(numbers, law.weights, strict=True) if p]
