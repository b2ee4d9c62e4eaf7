import math
from fractions import Fraction

import pytest

from losstheory.losses import probability

POINTS = (0.0625, 0.25, 0.4, 0.5, 0.625, 0.75, 0.9375)


def symmetric(score):
    return lambda p: (score(p), score(1 - p))


FORMULAS = [
    (probability.LOG, symmetric(lambda q: -math.log(q))),
    (probability.BRIER, symmetric(lambda q: 1 - 2 * q + q * q)),
    (probability.MAE, symmetric(lambda q: 1 - q)),
    (probability.BOOSTING, symmetric(lambda q: (1 / q - 1) ** 0.5)),
    (probability.SPHERICAL, symmetric(lambda q: -q / math.hypot(q, 1 - q))),
    (probability.ZERO_ONE_P, symmetric(lambda q: 0.5 * (q <= 0.5) + 0.5 * (q < 0.5))),
    (probability.focal(gamma=2), symmetric(lambda q: -((1 - q) ** 2) * math.log(q))),
    (probability.poly1(epsilon=2), symmetric(lambda q: -math.log(q) + 2 - 2 * q)),
    (
        probability.poly1_focal(gamma=1, epsilon=3),
        symmetric(lambda q: -(1 - q) * math.log(q) + 3 * (1 - 2 * q + q * q)),
    ),
    (probability.gce(q=Fraction(7, 10)), symmetric(lambda q: (1 - q**0.7) / 0.7)),
    (probability.comp_sum(tau=0), symmetric(lambda q: 1 / q - 1)),
    (
        probability.label_smoothing(smoothing=Fraction(1, 10)),
        symmetric(lambda q: -0.9 * math.log(q) - 0.1 * math.log(1 - q)),
    ),
    (probability.power(k=4), symmetric(lambda q: (1 - q) ** 4)),
    (probability.taylor_log(order=3), symmetric(lambda q: (1 - q) + (1 - q) ** 2 / 2 + (1 - q) ** 3 / 3)),
    (probability.symmetric_log(alpha=2, beta=3, clip=4), symmetric(lambda q: -2 * math.log(q) + 12 * (1 - q))),
    (probability.weighted_log(cost=2), lambda p: (-2 * math.log(p), -math.log(1 - p))),
    (
        probability.balanced_focal(gamma=2, alpha=Fraction(1, 4)),
        lambda p: (-0.25 * (1 - p) ** 2 * math.log(p), -0.75 * p * p * math.log(1 - p)),
    ),
    (
        probability.asl(gamma_pos=1, gamma_neg=4, m=Fraction(1, 8)),
        lambda p: (-(1 - p) * math.log(p), -(max(p - 0.125, 0) ** 4) * math.log(1 - max(p - 0.125, 0))),
    ),
    (
        probability.encouraging(log_end=Fraction(3, 4)),
        symmetric(lambda q: -math.log(q) + (math.log(1 - q) if q <= 0.75 else math.log(0.25) - 4 * (q - 0.75))),
    ),
]


@pytest.mark.parametrize(("loss", "formula"), FORMULAS, ids=lambda x: getattr(x, "name", ""))
def test_formulas_agree_with_those_written_differently(loss, formula, evaluate):
    for point in POINTS:
        values = [evaluate(tree, point) for tree in loss.expressions]
        assert values == pytest.approx(formula(point), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(("a", "b"), [(1, 1), (1, 3), (2, 2), (4, 1), (3, 5)])
def test_beta_losses_are_the_integrals_of_their_weight(a, b, evaluate):
    """The positive partial is the integral of (1 - u) w(u) over [p, 1], the negative that of u w(u) over [0, p]."""
    loss = probability.beta(a=a, b=b)

    def integral(function, lower, upper, panels=200):
        width = (upper - lower) / panels
        cells = (lower + k * width for k in range(panels))
        return sum(width / 6 * (function(x) + 4 * function(x + width / 2) + function(x + width)) for x in cells)

    for point in POINTS:
        positive = integral(lambda u: u ** (a - 1) * (1 - u) ** b, point, 1.0)
        negative = integral(lambda u: u**a * (1 - u) ** (b - 1), 0.0, point)
        assert [evaluate(tree, point) for tree in loss.expressions] == pytest.approx([positive, negative], abs=1e-9)
