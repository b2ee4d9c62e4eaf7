"""The value at which a range ends: weak inequalities hold there too, strict ones and calibration need not."""

from __future__ import annotations

import math

import pytest

import losstheory as lt
from losstheory.checker.rules.limit_of_family import continuous
from losstheory.claims import check
from losstheory.formulas.constants import bounds
from losstheory.formulas.parser import parse
from losstheory.theory.phase import phase_diagram
from losstheory.theory.phase.limits import verdict_at_end

QUARTIC = "t**4 + a*t**3 + t**2"


@pytest.fixture(scope="module")
def quartic():
    return phase_diagram(lt.family(QUARTIC, a=(0, 3)), "convex")


def test_an_algebraic_threshold_belongs_to_the_closed_side(quartic):
    """t^4 + a t^3 + t^2 is convex if and only if 3 a^2 <= 8."""
    assert [answer for _, answer in quartic.regions] == ["holds", "fails"]
    (threshold,) = quartic.thresholds
    (cell,) = [cell for cell in quartic.cells if cell.is_point and cell.lower == threshold]
    assert cell.answer == "holds" and cell.verdict.rule == "limit of a family"
    assert check(cell.verdict.statement, cell.verdict)
    low, high = map(float, bounds(threshold))
    assert low <= math.sqrt(8 / 3) <= high


def test_the_second_derivative_touches_zero_at_the_threshold():
    """12 t^2 + 6 a t + 2 has its least value 2 - 3 a^2/4."""
    least = [min(12 * t * t + 6 * a * t + 2 for t in (k / 1000 for k in range(-2000, 1))) for a in (1.6, 1.7)]
    assert least[0] > 0 > least[1]


def test_a_range_proves_nothing_of_another_loss(quartic):
    _, inside, point, *_ = quartic.cells
    assert verdict_at_end(point.verdict.statement, inside.verdict, "upper") is not None
    assert verdict_at_end(point.verdict.statement, inside.verdict, "lower") is None
    other = lt.Convex(lt.loss("t**4 + 17/10*t**3 + t**2"))
    assert verdict_at_end(other, inside.verdict, "upper") is None


def test_calibration_does_not_pass_to_the_limit():
    diagram = phase_diagram("poly1_margin", "calibrated", epsilon=(-2, 0))
    first, inside, *_ = diagram.cells
    assert (first.answer, inside.answer) == ("fails", "holds")
    assert verdict_at_end(first.verdict.statement, inside.verdict, "lower") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exp(a*t) + log(1 + a)/a", True),
        ("Piecewise((a*t, t > 0), (0, True))", True),
        ("max(0, a - t)**(1/2)", True),
        ("Piecewise((t, a > 0), (0, True))", False),
        ("sign(t - a)", False),
        ("max(0, t)**a", False),
        ("sign(t) + a", True),
    ],
)
def test_formulas_that_are_continuous_in_the_parameter(text, expected):
    assert continuous(parse(text, {"t", "a"}).to_json(), "a") is expected
