r"""The least Wasserstein-robust logistic risk as a conic program, and points on both sides of its optimum.

Minimise eps lam + mean of (h + g) over the coefficients, h, lam >= 0 and g, p, r >= 0 with p + r <= 1 and

    (-u - h, 1, p), (-h, 1, r) in the exponential cone:  e^{-u-h} + e^{-h} <= 1, so h >= log(1 + e^{-u})
    g >= u - kappa lam,                                  where labels may flip
    |beta|_* <= lam,                                     a second-order cone for the norm 2, else rows

with u = y (beta x + b). For dual points (a, f) of the loss the multipliers are -a/n, -(1 - a)/n and 1/n in the
exponential cones, f/n at g, and the mean of (a - f) y x at the norm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import inf, isfinite
from typing import NamedTuple

from flint import ctx

from losstheory.numeric.callables import Floats
from losstheory.programs.conic import ConicProgram, Points
from losstheory.programs.estimators.doubts import logistic
from losstheory.programs.outward import ROOM, above, ball, raised

BITS = 320
ONE, ZERO = Fraction(1), Fraction(0)
MARGIN = Fraction(1, 1 << 160)
"""What h lies above log(1 + e^{-u}), so that p and r may be rounded up."""
Row = tuple[dict[int, Fraction], str, Fraction]


class Near(NamedTuple):
    """Coefficients (with the intercept, if there is one), a price lam >= |beta|_*, and a dual point of the loss."""

    theta: Sequence[Fraction]
    lam: Fraction
    doubts: Sequence[Fraction]
    flips: Sequence[Fraction]


class TransportProgram:
    """The program of rows x with labels y = -1, 1; ``norm`` measures moves, ``kappa`` is the cost of a flip."""

    def __init__(self, X: Floats, y: Floats, eps: float, kappa: float, norm: float, intercept: bool) -> None:
        self.d, self.n, self.norm = X.shape[1], len(y), norm
        self.eps, self.flip = Fraction(eps), Fraction(kappa) if isfinite(kappa) else None
        ones = [ONE] if intercept else []
        self.signed = [
            [Fraction(float(v)) * int(label) for v in (*row, *ones)] for row, label in zip(X, y, strict=True)
        ]
        self.lam = self.d + len(ones)
        self.h = self.lam + 1
        self.p, self.r, self.g = (self.h + k * self.n for k in (1, 2, 3))
        self.sizes = self.g + (self.n if self.flip is not None else 0)
        self.count = self.sizes + (self.d if norm == inf else 0)

    def conic(self, near: Callable[[], Near]) -> ConicProgram:
        """The program, whose points come from ``near``."""
        costs = [ZERO] * self.count
        costs[self.lam] = self.eps
        for i in range(self.n):
            costs[self.h + i] = Fraction(1, self.n)
            if self.flip is not None:
                costs[self.g + i] = Fraction(1, self.n)
        cones = [cone for i in range(self.n) for cone in self._softplus(i)]
        if self.norm == 2:
            forms = [({self.lam: ONE}, ZERO), *(({j: ONE}, ZERO) for j in range(self.d))]
            cones.append(("second_order", forms))
        free = [*range(self.lam), *range(self.h, self.p)]
        return ConicProgram.of("min", costs, self._rows(), cones, free, lambda: self.points(near()))

    def _softplus(self, i: int) -> Iterator[tuple[str, list[tuple[dict[int, Fraction], Fraction]]]]:
        margin = {j: -v for j, v in enumerate(self.signed[i])}
        for slopes, bound in ((margin, self.p), ({}, self.r)):
            yield "exponential", [({**slopes, self.h + i: -ONE}, ZERO), ({}, ONE), ({bound + i: ONE}, ZERO)]

    def _rows(self) -> Iterator[Row]:
        for i in range(self.n):
            yield {self.p + i: ONE, self.r + i: ONE}, "<=", ONE
        if self.flip is not None:
            for i, row in enumerate(self.signed):
                yield {**{j: -v for j, v in enumerate(row)}, self.lam: self.flip, self.g + i: ONE}, ">=", ZERO
        if self.norm != 2:
            for sign in (-ONE, ONE):
                for j in range(self.d):
                    yield {j: sign, (self.lam if self.norm == 1 else self.sizes + j): ONE}, ">=", ZERO
        if self.norm == inf:
            yield {**{self.sizes + j: -ONE for j in range(self.d)}, self.lam: ONE}, ">=", ZERO

    def points(self, near: Near) -> Points:
        """The multipliers are feasible if sum (a - f) y = 0 and |mean of (a - f) y x| + kappa mean f <= eps."""
        with ctx.workprec(BITS):
            z = [vector for a in near.doubts for v in (a, 1 - a) for vector in [self._multiplier(v)]]
            x = self._point(near)
        flips = [] if self.flip is None else [f / self.n for f in near.flips]
        pull = [
            sum((w * row[j] for w, row in zip(self._weights(near), self.signed, strict=True)), start=ZERO) / self.n
            for j in range(self.d)
        ]
        y = [*[Fraction(-1, self.n)] * self.n, *flips]
        if self.norm == 2:
            spent = (self.flip or ZERO) * sum(near.flips, start=ZERO) / self.n
            z.append([self.eps - spent, *(-m for m in pull)])
        else:
            y += [*(max(ZERO, m) for m in pull), *(max(ZERO, -m) for m in pull)]
        if self.norm == inf:
            y.append(max(map(abs, pull)))
        return Points(x, y, z)

    def _weights(self, near: Near) -> list[Fraction]:
        return [a - f for a, f in zip(near.doubts, near.flips, strict=True)]

    def _multiplier(self, share: Fraction) -> list[Fraction]:
        """-a/n, a little more than a (log a - 1)/n, and 1/n."""
        if share in (0, 1):
            return [-share / self.n, -share / self.n, Fraction(1, self.n)]
        least = above(ball(share) * (ball(share).log() - 1)) + share * ROOM
        return [-share / self.n, least / self.n, Fraction(1, self.n)]

    def _point(self, near: Near) -> list[Fraction]:
        u = [sum((v * w for v, w in zip(row, near.theta, strict=True)), start=ZERO) for row in self.signed]
        h = [above(logistic(ball(v))) + MARGIN for v in u]
        x = [*near.theta, near.lam, *h]
        x += [raised(ONE, -v - w) for v, w in zip(u, h, strict=True)]
        x += [raised(ONE, -w) for w in h]
        if self.flip is not None:
            x += [max(ZERO, v - self.flip * near.lam) for v in u]
        return x + ([abs(v) for v in near.theta[: self.d]] if self.norm == inf else [])
