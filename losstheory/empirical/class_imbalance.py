r"""Class imbalance: the shares of the classes that long tails and steps have, and data thinned to them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from losstheory.empirical.arguments import Integers, count, frozen, generator, labels, probabilities
from losstheory.numeric.callables import Floats
from losstheory.programs.rationals import rational
from losstheory.programs.solution import DataError
from losstheory.programs.tables import Vector


def long_tail(classes: int, ratio: float) -> Floats:
    r"""Shares that fall geometrically: :math:`\pi_k \propto \rho^{-k/(K - 1)}`, the first :math:`\rho` times the last.

    >>> long_tail(3, 100).round(4).tolist()
    [0.9009, 0.0901, 0.009]

    Raises:
        DataError: fewer than two classes, or a ratio below 1.
    """
    size = count(classes, "classes", 2)
    if not isinstance(ratio, int | float | Fraction) or not 1 <= ratio < float("inf"):
        raise DataError(f"ratio: expected how many times the first class outnumbers the last, >= 1, got {ratio!r:.60}")
    shares = float(ratio) ** (-np.arange(size) / (size - 1))
    return frozen(np.asarray(shares / shares.sum()))


def step(classes: int, ratio: Fraction | int | str, minority: int | None = None) -> Vector:
    """Exact shares: the last ``minority`` classes, half of them by default, are each ``ratio`` times rarer.

    >>> step(4, 9)
    (Fraction(9, 20), Fraction(9, 20), Fraction(1, 20), Fraction(1, 20))

    Raises:
        DataError: fewer than two classes, a ratio below 1, no class of one of the two kinds.
    """
    size, rho = count(classes, "classes", 2), rational(ratio, "ratio")
    rare = size // 2 if minority is None else count(minority, "minority")
    if rho < 1 or rare >= size:
        raise DataError(f"step: expected a ratio >= 1 and fewer than {size} rare classes, got {rho} and {rare}")
    total = (size - rare) * rho + rare
    return (rho / total,) * (size - rare) + (1 / total,) * rare


def keep_share(y: ArrayLike, shares: Any, rng: np.random.Generator) -> Integers:
    """Places of as many labels as can be kept so that the classes have these shares, in increasing order.

    Of class k, floor(m shares_k) are kept, drawn without replacement, with the greatest m that the data allow.

    >>> y = np.repeat([0, 1], 60)
    >>> np.bincount(y[keep_share(y, ["3/4", "1/4"], np.random.default_rng(0))]).tolist()
    [60, 20]

    Raises:
        DataError: labels that are no classes, shares that are no probabilities, or a class that would be empty.
    """
    listed = list(shares)
    exact = [Fraction(x) if isinstance(x, str) else x for x in listed]
    p = probabilities([float(x) for x in exact], count(len(listed), "the number of shares", 2), "shares")
    given, source = labels(y, len(p)), generator(rng)
    had = np.bincount(given, minlength=len(p))
    wanted = p > 0
    size = float((had[wanted] / p[wanted]).min())
    kept = np.floor(size * p * (1 + 1e-12)).astype(np.int64)
    if empty := [k for k in range(len(p)) if wanted[k] and not kept[k]]:
        raise DataError(f"class {empty[0]} would be empty: {had[empty[0]]} labels are too few for shares so unequal")
    places = [source.choice(np.flatnonzero(given == k), size=kept[k], replace=False) for k in range(len(p))]
    return np.sort(np.concatenate(places)).astype(np.int64)
