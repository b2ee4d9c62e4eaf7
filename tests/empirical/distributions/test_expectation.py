"""Quadrature and intervals against integrals that are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from losstheory.empirical.distributions.expectation import Axis, integrate, interval
from losstheory.empirical.distributions.risk import Effort, Risk
from losstheory.programs.solution import DataError

UNIFORM = Axis(np.array([0.0, 1.0]), np.ones_like, lambda u: u[:, None], True)


@pytest.mark.parametrize(
    ("f", "value"),
    [
        (lambda x: x**29, 1 / 30),
        (lambda x: np.exp(-x), 1 - np.exp(-1)),
        (lambda x: np.abs(x - 1 / 3), (1 / 9 + 4 / 9) / 2),
        (lambda x: np.sqrt(x), 2 / 3),
        (lambda x: (x > 0.3).astype(float), 0.7),
    ],
    ids=["degree 29", "smooth", "kink", "root", "jump"],
)
def test_the_error_of_a_quadrature_covers_the_integral(f: object, value: float) -> None:
    found = integrate(lambda X: f(X[:, 0]), UNIFORM, 0.0, 1.0)  # type: ignore[operator]
    assert found.lower <= value <= found.upper
    assert found.error < 1e-8


@pytest.mark.parametrize("place", [0.0005, 0.003, 0.25 - 1e-4, 0.5 + 1e-6, 0.7511, 1 - 2e-3])
def test_a_kink_near_the_end_of_a_panel_is_seen(place: float) -> None:
    """Two rules without the ends of a panel agree there, and both are wrong."""
    value = (place**2 + (1 - place) ** 2) / 2
    found = integrate(lambda X: np.abs(X[:, 0] - place), UNIFORM, 0.0, 1.0)
    assert abs(found.value - value) <= found.error < 1e-8


def test_mass_that_the_axis_misses_is_in_the_error() -> None:
    short = Axis(np.array([-1.0, 1.0]), norm.pdf, lambda u: u[:, None], True)
    found = integrate(lambda X: np.ones(len(X)), short, 0.0, 1.0)
    assert found.upper == 1.0 and found.lower <= norm.cdf(1) - norm.cdf(-1) and found.error >= 2 * norm.cdf(-1)


def test_intervals_hold_the_mean_at_least_as_often_as_they_say() -> None:
    rng = np.random.default_rng(5)
    held = [
        (one := interval(rng.binomial(1, 0.03, 200).astype(float), 0.0, 1.0, 0.9)).lower <= 0.03 <= one.upper
        for _ in range(300)
    ]
    assert np.mean(held) >= 0.9


def test_intervals_shrink_with_the_deviation_and_not_with_the_range_alone() -> None:
    calm, wild = np.full(10_000, 0.5), np.tile([0.0, 1.0], 5_000)
    assert interval(calm, 0, 1, 0.99).error < interval(wild, 0, 1, 0.99).error / 10


@pytest.mark.parametrize(("draws", "level"), [(1, 0.9), (2.5, 0.9), (True, 0.9), (10, 1.0), (10, 0.0)])
def test_an_effort_that_makes_no_interval_is_refused(draws: int, level: float) -> None:
    with pytest.raises(DataError, match="expected"):
        Effort(draws, level)


def test_a_risk_is_never_told_without_its_error() -> None:
    assert str(Risk(0.25, 0.2, 0.3, "Monte Carlo", 0.99, 50)) == (
        "0.250000 in [0.200000, 0.300000] (99 % from 50 draws, Monte Carlo)"
    )
    assert str(Risk(0.25, 0.2496, 0.2504, "quadrature")) == "0.250000000 (quadrature, error below 1e-03)"
