"""Naive Bayes is the product rule, logistic regression a stationary point, and both reach the Bayes classifier."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from losstheory.empirical.experiments.generative_discriminative import (
    RIDGE,
    bayes,
    logistic_regression,
    measure,
    naive_bayes,
)
from losstheory.empirical.intervals import MeasurementError


@pytest.fixture
def sample():
    rng = np.random.default_rng(0)
    y = rng.permutation(np.repeat([0, 1, 2], [20, 30, 40]))
    return rng.standard_normal((90, 4)) + np.eye(3, 4)[y], y


def test_naive_bayes_adds_the_log_densities_of_the_features(sample):
    X, y = sample
    w, b = naive_bayes(X, y, 3)
    variance = sum(((X[y == k] - X[y == k].mean(0)) ** 2).sum(0) for k in range(3)) / 87
    logs = np.stack(
        [np.log((y == k).mean()) + norm.logpdf(X, X[y == k].mean(0), variance**0.5).sum(1) for k in range(3)], axis=1
    )
    scores = X @ w + b
    np.testing.assert_allclose(scores - scores[:, :1], logs - logs[:, :1], atol=1e-10)


def test_logistic_regression_is_stationary(sample):
    X, y = sample
    w, b = logistic_regression(X, y, 3)
    p = np.exp(X @ w + b)
    p /= p.sum(axis=1, keepdims=True)
    np.testing.assert_allclose((p - np.eye(3)[y]).mean(axis=0) + RIDGE * b, 0, atol=1e-4)
    np.testing.assert_allclose(X.T @ (p - np.eye(3)[y]) / 90 + RIDGE * w, 0, atol=1e-4)


def test_bayes_is_the_most_probable_class_of_correlated_features():
    means = 0.7 * np.eye(3)[[0, 1, 2, 0, 1]].T
    linked = np.array([1, 0, 0, 1, 0])
    covariance = np.eye(5) + 0.6 * (np.outer(linked, linked) - np.diag(linked))
    points = np.random.default_rng(1).standard_normal((50, 5))
    logs = np.stack([multivariate_normal(mean, covariance).logpdf(points) for mean in means], axis=1)
    w, b = bayes(means, 0.6)
    scores = points @ w + b
    np.testing.assert_allclose(scores - scores[:, :1], logs - logs[:, :1], atol=1e-10)


def test_both_come_near_the_bayes_risk_with_many_samples():
    for one in measure(range(4), [(6, 4000)], "constant", 0.8, tested=2000).values():
        assert -0.01 < one.estimate < 0.01


def test_correlated_features_keep_naive_bayes_away_from_it():
    found = measure(range(4), [(60, 3000)], "vanishing", 1.2, shared=0.3, tested=2000)
    assert found["naive Bayes, n = 60, m = 3000"].lower > 0.03
    assert found["logistic regression, n = 60, m = 3000"].upper < 0.03


def test_another_kind_of_information_is_refused():
    with pytest.raises(MeasurementError, match="constant"):
        measure([0, 1], [(3, 9)], "linear", 1.0)
