"""The bounds of both losses hold whatever they are given: poor coefficients, prices, doubts and flips."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import numpy as np
import pytest

pytest.importorskip("sklearn")

from losstheory.programs.estimators import WassersteinLogisticRegression, WassersteinSVC
from losstheory.programs.estimators.transport_bounds import TransportProblem
from losstheory.programs.estimators.transport_hinge import HingeTransport
from losstheory.programs.estimators.transport_loss import LogisticTransport, TransportLoss
from tests.programs.estimators.samples import noisy

Model = type[WassersteinLogisticRegression] | type[WassersteinSVC]
LOSSES = [(WassersteinLogisticRegression, LogisticTransport()), (WassersteinSVC, HingeTransport())]


@pytest.mark.parametrize("norm", [1, 2, inf])
@pytest.mark.parametrize("kappa", [0.4, 2.5, inf])
@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize(("model", "loss"), LOSSES)
def test_wild_points_give_weaker_bounds_that_are_true(
    norm: float, kappa: float, intercept: bool, model: Model, loss: TransportLoss
) -> None:
    X, y = noisy()
    best = model(0.1, kappa=kappa, norm=norm, fit_intercept=intercept).fit(X, y).certificate_
    problem = TransportProblem(X, y, 0.1, kappa, norm, intercept, loss)
    rng = np.random.default_rng(5)
    for size in (0.1, 1.0, 30.0):
        flips = rng.random(len(y)) * (kappa < inf) * rng.random()
        b = float(rng.normal()) * intercept
        found = problem.bounds(size * rng.normal(size=3), b, size, rng.random(len(y)), flips)
        assert 0 <= found.lower <= best.upper
        assert found.upper >= best.lower


@pytest.mark.parametrize(("model", "loss"), LOSSES)
def test_the_repaired_dual_satisfies_its_constraints_exactly(model: Model, loss: TransportLoss) -> None:
    X, y = noisy()
    fitted = model(0.1, kappa=1.0, norm=1).fit(X, y)
    price, a, f = fitted.certificate_.dual
    n = len(y)
    signed = [(p - q) * int(s) for p, q, s in zip(a, f, y, strict=True)]
    assert sum(signed) == 0
    moved = [sum(w * Fraction(x) for w, x in zip(signed, column, strict=True)) / n for column in X.T.tolist()]
    assert sum(map(abs, moved)) + sum(f) / n <= Fraction(0.1)
    assert min(*a, *f) >= 0
    assert max(p + q if isinstance(loss, HingeTransport) else max(p, q) for p, q in zip(a, f, strict=True)) <= 1
    assert price >= max(abs(Fraction(v)) for v in fitted.coef_[0].tolist())


def test_the_lower_bound_of_the_hinge_is_the_sum_of_its_dual() -> None:
    X, y = noisy()
    bounds = WassersteinSVC(0.1, kappa=1.0, norm=1).fit(X, y).certificate_
    _, a, f = bounds.dual
    assert 0 <= (sum(a) + sum(f)) / len(y) - bounds.lower < Fraction(1, 2**150)
