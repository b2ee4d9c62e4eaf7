r"""Label noise: with which probability the label i of an input x is read as j, :math:`T_{ij}(x)`."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from losstheory.empirical.arguments import ROUNDING, Integers, count, frozen, generator, labels, numbers
from losstheory.losses.terms import NUMBER
from losstheory.numeric.callables import Floats
from losstheory.programs.solution import DataError
from losstheory.programs.tables import Matrix, law, matrix

TEXT = re.compile(rf"([A-Za-z_]\w*):({NUMBER}|\.\d{{1,40}})")


class LabelNoise(ABC):
    """How labels are read wrongly, given the input and the class."""

    @property
    @abstractmethod
    def classes(self) -> int:
        """K."""

    @abstractmethod
    def transition(self, X: ArrayLike) -> Floats:
        """T(x) at each input, ``(n, K, K)``: row i is the law of the noisy label of class i."""

    def apply(self, y: ArrayLike, X: ArrayLike, rng: np.random.Generator) -> Integers:
        """Noisy labels, each drawn on its own; one uniform number a label is drawn from ``rng``.

        Raises:
            DataError: labels that are no classes, or not one for each input.
        """
        given = labels(y, self.classes, len(np.asarray(X)))
        rows = self.transition(X)[np.arange(len(given)), given]
        steps = rows.cumsum(axis=1)[:, :-1]
        u = generator(rng).random(len(given))
        return np.asarray((u[:, None] >= steps).sum(axis=1), dtype=np.int64)


@dataclass(frozen=True)
class TransitionNoise(LabelNoise):
    """Noise that depends on the class alone; build one with ``class_noise``.

    Attributes:
        matrix: the transitions as Fractions.
        name: what it is called.
    """

    matrix: Matrix
    name: str

    @property
    def classes(self) -> int:
        return len(self.matrix)

    @cached_property
    def table(self) -> Floats:
        """The transitions as floats."""
        return frozen(np.array(self.matrix, dtype=np.float64))

    def transition(self, X: ArrayLike) -> Floats:
        return np.broadcast_to(self.table, (len(np.asarray(X)), self.classes, self.classes))

    def __repr__(self) -> str:
        return f"<label noise {self.name}, {self.classes} classes>"


@dataclass(frozen=True, eq=False)
class InstanceNoise(LabelNoise):
    """Noise that depends on the input: ``function`` maps ``(n, d)`` inputs to ``(n, K, K)`` transitions.

    >>> def worse_at_zero(X):
    ...     rate = 0.4 * np.exp(-X[:, 0] ** 2)
    ...     return np.stack([np.stack([1 - rate, rate], 1), np.stack([rate, 1 - rate], 1)], 1)
    >>> InstanceNoise(worse_at_zero, 2).transition([[0.0]]).round(3).tolist()
    [[[0.6, 0.4], [0.4, 0.6]]]
    """

    function: Callable[[Floats], Any]
    size: int

    def __post_init__(self) -> None:
        count(self.size, "classes", 2)

    @property
    def classes(self) -> int:
        return self.size

    def transition(self, X: ArrayLike) -> Floats:
        """T(x) at each input.

        Raises:
            DataError: the function gave another shape, or rows that are no laws.
        """
        points = numbers(X, "X")
        rows = numbers(self.function(points), "transitions")
        if rows.shape != (len(points), self.size, self.size):
            raise DataError(f"transitions: expected the shape {(len(points), self.size, self.size)}, got {rows.shape}")
        if len(rows) and (rows.min() < 0 or np.abs(rows.sum(axis=2) - 1).max() > ROUNDING):
            raise DataError("transitions: expected rows of probabilities with the sum 1, got others")
        return np.asarray(rows / rows.sum(axis=2, keepdims=True)) if len(rows) else rows


def symmetric_noise(rate: Fraction | int | str, classes: int) -> TransitionNoise:
    """A label is replaced with the probability ``rate`` by one of the others, each as likely as another.

    >>> symmetric_noise("0.4", 3).matrix[0]
    (Fraction(3, 5), Fraction(1, 5), Fraction(1, 5))
    """
    r, size = _rate(rate), count(classes, "classes", 2)
    rows = tuple(tuple(1 - r if i == j else r / (size - 1) for j in range(size)) for i in range(size))
    return TransitionNoise(rows, f"symmetric:{r}")


def pairwise_noise(rate: Fraction | int | str, classes: int) -> TransitionNoise:
    """A label is read as the next class with the probability ``rate``; the last class as the first.

    >>> pairwise_noise("0.4", 3).matrix[2]
    (Fraction(2, 5), Fraction(0, 1), Fraction(3, 5))
    """
    r, size = _rate(rate), count(classes, "classes", 2)
    rows = [[Fraction(0)] * size for _ in range(size)]
    for i, row in enumerate(rows):
        row[i], row[(i + 1) % size] = 1 - r, r
    return TransitionNoise(tuple(map(tuple, rows)), f"pairwise:{r}")


def class_noise(transitions: Any, name: str = "of each class") -> TransitionNoise:
    """A row for each class i of the exact probabilities that its label is read as j.

    >>> class_noise([["9/10", "1/10"], [0, 1]])
    <label noise of each class, 2 classes>

    Raises:
        DataError: fewer than two rows, or rows that are not K exact probabilities with the sum 1.
    """
    size = len(matrix(transitions, "transitions"))
    count(size, "the number of rows", 2)
    return TransitionNoise(tuple(law(row, f"transitions, row {i}", size) for i, row in enumerate(transitions)), name)


KINDS: dict[str, Callable[[Fraction | int | str, int], TransitionNoise]] = {
    "pairwise": pairwise_noise,
    "symmetric": symmetric_noise,
}


def label_noise(text: str, classes: int) -> TransitionNoise:
    """The noise of a text ``NAME:RATE``, as ``losstheory compare --noise`` writes it.

    >>> label_noise("symmetric:0.4", 10)
    <label noise symmetric:2/5, 10 classes>

    Raises:
        DataError: the text is not of the form, or the name is unknown; the message suggests the nearest.
    """
    found = TEXT.fullmatch(text)
    if found is None:
        raise DataError(f"label noise: expected NAME:RATE such as symmetric:0.4 or pairwise:2/5, got {text!r:.60}")
    if found[1] not in KINDS:
        from difflib import get_close_matches

        close = get_close_matches(found[1], KINDS) or list(KINDS)
        raise DataError(f"there is no label noise {found[1]!r}; did you mean {' or '.join(close)}?")
    return KINDS[found[1]](found[2], classes)


def noise_of(noise: LabelNoise | str, classes: int) -> LabelNoise:
    """The noise, or that of a text, of K classes.

    Raises:
        DataError: it is neither, or of another number of classes.
    """
    given = label_noise(noise, classes) if isinstance(noise, str) else noise
    if not isinstance(given, LabelNoise):
        raise DataError(f"label noise: expected one, or a text such as symmetric:0.4, got {noise!r:.60}")
    if given.classes != classes:
        raise DataError(f"label noise of {given.classes} classes for labels of {classes}")
    return given


def _rate(rate: Fraction | int | str) -> Fraction:
    """An exact probability.

    Raises:
        DataError: it is none; a float is refused, since 0.4 is not 2/5.
    """
    if isinstance(rate, bool) or not isinstance(rate, int | str | Fraction):
        raise DataError(f"the rate of the noise: expected an exact number such as '0.4' or '2/5', got {rate!r:.60}")
    try:
        found = Fraction(rate)
    except (ValueError, ZeroDivisionError):
        raise DataError(f"the rate of the noise: expected a number such as 0.4 or 2/5, got {rate!r:.60}") from None
    if not 0 <= found <= 1:
        raise DataError(f"the rate of the noise: expected a probability, got {rate}")
    return found
