"""The least conditional risk that a search finds, among all scores or among those that rank two classes wrongly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize

from losstheory.empirical.audit.rows import RowLoss

Floats = NDArray[np.float64]
BOX = 25.0  # the largest score of a search
FEW = 4  # up to this many classes a search without slopes follows, since a loss may have kinks
FLAT = 1e-6  # a slope of this share of the risk is that of a minimum
STEPS, HALVINGS = 80, 20
SLOW = 1e-10  # a fall by this share of the risk is none; two of them in a row end a descent
SHIFT = 1e-6  # for slopes of risks that carry no gradient


@dataclass(frozen=True)
class Best:
    """The least risk found, and where."""

    risk: float
    scores: Floats


@dataclass(frozen=True)
class Search:
    """Least values of sum_y counts_y l_y(s) in a box, for whole counts, from several starts.

    Attributes:
        rows: the loss.
        counts: the class probabilities times their common denominator.
        box: the largest score.
        slopes: whether autograd's slopes are those of the risk.
        effort: from how many starts, 1 to 4.
    """

    rows: RowLoss
    counts: tuple[int, ...]
    box: float = BOX
    slopes: bool = True
    effort: int = 4

    def risk(self, s: Floats) -> float:
        with torch.no_grad():
            value = float(self.rows.risk(torch.from_numpy(s), torch.tensor(self.counts)))
        return value if np.isfinite(value) else np.inf

    def slope(self, s: Floats) -> Floats:
        if not self.slopes:
            shifts = SHIFT * np.eye(len(s))
            return np.array([self.risk(s + shift) - self.risk(s - shift) for shift in shifts]) / (2 * SHIFT)
        leaf = torch.tensor(s, dtype=torch.float64, requires_grad=True)
        value = self.rows.risk(leaf, torch.tensor(self.counts))
        return np.asarray(torch.autograd.grad(value, leaf)[0].double().numpy())

    def least(self, above: tuple[int, int] | None = None, near: Floats | None = None) -> Best:
        """The least risk found, with ``above = (j, i)`` where class j has at least the score of class i.

        The variables are then the scores, but for u_j = s_j - s_i >= 0. The first start is ``near``, brought there.
        """
        classes = len(self.counts)
        low, high = np.full(classes, -self.box), np.full(classes, self.box)
        if above:
            low[above[0]], high[above[0]] = 0.0, 2 * self.box

        def scores(u: Floats) -> Floats:
            s = np.array(u, dtype=np.float64)
            if above:
                s[above[0]] += u[above[1]]
            return s

        def slope(u: Floats) -> Floats:
            found = self.slope(scores(u)).copy()
            if above:
                found[above[1]] += found[above[0]]
            return found

        def risk_at(u: Floats) -> float:
            return self.risk(scores(u))

        starts = [self._variables(start, above) for start in self._starts(above, near)[: self.effort]]
        ends = [descend(risk_at, slope, start, low, high) for start in starts]
        risk, u, flat = min(ends, key=lambda end: end[0])
        if classes <= FEW and not flat:
            end = minimize(
                risk_at, u, method="Nelder-Mead", bounds=list(zip(low, high, strict=True)),
                options={"maxiter": 120 * classes, "xatol": 1e-9, "fatol": 1e-13},
            )  # fmt: skip
            risk, u = min((risk, u), (float(end.fun), end.x), key=lambda end: end[0])
        return Best(risk, scores(u))

    def _starts(self, above: tuple[int, int] | None, near: Floats | None) -> list[Floats]:
        logs = np.log(np.array(self.counts, dtype=np.float64))
        tops = 5.0 * np.eye(len(logs))
        first = int(logs.argmax()) if above is None else above[0]
        second = int(logs.argsort()[-2]) if above is None else above[1]
        others = [tops[first] + tops[second], tops[first], np.zeros(len(logs))]
        start = logs - logs.mean()
        if near is not None and above is not None:
            start = near.copy()
            start[list(above)] = near[list(above)].mean()
        return [start, *(others if above is None or len(logs) <= FEW else others[:1])]

    def _variables(self, start: Floats, above: tuple[int, int] | None) -> Floats:
        u = start.copy()
        if above:
            u[above[0]] -= start[above[1]]
        return u


def descend(
    valued: Callable[[Floats], float], sloped: Callable[[Floats], Floats], start: Floats, low: Floats, high: Floats
) -> tuple[float, Floats, bool]:
    """A local minimum in a box by a projected quasi-Newton method (BFGS): its value, place, and whether it is flat.

    >>> ones = np.ones(2)
    >>> value, place, flat = descend(lambda x: float(x @ x), lambda x: 2 * x, 3 * ones, ones, 9 * ones)
    >>> value, flat
    (2.0, True)
    """
    x = np.clip(start, low, high)
    value, slope = valued(x), sloped(x)
    inverse, slow = np.eye(len(x)), 0
    for _ in range(STEPS):
        if not np.isfinite(value) or not np.isfinite(slope).all() or slow == 2:
            return value, x, False
        free = ~(((x <= low) & (slope > 0)) | ((x >= high) & (slope < 0)))
        if np.abs(slope * free).max() <= FLAT * max(abs(value), 1e-30):
            return value, x, True
        way = -(np.where(np.outer(free, free), inverse, 0.0) @ slope)
        if float(way @ slope) >= 0:
            inverse, way = np.eye(len(x)), -slope * free
        step = 1.0
        for _ in range(HALVINGS):
            moved = np.clip(x + step * way, low, high)
            at = valued(moved)
            if at <= value + 1e-4 * float(slope @ (moved - x)) and at < value:
                break
            step /= 2
        else:
            return value, x, False
        slow = slow + 1 if value - at <= SLOW * abs(value) else 0
        slope_at = sloped(moved)
        by, bent = moved - x, slope_at - slope
        if (curved := float(by @ bent)) > 1e-14 * float(by @ by):
            turn = np.eye(len(x)) - np.outer(by, bent) / curved
            inverse = turn @ inverse @ turn.T + np.outer(by, by) / curved
        x, value, slope = moved, at, slope_at
    return value, x, False
