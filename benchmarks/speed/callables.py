"""Values a second of the numpy callables, beside what one would write by hand with numpy and scipy.special."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from scipy import special
from tqdm import tqdm

from losstheory.losses.catalogue import catalogue
from losstheory.numeric import to_numpy

COUNT = 100_000
MARGINS = np.linspace(-30, 30, COUNT)
BY_HAND: dict[str, Callable[[Any], Any]] = {
    "hinge": lambda t: np.maximum(0, 1 - t),
    "squared_hinge": lambda t: np.maximum(0, 1 - t) ** 2,
    "logistic": lambda t: np.logaddexp(0, -t),
    "sigmoid": lambda t: special.expit(-t),
    "savage": lambda t: special.expit(-t) ** 2,
    "normal_cdf": lambda t: special.ndtr(-t),
    "probit": lambda t: -special.log_ndtr(t),
    "arctan": lambda t: np.arctan2(1, t),
    "focal_margin:gamma=2": lambda t: special.expit(-t) ** 2 * np.logaddexp(0, -t),
    "modified_huber": lambda t: np.where(t < -1, -4 * t, np.maximum(0, 1 - t) ** 2),
}


@dataclass(frozen=True)
class Rate:
    """Millions of values a second, ours and by hand."""

    loss: str
    ours: float
    by_hand: float


def measure() -> list[Rate]:
    """One row a loss, on 100,000 margins in [-30, 30]."""
    return [
        Rate(name, _rate(to_numpy(catalogue.parse(name))), _rate(function))
        for name, function in tqdm(BY_HAND.items(), leave=False)
    ]


def _rate(function: Callable[[Any], Any]) -> float:
    """The best of three rounds of a tenth of a second."""
    function(MARGINS)
    rates = []
    for _ in range(3):
        start, rounds = perf_counter(), 0
        while (spent := perf_counter() - start) < 0.1:
            function(MARGINS)
            rounds += 1
        rates.append(rounds * COUNT / spent / 1e6)
    return max(rates)
