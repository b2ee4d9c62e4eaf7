"""Losses at infinite scores, where arithmetic gives NaN.

One infinite score of a row has the limit that is seen from large numbers: the common value, or the infinity or 0 that
is gone to as fast as a power. A formula without sine, cosine and tangent has a limit in one score, which is taken to
show at these numbers. With them, and where several scores are infinite, there is a limit only where interval arithmetic
proves it (``enclosures.py``): along other ratios or differences of the scores the loss might go elsewhere, as
max(0, 1 - |s1 - 2 s2|) does along s1 = 2 s2. Otherwise the loss stays NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, TypeAlias

Array: TypeAlias = Any

SIZES = (1 / 4, 3 / 10, 7 / 20)  # exponents of the largest number of the type
AGREEMENT = 8.0  # rounding units, to the power 2/3


def with_limits(
    arrays: SimpleNamespace,
    values: Array,
    evaluate: Callable[[Array], Array],
    prove: Callable[[list[float], tuple[int, ...]], float],
    oscillates: bool,
) -> Array:
    """The losses of scores ``(..., K)``, with limits where there are infinite scores.

    Args:
        arrays: the library of arrays.
        values: the scores.
        evaluate: their losses, of shape ``(...)`` or ``(..., K)``.
        prove: the limit at a row of scores for the loss at a place, NaN if it finds none.
        oscillates: whether a limit in one score may be missing.
    """
    losses = evaluate(values)
    if not arrays.has_nan(losses):
        return losses
    lost, endless = arrays.isnan(losses), arrays.isinf(values)
    of_rows = lost.ndim < values.ndim
    rows = lost if of_rows else arrays.anywhere(lost)
    far = [_far(arrays, values, (rows[..., None] if of_rows else rows) & endless, size) for size in SIZES]
    base, *others = map(evaluate, far)
    seen = _common(arrays, [arrays.fixed(losses_there) for losses_there in (base, *others)])
    is_unseen = arrays.total(endless) > (0 if oscillates else 1)
    is_unseen = is_unseen[..., 0] if of_rows else is_unseen
    proved = _proved(arrays, values, lost & is_unseen, seen, prove)
    found = arrays.where(is_unseen, proved, arrays.where(arrays.isfinite(seen), base, seen))
    return arrays.where(lost, found, arrays.where(rows, arrays.fixed(losses), base))


def _far(arrays: SimpleNamespace, values: Array, endless: Array, size: float) -> Array:
    """The scores with large numbers of their sign for those that are infinite."""
    large = arrays.constant(arrays.largest_number(values) ** size, values)
    return arrays.where(endless, arrays.where(values > 0, large, -large), values)


def _proved(
    arrays: SimpleNamespace,
    values: Array,
    wanted: Array,
    like: Array,
    prove: Callable[[list[float], tuple[int, ...]], float],
) -> Array:
    limits, axes = arrays.where(wanted, math.nan, like), values.ndim - 1
    for place in map(tuple, arrays.places(wanted)):
        limits[place] = prove([float(score) for score in arrays.fixed(values)[place[:axes]]], place)
    return limits


def _common(arrays: SimpleNamespace, seen: list[Array]) -> Array:
    """The value on which all agree, the infinity that all go to, 0 if all vanish; else NaN."""
    last, unit = seen[-1], arrays.unit(seen[-1])
    close = AGREEMENT * unit ** (2 / 3)
    agree = up = down = gone = last == last
    for value in seen:
        agree = agree & (abs(value - last) <= close * abs(last))
        up, down, gone = up & (value >= 1 / unit), down & (value <= -1 / unit), gone & (abs(value) <= unit)
    for before, after in zip(seen, seen[1:], strict=False):
        grows = abs(after) >= 2 * abs(before)
        up, down, gone = up & grows, down & grows, gone & (2 * abs(after) <= abs(before))
    found = arrays.where(agree, last, arrays.where(gone, 0.0 * last, math.nan))
    return arrays.where(up, math.inf, arrays.where(down, -math.inf, found))
