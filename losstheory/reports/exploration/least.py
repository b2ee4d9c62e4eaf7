r"""The least conditional risk of a binary loss at many label probabilities at once, in floats: for pictures alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from losstheory.losses.loss import AnyLoss
from losstheory.numeric.callables import to_numpy
from losstheory.numeric.infimum import FAR, graded, to_float
from losstheory.theory.views import centre, domain

Floats: TypeAlias = NDArray[np.float64]
THETAS = np.linspace(0.0, 1.0, 41)
POINTS, CLOSER, ROUNDS = 601, 9, 6


@dataclass(frozen=True)
class Least:
    """Infima and where they are, or what minimising scores tend to; an array each."""

    value: Floats
    place: Floats


class LeastRisk:
    r"""Infima of :math:`C(\eta, s) = \eta\, \ell_+(s) + (1 - \eta)\, \ell_-(s)` over all scores and over wrong ones.

    The scores are searched on a grid that grows with the distance, then around the least value; of equal ones on the
    grid that nearest to 0.
    """

    def __init__(self, loss: AnyLoss) -> None:
        self._partials = [to_numpy(tree, loss.variable) for tree in loss.partials]
        self._low, self._high = (to_float(end) for end in domain(loss))
        self._middle = to_float(centre(loss))
        self._mirrored = loss.kind == "margin"

    def everywhere(self, etas: Floats) -> Least:
        return self._least(etas, self._low, self._high)

    def wrong(self, etas: Floats, up: bool) -> Least:
        """Over the scores that are wrong where eta > 1/2 (``up``) or eta < 1/2, the centre included."""
        return self._least(etas, *((self._low, self._middle) if up else (self._middle, self._high)))

    @cached_property
    def calibration_function(self) -> Floats:
        """At each of ``THETAS`` the least excess of a wrong score, over both label probabilities that it stands for."""
        excess = np.full(len(THETAS), np.inf)
        for up in (True,) if self._mirrored else (True, False):
            etas = (1 + THETAS) / 2 if up else (1 - THETAS) / 2
            with np.errstate(invalid="ignore"):
                excess = np.minimum(excess, self.wrong(etas, up).value - self.everywhere(etas).value)
        return np.where(THETAS == 0, 0.0, np.maximum(excess, 0.0))

    @cached_property
    def psi(self) -> Floats:
        """The greatest convex minorant of these values."""
        return convex_minorant(THETAS, self.calibration_function)

    def _least(self, etas: Floats, low: float, high: float) -> Least:
        ends = [end for end in (low, high) if np.isfinite(end) and end == self._middle]
        x = np.union1d(graded(low, high, POINTS), ends)
        values = self._risks(etas, x)
        at = np.where(values <= values.min(axis=1, keepdims=True), np.abs(x), np.inf).argmin(axis=1)
        left, right = x[np.maximum(at - 1, 0)], x[np.minimum(at + 1, len(x) - 1)]
        best, place = values[np.arange(len(etas)), at], x[at]
        for _ in range(ROUNDS):
            inner = np.linspace(left, right, CLOSER, axis=1)
            values = self._risks(etas, inner)
            at = values.argmin(axis=1)
            rows = np.arange(len(etas))
            lower = values[rows, at] < best
            best, place = np.where(lower, values[rows, at], best), np.where(lower, inner[rows, at], place)
            left, right = inner[rows, np.maximum(at - 1, 0)], inner[rows, np.minimum(at + 1, CLOSER - 1)]
        far = np.array([end for end in (-1e3 * FAR, 1e3 * FAR) if low < end < high])
        if len(far):
            beyond = self._risks(etas, far).min(axis=1)
            best = np.where(beyond < best - 1, -np.inf, best)
        place = np.where(np.abs(place) >= FAR / 2, np.copysign(np.inf, place), place)
        return Least(best, place)

    def _risks(self, etas: Floats, scores: Floats) -> Floats:
        """C at each eta and score, infinite where it is not defined; shape ``(n, m)``."""
        total = np.zeros((len(etas), scores.shape[-1]))
        with np.errstate(all="ignore"):
            for weight, partial in zip((etas, 1 - etas), self._partials, strict=True):
                total += np.where(weight[:, None] == 0, 0.0, weight[:, None] * partial(scores))
        return np.where(np.isnan(total), np.inf, total)


def convex_minorant(x: Floats, y: Floats) -> Floats:
    """The greatest convex function below the points, at their places, which increase.

    >>> convex_minorant(np.array([0.0, 1.0, 2.0]), np.array([0.0, 3.0, 1.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    if not np.isfinite(y).all():
        return np.full(len(x), np.nan)
    hull: list[int] = []
    for k in range(len(x)):
        while len(hull) > 1 and not _turns_left(x, y, hull[-2], hull[-1], k):
            hull.pop()
        hull.append(k)
    return np.interp(x, x[hull], y[hull])


def _turns_left(x: Floats, y: Floats, a: int, b: int, c: int) -> bool:
    return bool((y[b] - y[a]) * (x[c] - x[b]) < (y[c] - y[b]) * (x[b] - x[a]))
