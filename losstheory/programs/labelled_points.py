"""Labelled points with weights, read exactly where they are given exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import isfinite, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from losstheory.formulas.calculus import normal
from losstheory.formulas.constants import sign_of_constant
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.parser import parse
from losstheory.formulas.shape import power
from losstheory.programs.rationals import TEXT, rational
from losstheory.programs.solution import DataError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
ROUNDING = 1e-9
EXACT_INTEGERS = 2**50


def number(x: Any, what: str) -> tuple[Fraction, bool]:
    """A real number, and whether it is exact: integers, Fractions, texts ``"p/q"``, and floats with integer values.

    Raises:
        DataError: it is not finite, or not a number.
    """
    if isinstance(x, float | np.floating):
        if not isfinite(x):
            raise DataError(f"{what} must be finite, got {float(x)}")
        return Fraction(float(x)), float(x).is_integer()
    return rational(x, what), True


@dataclass(frozen=True, eq=False)
class LabelledPoints:
    """``n`` points of ``R^d``, each with a class and a mass; ``exact`` where every coordinate is given exactly.

    Coordinates that are floats are taken as known up to a rounding error.
    """

    rows: NDArray[Any]
    labels: Integers
    classes: tuple[Any, ...]
    weights: tuple[Fraction, ...]
    exact: bool
    exact_weights: bool

    @property
    def count(self) -> int:
        return int(self.rows.shape[0])

    @property
    def dimension(self) -> int:
        return int(self.rows.shape[1])

    @cached_property
    def mass(self) -> Fraction:
        return sum(self.weights, start=Fraction(0))

    def coordinates(self, i: int) -> list[Fraction]:
        """The coordinates of a point; those of a float are its binary value."""
        return [Fraction(x) if isinstance(x, Fraction | float) else Fraction(int(x)) for x in self.rows[i]]

    @cached_property
    def integers(self) -> list[list[int]]:
        """The coordinates times ``unit``."""
        return [[int(x * self.unit) for x in self.coordinates(i)] for i in range(self.count)]

    @cached_property
    def unit(self) -> int:
        """The common denominator of the coordinates."""
        return lcm(*(x.denominator for i in range(self.count) for x in self.coordinates(i)))

    @cached_property
    def floats(self) -> Floats:
        """The coordinates less those of the first point."""
        return np.asarray(self.rows - self.rows[0], dtype=np.float64)

    @cached_property
    def uncertainty(self) -> float:
        """A bound of the error of each number of ``floats``."""
        largest = np.abs(self.floats).max() if self.exact else 2 * np.abs(self.rows).max()
        return float(largest) * 2.0**-51

    def turned(self) -> LabelledPoints:
        """The points of a plane in the coordinates x + y, x - y, in which the 1-norm is the maximum norm."""
        x, y = self.rows.T
        return replace(self, rows=np.stack([x + y, x - y], axis=1))


def read_points(X: Any, y: Any, weights: Any = None) -> LabelledPoints:
    """Points, labels and weights, equal weights by default.

    Raises:
        DataError: no points, unequal lengths, a number that is not finite, a weight that is negative, or weights
            that do not sum to one (exactly; floats up to 1e-9, and they are then divided by their sum).
    """
    rows, exact = read_rows(X)
    _need_sequence(y, "y")
    labels = y.tolist() if isinstance(y, np.ndarray) else list(y)
    if len(labels) != len(rows) or any(np.ndim(label) for label in labels):
        raise DataError(f"y must hold one label a point: {len(rows)} points, and y has the shape {np.shape(y)}")
    if any(label != label for label in labels):
        raise DataError("a label is not a number (nan)")
    classes = sorted(set(labels)) if not any(isinstance(x, str) for x in labels) else sorted(set(labels), key=str)
    place = {label: i for i, label in enumerate(classes)}
    masses, exact_weights = read_weights(weights, len(rows))
    numbers = np.array([place[label] for label in labels], dtype=np.int64)
    return LabelledPoints(rows, numbers, tuple(classes), masses, exact, exact_weights)


def read_rows(X: Any) -> tuple[NDArray[Any], bool]:
    """A matrix of integers, floats or Fractions, and whether its numbers are exact; a flat list is a column.

    Raises:
        DataError: it is empty or ragged, or a number is not finite.
    """
    if isinstance(X, np.ndarray) and X.dtype.kind in "iuf" and X.ndim in (1, 2) and X.size:
        matrix = X.reshape(len(X), -1)
        if not np.isfinite(matrix).all():
            raise DataError("a coordinate must be finite; X has nan or an infinity")
        if np.abs(matrix.astype(np.float64)).max() < EXACT_INTEGERS and (matrix == np.rint(matrix)).all():
            return matrix.astype(np.int64), True
        if matrix.dtype.kind == "f":
            return matrix.astype(np.float64), False
    _need_sequence(X, "X")
    rows = [list(row) if isinstance(row, Iterable) and not isinstance(row, str) else [row] for row in X]
    if not rows or not rows[0]:
        raise DataError(f"expected at least one point with at least one coordinate, got the shape {np.shape(X)}")
    if len({len(row) for row in rows}) > 1:
        raise DataError(f"every point needs as many coordinates, got {sorted({len(row) for row in rows})}")
    read = [[number(x, "a coordinate") for x in row] for row in rows]
    if all(exact for row in read for _, exact in row):
        return np.array([[x for x, _ in row] for row in read], dtype=object), True
    return np.array([[float(x) for x, _ in row] for row in read]), False


def _need_sequence(x: Any, what: str) -> None:
    if not isinstance(x, Iterable) or (isinstance(x, np.ndarray) and x.ndim == 0):
        raise DataError(f"{what} must be a sequence, one entry a point, got {x!r:.60}")


def read_weights(weights: Any, count: int) -> tuple[tuple[Fraction, ...], bool]:
    """The masses of ``count`` points, and whether they are exact."""
    if weights is None:
        return (Fraction(1, count),) * count, True
    _need_sequence(weights, "weights")
    read = [number(x, "a weight") for x in weights]
    if len(read) != count:
        raise DataError(f"{count} points need as many weights, got {len(read)}")
    masses, exact = tuple(x for x, _ in read), all(known for _, known in read)
    if min(masses) < 0:
        raise DataError(f"weights must not be negative, got {float(min(masses))}")
    total = sum(masses, start=Fraction(0))
    if abs(total - 1) > (0 if exact else Fraction(ROUNDING)):
        raise DataError(f"weights must sum to 1, got {total if exact else float(total)}; divide them by their sum")
    return masses, exact or total == 1


def read_radius(eps: Any) -> tuple[Fraction | None, Fraction, bool]:
    """A radius, its square and whether they are exact; an irrational one such as ``"sqrt(2)/3"`` by its square.

    Raises:
        DataError: it is negative or not finite, or its square is not rational.
    """
    if isinstance(eps, str) and not TEXT.fullmatch(eps):
        try:
            value = normal(parse(eps, set()))
            sign = sign_of_constant(value)
        except LossTheoryError as error:
            raise DataError(f"eps must be a number or a root such as 'sqrt(2)/3', got {eps!r}") from error
        square = power(value, Fraction(2))
        if square.op != "number" or sign not in (0, 1):
            raise DataError(f"eps must be nonnegative with a rational square, got {eps!r}")
        return None, Fraction(square.args[0]), True
    radius, exact = number(eps, "eps")
    if radius < 0:
        raise DataError(f"eps must not be negative, got {eps}")
    return radius, radius * radius, exact
