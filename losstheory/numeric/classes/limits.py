"""Losses at infinite scores, where arithmetic gives NaN: limits, as seen from very large scores.

What is seen is the common value at large numbers in the place of the infinite scores: equal ones, and some a hundred or
ten thousand times as large as others, in both orders. Where they differ the loss stays NaN. That is no proof of a
limit: with two or more infinite scores a loss may have one value along all these and another along a ratio or a
difference that is not tried. So max(0, 1 - |s1 - 2 s2|), which is 1 along s1 = 2 s2, is said to be 0 where both are
infinite. With one infinite score it is enough that the loss does not oscillate.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, TypeAlias

Array: TypeAlias = Any

SIZES = (1 / 4, 3 / 10, 7 / 20)  # exponents of the largest number of the type
AGREEMENT = 8.0  # rounding units, to the power 2/3
STEP = 100.0


def ratios(count: int) -> list[list[float]]:
    """Equal numbers, and powers of ``STEP`` by the digits of the places to the base 3, rising and falling.

    Any two places come in both orders.

    >>> ratios(2)
    [[1.0, 1.0], [1.0, 100.0], [10000.0, 100.0]]
    """
    found, divisor = [[1.0] * count], 1
    while divisor < count:
        digits = [place // divisor % 3 for place in range(count)]
        found += [[STEP**digit for digit in digits], [STEP ** (2 - digit) for digit in digits]]
        divisor *= 3
    return found


def with_limits(arrays: SimpleNamespace, values: Array, evaluate: Callable[[Array], Array]) -> Array:
    """The losses of scores ``(..., K)``, with the limits that are seen where there are infinite scores.

    Args:
        arrays: the library of arrays.
        values: the scores.
        evaluate: their losses, of shape ``(...)`` or ``(..., K)``.
    """
    losses = evaluate(values)
    if not arrays.has_nan(losses):
        return losses
    lost, endless = arrays.isnan(losses), arrays.isinf(values)
    paths = [(size, ratio) for ratio in ratios(values.shape[-1]) for size in SIZES]
    limit = _common(arrays, [arrays.fixed(evaluate(_far(arrays, values, endless, *path))) for path in paths])
    of_rows = lost.ndim < values.ndim
    rows = lost if of_rows else arrays.anywhere(lost)
    base = evaluate(_far(arrays, values, (rows[..., None] if of_rows else rows) & endless, *paths[0]))
    found = arrays.where(arrays.isfinite(limit), base, limit)
    return arrays.where(lost, found, arrays.where(rows, arrays.fixed(losses), base))


def _far(arrays: SimpleNamespace, values: Array, endless: Array, size: float, ratio: list[float]) -> Array:
    """The scores with large numbers of their sign for those that are infinite."""
    large = arrays.listed([arrays.largest_number(values) ** size * part for part in ratio], values)
    return arrays.where(endless, arrays.where(values > 0, large, -large), values)


def _common(arrays: SimpleNamespace, seen: list[Array]) -> Array:
    """The value on which all agree, the infinity that all go to, 0 if all vanish; else NaN."""
    last, unit = seen[-1], arrays.unit(seen[-1])
    close = AGREEMENT * unit ** (2 / 3)
    agree = up = down = gone = last == last
    for value in seen:
        agree = agree & (abs(value - last) <= close * abs(last))
        up, down, gone = up & (value >= 1 / unit), down & (value <= -1 / unit), gone & (abs(value) <= unit)
    found = arrays.where(agree, last, arrays.where(gone, 0.0 * last, math.nan))
    return arrays.where(up, math.inf, arrays.where(down, -math.inf, found))
