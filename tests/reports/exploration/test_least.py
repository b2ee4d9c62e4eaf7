"""Measured regrets agree with the closed forms of the literature and with the estimates that take pieces apart."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from losstheory.figures.risk_curve import estimate_sides
from losstheory.losses.typed import loss
from losstheory.reports.exploration.least import THETAS, Floats, LeastRisk, convex_minorant

PSI: dict[str, Callable[[Floats], Floats]] = {
    "exponential": lambda x: 1 - np.sqrt(1 - x**2),
    "hinge": lambda x: x,
    "squared_hinge": lambda x: x**2,
    "hinge+perceptron": lambda x: np.maximum(0, (3 * x - 1) / 2),
    "ramp": lambda x: x / 2,
    "perceptron": np.zeros_like,
}


@pytest.mark.parametrize("name", PSI)
def test_psi_is_that_of_the_literature(name: str) -> None:
    assert LeastRisk(loss(name)).psi == pytest.approx(PSI[name](THETAS), abs=1e-4)


@pytest.mark.parametrize("name", ["logistic", "ramp", "log", "uneven_hinge:positive=1,negative=2", "savage"])
@pytest.mark.parametrize("eta", [Fraction(1, 5), Fraction(7, 10)])
def test_infima_agree_with_those_of_the_pieces(name: str, eta: Fraction) -> None:
    shown, at = loss(name), np.array([float(eta)])
    best, wrong = estimate_sides(shown, eta)
    assert wrong is not None
    found = LeastRisk(shown)
    assert found.everywhere(at).value[0] == pytest.approx(best.value, abs=1e-4)
    assert found.wrong(at, eta > Fraction(1, 2)).value[0] == pytest.approx(wrong.value, abs=1e-4)


def test_a_risk_without_bound_is_minus_infinity_and_has_no_psi() -> None:
    found = LeastRisk(loss("unhinged"))
    assert found.everywhere(np.array([0.75])).value[0] == -np.inf
    assert np.isnan(found.psi).all()


def test_a_convex_minorant_lies_below_is_convex_and_keeps_what_is_convex() -> None:
    x = np.linspace(0, 1, 30)
    below = convex_minorant(x, np.sin(9 * x))
    assert (below <= np.sin(9 * x) + 1e-12).all() and (np.diff(below, 2) >= -1e-12).all()
    assert convex_minorant(x, x**2) == pytest.approx(x**2)
