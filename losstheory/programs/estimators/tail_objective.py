"""The worst mean logistic loss over laws q <= 1 / (alpha n): the least eta + mean of (l_i - eta)_+ / alpha."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from scipy.special import expit

from losstheory.numeric.callables import Floats
from losstheory.programs.estimators.cones import Free
from losstheory.programs.estimators.primal_dual import minimise, spring

ZERO_OR_EXCESS = np.array([[0.0], [1.0]])


@dataclass(frozen=True)
class TailObjective:
    """The function of z = (beta, b, eta) plus ridge/2 |beta|^2; without b where no intercept is fitted.

    Args:
        X: shape ``(n, d)``.
        y: labels -1 and 1, shape ``(n,)``.
        ridge: positive.
        intercept: whether b is fitted.
        alpha: the mass of the tail, in (0, 1).
    """

    X: Floats
    y: Floats
    ridge: float
    intercept: bool
    alpha: float
    cone: ClassVar[Free] = Free(0)
    own: ClassVar[slice] = slice(0, 0)
    price: ClassVar[float] = 0.0

    @property
    def weight(self) -> float:
        return 1 / (self.alpha * len(self.y))

    @cached_property
    def signed(self) -> Floats:
        """The rows whose product with (beta, b) is the margin u."""
        rows = self.X * self.y[:, None]
        return np.column_stack([rows, self.y]) if self.intercept else rows

    def start(self) -> Floats:
        return np.append(np.zeros(self.signed.shape[1]), np.log(2))

    def at(self, z: Floats) -> TailView:
        return TailView(self, z)

    def solve(self, tol: float, most: int) -> tuple[Floats, Floats, int, bool]:
        return minimise(self, tol, most)

    def theta(self, z: Floats) -> Floats:
        """(beta, b)."""
        return z[:-1]

    def dual(self, z: Floats, w: Floats) -> tuple[Floats, Floats]:
        """The law q and the doubts a."""
        return w[1], expit(-self.signed @ z[:-1])


class TailView:
    """The objective at a point; the pieces are 0 and l_i - eta."""

    def __init__(self, objective: TailObjective, z: Floats) -> None:
        self.objective = objective
        u = objective.signed @ z[:-1]
        self.doubts, self.sure = expit(-u), expit(u)
        self.pieces = ZERO_OR_EXCESS * (np.logaddexp(0, -u) - z[-1])
        self.slope = np.zeros(len(z))
        d = objective.X.shape[1]
        self.slope[:d], self.slope[-1] = objective.ridge * z[:d], 1.0

    def turn(self, w: Floats) -> Floats:
        return np.append(-(self.doubts * w[1]) @ self.objective.signed, -w[1].sum())

    def along(self, step: Floats) -> Floats:
        return np.asarray(ZERO_OR_EXCESS * (-self.doubts * (self.objective.signed @ step[:-1]) - step[-1]))

    def bend(self, w: Floats, stiff: Floats) -> Floats:
        rows, kink = self.objective.signed, spring(stiff, ZERO_OR_EXCESS, ZERO_OR_EXCESS)
        size, d = rows.shape[1], self.objective.X.shape[1]
        out = np.zeros((size + 1, size + 1))
        root = rows * np.sqrt(w[1] * self.doubts * self.sure + kink * self.doubts**2)[:, None]
        out[:-1, :-1] = root.T @ root
        out.flat[: d * (size + 2) : size + 2] += self.objective.ridge
        out[-1, :-1] = out[:-1, -1] = (kink * self.doubts) @ rows
        out[-1, -1] = kink.sum()
        return out
