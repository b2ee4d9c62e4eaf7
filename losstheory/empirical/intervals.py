r"""Confidence intervals from few independent replicates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, TypeAlias, get_args

import numpy as np
from scipy.special import bdtr, stdtrit

from losstheory.formulas.errors import LossTheoryError

Method: TypeAlias = Literal["student", "sign", "bootstrap"]
Interval: TypeAlias = tuple[float, float, float]  # the estimate, the lower and the upper end
RESAMPLES = 10_000


class MeasurementError(LossTheoryError, ValueError):
    """Numbers that make no measurement, or measurements that cannot be compared."""


def interval(values: Sequence[float], level: float, method: Method = "student") -> Interval:
    r"""An estimate of the centre of a law from n independent values, with a two-sided interval.

    * ``"student"``: the mean :math:`m \pm t_{n-1} s/\sqrt n`; exact for normal values.
    * ``"sign"``: the median between two order statistics; its level is at least the one asked, whatever the law is.
    * ``"bootstrap"``: the mean between percentiles of 10,000 resampled means, of a generator with a seed of its own;
      too narrow for few values.

    >>> tuple(round(x, 3) for x in interval([1.0, 2.0, 3.0], 0.95))
    (2.0, -0.484, 4.484)

    Raises:
        MeasurementError: fewer than two values, one that is not finite, a level outside (0, 1), or too few values for
            the level of a sign interval.
    """
    if method not in get_args(Method):
        raise MeasurementError(f"expected a method among {', '.join(get_args(Method))}; got {method!r}")
    if not 0 < level < 1:
        raise MeasurementError(f"a level lies between 0 and 1, got {level}")
    if len(values) < 2:
        raise MeasurementError(f"an interval needs at least two replicates, got {len(values)}; take more seeds")
    if not all(map(math.isfinite, values)):
        raise MeasurementError(f"expected finite numbers, got {[x for x in values if not math.isfinite(x)][0]}")
    if method == "sign":
        return _sign(sorted(values), level)
    if min(values) == max(values):
        return values[0], values[0], values[0]
    mean = math.fsum(values) / len(values)
    return (mean, *(_student if method == "student" else _bootstrap)(values, level, mean))


def _student(values: Sequence[float], level: float, mean: float) -> tuple[float, float]:
    n = len(values)
    deviation = math.sqrt(math.fsum((x - mean) ** 2 for x in values) / (n - 1))
    half = float(stdtrit(n - 1, (1 + level) / 2)) * deviation / math.sqrt(n)
    return mean - half, mean + half


def _bootstrap(values: Sequence[float], level: float, mean: float) -> tuple[float, float]:
    draws = np.random.default_rng(0).choice(np.asarray(values), (RESAMPLES, len(values))).mean(axis=1)
    lower, upper = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return min(float(lower), mean), max(float(upper), mean)


def _sign(values: list[float], level: float) -> Interval:
    """The k-th value from below and from above; the median lies outside with probability 2 P(Bin(n, 1/2) < k)."""
    n = len(values)
    inside = [k for k in range(1, n // 2 + 1) if 2 * float(bdtr(k - 1, n, 0.5)) <= 1 - level]
    if not inside:
        least = math.ceil(1 - math.log2(1 - level))
        raise MeasurementError(f"a sign interval at the level {level:g} needs {least} replicates, got {n}")
    k = inside[-1]
    return (values[(n - 1) // 2] + values[n // 2]) / 2, values[k - 1], values[n - k]
