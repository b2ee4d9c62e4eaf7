"""A packing in floats, and the exact pair that it may point at, checked in integers for all edges at once."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from operator import mul
from typing import Any

import numpy as np
from numpy.typing import NDArray

from losstheory.programs.cover_columns import available, solve_cover
from losstheory.programs.highs import Approximation, Floats
from losstheory.programs.rationals import scale
from losstheory.programs.solution import SolveError

SIMPLEX, VERTICES = 20_000, 5_000
DENOMINATORS = (1_000, 1_000_000)
SAFE = 1 << 62
Scaled = tuple[NDArray[np.int64], int]
Pair = tuple[tuple[Fraction, ...], tuple[Fraction, ...]]


def approximate_packing(weights: Sequence[Fraction], rows: Any) -> Approximation:
    """The packing and its cover by HiGHS: up to 5,000 vertices a cover of few edges, with warm starts.

    Of more vertices, without highspy, or where that takes too many steps, it is all edges at once: the cover by the
    dual simplex, packings of more than 20,000 edges by interior points.

    Raises:
        SolveError: the solver found no optimum; its message.
    """
    from scipy.optimize import linprog

    unit = scale(weights)
    costs = np.array([float(w * unit) for w in weights])
    count, most = rows.shape[0], np.ones(rows.shape[0])
    pair = solve_cover(costs, rows) if len(costs) <= VERTICES and available() else None
    if pair is not None:
        return Approximation("optimal", *pair, (unit, 1), "optimal")
    small = count <= SIMPLEX
    if small:
        found = linprog(most, A_ub=-rows.T.tocsr(), b_ub=-costs, method="highs-ds")
    else:
        found = linprog(-costs, A_ub=rows, b_ub=most, method="highs-ipm")
    if found.status:
        raise SolveError(f"the packing of {count} edges was not solved; HiGHS says: {found.message}")
    q, masses = (found.x, -found.ineqlin.marginals)[:: -1 if small else 1]
    return Approximation("optimal", np.asarray(q), np.asarray(masses), (unit, 1), str(found.message))


def near_fractions(weights: Sequence[Fraction], rows: Any, near: Approximation) -> Pair | None:
    """A packing and a cover of equal value, of the smallest denominators near those given; None if there is none."""
    unit = near.units[0]
    if unit == 1 and any(w.denominator > 1 for w in weights):
        return None
    wanted = [int(w * unit) for w in weights]
    for most in DENOMINATORS:
        q, masses = _rounded(near.x, most), _rounded(near.y, most)
        if q is not None and masses is not None and _proves(wanted, rows, q, masses):
            return _shared(*q), _shared(masses[0], masses[1] * unit)
    return None


def _proves(wanted: list[int], rows: Any, q: Scaled, masses: Scaled) -> bool:
    """Whether q packs, the masses cover what is wanted, and both have one value; no number leaves 62 bits."""
    (packed, parts), (covering, shares) = q, masses
    longest = int(np.diff(rows.indptr).max())
    if (
        max(wanted) * shares >= SAFE
        or int(packed.max()) * longest >= SAFE
        or int(covering.max()) * len(covering) >= SAFE
    ):
        return False
    if packed.min() < 0 or covering.min() < 0 or (rows @ packed).max() > parts:
        return False
    if (rows.T @ covering < np.array(wanted, dtype=np.int64) * shares).any():
        return False
    value: int = sum(map(mul, packed.tolist(), wanted))
    return value * shares == int(covering.sum()) * parts


def _shared(numbers: NDArray[np.int64], unit: int) -> tuple[Fraction, ...]:
    """The numbers divided by their unit, one object for each value."""
    values = {v: Fraction(v, unit) for v in np.unique(numbers).tolist()}
    return tuple(map(values.__getitem__, numbers.tolist()))


def _rounded(numbers: Floats, most: int) -> Scaled | None:
    """Integers and their unit, of fractions with denominators up to ``most``; None if one of them would be large."""
    if not np.isfinite(numbers).all():
        return None
    distinct, where = np.unique(numbers, return_inverse=True)
    simple = [Fraction(float(v)).limit_denominator(most) for v in distinct]
    unit = 1
    for v in simple:
        unit = lcm(unit, v.denominator)
        if unit * (1 + abs(v)) >= SAFE:
            return None
    scaled = [int(v * unit) for v in simple]
    if max(map(abs, scaled)) >= SAFE:
        return None
    return np.array(scaled, dtype=np.int64)[where], unit
