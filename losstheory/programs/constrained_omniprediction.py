r"""Omniprediction under constraints between groups: one predictor, post-processed for any loss and tolerance.

On points x with weights, P(y = 1 | x), predictions p(x) and a known group g(x), let for every value v of p, every group
and every hypothesis c

    E[(y - p); p = v, g] = 0   and   E[c(x) (y - p); p = v, g] = 0.

The post-processed predictor minimises the mean loss, as if P(y = 1) = v on each cell (v, g), over actions t(v, g) whose
means E[t | g] (parity), or E[t | y = 1, g] (opportunity), differ by at most a tolerance between any two groups. For a
loss convex in the action it is at most as costly as every c that keeps the tolerance: t(v, g) = E[c | v, g] keeps it
too, since E[c y | v, g] = v E[c | v, g], and by Jensen it costs no more. Source: hu2023omnipredictors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import Any, Literal

from losstheory.programs.linear import LinearProgram
from losstheory.programs.omniprediction import PiecewiseLinearLoss, multicalibration_gaps, read_problem
from losstheory.programs.rationals import rational
from losstheory.programs.solution import DataError, Solution
from losstheory.programs.tables import Vector, dot

Constraint = Literal["parity", "opportunity"]
Cell = tuple[Any, Fraction]
Law = dict[Fraction, Fraction]


@dataclass(frozen=True)
class ConstrainedOmniprediction:
    """The post-processed predictor beside the hypotheses, in exact numbers.

    Args:
        solution: of the linear program; its value is what the predictor promises.
        risk, difference: its true mean loss, and the true largest difference between groups.
        risks, differences: those of each hypothesis.
        laws: the probability of each action, on each cell (group, level).
        gaps: E[(y - p); cell], then E[c (y - p); cell] for each hypothesis.
        tolerance: the largest difference allowed.
        convex: whether the loss is convex in the action.
    """

    solution: Solution
    risk: Fraction
    difference: Fraction
    risks: Vector
    differences: Vector
    laws: dict[Cell, Law]
    gaps: dict[Cell, Vector]
    tolerance: Fraction
    convex: bool

    @property
    def guaranteed(self) -> bool:
        """Whether the hypotheses of the theorem hold: then the promise is ``risk``, and ``beaten`` is ``rivals``."""
        return self.convex and not any(gap for gaps in self.gaps.values() for gap in gaps)

    @property
    def rivals(self) -> tuple[int, ...]:
        """The hypotheses, counted from 0, that keep the tolerance."""
        return tuple(i for i, gap in enumerate(self.differences) if gap <= self.tolerance)

    @property
    def beaten(self) -> tuple[int, ...]:
        """The rivals that cost at least ``risk``."""
        return tuple(i for i in self.rivals if self.risks[i] >= self.risk)


def constrained_omnipredict(
    weights: Sequence[Any],
    rates: Sequence[Any],
    predictions: Sequence[Any],
    groups: Sequence[Any],
    hypotheses: Sequence[Any],
    loss: PiecewiseLinearLoss,
    tolerance: Any = 0,
    constraint: Constraint = "parity",
) -> ConstrainedOmniprediction:
    """Post-process p for a loss and a constraint between groups, and compare with every hypothesis.

    >>> absolute = PiecewiseLinearLoss.of([0, 1], [0, 1], [1, 0])
    >>> rates, both = ["1/4", "3/4"], [[0, 1], [1, 1]]
    >>> found = constrained_omnipredict(["1/2", "1/2"], rates, rates, "ab", both, absolute)
    >>> found.risk, found.risks, found.rivals, found.guaranteed
    (Fraction(1, 2), (Fraction(1, 4), Fraction(1, 2)), (1,), True)

    Args:
        weights, rates, predictions, hypotheses, loss: as for ``omnipredict``.
        groups: the group of each point.
        tolerance: exact, at least 0.
        constraint: the means that are compared: of the action, or of the action where y = 1.

    Raises:
        DataError: as for ``omnipredict``; groups of another number, of probability 0, or, for ``"opportunity"``, where
            y = 1 never happens or p is 0 throughout.
    """
    w, eta, p, table = read_problem(weights, rates, predictions, hypotheses)
    tags, most = list(groups), rational(tolerance, "tolerance")
    if len(tags) != len(w):
        raise DataError(f"groups: expected one for each of the {len(w)} points, got {len(tags)}")
    if most < 0 or constraint not in ("parity", "opportunity"):
        raise DataError(f"expected a tolerance >= 0 and 'parity' or 'opportunity', got {most} and {constraint!r}")
    names = list(dict.fromkeys(tags))
    cells: dict[Cell, list[int]] = {}
    for i, (tag, level) in enumerate(zip(tags, p, strict=True)):
        if w[i]:
            cells.setdefault((tag, level), []).append(i)
    masses = {cell: sum((w[i] for i in inside), Fraction(0)) for cell, inside in cells.items()}
    believed = {cell: mass if constraint == "parity" else mass * cell[1] for cell, mass in masses.items()}
    true = [a if constraint == "parity" else a * r for a, r in zip(w, eta, strict=True)]
    _need_mass(names, [(cell[0], mass) for cell, mass in believed.items()], constraint)
    _need_mass(names, list(zip(tags, true, strict=True)), constraint)
    solution = _program(loss, masses, believed, names, most).solve()
    size = len(loss.knots)
    laws = {
        cell: {t: v / mass for t, v in zip(loss.knots, solution.primal[k * size : (k + 1) * size], strict=True) if v}
        for k, (cell, mass) in enumerate(masses.items())
    }
    means = [_mean(laws[tag, v]) if a else loss.knots[0] for tag, v, a in zip(tags, p, w, strict=True)]

    def difference(values: Sequence[Fraction]) -> Fraction:
        found = []
        for name in names:
            inside = [i for i, tag in enumerate(tags) if tag == name]
            found.append(dot((true[i] for i in inside), (values[i] for i in inside)) / sum(true[i] for i in inside))
        return max(found) - min(found)

    def cost(action: Fraction, i: int) -> Fraction:
        return eta[i] * loss(action, 1) + (1 - eta[i]) * loss(action, 0)

    risks = tuple(dot(w, (cost(t, i) for i, t in enumerate(row))) for row in table)
    risk = sum(
        (w[i] * q * cost(t, i) for cell, inside in cells.items() for i in inside for t, q in laws[cell].items()),
        Fraction(0),
    )
    differences = tuple(map(difference, table))
    gaps = _gaps(w, eta, p, tags, table, names)
    return ConstrainedOmniprediction(
        solution, risk, difference(means), risks, differences, laws, gaps, most, loss.is_convex
    )


def _program(
    loss: PiecewiseLinearLoss,
    masses: dict[Cell, Fraction],
    believed: dict[Cell, Fraction],
    names: Sequence[Any],
    most: Fraction,
) -> LinearProgram:
    """Over the mass of each knot on each cell; an action between two knots costs what a law on these two does."""
    size, costs = len(loss.knots), []
    rows: list[tuple[dict[int, Fraction], str, Fraction]] = []
    slopes: dict[Any, dict[int, Fraction]] = {name: {} for name in names}
    totals = {name: sum((m for cell, m in believed.items() if cell[0] == name), Fraction(0)) for name in names}
    for k, ((name, v), mass) in enumerate(masses.items()):
        costs += [v * a + (1 - v) * b for a, b in zip(loss.positive, loss.negative, strict=True)]
        rows.append((dict.fromkeys(range(k * size, (k + 1) * size), Fraction(1)), "==", mass))
        for j, t in enumerate(loss.knots):
            slopes[name][k * size + j] = t * believed[name, v] / mass / totals[name]
    for one, other in permutations(names, 2):
        rows.append((slopes[one] | {j: -a for j, a in slopes[other].items()}, "<=", most))
    return LinearProgram.of("min", costs, rows)


def _gaps(
    w: Vector, eta: Vector, p: Vector, tags: Sequence[Any], table: Any, names: Sequence[Any]
) -> dict[Cell, Vector]:
    """Those of ``multicalibration_gaps`` on each group, times its probability."""
    out: dict[Cell, Vector] = {}
    for name in names:
        inside = [i for i, tag in enumerate(tags) if tag == name]
        mass = sum((w[i] for i in inside), Fraction(0))
        chosen = [[row[i] for i in inside] for row in (eta, p, *table)]
        found = multicalibration_gaps([w[i] / mass for i in inside], chosen[0], chosen[1], chosen[2:])
        out |= {(name, v): tuple(mass * gap for gap in gaps) for v, gaps in found.items()}
    return out


def _mean(law: Law) -> Fraction:
    return sum((t * q for t, q in law.items()), Fraction(0))


def _need_mass(names: Sequence[Any], masses: Sequence[tuple[Any, Fraction]], constraint: str) -> None:
    for name in names:
        if not sum(mass for tag, mass in masses if tag == name):
            wanted = "a positive probability" if constraint == "parity" else "y = 1 and p > 0 with positive probability"
            raise DataError(f"groups: expected {wanted} in every group; the group {name!r} has none, leave it out")
