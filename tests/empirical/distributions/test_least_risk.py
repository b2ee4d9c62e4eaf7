"""Least conditional risks against closed forms and linear programs, and their means over laws."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.special import entr

import losstheory as lt
from losstheory.empirical import DiscreteLaw, GaussianMixture
from losstheory.empirical.distributions.least_risk import least_risks
from losstheory.programs.solution import DataError

PAIRS = np.array([[0.0, 1.0], [0.3, 0.7], [0.5, 0.5], [1 - 1e-7, 1e-7], [1.0, 0.0]])
TRIPLES = np.vstack([np.eye(3), np.random.default_rng(0).dirichlet(np.ones(3), 12), [[0.4, 0.3, 0.3]]])


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("logistic", lambda p: entr(p).sum(axis=1)),
        ("log", lambda p: entr(p).sum(axis=1)),
        ("hinge", lambda p: 2 * p.min(axis=1)),
        ("ramp", lambda p: p.min(axis=1)),
        ("squared_hinge", lambda p: 4 * p.prod(axis=1)),
        ("exponential", lambda p: 2 * np.sqrt(p.prod(axis=1))),
    ],
)
def test_least_risks_of_two_classes_are_the_closed_forms(name: str, least: object) -> None:
    assert np.allclose(least_risks(lt.loss(name), PAIRS), least(PAIRS), atol=1e-10)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("ce", lambda p: entr(p).sum(axis=1)),
        ("mae", lambda p: 2 * (1 - p.max(axis=1))),
        ("ova_logistic", lambda p: (entr(p) + entr(1 - p)).sum(axis=1)),
    ],
)
def test_least_risks_of_three_classes_are_the_closed_forms(name: str, least: object) -> None:
    found = least_risks(lt.multiclass(name, classes=3), TRIPLES)
    assert np.allclose(found, least(TRIPLES), atol=1e-5)  # type: ignore[operator]


def test_the_hinge_of_weston_and_watkins_has_the_value_of_a_linear_program() -> None:
    """min sum_y p_y sum_{j != y} u_yj with u_yj >= 1 + s_j - s_y and u >= 0."""
    pairs = [(y, j) for y in range(3) for j in range(3) if j != y]
    rows = np.zeros((6, 9))
    for i, (y, j) in enumerate(pairs):
        rows[i, [j, y, 3 + i]] = 1, -1, -1
    exact = [
        linprog(
            [0, 0, 0, *(p[y] for y, _ in pairs)], rows, -np.ones(6), bounds=[(None, None)] * 3 + [(0, None)] * 6
        ).fun
        for p in TRIPLES
    ]
    found = least_risks(lt.multiclass("weston_watkins", classes=3), TRIPLES)
    assert np.allclose(found, exact, atol=1e-5) and (found >= np.array(exact) - 1e-9).all()


def test_the_mean_over_a_law_is_the_sum_over_its_points() -> None:
    law = DiscreteLaw.of([[0.0], [1.0]], ["1/4", "1/2"], ["1/3", "2/3"])
    risk = law.surrogate_bayes_risk(lt.loss("logistic"))
    expected = entr([0.75, 0.25]).sum() / 3 + 2 * np.log(2) / 3
    assert risk.value == pytest.approx(expected, abs=1e-12) and "search" in str(risk)


def test_the_hinge_pays_twice_the_bayes_risk() -> None:
    law = GaussianMixture.of([[-1.0], [1.0]])
    assert law.surrogate_bayes_risk(lt.loss("hinge")).value == pytest.approx(2 * law.bayes_risk().value, abs=1e-8)


def test_conditional_risks_are_weighted_losses() -> None:
    law, X = GaussianMixture.of([[-1.0], [1.0]]), np.array([[0.3], [-2.0], [0.0]])
    eta, s = law.eta(X), np.array([0.5, -1.0, 3.0])
    expected = eta[:, 1] * np.log1p(np.exp(-s)) + eta[:, 0] * np.log1p(np.exp(s))
    assert np.allclose(law.conditional_risk(lt.loss("logistic"), X, s), expected)
    both = law.conditional_risk(lt.multiclass("ce", classes=2), X, np.stack([np.zeros(3), s], axis=1))
    assert np.allclose(both, expected)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda law: law.surrogate_bayes_risk(lt.loss("unhinged")), "unbounded below"),
        (lambda law: law.surrogate_bayes_risk(lt.multiclass("ce", classes=3)), "of 2 classes, got one of 3"),
        (lambda law: law.surrogate_bayes_risk(lt.loss("squared_error")), "of 2 classes"),
        (lambda law: law.conditional_risk(lt.loss("hinge"), [[0.0]], [[0.0, 1.0]]), "shape"),
        (lambda law: law.conditional_risk(lt.multiclass("lee_lin_wahba", classes=2), [[0.0]], [[1.0, 1.0]]), "sum 0"),
    ],
)
def test_what_has_no_risk_is_refused(ask: object, words: str) -> None:
    with pytest.raises(DataError, match=words):
        ask(GaussianMixture.of([[-1.0], [1.0]]))  # type: ignore[operator]
