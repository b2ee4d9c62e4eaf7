"""The values of a loss over a hypothesis set: formulas with certificates, rows, or the reason why there are none."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from losstheory.checker import check_certificate
from losstheory.formulas.constants import bounds
from losstheory.losses.margin import HINGE, SQUARED_HINGE
from losstheory.losses.multiclass import softmax
from losstheory.losses.typed import loss
from losstheory.reports.absent import Absent
from losstheory.reports.consistency import Bound, bound_over, consistency_values, transform_over
from losstheory.theory.consistency import hypotheses
from losstheory.theory.derived import DerivedFunction


def test_both_values_of_the_squared_hinge_over_bounded_scores_are_certified() -> None:
    values = {name: derive() for name, derive in consistency_values(SQUARED_HINGE, hypotheses("bounded:1/2")).items()}
    transform, bound = values["transform"], values["h_consistency"]
    assert isinstance(transform, DerivedFunction) and isinstance(bound, Bound)
    t = np.linspace(0, 0.5, 200001)
    for theta in (Fraction(1, 4), Fraction(3, 4)):
        least = np.min((1 + float(theta)) / 2 * (1 - t) ** 2 + (1 - float(theta)) / 2 * (1 + t) ** 2)
        assert abs(1 - least - _at(transform, theta)) < 1e-9
    for verdict in (*transform.verdicts, *bound.verdicts):
        assert check_certificate(verdict.certificate, verdict.statement.to_json()).status == "PROVED"
    assert bound.to_json()["hypotheses"] == "bounded:1/2" and "bounded:1/2" in str(bound)


def _at(transform: DerivedFunction, theta: Fraction) -> float:
    low, high = bounds(transform.at(theta))
    return float(low + high) / 2


def test_a_reason_stands_where_there_is_no_value() -> None:
    several, over = softmax("(1 - q)**2", 3), hypotheses("all")
    transform, bound = transform_over(several, over), bound_over(several, over)
    assert isinstance(transform, Absent) and "slope of a power" in transform.reason
    assert isinstance(bound, Absent) and "slope of a power" in bound.reason
    varying = bound_over(loss("sin(t)"), hypotheses("linear:1,1"))
    assert isinstance(varying, Absent) and varying.reason
    assert str(bound_over(HINGE, hypotheses("bounded:1/2"))).endswith("T(theta) = theta/2")
