"""Estimated infima against those known in closed form."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from losstheory.formulas.parser import parse
from losstheory.formulas.tree import number
from losstheory.losses.typed import loss
from losstheory.numeric import Infimum, estimate_infimum


def infimum(text: str) -> Infimum:
    return estimate_infimum(parse(text, {"t"}), "t", "-oo", "oo")


@pytest.mark.parametrize("eta", [Fraction(1, 2), Fraction(3, 5), Fraction(9, 10), Fraction(999, 1000)])
def test_the_minimiser_of_the_logistic_risk_is_the_log_odds(eta: Fraction) -> None:
    found = estimate_infimum(loss("logistic").conditional_risk(eta), "t", "-oo", "oo")
    x = float(eta)
    assert found.place == pytest.approx(math.log(x / (1 - x)), abs=1e-6)
    assert found.value == pytest.approx(-x * math.log(x) - (1 - x) * math.log(1 - x), abs=1e-12)
    assert found.attained


@pytest.mark.parametrize("eta", [Fraction(1, 10), Fraction(3, 4)])
def test_the_minimiser_of_the_log_risk_is_eta(eta: Fraction) -> None:
    found = estimate_infimum(loss("log").conditional_risk(eta), "p", number(0), number(1))
    assert found.place == pytest.approx(float(eta), abs=1e-6) and found.attained


@pytest.mark.parametrize(
    ("text", "value", "place", "attained"),
    [
        ("exp(-t)", 0, math.inf, False),
        ("softplus(t)", 0, -math.inf, False),
        ("1/(1 + t**2)", 0, -math.inf, False),
        ("-t", -math.inf, math.inf, False),
        ("-log(1 + t**2)", -math.inf, -math.inf, False),
        ("t/1000000", -math.inf, -math.inf, False),
        ("max(0, 1 - t)", 0, 1, True),
        ("abs(t - 1/3)", 0, 1 / 3, True),
        ("(t - 2)**2 - 5", -5, 2, True),
        ("Piecewise((t, t > 0), (1, True))", 0, 0, False),
        ("Piecewise((-3, t == 2), (t**2, True))", -3, 2, True),
        ("7", 7, 0, True),
    ],
)
def test_places_and_attainment(text: str, value: float, place: float, attained: bool) -> None:
    found = infimum(text)
    assert found.value == pytest.approx(value, abs=1e-8)
    assert abs(found.place) == math.inf if math.isinf(place) else found.place == pytest.approx(place, abs=1e-6)
    assert found.attained is attained


def test_points_outside_the_open_interval_count_when_asked() -> None:
    hinge = loss("hinge").conditional_risk("1/2")
    without = estimate_infimum(hinge, "t", "-oo", number(-2))
    assert (without.value, without.place, without.attained) == (1.5, -2.0, False)
    assert estimate_infimum(hinge, "t", "-oo", number(-2), [number(0)]) == Infimum(1.0, 0.0, True)
