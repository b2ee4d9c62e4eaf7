"""Softmax with convex parts: the bound on the slope at 1/(k + 1), against minimisation over the simplex in floats."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from losstheory.claims import Status
from losstheory.losses.multiclass import softmax
from losstheory.rigor import decide
from losstheory.theory.multiclass import Calibrated, RankPreserving, TopKCalibrated

RULE = "softmax with convex parts"
STEPS = 60


def poly1(epsilon: Fraction, classes: int):
    return softmax(f"-log(q) + ({epsilon})*(1 - q)", classes)


def least_gap(epsilon: float, k: int) -> float:
    """Over a few laws of three classes, the least risk of a k-wrong q less the least risk, on a grid of the simplex."""
    grid = np.array([(i, j, STEPS - i - j) for i in range(1, STEPS) for j in range(1, STEPS - i)]) / STEPS
    loss = -np.log(grid) + epsilon * (1 - grid)
    gaps = []
    for p in ((1, 0, 0), (0.6, 0.3, 0.1), (0.8, 0.15, 0.05)):
        risk = loss @ np.array(p)
        wrong = np.zeros(len(grid), bool)
        for chosen in combinations(range(3), k):
            left = [j for j in range(3) if j not in chosen]
            if any(p[i] < p[j] for i in chosen for j in left):
                wrong |= grid[:, chosen].min(axis=1) >= grid[:, left].max(axis=1)
        gaps.append(risk[wrong].min() - risk.min())
    return float(min(gaps))


@pytest.mark.parametrize(
    ("epsilon", "k"), [(Fraction(-3, 2), 1), (Fraction(-5, 2), 1), (Fraction(-5, 2), 2), (Fraction(-7, 2), 2)]
)
def test_the_verdict_is_that_of_the_grid(epsilon: Fraction, k: int) -> None:
    verdict = decide(TopKCalibrated(poly1(epsilon, 3), k))
    assert verdict.status is (Status.PROVED if epsilon > -(k + 1) else Status.REFUTED)
    assert (least_gap(float(epsilon), k) > 1e-6) is (verdict.status is Status.PROVED)


@pytest.mark.parametrize("classes", [2, 3, 6])
def test_the_order_needs_the_bound_at_one_half(classes: int) -> None:
    near, edge = (RankPreserving(poly1(x, classes)) for x in (Fraction(-199, 100), Fraction(-2)))
    assert decide(near).status is Status.PROVED and decide(edge).status is Status.REFUTED


def test_a_slope_that_rises_at_once_beyond_one_half() -> None:
    """l(1/4) < l(3/4), so that the difference does not lead its mirror image."""
    loss = softmax("-log(q) - log(1 - q)*3/5 + q/5", 3)
    verdict = decide(Calibrated(loss))
    assert verdict.status is Status.PROVED and verdict.certificate["rule"] == RULE
