"""Gaussian classes: closed forms of the Bayes risk, eta against densities and against samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from losstheory.empirical import GaussianMixture
from losstheory.programs.solution import DataError

CORRELATED = [[2.0, 0.6], [0.6, 0.5]]


@given(st.floats(0.01, 8.0), st.floats(0.05, 20.0), st.integers(1, 4))
def test_two_classes_of_one_covariance_err_as_often_as_phi_says(delta: float, variance: float, d: int) -> None:
    way = np.arange(1.0, d + 1) / np.linalg.norm(np.arange(1.0, d + 1))
    law = GaussianMixture.of([np.ones(d), np.ones(d) + delta * np.sqrt(variance) * way], variance)
    risk = law.bayes_risk()
    assert risk.method == "quadrature" and risk.error < 1e-9
    assert risk.value == pytest.approx(norm.cdf(-delta / 2), abs=2e-10)


@example(0.9480012364341099)  # both rules err by 1.5e-8 on the panel with the kink
@given(st.floats(0.05, 0.95))
def test_unequal_shares_move_the_boundary(share: float) -> None:
    t = np.log((1 - share) / share) / 2
    expected = share * norm.cdf(t - 1) + (1 - share) * norm.cdf(-t - 1)
    law = GaussianMixture.of([[-1.0], [1.0]], priors=[1 - share, share])
    assert law.bayes_risk().value == pytest.approx(expected, abs=1e-9)


def test_a_shared_covariance_counts_by_the_mahalanobis_distance() -> None:
    means = np.array([[0.0, 1.0], [1.5, 0.0]])
    step = means[1] - means[0]
    delta = np.sqrt(step @ np.linalg.inv(CORRELATED) @ step)
    assert GaussianMixture.of(means, CORRELATED).bayes_risk().value == pytest.approx(norm.cdf(-delta / 2), abs=1e-10)


def test_eta_is_the_ratio_of_densities_even_far_out() -> None:
    law = GaussianMixture.of(
        [[0.0, 0.0], [1.0, 2.0], [3.0, -1.0]], [np.eye(2), CORRELATED, 2 * np.eye(2)], [0.5, 0.3, 0.2]
    )
    X = np.random.default_rng(0).normal(size=(50, 2))
    joint = np.stack(
        [p * multivariate_normal(m, c).pdf(X) for p, m, c in zip(
            [0.5, 0.3, 0.2], law.means, [np.eye(2), CORRELATED, 2 * np.eye(2)], strict=True)], axis=1
    )  # fmt: skip
    assert np.allclose(law.eta(X), joint / joint.sum(axis=1, keepdims=True), atol=1e-13)
    assert np.allclose(law.eta([[1e4, -3e5]]).sum(axis=1), 1.0)


def test_samples_have_the_shares_that_eta_predicts() -> None:
    law = GaussianMixture.of([[0.0], [1.0], [1.5]], [[[1.0]], [[0.3]], [[2.0]]], [0.2, 0.5, 0.3])
    X, y = law.sample(40_000, np.random.default_rng(1))
    eta = law.eta(X)
    for part in (X[:, 0] < 0, (X[:, 0] >= 0) & (X[:, 0] < 1.2), X[:, 0] >= 1.2):
        shares = np.bincount(y[part], minlength=3) / part.sum()
        assert np.abs(shares - eta[part].mean(axis=0)).max() < 5 * 0.5 / np.sqrt(part.sum())


def test_an_interval_from_draws_holds_what_quadrature_finds() -> None:
    plane = GaussianMixture.of([[0.0, 0.0], [2.0, 0.0], [1.0, 1.0]])
    line = GaussianMixture.of([[0.0, 0.0], [2.0, 0.0]])
    assert plane.axis() is None and line.axis() is not None
    drawn = line._drawn(lambda X: 1 - line.eta(X).max(axis=1), 0.0, 0.5, np.random.default_rng(2), _effort())
    assert drawn.lower <= line.bayes_risk().value <= drawn.upper
    risk = plane.bayes_risk(rng=np.random.default_rng(3), draws=20_000)
    X, y = plane.sample(20_000, np.random.default_rng(4))
    errors = (plane.bayes_classifier(X) != y).mean()
    assert risk.method == "Monte Carlo" and abs(errors - risk.value) < risk.error + 5 * 0.5 / np.sqrt(20_000)


def _effort() -> object:
    from losstheory.empirical.distributions.risk import Effort

    return Effort(20_000, 0.999)


def test_the_best_auc_of_two_gaussians_is_phi() -> None:
    risk = GaussianMixture.of([[-1.0], [1.0]], priors=[0.7, 0.3]).bayes_risk("auc", rng=np.random.default_rng(0))
    assert risk.lower <= norm.cdf(-2 / np.sqrt(2)) <= risk.upper and risk.error < 0.01


def test_the_same_generator_gives_the_same_sample() -> None:
    law = GaussianMixture.of([[0.0], [1.0]])
    first, second = (law.sample(10, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(first[0], second[0]) and np.array_equal(first[1], second[1])
    assert not np.array_equal(first[0], law.sample(10, np.random.default_rng(8))[0])


def test_the_law_cannot_be_changed() -> None:
    law = GaussianMixture.of([[0.0], [1.0]])
    with pytest.raises(ValueError, match="read-only"):
        law.means[0] = 3.0
    with pytest.raises(ValueError, match="read-only"):
        law.priors[0] = 3.0


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: GaussianMixture.of([[0.0]]), "at least two classes"),
        (lambda: GaussianMixture.of([[0.0], [np.nan]]), "finite"),
        (lambda: GaussianMixture.of([[0.0], [1.0]], priors=[0.5, 0.6]), "sum 1, got 1.1"),
        (lambda: GaussianMixture.of([[0.0], [1.0]], priors=[1.5, -0.5]), "got -0.5"),
        (lambda: GaussianMixture.of([[0.0], [1.0]], priors=[1.0]), "one for each class"),
        (lambda: GaussianMixture.of([[0.0], [1.0]], -1.0), "positive definite"),
        (lambda: GaussianMixture.of([[0.0, 1], [1, 1]], [[1.0, 0.5], [0.0, 1.0]]), "symmetric"),
        (lambda: GaussianMixture.of([[0.0], [1.0]]).sample(0, np.random.default_rng(0)), "n: expected"),
        (lambda: GaussianMixture.of([[0.0], [1.0]]).sample(5, 0), "Generator"),  # type: ignore[arg-type]
        (lambda: GaussianMixture.of([[0.0], [1.0]]).eta([[1.0, 2.0]]), r"\(n, 1\)"),
        (lambda: GaussianMixture.of([[0.0], [1.0]]).eta([[np.inf]]), "finite"),
        (lambda: GaussianMixture.of([[0.0, 0], [1, 0]], [np.eye(2), 2 * np.eye(2)]).bayes_risk(), "pass rng"),
        (lambda: GaussianMixture.of([[0.0], [1.0]]).bayes_risk("top-2"), "below the number of classes"),
        (lambda: GaussianMixture.of([[0.0], [1.0]]).bayes_risk("f1"), "target"),
    ],
)  # fmt: skip
def test_what_makes_no_law_is_refused(make: object, words: str) -> None:
    with pytest.raises(DataError, match=words):
        make()  # type: ignore[operator]
