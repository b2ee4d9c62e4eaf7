"""What residual losses elicit: against the answers of ``tests/cases/residual.json``, and against minimised risks."""

from __future__ import annotations

import json
from fractions import Fraction
from math import ceil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.checker import check_certificate
from losstheory.claims import Status
from losstheory.formulas.parser import parse
from losstheory.formulas.printer import to_text
from losstheory.losses import MarginLoss, ResidualLoss
from losstheory.losses.residual import expectile, pinball
from losstheory.rigor.enclosure import constant
from losstheory.theory import NotApplicable, elicited

CASES = json.loads((Path(__file__).parents[1] / "cases" / "residual.json").read_text("utf-8"))["cases"]
POSITIVE = st.fractions(Fraction(1, 50), 50, max_denominator=60)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_functional_is_the_answer_and_is_certified(case):
    found = elicited(ResidualLoss(case["id"], case["expressions"][0]))
    expected = case["elicits"]
    if expected is None:
        assert found.functional is None and found.reason and found.to_json() == {"absent": found.reason}
        return
    assert found.functional == expected["functional"] and found.reason is None
    assert (found.level is None) == (expected["level"] is None)
    if found.level is not None:
        assert constant(found.level).ball().overlaps(constant(parse(expected["level"], set())).ball())
        assert parse(found.to_json()["level"], set()) is not None
    (verdict,) = found.verdicts
    assert verdict.status is Status.PROVED
    assert check_certificate(verdict.certificate, verdict.statement.to_json()).status == "PROVED"


@given(POSITIVE, POSITIVE, st.fractions(-9, 9, max_denominator=9), st.sampled_from(["lines", "squares"]))
@settings(deadline=None, derandomize=True, max_examples=30)
def test_levels_of_typed_losses_are_exact(a, b, low, shape):
    right, left = (f"({a})*r", f"({-b})*r") if shape == "lines" else (f"({a})*r**2", f"({b})*r**2")
    found = elicited(ResidualLoss("typed", f"Piecewise(({left} + ({low}), r < 0), ({right} + ({low}), True))"))
    even = ("median", "mean")[shape == "squares"]
    assert found.functional == (even if a == b else {"lines": "quantile", "squares": "expectile"}[shape])
    assert found.level is None if a == b else found.level.value == a / (a + b)


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=9), st.fractions("1/20", "19/20", max_denominator=20))
@settings(deadline=None, derandomize=True, max_examples=25)
def test_the_quantile_minimises_the_risk_of_its_pinball_loss(labels, tau):
    level = elicited(pinball(tau=tau)).level
    level = Fraction(1, 2) if level is None else level.value
    assert level == tau
    quantile = sorted(labels)[ceil(tau * len(labels)) - 1]
    risk = {f: sum(max(tau * (y - f), (tau - 1) * (y - f)) for y in labels) for f in set(labels)}
    assert risk[quantile] == min(risk.values())


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=9), st.fractions("1/20", "19/20", max_denominator=20))
@settings(deadline=None, derandomize=True, max_examples=25)
def test_the_slope_of_the_risk_vanishes_at_the_expectile(labels, tau):
    """The identity tau E (Y - m)+ = (1 - tau) E (m - Y)+ defines the expectile; the risk of the loss is flat there."""
    found = elicited(expectile(tau=tau))
    level = Fraction(1, 2) if found.level is None else found.level.value
    low, high = Fraction(min(labels)), Fraction(max(labels))
    for _ in range(60):
        m = (low + high) / 2
        excess = sum(level * max(y - m, 0) - (1 - level) * max(m - y, 0) for y in labels)
        low, high = (m, high) if excess > 0 else (low, m)
    slope = sum(2 * (tau if y > high else 1 - tau) * (y - high) for y in labels)
    assert abs(slope) < Fraction(1, 10**12)


def test_another_kind_of_loss_elicits_nothing_of_the_label():
    with pytest.raises(NotApplicable, match="residual loss"):
        elicited(MarginLoss("square", "t**2"))


def test_an_undecided_form_is_said_to_be_so():
    found = elicited(ResidualLoss("periodic", "1 - cos(2*pi*r)"))
    assert found.functional is None and found.reason is not None


def test_text_names_the_functional_and_the_level():
    assert str(elicited(pinball(tau=Fraction(3, 4)))) == "quantile at level 3/4"
    assert str(elicited(ResidualLoss("square", "r**2"))) == "mean"
    irrational = elicited(ResidualLoss("irrational", "max(sqrt(2)*r, -r)"))
    assert irrational.level is not None and to_text(irrational.level) in str(irrational)
    assert str(elicited(ResidualLoss("bias", "r"))).startswith("absent: the loss at r = -1")
