"""Laws near the nominal one in density from above, and in total variation: both move mass to the worst atoms."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from losstheory.programs.dro.ball import Ball, linear_solution
from losstheory.programs.dro.law import Law, radius
from losstheory.programs.linear import LinearProgram
from losstheory.programs.measured import exact_number
from losstheory.programs.modelling import load_cvxpy
from losstheory.programs.solution import DataError, Solution

ONE = Fraction(1)


@dataclass(frozen=True)
class CVaR(Ball):
    r"""Laws with q <= p / alpha, the mean of the worst fraction: :math:`\min_\eta \eta + E(\ell - \eta)_+ / \alpha`.

    ``dual`` is the best eta, an upper quantile of the loss.

    Args:
        alpha: the mass of the tail, in (0, 1]; 1 is the mean.
    """

    alpha: Any

    def __post_init__(self) -> None:
        if not 0 < exact_number(self.alpha, "alpha") <= 1:
            raise DataError(f"expected the mass alpha of the tail in (0, 1], got {self.alpha}")

    def solve(self, law: Law) -> Solution:
        alpha = exact_number(self.alpha, "alpha")
        q, eta = _fill(law, [p / alpha for p in law.weights])
        prices = [eta, *(max(Fraction(0), x - eta) for x in law.losses)]
        value = eta + law.excess(eta) / alpha
        return linear_solution(self, law, value, q, eta, lambda: (self.program(law), q, prices))

    def program(self, law: Law) -> LinearProgram:
        """In q: sum q = 1, q <= p / alpha."""
        alpha = exact_number(self.alpha, "alpha")
        caps = [({i: ONE}, "<=", p / alpha) for i, p in enumerate(law.weights)]
        return LinearProgram.of("max", law.losses, [_total(law), *caps])

    def constraints(self, q: Any, law: Law) -> list[Any]:
        return [q <= [float(p / exact_number(self.alpha, "alpha")) for p in law.weights]]


@dataclass(frozen=True)
class TotalVariationBall(Ball):
    r"""Laws on the given atoms with sum of \|q - p\| / 2 <= rho: mass rho moves from the least losses to the largest.

    The value is rho max l + (1 - rho) CVaR of level 1 - rho, max l for rho >= 1. Atoms of nominal probability 0 count:
    mass may move to them. ``dual`` is the pair (eta, max l - eta) of the prices of mass and of rho, eta the level up
    to which atoms are emptied.
    """

    rho: Any

    def __post_init__(self) -> None:
        radius(self.rho)

    def solve(self, law: Law) -> Solution:
        rho = min(ONE, radius(self.rho))
        worst = max(law.losses)
        kept, eta = _fill(law, list(law.weights), ONE - rho)
        top = law.losses.index(worst)
        q = tuple(w + rho if i == top else w for i, w in enumerate(kept))
        moved = tuple(max(Fraction(0), w - p) for w, p in zip(q, law.weights, strict=True))
        value = eta + law.excess(eta) + rho * (worst - eta)
        prices = [eta, worst - eta, *(max(Fraction(0), x - eta) for x in law.losses)]
        return linear_solution(self, law, value, q, (eta, worst - eta), lambda: (self.program(law), q + moved, prices))

    def program(self, law: Law) -> LinearProgram:
        """In q and d: sum q = 1, sum d <= rho, q - d <= p."""
        n, rho = len(law.losses), min(ONE, radius(self.rho))
        moves = [({i: ONE, n + i: -ONE}, "<=", p) for i, p in enumerate(law.weights)]
        spent = ({n + i: ONE for i in range(n)}, "<=", rho)
        return LinearProgram.of("max", [*law.losses, *[Fraction(0)] * n], [_total(law), spent, *moves])

    def constraints(self, q: Any, law: Law) -> list[Any]:
        cp = load_cvxpy()

        return [cp.norm1(q - [float(p) for p in law.weights]) <= 2 * float(radius(self.rho))]


def _fill(law: Law, caps: list[Fraction], mass: Fraction = ONE) -> tuple[tuple[Fraction, ...], Fraction]:
    """Mass on the worst atoms first, each up to its cap; and the loss of the last atom that is touched."""
    q, eta = [Fraction(0)] * len(caps), max(law.losses)
    for i in sorted(range(len(caps)), key=lambda i: -law.losses[i]):
        if not mass:
            break
        q[i] = min(caps[i], mass)
        mass -= q[i]
        eta = law.losses[i] if q[i] else eta
    return tuple(q), eta


def _total(law: Law) -> tuple[dict[int, Fraction], str, Fraction]:
    return dict.fromkeys(range(len(law.losses)), ONE), "==", ONE
