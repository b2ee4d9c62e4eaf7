r"""Expectations of functions of the input: by quadrature along one axis, or as an interval from draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from losstheory.empirical.distributions.risk import Risk
from losstheory.numeric.callables import Floats

ROUNDS, PANELS = 60, 4000
EPSILON = float(np.finfo(np.float64).eps)

Function = Callable[[Floats], Floats]


def _clenshaw_curtis(intervals: int) -> Floats:
    """The weights of the nodes cos(k pi / n), k = 0, …, n, on [-1, 1], n even."""
    k, j = np.arange(intervals + 1), np.arange(1, intervals // 2 + 1)
    halved = np.where(j == intervals // 2, 1.0, 2.0) / (4.0 * j**2 - 1)
    sums = 1 - np.cos(2 * np.pi * np.outer(k, j) / intervals) @ halved
    return np.asarray(np.where((k == 0) | (k == intervals), 1.0, 2.0) * sums / intervals)


NODES, FINE, COARSE = np.cos(np.pi * np.arange(17) / 16), _clenshaw_curtis(16), np.zeros(17)
COARSE[::2] = _clenshaw_curtis(8)


@dataclass(frozen=True)
class Axis:
    """A line of coordinates u from which an expectation can be computed.

    Attributes:
        breaks: increasing; the first and the last are the ends.
        density: the density of u.
        lift: a point of the input space for each u.
        faithful: whether every input is such a point, so that not only functions of the class probabilities may be
            integrated along the axis.
        tolerance: the error at which panels are no longer halved.
    """

    breaks: Floats
    density: Function
    lift: Function
    faithful: bool
    tolerance: float = 1e-11


def integrate(f: Function, axis: Axis, low: float, high: float) -> Risk:
    """E f(X), low <= f <= high, by the rules of Clenshaw and Curtis (17 and 9 points) on panels that are halved.

    Both use the ends of a panel, so that a kink of f between an end and the next node is seen; and a panel is kept only
    if the rules agree on the one that it is half of, too, since a kink can be where they err alike. The error
    is four times the sum of the differences of the two rules, the tolerance of the axis, rounding, and the mass that
    the density misses times the range of f: an estimate, as no derivative is bounded.
    """
    left, right = axis.breaks[:-1], axis.breaks[1:]
    done, confirmed = np.zeros(4), np.zeros(len(left), dtype=bool)
    for turn in range(ROUNDS):
        half = (right - left) / 2
        u = ((left + right) / 2)[:, None] + half[:, None] * NODES
        density = axis.density(u.ravel()).reshape(u.shape)
        values, seen = np.zeros(u.shape), density > 0
        values[seen] = f(axis.lift(u[seen])) * density[seen]
        terms = np.stack([values @ FINE, values @ COARSE, density @ FINE, np.abs(values) @ FINE]) * half
        errors = np.abs(terms[0] - terms[1])
        agree = (errors <= axis.tolerance / (4 * len(left))) | (errors.sum() <= axis.tolerance)
        last = turn == ROUNDS - 1 or len(left) > PANELS
        split = np.zeros(len(left), dtype=bool) if last else ~(agree & confirmed)
        kept = terms[:, ~split]
        done += np.array([kept[0].sum(), errors[~split].sum(), kept[2].sum(), kept[3].sum()])
        if not split.any():
            break
        middle = (left[split] + right[split]) / 2
        left, right = np.concatenate([left[split], middle]), np.concatenate([middle, right[split]])
        confirmed = np.tile(agree[split], 2)
    value, difference, mass, size = map(float, done)
    error = 4 * difference + axis.tolerance + 16 * EPSILON * max(size, 1.0) + abs(1 - mass) * max(abs(low), abs(high))
    return Risk(value, max(value - error, low), min(value + error, high), "quadrature")


def interval(values: Floats, low: float, high: float, level: float) -> Risk:
    r"""The interval of Maurer and Pontil for the mean of n independent values in [low, high] with variance V.

    .. math:: \bar x \pm (\sqrt{2 V L / n} + 7 (high - low) L / (3 (n - 1))), \qquad L = \log(4 / (1 - level)).

    It holds for every n. Source: maurer2009empirical, Theorem 4.
    """
    n, mean = len(values), float(values.mean())
    reach = np.log(4 / (1 - level))
    half = np.sqrt(2 * float(values.var(ddof=1)) * reach / n) + 7 * (high - low) * reach / (3 * (n - 1))
    return Risk(mean, max(mean - half, low), min(mean + half, high), "Monte Carlo", level, n)
