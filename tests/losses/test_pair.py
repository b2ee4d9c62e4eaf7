import math
from fractions import Fraction

import pytest

from losstheory.losses import pair


def softplus(x):
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


FORMULAS = [
    (pair.ldam(positive=0, negative=1), lambda t: (softplus(-t), softplus(1 + t))),
    (pair.uneven_hinge(positive=1, negative=2), lambda t: (max(1 - t, 0), max(2 + t, 0))),
    (pair.uneven_squared_hinge(positive=1, negative=2), lambda t: (max(1 - t, 0) ** 2, max(2 + t, 0) ** 2)),
    (pair.uneven_logistic(beta=2, gamma=Fraction(1, 2)), lambda t: (softplus(-t), 2 * softplus(t / 2))),
    (pair.cost_logistic(cost=2), lambda t: (2 * softplus(-t), softplus(t))),
    (pair.cost_hinge(cost=3), lambda t: (3 * max(1 - t, 0), max(1 + t, 0))),
]


@pytest.mark.parametrize(("loss", "formula"), FORMULAS, ids=lambda x: getattr(x, "name", ""))
def test_formulas_agree_with_those_written_differently(loss, formula, evaluate):
    for point in (-3.0, -2.0, -0.75, 0.0, 0.5, 1.0, 2.5):
        values = [evaluate(tree, point) for tree in loss.expressions]
        assert values == pytest.approx(formula(point), rel=1e-12, abs=1e-12)
