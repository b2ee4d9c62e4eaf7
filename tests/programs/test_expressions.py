"""Losses as cvxpy expressions: the values of the formula, convex, and the minimum of a risk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import losstheory as lt
from losstheory.losses.catalogue import catalogue
from losstheory.losses.families import Family
from losstheory.losses.multiclass import multiclass_catalogue
from losstheory.numeric.arguments import CallableError

cp = pytest.importorskip("cvxpy", reason="cvxpy is not installed")

MARGIN = ["hinge", "logistic", "squared_hinge", "exponential", "absolute", "linex", "shifted_hinge", "cost_logistic"]
CLASSES = [
    "ce", "crammer_singer", "weston_watkins", "label_smoothing", "ldam", "ldr_kl", "ldr_top", "lee_lin_wahba",
    "ova_exponential", "pairwise_squared_hinge", "sparse_softmax", "squentropy", "temperature_ce", "rescaled_square",
]  # fmt: skip


def binary(name: str) -> Any:
    entry = catalogue[name]
    return entry(**{p.name: p.default or 1 for p in entry.parameters}) if isinstance(entry, Family) else entry


def classes(name: str, count: int = 3) -> Any:
    family = multiclass_catalogue[name]
    return family(count, **{p.name: 1 for p in family.parameters if p.default is None})


@pytest.mark.parametrize("name", MARGIN)
@pytest.mark.parametrize("labels", [(-1, 1), (0, 1)])
def test_values_of_margins_are_those_of_the_formula(name: str, labels: Any) -> None:
    generator = np.random.default_rng(0)
    points, target = 2 * generator.normal(size=9), generator.choice(labels, 9)
    found = lt.to_cvxpy(binary(name), labels=labels)(cp.Constant(points), target)
    np.testing.assert_allclose(found.value, lt.to_numpy(binary(name), labels=labels)(target, points), rtol=1e-12)


@pytest.mark.parametrize("name", CLASSES)
def test_values_of_classes_are_those_of_the_formula(name: str) -> None:
    generator = np.random.default_rng(1)
    points, target = 2 * generator.normal(size=(9, 3)), generator.integers(0, 3, 9)
    scores = cp.Variable((9, 3), value=points)
    found = lt.to_cvxpy(classes(name))(scores, target)
    assert found.is_dcp() and found.is_convex()
    np.testing.assert_allclose(found.value, lt.to_numpy(classes(name))(points, target), rtol=1e-12, atol=1e-13)


def test_the_least_cross_entropy_of_three_labels_is_their_entropy() -> None:
    level = cp.Variable(3)
    scores = cp.vstack([level] * 8)
    risk = cp.sum(lt.to_cvxpy(classes("ce"))(scores, [0, 0, 0, 0, 1, 1, 2, 2])) / 8
    value = cp.Problem(cp.Minimize(risk), [cp.sum(level) == 0]).solve()
    assert value == pytest.approx(1.5 * np.log(2), abs=1e-6)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: lt.to_cvxpy(binary("ramp"))(cp.Variable(2), [1, -1]), "sees to be convex"),
        (lambda: lt.to_cvxpy(binary("savage"))(cp.Variable(2), [1, -1]), "no convex expression"),
        (lambda: lt.to_cvxpy(classes("mae"))(cp.Variable((1, 3)), [0]), "sees to be convex"),
        (lambda: lt.to_cvxpy(lt.loss("t**3"))(cp.Variable(1), [1]), "positive numbers only"),
        (lambda: lt.to_cvxpy(classes("ce"))(cp.Variable((2, 3)), [0, 3]), "among"),
        (lambda: lt.to_cvxpy(classes("ce"))(cp.Variable((2, 4)), [0, 1]), "scores of shape"),
        (lambda: lt.to_cvxpy(catalogue.parse("huber")), "margin, pair or multiclass"),
        (lambda: lt.to_cvxpy(binary("hinge"), labels=(1, 2)), "labels are written"),
    ],
)
def test_what_is_no_convex_expression_is_refused(make: Any, words: str) -> None:
    with pytest.raises(CallableError, match=words):
        make()
