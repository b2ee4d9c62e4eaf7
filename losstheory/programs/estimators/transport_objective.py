r"""The worst mean margin loss over a Wasserstein ball as one convex function of coefficients and the budget's price.

With u_i = y_i (beta x_i + b) it is

    min over lam >= |beta|_* of lam eps + mean of max(l(u_i), l(-u_i) - kappa lam),

for a loss l whose slope tends to -1 (``TransportLoss``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf, isfinite

import numpy as np

from losstheory.numeric.callables import Floats
from losstheory.programs.estimators.cones import Cone
from losstheory.programs.estimators.primal_dual import minimise, spring
from losstheory.programs.estimators.transport_loss import TransportLoss


@dataclass(frozen=True)
class TransportObjective:
    """The function of z = (b, variables of the cone), or without b where no intercept is fitted.

    Args:
        X: shape ``(n, d)``.
        y: labels -1 and 1, shape ``(n,)``.
        eps, kappa: the budget and the cost of a flip; inf: labels are certain.
        cone: the epigraph of the dual norm.
        intercept: whether b is fitted.
        loss: l and what a flip does to it.
    """

    X: Floats
    y: Floats
    eps: float
    kappa: float
    cone: Cone
    intercept: bool
    loss: TransportLoss

    @property
    def own(self) -> slice:
        return slice(int(self.intercept), None)

    @property
    def weight(self) -> float:
        return 1 / len(self.y)

    @property
    def price(self) -> float:
        return max(1.0, self.eps)

    @cached_property
    def signed(self) -> Floats:
        """The rows whose product with (b, beta) is u."""
        rows = self.X * self.y[:, None]
        return np.column_stack([self.y, rows]) if self.intercept else rows

    @cached_property
    def lift(self) -> Floats | None:
        """The matrix of z -> (b, beta, lam), None: they are z."""
        own = self.cone.lift()
        if own is None or not self.intercept:
            return own
        return np.block([[np.ones((1, 1)), np.zeros((1, own.shape[1]))], [np.zeros((len(own), 1)), own]])

    def start(self) -> Floats:
        return np.append(np.zeros(int(self.intercept)), self.cone.start())

    def at(self, z: Floats) -> TransportView:
        return TransportView(self, z)

    def solve(self, tol: float, most: int) -> tuple[Floats, Floats, int, bool]:
        return minimise(self, tol, most)

    def split(self, z: Floats) -> tuple[Floats, float]:
        """(b, beta) and lam."""
        lifted = z if self.lift is None else self.lift @ z
        return lifted[:-1], float(lifted[-1])

    def theta(self, z: Floats) -> Floats:
        """(beta, b)."""
        turned = self.split(z)[0]
        return np.roll(turned, -1) if self.intercept else turned

    def dual(self, z: Floats, w: Floats) -> tuple[Floats, Floats]:
        """The doubts a and the flips f."""
        return self.loss.dual(self.signed @ self.split(z)[0], len(self.y) * w)


class TransportView:
    """The objective at a point."""

    def __init__(self, objective: TransportObjective, z: Floats) -> None:
        self.objective = objective
        theta, lam = objective.split(z)
        self.loss, self.finite = objective.loss, isfinite(objective.kappa)
        self.u = objective.signed @ theta
        self.pieces = self.loss.pieces(self.u, objective.kappa * lam if self.finite else inf)
        slope, self.curve = self.loss.smooth(self.u)
        kinks, flip = slice(len(self.pieces)), objective.kappa if self.finite else 0.0
        self.turns = np.array(self.loss.turns[kinks])[:, None]
        self.drops = flip * np.array(self.loss.drops[kinks])[:, None]
        self.slope = self._down(slope / len(self.u), objective.eps)

    def turn(self, w: Floats) -> Floats:
        if not len(w):
            return np.zeros(len(self.slope))
        return self._down((self.turns * w).sum(axis=0), -float((self.drops * w).sum()))

    def along(self, step: Floats) -> Floats:
        if not len(self.pieces):
            return self.pieces
        theta, lam = self.objective.split(step)
        return np.asarray(self.turns * (self.objective.signed @ theta) - self.drops * lam)

    def bend(self, w: Floats, stiff: Floats) -> Floats:
        rows = self.objective.signed
        size = rows.shape[1]
        kink = spring(stiff, self.turns, self.turns) if len(stiff) else 0.0
        out = np.zeros((size + 1, size + 1))
        root = rows * np.sqrt(self.curve / len(self.u) + kink)[:, None]
        out[:-1, :-1] = root.T @ root
        if self.finite:
            out[-1, :-1] = out[:-1, -1] = -spring(stiff, self.turns, self.drops) @ rows
            out[-1, -1] = spring(stiff, self.drops, self.drops).sum()
        lift = self.objective.lift
        return out if lift is None else lift.T @ out @ lift

    def _down(self, along: Floats, price: float) -> Floats:
        slope, lift = np.append(self.objective.signed.T @ along, price), self.objective.lift
        return slope if lift is None else lift.T @ slope
