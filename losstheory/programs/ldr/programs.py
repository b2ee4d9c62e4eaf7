r"""The family as linear and conic programs in p, and points on both sides of their optima.

With one t a class, or one t for all, maximise p b - lam t over p with sum p = 1, p <= 1/k (where k > 1) and

    (-t, p, r) in the exponential cone:               t >= p log(p / r), r = 1/K, or 1 for the entropy
    (2 t, 1, p) in the rotated second-order cone:     t >= |p|^2 / 2.

The dual points have the price eta of the sum; m, the prices of the caps, are 0 where none binds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from math import inf

from flint import ctx

from losstheory.programs.conic import ConicProgram, Points
from losstheory.programs.ldr.family import LDR
from losstheory.programs.ldr.members import Entropy, Squared, TopHingeAlpha, TopHingeBeta
from losstheory.programs.linear import LinearProgram
from losstheory.programs.measured import exact_number
from losstheory.programs.outward import above, ball, entropy_above, raised, short

BITS = 256
ZERO, ONE, TWO = Fraction(0), Fraction(1), Fraction(2)
Row = Sequence[Fraction]
Near = tuple[Row, Fraction | None]
"""A feasible p, and a price eta near the best one; None where the uniform law is best for certain."""


def program(member: LDR, b: Row, near: Callable[[], Near]) -> LinearProgram | ConicProgram:
    """The maximisation behind the loss of one row."""
    lam = getattr(member, "lam", 0.0)
    if not lam or lam == inf:
        return LinearProgram.of("max", b, _linear_rows(member, len(b)))
    strength = exact_number(lam, "lam")
    if isinstance(member, Squared):
        return _squared(b, strength, near)
    return _entropic(member, b, strength, near)


def _linear_rows(member: LDR, classes: int) -> list[tuple[dict[int, Fraction], str, Fraction]]:
    cap, total = 1 / exact_number(member.top, "k"), dict.fromkeys(range(classes), ONE)
    if getattr(member, "lam", 0.0) == inf:
        return [({j: ONE}, "==", Fraction(1, classes)) for j in range(classes)]
    if isinstance(member, TopHingeAlpha):
        caps = [({j: (j == i) - cap for j in range(classes)}, "<=", ZERO) for i in range(classes)]
    else:
        caps = [({j: ONE}, "<=", cap) for j in range(classes)] if cap < 1 else []
    return [(total, "<=" if isinstance(member, TopHingeAlpha | TopHingeBeta) else "==", ONE), *caps]


def _squared(b: Row, lam: Fraction, near: Callable[[], Near]) -> ConicProgram:
    n = len(b)
    forms = [({n: TWO}, ZERO), ({}, ONE), *(({j: ONE}, ZERO) for j in range(n))]
    total = (dict.fromkeys(range(n), ONE), "==", ONE)
    search = partial(_squared_points, b, lam, near)
    return ConicProgram.of("max", [*b, -lam], [total], [("rotated_second_order", forms)], search=search)


def _squared_points(b: Row, lam: Fraction, near: Callable[[], Near]) -> Points:
    p, eta = near()
    assert eta is not None
    w = [min(ZERO, eta - x) for x in b]
    return Points([*p, _square(p) / 2], [eta], [[lam / 2, _square(w) / (2 * lam), *w]])


def _square(v: Row) -> Fraction:
    return sum((x * x for x in v), start=ZERO)


def _entropic(member: LDR, b: Row, lam: Fraction, near: Callable[[], Near]) -> ConicProgram:
    n, cap = len(b), 1 / exact_number(member.top, "k")
    base = ONE if isinstance(member, Entropy) else Fraction(1, n)
    cones = [("exponential", [({n + j: -ONE}, ZERO), ({j: ONE}, ZERO), ({}, base)]) for j in range(n)]
    search = partial(_entropic_points, b, lam, cap, base, near)
    return ConicProgram.of("max", [*b, *[-lam] * n], _linear_rows(member, n), cones, range(n, 2 * n), search)


def _entropic_points(b: Row, lam: Fraction, cap: Fraction, base: Fraction, near: Callable[[], Near]) -> Points:
    p, eta = near()
    eta = min(b) - lam if eta is None else short(eta, BITS)
    with ctx.workprec(BITS + 64):
        t = [entropy_above(v, base) for v in p]
        m = [_price(x - eta, lam, cap, base) if cap < 1 else ZERO for x in b]
        z = [(-lam, eta - x + v, raised(lam, (x - eta - v) / lam - 1)) for x, v in zip(b, m, strict=True)]
    return Points([*p, *t], [eta, *(m if cap < 1 else [])], z)


def _price(slope: Fraction, lam: Fraction, cap: Fraction, base: Fraction) -> Fraction:
    """The price of a cap: what is left of slope - lam (1 + log(cap / base)), or 0."""
    if cap == base:
        return max(ZERO, slope - lam)
    return max(ZERO, above(ball(slope) - ball(lam) * (1 + ball(cap / base).log())))
