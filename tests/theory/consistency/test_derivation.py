"""Guarantees: the inverse of the transform, tables where there is no closed form, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import losstheory as lt
from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.multiclass import softmax
from losstheory.numeric import to_numpy
from losstheory.theory.consistency import HypothesesError

SLACK = Fraction(1, 2**20)


def test_gamma_is_the_inverse_and_is_one_beyond_the_greatest_regret():
    found = lt.h_consistency("squared_hinge", "bounded:1/2")
    transform = to_numpy(found.convex_transform, "theta")
    for regret in ("1/100", "1/4", "1/2", "7/10"):
        theta = float(found.gamma(regret))
        below, above = transform(np.array([theta - 2 / 2**20, min(theta, 1 - 1e-12)]))
        assert below <= float(Fraction(regret)) <= above + 1e-6
    assert found.gamma(0) == SLACK and found.gamma(1) == 1 and found.gamma(50) == 1


def test_gamma_does_not_go_below_the_theta_at_which_the_transform_is_zero():
    found = lt.h_consistency("hinge+perceptron", "bounded:2")
    assert Fraction(1, 3) <= found.gamma(0) <= Fraction(1, 3) + SLACK


@pytest.mark.parametrize("regret", [-1, 0.25])
def test_gamma_refuses_what_is_no_exact_regret(regret):
    with pytest.raises(LossTheoryError, match="exact regret"):
        lt.h_consistency("hinge").gamma(regret)


def test_a_loss_without_a_closed_form_has_a_table_over_bounded_scores():
    found = lt.h_consistency("log(1 + exp(-t)) + t**2/10", "bounded:1/2")
    assert found.bound is None and "closed form" in str(found)
    t = np.linspace(-0.5, 0.5, 100001)
    for x, lower, upper in found.transform.rows[::12]:
        eta = (1 + float(x)) / 2
        risks = np.logaddexp(0, -t) * eta + np.logaddexp(0, t) * (1 - eta) + t**2 / 10
        excess = np.min(risks[t <= 0]) - np.min(risks)
        assert float(lower) - 1e-8 <= excess <= float(upper) + 1e-8
    with pytest.raises(LossTheoryError, match="no bound"):
        found.gamma(1)


def test_of_a_multiclass_loss_there_is_the_bound_of_two_classes():
    assert str(lt.h_consistency(softmax("-log(q)", 4))).endswith(
        "T(theta) = ((1 + theta)*log(1 + theta) + (1 - theta)*log(1 - theta))/2"
    )
    assert lt.h_consistency(softmax("1 - q", 4)).gamma("1/8") - Fraction(1, 2) <= SLACK
    assert "slope of a power" in lt.h_consistency(softmax("(1 - q)**2", 3)).reason
    with pytest.raises(HypothesesError, match="all measurable"):
        lt.h_consistency(softmax("-log(q)", 3), "bounded:1")
