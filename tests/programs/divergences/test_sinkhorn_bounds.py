"""Bounds of transport by Sinkhorn's iteration: on both sides of the exact optimum, with points that show it."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pytest

from losstheory.programs import DataError, SizeError, SolveError, transport
from losstheory.programs.divergences import sinkhorn_bounds


def random_problem(seed: int, shape: tuple[int, ...]) -> tuple[np.ndarray, list[list[Fraction]]]:
    rng = np.random.default_rng(seed)
    laws = []
    for n in shape:
        masses = rng.integers(0, 6, n) + (np.arange(n) == 0)
        laws.append([Fraction(int(v), int(masses.sum())) for v in masses])
    return rng.integers(-9, 30, shape), laws


@pytest.mark.parametrize("shape", [(3,), (4, 5), (3, 4, 3), (2, 3, 2, 3)])
@pytest.mark.parametrize("eps", [10, "1/2"])
def test_the_exact_optimum_lies_between_the_bounds(shape: tuple[int, ...], eps: int | str) -> None:
    cost, laws = random_problem(len(shape), shape)
    exact, found = transport(cost, laws).value, sinkhorn_bounds(cost, laws, eps)
    assert found.lower <= exact <= found.upper
    if eps == "1/2":
        assert found.gap < 1.5


@pytest.mark.parametrize("rounds", [1, 3, 500])
def test_the_potentials_and_the_plan_prove_the_bounds_in_fractions(rounds: int) -> None:
    cost, laws = random_problem(7, (4, 3, 3))
    thirds = [[[Fraction(int(c), 3) for c in row] for row in block] for block in cost]
    found = sinkhorn_bounds(thirds, laws, "1/4", rounds)
    total, sums = Fraction(0), [[Fraction(0)] * len(law) for law in laws]
    for cell in product(range(4), range(3), range(3)):
        c = thirds[cell[0]][cell[1]][cell[2]]
        assert sum(u[j] for u, j in zip(found.dual, cell, strict=True)) <= c
        mass = found.primal.mass(cell)
        assert mass >= 0
        total += mass * c
        for line, j in zip(sums, cell, strict=True):
            line[j] += mass
    assert sums == laws
    assert total <= found.upper < total + Fraction(1, 10**9)
    assert found.lower == sum(
        w * v for u, law in zip(found.dual, laws, strict=True) for v, w in zip(u, law, strict=True)
    )
    assert found.lower <= transport(thirds, laws).value <= found.upper


def test_a_smaller_eps_brings_the_bounds_together() -> None:
    cost, laws = random_problem(2, (5, 4, 3))
    gaps = [sinkhorn_bounds(cost, laws, eps).gap for eps in (8, 2, "1/2", "1/8")]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < gaps[0] / 20


def test_a_fractional_cover_of_three_classes_as_in_the_robust_risk() -> None:
    """Only pairs can meet: 1 - risk = 1/2, and the transport of a point and a ghost for each class costs as much."""
    cost = [[["3/2", 1], [1, 1]], [[1, 1], [1, 0]]]
    cost = [[[Fraction(c) for c in row] for row in block] for block in cost]
    found = sinkhorn_bounds(cost, [["1/3", "2/3"]] * 3, "1/50")
    assert found.lower <= Fraction(1, 2) <= found.upper
    assert found.gap < 1e-6


def test_floats_are_taken_as_the_numbers_that_they_are() -> None:
    cost, masses = np.random.default_rng(0).normal(size=(6, 7)), [np.full(6, 1 / 6), np.full(7, 1 / 7)]
    exact, found = transport(cost, masses), sinkhorn_bounds(cost, masses, 0.05)
    assert found.lower <= exact.upper and exact.lower <= found.upper
    assert found.gap < 0.2


@pytest.mark.parametrize("factor", [Fraction(1, 10**30), 10**30])
def test_any_unit_of_the_cost(factor: Fraction | int) -> None:
    laws = [["1/2", "1/2"], ["1/3", "2/3"]]
    found = sinkhorn_bounds([[0, factor], [factor, 0]], laws, Fraction(1, 20) * factor)
    assert found.lower <= Fraction(1, 6) * factor <= found.upper
    assert found.gap < factor / Fraction(50)


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (([[0, 1]], [[1], ["1/2", "1/2"]], 0), DataError, "eps > 0"),
        (([[0, 1]], [[1], ["1/2", "1/2"]], -1), DataError, "eps > 0"),
        (([[0, 1]], [[1], ["1/2", "1/2"]], float("nan")), DataError, "eps must be finite"),
        (([[0, 1]], [[1], ["1/2", "1/2"]], 1, 0), DataError, "rounds >= 1"),
        (([[0, float("inf")]], [[1], ["1/2", "1/2"]], 1), DataError, "must be finite, got inf"),
        (([[0, 1]], [[1], ["1/2", "1/3"]], 1), DataError, "marginal 1: weights must sum to 1, got 5/6"),
        (([[0, 1]], [[1]], 1), DataError, "one axis a marginal"),
        (([[0, 1]], 3, 1), DataError, "expected a sequence"),
        ((np.zeros((10, 10)), [[0.1] * 10] * 2, 1, 9, 99), SizeError, "100 cells"),
        (([[0, 10**6]], [[1], ["1/2", "1/2"]], Fraction(1, 10**320)), SolveError, "larger eps"),
    ],
)
def test_bad_data_are_named(arguments: tuple, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        sinkhorn_bounds(*arguments)


def test_cells_are_counted_before_they_are_read() -> None:
    shape = (100, 100, 101)
    with pytest.raises(SizeError, match=str(prod(shape))):
        sinkhorn_bounds(np.broadcast_to(np.float64("nan"), shape), [[1]] * 3, 1)
