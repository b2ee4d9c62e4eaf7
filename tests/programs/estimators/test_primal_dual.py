"""The interior-point method against linear programs, and where it needs its safeguards."""

from __future__ import annotations

import warnings
from math import inf
from typing import Any

import numpy as np
import pytest

pytest.importorskip("sklearn")

from sklearn.base import clone
from sklearn.datasets import load_breast_cancer

from losstheory.programs.estimators import (
    ChiSquareLogisticRegression,
    CVaRLogisticRegression,
    GroupLogisticRegression,
    KLLogisticRegression,
    MinimaxProbabilityMachine,
    ParameterError,
    WassersteinLogisticRegression,
    WassersteinSVC,
)
from losstheory.programs.estimators.primal_dual import spring
from tests.programs.estimators.samples import noisy


def test_the_spring_of_a_maximum_is_what_its_weights_resist() -> None:
    """s minimises sum of D_k (s - p_k)^2 / 2; the energy that is left is half the second derivative."""
    rng = np.random.default_rng(0)
    stiff, p = 10 ** rng.uniform(-6, 6, size=(3, 50)), rng.normal(size=(3, 50))
    s = (stiff * p).sum(axis=0) / stiff.sum(axis=0)
    energy = (stiff * (s - p) ** 2).sum(axis=0)
    np.testing.assert_allclose(spring(stiff, p, p), energy, rtol=1e-6)
    stiffest = spring(np.array([[1e-9], [1e20]]), np.array([[0.0], [1.0]]), np.array([[0.0], [1.0]]))
    assert stiffest[0] == pytest.approx(1e-9, rel=1e-12)


@pytest.mark.parametrize("norm", [1, 2, inf])
@pytest.mark.parametrize(("eps", "kappa"), [(1e-6, inf), (1e-6, 1.0), (0.1, 5.0), (1.0, 0.2), (10.0, inf)])
def test_extreme_budgets_and_dear_flips_converge(norm: float, eps: float, kappa: float) -> None:
    """eps = 0.1, kappa = 5 is where the level of a flip lies among the margins."""
    X, y = load_breast_cancer(return_X_y=True)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = WassersteinLogisticRegression(eps, kappa=kappa, norm=norm).fit(X, y)
    assert model.n_iter_ < 120
    assert 0 <= model.certificate_.gap < 1e-9


@pytest.mark.parametrize("size", [1e-8, 1e8])
def test_units_of_the_data_and_the_budget_do_not_matter(size: float) -> None:
    X, y = noisy()
    for kappa in (inf, 1.0):
        plain = WassersteinLogisticRegression(0.05, kappa=kappa).fit(X, y)
        scaled = WassersteinLogisticRegression(0.05 * size, kappa=kappa * size).fit(size * X, y)
        assert scaled.objective_ == pytest.approx(plain.objective_, abs=1e-9)


@pytest.mark.parametrize("model", [WassersteinSVC(0.1, kappa=1.0), CVaRLogisticRegression(0.2)])
def test_few_steps_give_true_bounds_and_a_warning(model: WassersteinSVC) -> None:
    X, y = noisy()
    best = model.fit(X, y).certificate_
    with pytest.warns(UserWarning, match="stopped after 3 Newton steps"):
        early = model.set_params(max_iter=3).fit(X, y).certificate_
    assert early.lower <= best.upper
    assert early.upper >= best.lower
    assert early.gap > best.gap


@pytest.mark.parametrize(
    "model",
    [
        WassersteinLogisticRegression(),
        WassersteinSVC(),
        KLLogisticRegression(),
        ChiSquareLogisticRegression(),
        CVaRLogisticRegression(),
        GroupLogisticRegression(),
        MinimaxProbabilityMachine(),
    ],
    ids=lambda model: type(model).__name__,
)
def test_entries_whose_products_overflow_and_endless_tolerances_are_refused(model: Any) -> None:
    with pytest.raises(ParameterError, match=r"at most 1e\+50, .* got 1e\+51; scale the columns"):
        model.fit([[1e51], [0.0]], [0, 1])
    if "tol" in model.get_params():
        with pytest.raises(ParameterError, match="a finite tol > 0, got inf"):
            clone(model).set_params(tol=inf).fit([[1.0], [0.0]], [0, 1])


def test_a_norm_of_true_is_no_number() -> None:
    with pytest.raises(ParameterError, match="the norm 1, 2 or inf, got True"):
        WassersteinSVC(norm=True).fit([[1.0], [0.0]], [0, 1])
