import math
from fractions import Fraction

import pytest

from losstheory.losses import margin


def softplus(x):
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def sigma(x):
    return 0.5 * (1 + math.tanh(x / 2))


FORMULAS = [
    (margin.HINGE, lambda t: max(0.0, 1 - t)),
    (margin.SQUARED_HINGE, lambda t: (1 - t) ** 2 if t < 1 else 0.0),
    (margin.LOGISTIC, lambda t: softplus(-t)),
    (margin.EXPONENTIAL, lambda t: math.exp(-t)),
    (margin.PERCEPTRON, lambda t: -t if t < 0 else 0.0),
    (margin.SIGMOID, lambda t: sigma(-t)),
    (margin.SAVAGE, lambda t: sigma(-t) ** 2),
    (margin.TANGENT, lambda t: (2 * math.atan(t) - 1) ** 2),
    (margin.RAMP, lambda t: 1.0 if t < -1 else 0.0 if t > 1 else (1 - t) / 2),
    (margin.ZERO_ONE, lambda t: 1.0 if t <= 0 else 0.0),
    (margin.SMOOTH_HINGE, lambda t: 0.5 - t if t < 0 else 0.5 * (1 - t) ** 2 if t < 1 else 0.0),
    (margin.DWD, lambda t: 1 - t if t < 0.5 else 0.25 / t),
    (margin.NORMAL_CDF, lambda t: math.erfc(t / math.sqrt(2)) / 2),
    (margin.PROBIT, lambda t: -math.log(math.erfc(-t / math.sqrt(2)) / 2)),
    (margin.DOUBLE_HINGE, lambda t: -t if t < -1 else (1 - t) / 2 if t < 1 else 0.0),
    (margin.huberized_hinge(h=Fraction(1, 4)), lambda t: 1 - t if t < 0.75 else (1.25 - t) ** 2 if t < 1.25 else 0.0),
    (margin.alpha_loss(alpha=Fraction(1, 2)), lambda t: math.exp(-t)),
    (margin.alpha_loss(alpha=2), lambda t: 2 * (1 - math.sqrt(sigma(t)))),
    (margin.alpha_loss(alpha=1), lambda t: softplus(-t)),
    (margin.comp_sum_margin(tau=0), lambda t: math.exp(-t)),
    (margin.comp_sum_margin(tau=3), lambda t: (1 - sigma(t) ** 2) / 2),
    (margin.focal_margin(gamma=2), lambda t: sigma(-t) ** 2 * softplus(-t)),
    (margin.poly1_margin(epsilon=-2), lambda t: softplus(-t) - 2 * sigma(-t)),
    (margin.gce_margin(q=Fraction(1, 2)), lambda t: 2 * (1 - math.sqrt(sigma(t)))),
    (margin.encouraging_margin(log_end=1), lambda t: -t),
    (margin.smoothed_logistic(smoothing=Fraction(1, 5)), lambda t: 0.8 * softplus(-t) + 0.2 * softplus(t)),
    (margin.coherence(rho=2), lambda t: 2 * softplus((1 - t) / 2)),
    (margin.clipped_hinge(s=-1), lambda t: 2 * (1.0 if t < -1 else 0.0 if t > 1 else (1 - t) / 2)),
]


@pytest.mark.parametrize(("loss", "formula"), FORMULAS, ids=lambda x: getattr(x, "name", ""))
def test_formula_agrees_with_one_written_differently(loss, formula, evaluate):
    for point in (-4.0, -1.5, -1.0, -0.5, 0.0, 0.25, 0.5, 0.875, 1.0, 1.125, 2.0, 4.5):
        assert evaluate(loss.phi, point) == pytest.approx(formula(point), rel=1e-12, abs=1e-12)


def test_encouraging_loss_continues_by_its_tangent(evaluate):
    phi = margin.encouraging_margin(log_end=Fraction(3, 4)).phi
    end = math.log(3)
    assert evaluate(phi, 0.5) == pytest.approx(-0.5)
    assert evaluate(phi, end + 1e-9) == pytest.approx(-end, abs=1e-8)
    slope = (evaluate(phi, end + 1e-5) - evaluate(phi, end)) / 1e-5
    assert slope == pytest.approx(-1, abs=1e-4)
