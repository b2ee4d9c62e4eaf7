"""What ``Scores`` asks of numpy: choices and reductions along the class axis, which is kept."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from losstheory.numeric.arrays import numpy_library


def numpy_classes() -> SimpleNamespace:
    """The library of ``elementary.py`` with the reductions."""
    return SimpleNamespace(
        **vars(numpy_library()),
        take=lambda values, places: np.take_along_axis(values, places, -1),
        rivals=_rivals,
        others=lambda values: others(values.shape[-1]),
        total=lambda values: np.sum(values, axis=-1, keepdims=True),
        largest=lambda values: np.max(values, axis=-1, keepdims=True),
        least=lambda values: np.min(values, axis=-1, keepdims=True),
        is_first_largest=lambda v: np.arange(v.shape[-1]) == np.argmax(v, axis=-1, keepdims=True),
        infinity=lambda values: np.inf,
        log_sum=_log_sum,
        log_odds=_log_odds,
        spread=lambda value, like: np.broadcast_to(value, like.shape),
        filled=lambda like, label: np.full(like.shape, label),
        joined=lambda columns: np.concatenate(columns, axis=-1),
        has_nan=lambda values: bool(np.isnan(values).any()),
        isnan=np.isnan,
        isinf=np.isinf,
        isfinite=np.isfinite,
        anywhere=lambda condition: np.any(condition, axis=-1, keepdims=True),
        fixed=lambda values: values,
        largest_number=lambda values: float(np.finfo(np.float64).max),
        unit=lambda values: float(np.finfo(np.float64).eps),
        places=np.argwhere,
    )


def others(count: int) -> Any:
    """For each place all the other ones, shape ``(count, count - 1)``."""
    return np.array([[j for j in range(count) if j != k] for k in range(count)])


def _rivals(values: Any, places: Any) -> Any:
    copied = values.copy()
    np.put_along_axis(copied, places, values[..., :1], -1)
    return copied[..., 1:]


def _log_sum(values: Any) -> Any:
    largest = np.max(values, axis=-1, keepdims=True)
    usual = np.isfinite(largest)
    less = np.where(usual, values, 0.0) - np.where(usual, largest, 0.0)
    whole = np.log(np.sum(np.exp(less), axis=-1, keepdims=True)) + largest
    return np.where(usual, whole, largest)


def _log_odds(values: Any, places: Any) -> Any:
    others = values.copy()
    np.put_along_axis(others, places, -np.inf, -1)
    return _log_sum(others) - np.take_along_axis(values, places, -1)
