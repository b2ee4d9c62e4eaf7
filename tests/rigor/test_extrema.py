"""Candidates for minima contain the true minimiser; the scan is only trusted to guess."""

from __future__ import annotations

from fractions import Fraction

import pytest

from losstheory.claims.budget import Budget
from losstheory.formulas.calculus import normal
from losstheory.formulas.parser import parse
from losstheory.formulas.tree import ONE, ZERO, Tree
from losstheory.rigor.extrema import inner_zeros, minimise
from losstheory.rigor.landmarks import landmarks
from losstheory.rigor.places import OpenInterval


def tree(formula: str) -> Tree:
    return normal(parse(formula, {"t"}))


@pytest.mark.parametrize(
    ("formula", "point", "least"),
    [
        ("(t-1/3)**2+1", Fraction(1, 3), 1.0), ("exp(t)-2*t", None, 2 - 2 * 0.6931471805599453),
        ("t*log(t)", None, -0.36787944117144233), ("sigmoid(-t)**2", "oo", 0.0), ("exp(-t)+t", Fraction(0), 1.0),
        ("1-exp(-(t-2)**2)", Fraction(2), 0.0), ("log(1+(t-5)**2)", Fraction(5), 0.0), ("-1/t", ZERO, float("-inf")),
        ("1-exp(-(10**6*(t-22/7))**2)", Fraction(22, 7), 0.0),
    ],
)  # fmt: skip
def test_global_minimum_is_the_first_candidate(formula: str, point: object, least: float) -> None:
    lower = ZERO if "log(t)" in formula or "/t" in formula else "-oo"
    best = minimise(tree(formula), "t", lower, "oo")[0]
    assert best.value == pytest.approx(least, abs=1e-9)
    assert point is None or best.point == point


def test_zeros_inside_are_exact() -> None:
    found = inner_zeros(tree("t*log(t)-t+1"), OpenInterval("t", ZERO, "oo"), Budget())
    assert found == [Fraction(1)]
    assert inner_zeros(tree("exp(t)-1-t+1/10**9"), OpenInterval("t", "-oo", "oo"), Budget()) == []


@pytest.mark.parametrize("k", range(1, 9))
def test_landmarks_contain_centre_and_width_of_a_bump(k: int) -> None:
    marks = landmarks(tree(f"softplus(t)-exp(-((t-22/7)*10**{k})**2)"), "t")
    for expected in (22 / 7, 22 / 7 - 10**-k, 22 / 7 + 10**-k):
        assert min(abs(mark - expected) for mark in marks) < 1e-14


def test_limits_at_the_ends_are_candidates() -> None:
    points = {candidate.point: candidate.value for candidate in minimise(tree("t**2"), "t", ZERO, ONE)}
    assert points[ZERO] == 0.0 and points[ONE] == 1.0
