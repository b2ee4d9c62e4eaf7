"""Data sets with fixed splits: the small real ones that scikit-learn brings along, and samples of a law."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec

import numpy as np
from numpy.typing import ArrayLike

from losstheory.empirical.arguments import Integers, count, frozen, numbers
from losstheory.empirical.distributions import Distribution
from losstheory.numeric.callables import Floats
from losstheory.programs.solution import DataError

BUNDLED = "bundled toy data"
LOADERS = {"breast_cancer": "load_breast_cancer", "digits": "load_digits", "iris": "load_iris", "wine": "load_wine"}


@dataclass(frozen=True, eq=False)
class Split:
    """Two parts of a data set, each feature moved and scaled by the mean and the deviation of the first part."""

    train_X: Floats
    train_y: Integers
    test_X: Floats
    test_y: Integers


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """A classification data set: inputs ``(n, d)`` and class indices ``(n,)``, not to be written to.

    Attributes:
        labels: the names of the classes.
        origin: where the data come from, in words.
    """

    name: str
    X: Floats
    y: Integers
    labels: tuple[str, ...]
    origin: str = ""

    @classmethod
    def of(cls, X: ArrayLike, y: ArrayLike, name: str = "own") -> Dataset:
        """Your own rows, and a class for each: whole numbers or names.

        >>> Dataset.of([[0.5], [1.5], [0.0]], ["no", "yes", "no"])
        own (3 x 1, 2 classes)

        Raises:
            DataError: X has another shape than (n, d) or a number that is not finite, or y is not n classes, at least
                two different ones.
        """
        rows, given = numbers(X, "X"), np.asarray(y)
        if rows.ndim != 2 or not rows.size:
            raise DataError(f"X: expected the shape (n, d), at least a row and a column; got {rows.shape}")
        if given.shape != (len(rows),) or given.dtype.kind not in "biuU":
            wanted = f"{len(rows)} classes, whole numbers or names, one for each row of X"
            raise DataError(f"y: expected {wanted}; got the shape {given.shape} of {given.dtype}")
        kinds, indices = np.unique(given, return_inverse=True)
        if len(kinds) < 2:
            raise DataError(f"y: expected at least two classes, got {kinds[0]} alone")
        indices = indices.astype(np.int64)
        indices.setflags(write=False)
        return cls(name, frozen(rows), indices, tuple(map(str, kinds)))

    @property
    def classes(self) -> int:
        """K."""
        return len(self.labels)

    def rows(self, seed: int, test_share: float = 0.25) -> tuple[Integers, Integers]:
        """The rows for training and those held out, of a seed: of each class this share, rounded, is held out.

        Raises:
            DataError: the seed is no integer >= 0, or a class would be missing from a part.
        """
        rng = np.random.default_rng(count(seed, "seed", 0))
        if not isinstance(test_share, float) or not 0 < test_share < 1:
            raise DataError(f"test_share: expected a number between 0 and 1, got {test_share!r:.60}")
        order, tested = rng.permutation(len(self.y)), np.zeros(len(self.y), dtype=bool)
        for k in range(self.classes):
            members = order[self.y[order] == k]
            size = round(test_share * len(members))
            if not 0 < size < len(members):
                raise DataError(f"test_share: {test_share} of the {len(members)} of class {k} leaves a part without it")
            tested[members[:size]] = True
        return order[~tested[order]], order[tested[order]]

    def split(self, seed: int, test_share: float = 0.25) -> Split:
        """The split of a seed, the same everywhere.

        A feature that is constant in the training part is only moved.

        Raises:
            DataError: as ``rows``.
        """
        train, test = self.rows(seed, test_share)
        mean, deviation = self.X[train].mean(axis=0), self.X[train].std(axis=0)
        scale = np.where(deviation > 0, deviation, 1.0)
        scaled = (self.X - mean) / scale
        return Split(scaled[train], self.y[train], scaled[test], self.y[test])

    def __repr__(self) -> str:
        n, d = self.X.shape
        return f"{self.name} ({n} x {d}, {self.classes} classes{', ' * bool(self.origin)}{self.origin})"


def dataset(name: str) -> Dataset:
    """A data set that comes with scikit-learn: breast_cancer, digits, iris or wine.

    >>> dataset("digits")
    digits (1797 x 64, 10 classes, bundled toy data)

    Raises:
        DataError: there is none of that name; the message suggests the nearest.
        ImportError: scikit-learn is not installed.
    """
    if name not in LOADERS:
        close = get_close_matches(str(name), LOADERS)
        raise DataError(f"there is no data set {name!r:.60}; " + _advice(close))
    if find_spec("sklearn") is None:
        raise ImportError("the data sets come with scikit-learn; pip install 'losstheory[programs]'")
    from sklearn import datasets

    bunch = getattr(datasets, LOADERS[name])()
    y = bunch.target.astype(np.int64)
    y.setflags(write=False)
    return Dataset(name, frozen(bunch.data.astype(np.float64)), y, tuple(map(str, bunch.target_names)), BUNDLED)


def drawn(law: Distribution, samples: int, seed: int = 0) -> Dataset:
    """Independent samples of a law with known class probabilities, the same for the same arguments.

    >>> from losstheory.empirical import GaussianMixture
    >>> drawn(GaussianMixture.of(means=[[-1.0], [1.0]]), 500)
    GaussianMixture (500 x 1, 2 classes, drawn with seed 0)

    Raises:
        DataError: the number of samples or the seed is none.
    """
    X, y = law.sample(count(samples, "samples"), np.random.default_rng(count(seed, "seed", 0)))
    classes = tuple(map(str, range(law.classes)))
    return Dataset(type(law).__name__, frozen(X), y, classes, f"drawn with seed {seed}")


def _advice(close: list[str]) -> str:
    return f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(LOADERS)}"
