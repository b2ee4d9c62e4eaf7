"""Omniprediction under constraints: the theorem over random losses, another program's value, and its hypotheses."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from losstheory.programs import DataError, PiecewiseLinearLoss, constrained_omnipredict, omnipredict
from tests.programs.test_omniprediction import KNOTS, random_convex_loss, random_problem

ABSOLUTE = PiecewiseLinearLoss.of([0, 1], negative=[0, 1], positive=[1, 0])


def random_groups(chance: Random) -> tuple:
    """Two groups, each of them calibrated and uncorrelated with the hypotheses on each level; one of the hypotheses is
    moved to the same mean in both groups."""
    parts = [random_problem(chance) for _ in range(2)]
    weights = [w / 2 for part in parts for w in part[0]]
    rates, predictions = ([v for part in parts for v in part[k]] for k in (1, 2))
    hypotheses = [[v for part in parts for v in part[3][k]] for k in range(2)]
    means = [sum(w * c for w, c in zip(part[0], part[3][0], strict=True)) for part in parts]
    level = sum(means) / 2
    hypotheses.append([(c - means[i // 8] + level) / 8 for i, c in enumerate(hypotheses[0])])
    return weights, rates, predictions, "a" * 8 + "b" * 8, hypotheses


def value_by_epigraph(problem: tuple, loss: PiecewiseLinearLoss, tolerance: float, constraint: str) -> float:
    """The least cost over one action a cell, its losses as maxima of lines (the cells are all of those of the data)."""
    weights, _, predictions, groups, _ = problem
    cells = sorted(set(zip(groups, predictions, strict=True)))
    mass = [
        float(sum(w for w, g, v in zip(weights, groups, predictions, strict=True) if (g, v) == cell)) for cell in cells
    ]
    n, rows, bounds = len(cells), [], []
    for k in range(n):
        for way, values in enumerate((loss.negative, loss.positive)):
            for a, b in zip(range(len(KNOTS) - 1), range(1, len(KNOTS)), strict=True):
                slope = float((values[b] - values[a]) / (KNOTS[b] - KNOTS[a]))
                row = np.zeros(3 * n)
                row[k], row[n * (1 + way) + k] = slope, -1
                rows.append(row)
                bounds.append(slope * float(KNOTS[a]) - float(values[a]))
    share = [m if constraint == "parity" else m * float(v) for m, (_, v) in zip(mass, cells, strict=True)]
    for one, other in permutations("ab", 2):
        row = np.zeros(3 * n)
        for sign, name in ((1, one), (-1, other)):
            total = sum(s for s, (g, _) in zip(share, cells, strict=True) if g == name)
            for k, (g, _) in enumerate(cells):
                row[k] += sign * share[k] / total * (g == name)
        rows.append(row)
        bounds.append(tolerance)
    costs = [0.0] * n + [m * float(1 - v) for m, (_, v) in zip(mass, cells, strict=True)]
    costs += [m * float(v) for m, (_, v) in zip(mass, cells, strict=True)]
    limits = [(float(KNOTS[0]), float(KNOTS[-1]))] * n + [(None, None)] * (2 * n)
    return float(linprog(costs, np.array(rows), bounds, bounds=limits).fun)


@pytest.mark.parametrize("constraint", ["parity", "opportunity"])
@pytest.mark.parametrize("seed", range(6))
def test_it_costs_no_more_than_any_hypothesis_that_keeps_the_tolerance(seed: int, constraint: str) -> None:
    chance = Random(seed)
    problem, rivals = random_groups(chance), 0
    for tolerance in (0, "1/3", 4):
        loss = random_convex_loss(chance)
        found = constrained_omnipredict(*problem, loss, tolerance, constraint)
        assert found.guaranteed
        assert (
            found.risk
            == found.solution.exact
            == pytest.approx(value_by_epigraph(problem, loss, float(Fraction(tolerance)), constraint), abs=1e-9)
        )
        assert found.difference <= Fraction(tolerance)
        assert found.beaten == found.rivals
        rivals += len(found.rivals)
    assert rivals >= 2


@pytest.mark.parametrize("seed", range(4))
def test_without_a_constraint_it_is_omniprediction(seed: int) -> None:
    chance = Random(seed)
    weights, rates, predictions, groups, hypotheses = random_groups(chance)
    loss = random_convex_loss(chance)
    free = constrained_omnipredict(weights, rates, predictions, groups, hypotheses, loss, 100)
    assert free.risk == omnipredict(weights, rates, predictions, hypotheses, loss).risk


def test_two_groups_at_the_levels_one_quarter_and_three_quarters() -> None:
    """Under parity the group with the rate 5/8 and that with 3/8 both act with the mean 1/2."""
    weights, levels, groups = ["3/8", "1/8", "1/8", "3/8"], ["1/4", "3/4"] * 2, [0, 0, 1, 1]
    costs = [
        constrained_omnipredict(weights, levels, levels, groups, [[0] * 4], ABSOLUTE, tolerance).risk
        for tolerance in (1, "1/2", "1/4", 0)
    ]
    assert costs == [Fraction(1, 4), Fraction(1, 4), Fraction(5, 16), Fraction(3, 8)]


def test_calibration_by_group_is_no_multicalibration() -> None:
    """The promise 1/2 is kept in each group, and a hypothesis with parity has no loss."""
    found = constrained_omnipredict(["1/4"] * 4, [1, 0, 1, 0], ["1/2"] * 4, "aabb", [[1, 0, 1, 0]], ABSOLUTE)
    assert (found.risk, found.risks, found.rivals, found.beaten) == (Fraction(1, 2), (0,), (0,), ())
    assert not found.guaranteed


def test_a_promise_of_a_predictor_that_is_not_calibrated_is_not_kept() -> None:
    found = constrained_omnipredict(["1/2", "1/2"], [1, 0], [0, 1], "ab", [[0, 0]], ABSOLUTE, 1)
    assert (found.solution.exact, found.risk, found.guaranteed) == (0, 1, False)


def test_without_convexity_a_hypothesis_wins() -> None:
    loss = PiecewiseLinearLoss.of([-1, 0, 1], negative=[1, 0, 1], positive=[0, 1, 0])
    found = constrained_omnipredict(["1/4"] * 4, [0, 0, 1, 1], ["1/2"] * 4, "abab", [[0, 0, -1, 1]], loss, 1)
    assert (found.risks, found.rivals, found.guaranteed) == ((0,), (0,), False)
    assert found.risk == Fraction(1, 2)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"groups": "a"}, "one for each of the 2 points, got 1"),
        ({"tolerance": -1}, "tolerance >= 0"),
        ({"tolerance": 0.1}, "exact number"),
        ({"constraint": "equality"}, "'parity' or 'opportunity'"),
        ({"weights": [1, 0]}, "the group 'b' has none"),
        ({"rates": [1, 0], "constraint": "opportunity"}, "y = 1 and p > 0"),
        ({"weights": ["1/2", "1/3"]}, "sum 5/6"),
    ],
)
def test_bad_data_are_named(changed: dict, said: str) -> None:
    data = {
        "weights": ["1/2", "1/2"],
        "rates": [1, 1],
        "predictions": [1, 1],
        "groups": "ab",
        "hypotheses": [[0, 1]],
        "loss": ABSOLUTE,
    }
    with pytest.raises(DataError, match=said):
        constrained_omnipredict(**(data | changed))
