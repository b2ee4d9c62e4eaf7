"""Where a formula is least on an interval, estimated: a value, a place, and whether it is taken there."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from losstheory.formulas.pieces import Part, pieces, value_at
from losstheory.formulas.tree import Tree
from losstheory.numeric.callables import Floats, to_numpy

FAR, POINTS, ROUNDS = 1e9, 1201, 7


@dataclass(frozen=True)
class Infimum:
    """An estimated infimum.

    Attributes:
        value: the infimum, which may be minus infinity.
        place: a minimiser, or the end that a minimising sequence tends to; it may be infinite.
        attained: whether the value is taken at the place.
    """

    value: float
    place: float
    attained: bool


def estimate_infimum(
    formula: Tree, variable: str, lower: Tree | str, upper: Tree | str, points: Sequence[Tree] = ()
) -> Infimum:
    """The infimum of a formula on the open interval (lower, upper) and at some further points.

    Each smooth piece is searched on a grid that grows with the distance, to 1e9 where it is unbounded, and then
    around the least value. Of equal values one that is attained is given, and of these the one nearest to 0.

    Raises:
        DomainError: the formula is undefined at a point of the interval.
        Unresolved: the pieces of the formula could not be told apart.
    """
    split = pieces([formula], variable, lower, upper)
    isolated = ((to_float(point), to_float(value_at(formula, variable, point))) for point in (*split.cuts, *points))
    found = [Infimum(value, place, True) for place, value in isolated]
    found += [_of_part(part, variable) for part in split.parts]
    least = min(one.value for one in found)
    rounding = 1e-12 * max(1.0, abs(least)) if math.isfinite(least) else 0.0
    equal = [one for one in found if one.value <= least + rounding]
    return min(equal, key=lambda one: (not one.attained, abs(one.place)))


def to_float(constant: Tree | str) -> float:
    """The nearest float of a constant, or of an infinite end."""
    if isinstance(constant, str):
        return math.inf if constant == "oo" else -math.inf
    return float(to_numpy(constant)(0.0))


def graded(lower: float, upper: float, points: int = POINTS) -> Floats:
    """Increasing points strictly inside (lower, upper), closer to each other at finite ends and around 0."""
    near = np.sinh(np.linspace(-math.asinh(FAR), math.asinh(FAR), points))
    if math.isinf(lower) and math.isinf(upper):
        return near
    if math.isinf(lower) or math.isinf(upper):
        away = np.geomspace(1e-9, FAR, points)
        inside = lower + away if math.isinf(upper) else upper - away[::-1]
        return np.union1d(inside, near[(near > lower) & (near < upper)])
    unit = (1 - np.cos(np.linspace(0, math.pi, points))) / 2
    inside = lower + (upper - lower) * unit
    return np.unique(inside[(inside > lower) & (inside < upper)])


def _of_part(part: Part, variable: str) -> Infimum:
    """The infimum of a smooth piece, its ends left out."""
    function, ends = to_numpy(part.trees[0], variable), (to_float(part.lower), to_float(part.upper))
    x = graded(*ends)
    if not part.trees[0].variables():
        return Infimum(float(function(0.0)), _middle(*ends), True)
    values = function(x)
    x, values = x[~np.isnan(values)], values[~np.isnan(values)]
    if not len(x):
        return Infimum(math.inf, ends[0], False)
    at = _least(values)
    if at in (0, len(x) - 1):
        return _at_end(function, float(x[at]), ends[0 if at == 0 else 1])
    return _inside(function, float(x[at - 1]), float(x[at + 1]))


def _inside(function: Callable[[ArrayLike], Floats], low: float, high: float) -> Infimum:
    """The least value between two points, by grids that close in on it."""
    for _ in range(ROUNDS):
        x = np.linspace(low, high, 33)
        at = int(np.nanargmin(function(x)))
        low, high = x[max(at - 1, 0)], x[min(at + 1, 32)]
    return Infimum(float(function(x[at])), float(x[at]), True)


def _middle(low: float, high: float) -> float:
    """A point of an interval: its middle, one from the only finite end, or 0."""
    if math.isinf(low) or math.isinf(high):
        return low + 1 if math.isfinite(low) else high - 1 if math.isfinite(high) else 0.0
    return (low + high) / 2


def _least(values: Floats) -> int:
    """The index of the least value; of several, an end, since underflow flattens what only tends to its limit."""
    least = values.min()
    for at in (0, len(values) - 1):
        if values[at] <= least:
            return at
    return int(values.argmin())


def _at_end(function: Callable[[ArrayLike], Floats], x: float, end: float) -> Infimum:
    """The limit at an end of a piece that falls towards it; minus infinity if it keeps falling far out."""
    value = float(function(x))
    limit = float(function(end if math.isfinite(end) else 1e3 * x))
    if math.isnan(limit):
        return Infimum(value, end, False)
    endless = math.isinf(end) and limit < value - 1
    return Infimum(-math.inf if endless else min(value, limit), end, False)
