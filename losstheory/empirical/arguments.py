"""What distributions are given: inputs, labels, probabilities and counts, or a refusal that says what is wrong."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from losstheory.numeric.callables import Floats
from losstheory.programs.solution import DataError

Integers: TypeAlias = NDArray[np.int64]
ROUNDING = 1e-9


def inputs(X: ArrayLike, dimension: int) -> Floats:
    """A finite array of shape ``(n, d)``.

    Raises:
        DataError: another shape, no number, or one that is not finite.
    """
    points = numbers(X, "X")
    if points.ndim != 2 or points.shape[1] != dimension:
        raise DataError(f"X: expected the shape (n, {dimension}), got {points.shape}")
    return points


def labels(y: ArrayLike, classes: int, count: int | None = None) -> Integers:
    """Class indices 0, …, K - 1.

    Raises:
        DataError: another shape or length, or a number that is no class.
    """
    given = np.asarray(y)
    if given.ndim != 1 or given.dtype.kind not in "iu" or count not in (None, len(given)):
        wanted = "class indices" if count is None else f"{count} class indices"
        raise DataError(f"y: expected {wanted}, got the shape {given.shape} of {given.dtype}")
    if len(given) and not 0 <= given.min() <= given.max() < classes:
        raise DataError(f"y: expected classes from 0 to {classes - 1}, got {given.min()} to {given.max()}")
    return given.astype(np.int64)


def probabilities(p: ArrayLike | None, count: int, what: str) -> Floats:
    """``count`` probabilities, divided by their sum, which is 1 up to rounding; None: equal ones.

    Raises:
        DataError: another number of them, a negative one, or another sum than 1.
    """
    if p is None:
        return frozen(np.full(count, 1.0 / count))
    given = numbers(p, what)
    if given.shape != (count,):
        raise DataError(f"{what}: expected {count} probabilities, one for each class, got the shape {given.shape}")
    if given.min() < 0:
        raise DataError(f"{what}: expected probabilities, got {given.min():.6g}")
    if abs(given.sum() - 1) > ROUNDING:
        raise DataError(f"{what}: expected probabilities with the sum 1, got {given.sum():.12g}; divide them by it")
    return frozen(given / given.sum())


def positive(x: Any, what: str) -> float:
    """A finite number above 0.

    Raises:
        DataError: it is none.
    """
    given = numbers(x, what)
    if given.ndim or not given > 0:
        raise DataError(f"{what}: expected a positive number, got {x!r:.60}")
    return float(given)


def numbers(x: ArrayLike, what: str) -> Floats:
    """A finite array of floats.

    Raises:
        DataError: it has something else in it.
    """
    try:
        given = np.array(x, dtype=np.float64)
    except (TypeError, ValueError):
        raise DataError(f"{what}: expected numbers in rows of one length, got {x!r:.60}") from None
    if not np.isfinite(given).all():
        raise DataError(f"{what}: expected finite numbers, got {given[~np.isfinite(given)][0]}")
    return given


def count(n: Any, what: str = "n", least: int = 1) -> int:
    """An integer of at least ``least``.

    Raises:
        DataError: it is none.
    """
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < least:
        raise DataError(f"{what}: expected an integer of at least {least}, got {n!r:.60}")
    return int(n)


def generator(rng: Any) -> np.random.Generator:
    """The generator that was passed.

    Raises:
        DataError: it is none; no draw depends on a state that the caller cannot see.
    """
    if not isinstance(rng, np.random.Generator):
        raise DataError(f"rng: expected a numpy.random.Generator such as numpy.random.default_rng(0), got {rng!r:.60}")
    return rng


def frozen(x: Floats) -> Floats:
    """The array, which can no longer be written to."""
    x.setflags(write=False)
    return x
