r"""Certified bounds of the least Wasserstein-robust risk.

For dual points (a, f) of the loss (``TransportLoss``)

    mean of (a - f) y = 0   and   |mean of (a - f) y x| + kappa mean f <= eps   imply   risk >= mean worth(a, f)

for all coefficients. The doubts and flips of a near minimiser are repaired to satisfy both exactly: the side with too
much doubt is scaled down, then all of a and f. The sums of the equation are fractions; norms and logarithms are
enclosed and rounded outward, so that both bounds hold for the data as the binary numbers that they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import inf, isfinite
from typing import Any

from flint import arb, ctx

from losstheory.numeric.callables import Floats
from losstheory.programs.estimators.doubts import ONE, ZERO, balanced, margins, pulls, with_ones
from losstheory.programs.estimators.transport_loss import LogisticTransport, TransportLoss
from losstheory.programs.estimators.transport_program import Near, TransportProgram
from losstheory.programs.modelling import load_cvxpy
from losstheory.programs.multiplicity import LogisticModels
from losstheory.programs.optimum_within import certificate
from losstheory.programs.outward import above, ball, below
from losstheory.programs.solution import DataError, Solution, SolveError

BITS = 160
Dual = tuple[list[Fraction], list[Fraction]]


@dataclass(frozen=True)
class TransportProblem:
    """min over (beta, b) of the worst mean loss at transport cost eps; y holds -1 and 1."""

    X: Floats
    y: Floats
    eps: float
    kappa: float
    norm: float
    intercept: bool
    loss: TransportLoss

    def bounds(self, beta: Floats, b: float, lam: float, doubts: Floats, flips: Floats) -> Solution:
        """The risk of (beta, b) above, weak duality with the repaired doubts and flips below.

        ``primal`` is (beta, b); ``dual`` is (lam, a, f), the price of eps and the repaired point, in Fractions.
        """
        with ctx.workprec(BITS):
            price, upper = self._risk(beta, b, lam)
            a, f = self._repaired(doubts, flips)
            lower = below(self.loss.worth(a, f) / len(a))
        certify = partial(self._certify, beta, b, price, a, f) if self._has_program else None
        return Solution(lower, upper, (beta, b), (price, tuple(a), tuple(f)), certify=certify, model=self.model)

    @property
    def _has_program(self) -> bool:
        return self.eps > 0 and isinstance(self.loss, LogisticTransport)

    def _certify(self, beta: Floats, b: float, price: Fraction, a: list[Fraction], f: list[Fraction]) -> dict[str, Any]:
        theta = [Fraction(float(v)) for v in (*beta, *([b] if self.intercept else []))]
        program = TransportProgram(self.X, self.y, self.eps, self.kappa, self.norm, self.intercept)
        return certificate(program.conic(lambda: Near(theta, price, a, f)))

    def _risk(self, beta: Floats, b: float, lam: float) -> tuple[Fraction, Fraction]:
        """A price lam >= |beta|_* and the value above which the risk is not."""
        size = above(_norm([arb(float(v)) for v in beta], DUAL[self.norm]))
        price = max(size, Fraction(lam)) if isfinite(self.kappa) else size
        u = margins(self.X, self.y, beta, b)
        level = ball(price) * self.kappa if isfinite(self.kappa) else None
        total = sum((self.loss.enclosed(v, level) for v in u), start=arb(0))
        return price, above(total / len(u) + ball(price) * self.eps)

    def _repaired(self, doubts: Floats, flips: Floats) -> Dual:
        if self.eps == 0:
            return self._unregularised()
        (a, f), eps = self.loss.feasible(doubts, flips), Fraction(self.eps)
        if self.intercept:
            goal = sum((q * int(s) for q, s in zip(f, self.y, strict=True)), start=ZERO)
            even = balanced(a, [ONE] * len(a), self.y, goal)
            if even is None:
                return [ZERO] * len(a), [ZERO] * len(a)
            a = even
        moved = pulls(self.X, self.y, [p - q for p, q in zip(a, f, strict=True)])
        spent = above(_norm(moved, self.norm) / len(a))
        if isfinite(self.kappa):
            spent += Fraction(self.kappa) * sum(f, start=ZERO) / len(f)
        if spent <= eps:
            return a, f
        return [p * eps / spent for p in a], [q * eps / spent for q in f]

    def _unregularised(self) -> Dual:
        """For eps = 0 the mean of a y x must vanish; a = 0, the bound 0, where no other such a is found."""
        rows = with_ones(self.X, self.intercept)
        none = [ZERO] * len(self.y)
        try:
            return list(LogisticModels.of(rows.tolist(), [int(s) for s in self.y], 1).least_loss.dual), none
        except (DataError, SolveError):
            return none, none

    def model(self) -> Any:
        """The least robust risk as a ``cvxpy.Problem``, not solved."""
        cp = load_cvxpy()

        beta, b, lam = cp.Variable(self.X.shape[1], name="beta"), cp.Variable(name="b"), cp.Variable(name="lam")
        u = cp.multiply(self.y, self.X @ beta + b)
        loss = self.loss.model(cp, u, self.kappa * lam if isfinite(self.kappa) else None)
        held = [] if self.intercept else [b == 0]
        size = cp.norm(beta, {inf: "inf"}.get(DUAL[self.norm], DUAL[self.norm]))
        return cp.Problem(cp.Minimize(loss / len(self.y) + self.eps * lam), [size <= lam, *held])


DUAL: dict[float, float] = {1: inf, 2: 2, inf: 1}


def _norm(entries: list[arb], norm: float) -> arb:
    if norm == 2:
        return sum((v * v for v in entries), start=arb(0)).sqrt()
    if norm == 1:
        return sum(map(abs, entries), start=arb(0))
    out = arb(0)
    for v in entries:
        out = out.max(abs(v))
    return out
