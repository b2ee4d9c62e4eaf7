r"""Laws whose transport from the nominal one costs at most rho, on finitely many atoms.

The dual has one price: :math:`\min_{\lambda \ge 0} \lambda \rho + \sum_i p_i \max_j (\ell_j - \lambda c_{ij})`. Its
breakpoints are the slopes of the concave hulls of the points (c_ij, l_j), so that the optimum is exact: the mass of
each atom walks along its hull, the steepest steps of all atoms first, until the budget is spent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from losstheory.programs.dro.ball import Ball, Pair, linear_solution
from losstheory.programs.dro.law import Law, radius
from losstheory.programs.linear import LinearProgram
from losstheory.programs.measured import exact_number
from losstheory.programs.modelling import load_cvxpy
from losstheory.programs.solution import DataError, Solution

ONE = Fraction(1)


class Step(NamedTuple):
    """Moving the mass of atom i from j to k: the gain of loss per cost, and the cost of one unit of mass."""

    slope: Fraction
    atom: int
    start: int
    end: int
    cost: Fraction


@dataclass(frozen=True)
class WassersteinBall(Ball):
    """Laws q with a coupling of p and q whose mean cost is at most rho.

    ``primal`` is the worst law; ``dual`` the price of rho. Mass may move to atoms of nominal probability 0.

    Args:
        rho: the budget, >= 0.
        cost: the matrix c_ij >= 0 of moving a unit of mass from atom i to atom j, with c_ii = 0.
    """

    rho: Any
    cost: Sequence[Sequence[Any]]

    def __post_init__(self) -> None:
        radius(self.rho)

    def solve(self, law: Law) -> Solution:
        cost, rho = self.costs(law), radius(self.rho)
        plan, price = _walk(law, cost, rho)
        n = len(law.losses)
        q = [Fraction(0)] * n
        for (_, j), mass in plan.items():
            q[j] += mass
        peaks = [max(x - price * c for x, c in zip(law.losses, row, strict=True)) for row in cost]
        value = price * rho + sum((p * top for p, top in zip(law.weights, peaks, strict=True)), start=Fraction(0))

        def pair() -> Pair:
            x = [plan.get((i, j), Fraction(0)) for i in range(n) for j in range(n)]
            return self.program(law), x, [price, *peaks]

        return linear_solution(self, law, value, tuple(q), price, pair)

    def program(self, law: Law) -> LinearProgram:
        """In the plan, row by row: its cost is at most rho, its first marginal is p."""
        n, cost = len(law.losses), self.costs(law)
        spent = {i * n + j: cost[i][j] for i in range(n) for j in range(n) if cost[i][j]}
        given = [({i * n + j: ONE for j in range(n)}, "==", p) for i, p in enumerate(law.weights)]
        costs = [x for _ in range(n) for x in law.losses]
        return LinearProgram.of("max", costs, [(spent, "<=", radius(self.rho)), *given])

    def costs(self, law: Law) -> list[list[Fraction]]:
        """The matrix in exact numbers.

        Raises:
            DataError: another shape, a negative cost or a cost of staying.
        """
        n = len(law.losses)
        cost = [[exact_number(c, "a cost") for c in row] for row in self.cost]
        if len(cost) != n or any(len(row) != n for row in cost):
            raise DataError(f"expected a matrix of costs of shape ({n}, {n}), got {len(cost)} rows")
        if any(c < 0 for row in cost for c in row) or any(cost[i][i] for i in range(n)):
            raise DataError("expected costs that are not negative, with zeros on the diagonal")
        return cost

    def constraints(self, q: Any, law: Law) -> list[Any]:
        cp = load_cvxpy()

        n = len(law.losses)
        plan = cp.Variable((n, n), nonneg=True)
        cost = np.array([[float(c) for c in row] for row in self.costs(law)])
        given = [float(p) for p in law.weights]
        spent = cp.sum(cp.multiply(cost, plan))
        return [cp.sum(plan, axis=1) == given, cp.sum(plan, axis=0) == q, spent <= float(radius(self.rho))]


def _walk(law: Law, cost: list[list[Fraction]], rho: Fraction) -> tuple[dict[tuple[int, int], Fraction], Fraction]:
    """The plan, and the price of the budget: the slope of the step that it does not suffice for, else 0."""
    plan: dict[tuple[int, int], Fraction] = {}
    steps: list[Step] = []
    for i, mass in enumerate(law.weights):
        if mass:
            hull = list(_hull(law.losses, cost[i]))
            plan[i, hull[0].start if hull else _first(law.losses, cost[i])] = mass
            steps += [step._replace(atom=i) for step in hull]
    for step in sorted(steps, key=lambda step: -step.slope):
        mass = law.weights[step.atom]
        moved = min(mass, rho / step.cost)
        plan[step.atom, step.end] = plan.get((step.atom, step.end), Fraction(0)) + moved
        plan[step.atom, step.start] -= moved
        rho -= moved * step.cost
        if moved < mass:
            return plan, step.slope
    return plan, Fraction(0)


def _first(losses: Sequence[Fraction], cost: Sequence[Fraction]) -> int:
    """The largest loss that is reached for nothing."""
    return max((j for j, c in enumerate(cost) if c == 0), key=lambda j: losses[j])


def _hull(losses: Sequence[Fraction], cost: Sequence[Fraction]) -> Iterator[Step]:
    """The rising part of the upper concave hull of the points (c_j, l_j), from cost 0."""
    chain = [_first(losses, cost)]
    for j in sorted(range(len(losses)), key=lambda j: (cost[j], -losses[j])):
        if losses[j] <= losses[chain[-1]]:
            continue
        while len(chain) > 1 and _slope(losses, cost, chain[-2], chain[-1]) <= _slope(losses, cost, chain[-1], j):
            chain.pop()
        chain.append(j)
    for start, end in zip(chain, chain[1:], strict=False):
        yield Step(_slope(losses, cost, start, end), 0, start, end, cost[end] - cost[start])


def _slope(losses: Sequence[Fraction], cost: Sequence[Fraction], start: int, end: int) -> Fraction:
    return (losses[end] - losses[start]) / (cost[end] - cost[start])
