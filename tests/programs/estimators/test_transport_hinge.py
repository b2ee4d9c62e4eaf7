"""The support vector machine against transport: its risk is the worst case, its bounds meet, limits are known ones."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import numpy as np
import pytest

pytest.importorskip("sklearn")

from scipy.optimize import linprog

from losstheory.programs.dro import WassersteinBall, worst_case
from losstheory.programs.estimators import WassersteinSVC
from tests.programs.estimators.samples import noisy


def hinge(u: np.ndarray) -> np.ndarray:
    return np.maximum(0, 1 - u)


def test_with_the_maximum_norm_it_is_a_linear_program() -> None:
    """min eps sum |beta| + mean slack, written out in beta = p - m, b and slacks."""
    X, y = noisy()
    (n, d), signed = X.shape, X * y[:, None]
    cost = np.concatenate([np.full(2 * d, 0.05), [0], np.full(n, 1 / n)])
    rows = np.column_stack([-signed, signed, -y, -np.eye(n)])
    bounds = [(0, None)] * (2 * d) + [(None, None)] + [(0, None)] * n
    peer = linprog(cost, rows, np.full(n, -1.0), bounds=bounds)
    model = WassersteinSVC(eps=0.05, norm=inf).fit(X, y)
    assert model.objective_ == pytest.approx(peer.fun, abs=1e-9)
    assert model.certificate_.lower <= Fraction(peer.fun) + Fraction(1, 10**9)


@pytest.mark.parametrize("norm", [1, 2, inf])
@pytest.mark.parametrize("kappa", [0.8, 3.0, inf])
def test_the_worst_laws_spend_the_budget_and_reach_the_objective(norm: float, kappa: float) -> None:
    X, y = noisy()
    model = WassersteinSVC(0.05, kappa=kappa, norm=norm).fit(X, y)
    attack = model.worst_case_
    assert attack.left + (attack.flipped.mean() * kappa if kappa < inf else 0) == pytest.approx(0.05, abs=1e-12)
    losses = []
    for share in (1e-2, 1e-4, 1e-6):
        moved, labels, weights = attack.law(share)
        losses.append(weights @ hinge(labels * model.decision_function(moved)))
    assert max(losses) <= model.objective_ + 1e-9
    assert losses[2] == pytest.approx(model.objective_, abs=1e-4)


def test_moves_on_a_grid_of_atoms_never_cost_more() -> None:
    """The worst law on finitely many atoms, by its own exact program, against the supremum over all laws."""
    X, y = noisy(8, 1, seed=2)
    model = WassersteinSVC(0.3, kappa=1.5).fit(X, y)
    far = np.linspace(-60, 60, 41)
    x = np.concatenate([X[:, 0], X[:, 0], far, far])
    labels = np.concatenate([y, -y, np.ones(41), -np.ones(41)])
    cost = np.abs(x[:, None] - x) + 1.5 * (labels[:, None] != labels)
    losses = hinge(labels * model.decision_function(x[:, None]))
    weights = [Fraction(1, 8)] * 8 + [Fraction(0)] * (len(x) - 8)
    found = worst_case(losses.tolist(), weights, WassersteinBall(0.3, cost.tolist()))
    assert found.value <= model.objective_ + 1e-9
    assert found.value == pytest.approx(model.objective_, rel=0.05)


def test_a_large_budget_leaves_the_rarer_label() -> None:
    X, y = noisy()
    model = WassersteinSVC(eps=10.0).fit(X, y)
    assert np.abs(model.coef_).max() < 1e-6
    assert model.objective_ == pytest.approx(2 * min((y > 0).mean(), (y < 0).mean()), abs=1e-8)


def test_far_separated_labels_need_a_norm_of_one_over_the_margin() -> None:
    model = WassersteinSVC(eps=0.25).fit([[-4.0, 0.0], [4.0, 0.0]], [0, 1])
    np.testing.assert_allclose(model.coef_, [[0.25, 0.0]], atol=1e-6)
    assert model.objective_ == pytest.approx(0.25 * 0.25, abs=1e-9)


def test_there_are_no_probabilities() -> None:
    assert not hasattr(WassersteinSVC(), "predict_proba")
