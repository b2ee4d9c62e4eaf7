"""The catalogue of residual losses."""

import math
from fractions import Fraction

import pytest

from losstheory.losses import residual
from losstheory.losses.families import ParameterError
from losstheory.losses.loss import LossError, loss_from_json

FORMULAS = [
    (residual.ABSOLUTE_ERROR, lambda r: max(r, -r)),
    (residual.SQUARED_ERROR, lambda r: r * r),
    (residual.BIAS_ERROR, lambda r: r),
    (residual.LOG_COSH, lambda r: abs(r) + math.log1p(math.exp(-2 * abs(r))) - math.log(2)),
    (residual.huber(delta=2), lambda r: min(abs(r), 2) * (abs(r) - min(abs(r), 2) / 2)),
    (residual.pinball(tau=Fraction(3, 4)), lambda r: 0.75 * r if r > 0 else -0.25 * r),
    (residual.expectile(tau=Fraction(3, 4)), lambda r: abs(0.75 - (r < 0)) * r * r),
    (residual.epsilon_insensitive(epsilon=1), lambda r: abs(r) - 1 if abs(r) > 1 else 0.0),
    (residual.squared_epsilon_insensitive(epsilon=1), lambda r: (abs(r) - 1) ** 2 if abs(r) > 1 else 0.0),
    (residual.power_error(power=3), lambda r: abs(r * r * r)),
]


@pytest.mark.parametrize(("loss", "formula"), FORMULAS, ids=lambda x: getattr(x, "name", ""))
def test_formulas_agree_with_those_written_differently(loss, formula, evaluate):
    for point in (-3.0, -2.0, -1.0, -0.3, 0.0, 0.5, 1.0, 2.5):
        assert evaluate(loss.rho, point) == pytest.approx(formula(point), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(("loss", "formula"), FORMULAS, ids=lambda x: getattr(x, "name", ""))
def test_a_residual_loss_is_a_value_of_one_formula_in_r(loss, formula):
    assert (loss.kind, loss.variable, loss.lower, loss.upper) == ("residual", "r", "-oo", "oo")
    assert loss.expressions == (loss.rho,)
    assert loss_from_json(loss.to_json()) == loss
    assert loss._repr_latex_().startswith(r"$\rho(r) = ")


def test_a_residual_loss_has_no_partial_losses_of_labels():
    with pytest.raises(LossError, match="no partial losses"):
        _ = residual.SQUARED_ERROR.partials
    with pytest.raises(LossError, match="no partial losses"):
        residual.SQUARED_ERROR.conditional_risk("1/2")


@pytest.mark.parametrize(
    ("family", "values"),
    [
        (residual.pinball, {"tau": 0}),
        (residual.pinball, {"tau": 1}),
        (residual.expectile, {"tau": -1}),
        (residual.huber, {"delta": 0}),
        (residual.epsilon_insensitive, {"epsilon": -1}),
        (residual.power_error, {"power": 0}),
    ],
    ids=lambda x: getattr(x, "name", ""),
)
def test_parameters_outside_their_range_are_refused(family, values):
    with pytest.raises(ParameterError):
        family(**values)


def test_families_reduce_to_their_limits(evaluate):
    half, none = residual.pinball().rho, residual.epsilon_insensitive(epsilon=0).rho
    for point in (-2.0, 0.0, 3.0):
        assert 2 * evaluate(half, point) == evaluate(none, point) == abs(point)
