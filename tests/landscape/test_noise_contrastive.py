"""The curvature of noise contrastive estimation vanishes as data leave the noise, that of the likelihood does not.

Data N(R, 1) against noise N(0, 1), with a mean and a free normaliser c: log p/q = (m x - m^2/2) + c. At the optimum
the Hessian is half the integral of pq/(p + q) T T', T = (x - R, 1).
"""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest

from tests.landscape.small import nn, torch

from losstheory.landscape import Hessian, Problem, eigenpairs, estimate_trace  # isort: skip
from losstheory.losses import margin  # isort: skip
from losstheory.nn import Binary  # isort: skip

LARGEST = {2: 0.263, 4: 0.0901, 6: 0.0106, 8: 4.2e-4, 10: 5.8e-6}
POINTS = np.arange(-2000, 2001) / 200


class LogRatio(nn.Module):  # type: ignore[misc]
    """The log of the model's density over that of the noise."""

    def __init__(self, mean: float) -> None:
        super().__init__()
        self.mean, self.normaliser = (nn.Parameter(torch.tensor(x, dtype=torch.float64)) for x in (mean, 0.0))

    def forward(self, x: Any) -> Any:
        return self.mean * x - self.mean**2 / 2 + self.normaliser


def contrast(distance: float) -> Problem:
    """The risk on both laws, by the trapezoidal rule, which has the digits of float64 for normal laws."""
    places = torch.tensor(np.concatenate([POINTS + distance, POINTS]))
    shares = np.exp(-(POINTS**2) / 2) / np.exp(-(POINTS**2) / 2).sum() * len(POINTS)
    labels = torch.tensor(np.concatenate([shares, -shares]))  # the sign is the label, the size the share
    logistic = Binary(margin.LOGISTIC, labels=(-1, 1), reduction="none")

    def risk(output: Any, target: Any) -> Any:
        return (target.abs() * logistic(output, target.sign())).mean()

    return Problem(LogRatio(distance), risk, (places, labels))


def wanted(distance: float) -> Any:
    """Half the integral, with pq/(p + q) = e^(-R^2/8 - z^2/2)/(2 cosh(R z/2)) around the middle."""
    mpmath.mp.dps = 30
    half = mpmath.mpf(distance) / 2

    def moment(power: int) -> Any:
        def integrand(z: Any) -> Any:
            return (z - half) ** power * mpmath.exp(-(half**2) / 2 - z * z / 2) / (2 * mpmath.cosh(half * z))

        return mpmath.quad(integrand, [-mpmath.inf, -2, 0, 2, mpmath.inf]) / mpmath.sqrt(2 * mpmath.pi) / 2

    return np.array([[moment(2), moment(1)], [moment(1), moment(0)]], dtype=float)


@pytest.mark.parametrize("distance", LARGEST)
def test_curvatures_are_those_of_the_overlap(distance: int) -> None:
    problem = contrast(distance)
    hessian, exact = Hessian(problem), wanted(distance)
    assert np.abs(problem.gradient).max() < 1e-12 * distance
    np.testing.assert_allclose(hessian.dense(), exact, rtol=1e-9, atol=1e-16)
    top = float(eigenpairs(hessian, 1, tolerance=1e-8).values[0])
    assert top == pytest.approx(np.linalg.eigvalsh(exact)[-1], rel=1e-7)
    assert top == pytest.approx(LARGEST[distance], rel=0.02)
    bound = np.exp(-(distance**2) / 8) * (2 + distance**2 / 4) / 4
    assert float(np.trace(hessian.dense())) <= bound


def test_far_away_it_is_ill_conditioned_too() -> None:
    values = np.linalg.eigvalsh(Hessian(contrast(10)).dense())
    assert values[-1] / values[0] == pytest.approx(8151, rel=1e-3)
    asymptotic = (10**2 / 4 + 1) / 2 * np.exp(-(10**2) / 8) * np.sqrt(np.pi / 2) / 10
    assert values[-1] == pytest.approx(asymptotic, rel=0.06)


def test_the_likelihood_keeps_its_curvature() -> None:
    """Normalised, minus the mean of log p over the data has the curvature 1 wherever the data are."""

    class Likelihood(LogRatio):
        def forward(self, x: Any) -> Any:
            return (x - self.mean) ** 2 / 2

    for distance in (2.0, 10.0):
        shares = np.exp(-(POINTS**2) / 2) / np.exp(-(POINTS**2) / 2).sum() * len(POINTS)
        data = torch.tensor(POINTS + distance), torch.tensor(shares)
        problem = Problem(Likelihood(distance), lambda output, share: (share * output).mean(), data, params="mean")
        assert Hessian(problem).dense() == pytest.approx(1, rel=1e-12)


def test_a_trace_of_so_small_a_matrix_is_exact() -> None:
    hessian = Hessian(contrast(10))
    assert estimate_trace(hessian, 12).value == pytest.approx(np.trace(hessian.dense()), rel=1e-9)
