"""The bundled data sets: sizes, splits that repeat, and features standardised by the training part alone."""

from __future__ import annotations

import numpy as np
import pytest

from losstheory.empirical import GaussianMixture, dataset
from losstheory.empirical.datasets import Dataset, drawn
from losstheory.programs.solution import DataError

pytest.importorskip("sklearn", reason="scikit-learn is not installed")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("breast_cancer", "breast_cancer (569 x 30, 2 classes, bundled toy data)"),
        ("digits", "digits (1797 x 64, 10 classes, bundled toy data)"),
        ("iris", "iris (150 x 4, 3 classes, bundled toy data)"),
        ("wine", "wine (178 x 13, 3 classes, bundled toy data)"),
    ],
)
def test_a_data_set_says_what_it_is(name: str, told: str) -> None:
    assert repr(dataset(name)) == told


def test_only_what_is_bundled_says_so() -> None:
    law = GaussianMixture.of(means=[[-1.0], [1.0]])
    assert repr(Dataset("own", np.zeros((4, 2)), np.array([0, 1, 0, 1]), ("a", "b"))) == "own (4 x 2, 2 classes)"
    assert repr(drawn(law, 30, 7)) == "GaussianMixture (30 x 1, 2 classes, drawn with seed 7)"
    with pytest.raises(DataError, match="samples: expected an integer of at least 1, got 0"):
        drawn(law, 0)


def test_a_seed_is_a_split() -> None:
    data = dataset("digits")
    first, second, other = data.split(0), data.split(0), data.split(1)
    assert np.array_equal(first.train_X, second.train_X) and np.array_equal(first.test_y, second.test_y)
    assert not np.array_equal(first.test_y, other.test_y)
    assert len(first.train_y) + len(first.test_y) == 1797


def test_parts_share_no_row_and_keep_the_classes() -> None:
    data = dataset("wine")
    split = data.split(3, 0.3)
    scale, move = data.X.std(), data.X.mean()
    rows = {tuple(np.round(row, 9)) for row in split.train_X}
    assert scale > 0 and move > 0 and not any(tuple(np.round(row, 9)) in rows for row in split.test_X)
    for k, members in enumerate(np.bincount(data.y)):
        assert (split.test_y == k).sum() == round(0.3 * members)


def test_features_are_standardised_by_the_training_part() -> None:
    split = dataset("digits").split(0)
    deviation = split.train_X.std(axis=0)
    assert np.allclose(split.train_X.mean(axis=0), 0, atol=1e-12)
    assert np.all(np.isclose(deviation, 1) | (deviation == 0)) and (deviation == 0).any()
    assert np.abs(split.test_X.mean(axis=0)).max() > 1e-6


def test_data_cannot_be_written_to_and_names_must_be_known() -> None:
    data = dataset("iris")
    with pytest.raises(ValueError, match="read-only"):
        data.X[0] = 0
    with pytest.raises(DataError, match="did you mean digits"):
        dataset("digit")
    with pytest.raises(DataError, match="without it"):
        data.split(0, 0.001)
    with pytest.raises(DataError, match="seed"):
        data.split(-1)


def test_own_rows_are_a_data_set_with_its_classes_in_order() -> None:
    X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    named, counted = Dataset.of(X, ["no", "yes", "maybe"], "three"), Dataset.of(X.tolist(), [10, 2, 10])
    assert repr(named) == "three (3 x 2, 3 classes)" and named.labels == ("maybe", "no", "yes")
    assert [named.labels[k] for k in named.y] == ["no", "yes", "maybe"]
    assert counted.labels == ("2", "10") and counted.y.tolist() == [1, 0, 1]
    X[0] = 7.0
    assert named.X[0, 0] == 1.0 and not named.X.flags.writeable


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        ([1.0, 2.0], [0, 1], r"X: expected the shape \(n, d\)"),
        ([[1.0], [float("nan")]], [0, 1], "X: expected finite numbers"),
        ([[1.0], [2.0]], [0, 1, 1], "y: expected 2 classes"),
        ([[1.0], [2.0]], [0.5, 1.5], "whole numbers or names"),
        ([[1.0], [2.0]], [1, 1], "at least two classes, got 1 alone"),
    ],
)
def test_what_is_no_data_set_is_refused(X: object, y: object, message: str) -> None:
    with pytest.raises(DataError, match=message):
        Dataset.of(X, y)  # type: ignore[arg-type]
