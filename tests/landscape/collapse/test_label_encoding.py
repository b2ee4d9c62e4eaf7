"""Simplex-encoded labels are the least of all classifiers and features with margins of 1, and what descent comes to."""

from __future__ import annotations

import numpy as np
import pytest

from tests.landscape.collapse.training import labels_of, train
from tests.landscape.small import nn

from losstheory.landscape import (  # isort: skip
    LandscapeError, measure_collapse, simplex_distance, simplex_encoded_labels,
)  # fmt: skip

COUNTS = ((1, 1), (3, 1), (5, 5, 5), (12, 5, 1), (9, 9, 2, 1), (100, 100, 100, 1, 1, 1), (1000, 100, 10, 2, 1))


@pytest.mark.parametrize("counts", COUNTS)
def test_the_multipliers_prove_the_minimum(counts: tuple[int, ...]) -> None:
    geometry = simplex_encoded_labels(counts)
    found, price = geometry.minimizer, geometry.multipliers
    classes, sizes = len(counts), np.array(counts)
    np.testing.assert_allclose(found.outputs, np.eye(classes) - 1 / classes, atol=1e-13)
    assert (price >= -1e-14).all()
    dual = np.repeat(price, counts, axis=0)
    labels = labels_of(counts)
    directions = np.eye(classes)[labels] * dual.sum(1, keepdims=True) - dual  # sum of prices times e_y - e_c
    assert np.linalg.norm(directions, 2) == pytest.approx(1, abs=1e-12)  # dual feasible: operator norm at most 1
    assert dual.sum() == pytest.approx(geometry.value, rel=1e-13)
    primal = (np.sum(found.classifier**2) + np.sum(sizes[:, None] * found.class_features**2)) / 2
    assert primal == pytest.approx(geometry.value, rel=1e-13)


def test_no_other_margins_have_less() -> None:
    counts, draw = (6, 3, 1), np.random.default_rng(0)
    labels, geometry = labels_of(counts), simplex_encoded_labels(counts)
    for _ in range(200):
        scores = (np.eye(3) - 1 / 3)[labels] + 0.1 * draw.standard_normal((10, 3))
        own = scores[np.arange(10), labels][:, None]
        margins = np.where(np.eye(3, dtype=bool)[labels], np.inf, own - scores).min()
        assert margins > 0
        assert np.linalg.norm(scores / margins, "nuc") >= geometry.value


def test_classes_of_one_size_are_a_simplex_and_others_are_not() -> None:
    even, uneven = simplex_encoded_labels((4, 4, 4)).minimizer, simplex_encoded_labels((40, 4, 1)).minimizer
    assert simplex_distance(even.classifier) < 1e-13 and simplex_distance(even.class_features) < 1e-13
    labels = labels_of((40, 4, 1))
    measured = measure_collapse(uneven.class_features[labels], labels, uneven.classifier)
    assert measured.equinorm > 0.1 and measured.equiangular > 0.05
    lengths = np.linalg.norm(uneven.class_features, axis=1)
    assert (np.diff(lengths) > 0).all(), "the features of rarer classes are longer"


def test_the_cross_entropy_comes_to_it_as_the_decay_vanishes() -> None:
    counts = (8, 4, 1)
    geometry, labels = simplex_encoded_labels(counts), labels_of(counts)
    distances = []
    for decay in (1e-2, 1e-5):
        _, (weight, features, _) = train(nn.functional.cross_entropy, labels, (decay, decay), 3, scale=0.3)
        means = np.array([features[labels == c].mean(0) for c in range(3)])
        distances.append((geometry.classifier_distance(weight), geometry.feature_distance(means)))
    classifiers, means = np.array(distances).T
    assert (np.diff(classifiers) < 0).all() and (np.diff(means) < 0).all()
    assert classifiers[-1] < 0.1 and means[-1] < 0.15
    assert simplex_distance(weight) > 0.15


def test_what_has_no_such_geometry_is_refused() -> None:
    for counts in ((5,), (3, 0)):
        with pytest.raises(LandscapeError, match="at least two classes with samples"):
            simplex_encoded_labels(counts)
    with pytest.raises(LandscapeError, match="expected 3 vectors"):
        simplex_encoded_labels((3, 2, 1)).classifier_distance(np.eye(2))


@pytest.mark.parametrize("ratio", [1, 2, 7, 40])
def test_two_frequent_and_two_rare_classes_have_a_closed_form(ratio: int) -> None:
    """Singular values r^(1/2), 1 and q = ((r + 1)/2)^(1/2): for r = 1 a simplex, for r = 7 orthogonal rare rows."""
    geometry = simplex_encoded_labels((3 * ratio, 3 * ratio, 3, 3))
    cross = np.sqrt((ratio + 1) / 2)
    assert geometry.value == pytest.approx(np.sqrt(3) * (np.sqrt(ratio) + 1 + cross), rel=1e-13)
    gram = geometry.minimizer.classifier @ geometry.minimizer.classifier.T / np.sqrt(3)
    np.testing.assert_allclose(np.diag(gram)[[0, 2]], [(2 * np.sqrt(ratio) + cross) / 4, (2 + cross) / 4], rtol=1e-12)
    assert gram[2, 3] / gram[2, 2] == pytest.approx((cross - 2) / (cross + 2), abs=1e-13)
