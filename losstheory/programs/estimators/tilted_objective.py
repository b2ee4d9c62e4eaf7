r"""The worst mean logistic loss over laws near the sample in a divergence, as one convex function.

With losses l_i and a convex psi the worst mean is the minimum over eta and lam > 0 of

    lam rho + eta + lam mean of psi((l_i - eta) / lam),

psi(s) = e^s - 1 for KL(q || p) <= rho and psi(s) = (1 + s/2)_+^2 - 1 for chi-square. The worst law is
q_i = psi'((l_i - eta) / lam) / n.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import NamedTuple

import numpy as np
from scipy.special import expit

from losstheory.numeric.callables import Floats
from losstheory.programs.estimators.fitted import Pathed
from losstheory.programs.interior_point import newton_step


class Excess(NamedTuple):
    """A convex function h(v, lam) of the excesses v = l - eta: value, derivatives in v, and with lam."""

    value: Floats
    slope: Floats
    bend: Floats
    price: Floats
    cross: Floats
    square: Floats


@dataclass(frozen=True)
class TiltedObjective(Pathed, ABC):
    """The function of z = (beta, b, eta, lam) plus ridge/2 |beta|^2; without b where no intercept is fitted.

    Args:
        X: shape ``(n, d)``.
        y: labels -1 and 1, shape ``(n,)``.
        ridge: positive.
        intercept: whether b is fitted.
        radius: rho.
    """

    X: Floats
    y: Floats
    ridge: float
    intercept: bool
    radius: float

    @property
    def degree(self) -> int:
        return 1

    @abstractmethod
    def excess(self, v: Floats, lam: float) -> Excess:
        """h at each excess."""

    @cached_property
    def signed(self) -> Floats:
        """The rows whose product with (beta, b) is the margin u."""
        rows = self.X * self.y[:, None]
        return np.column_stack([rows, self.y]) if self.intercept else rows

    def start(self) -> Floats:
        return np.concatenate([np.zeros(self.signed.shape[1]), [np.log(2), 1.0]])

    def value(self, z: Floats, mu: float) -> float:
        theta, eta, lam = self._split(z)
        if lam <= 0:
            return inf
        losses = np.logaddexp(0, -self.signed @ theta)
        with np.errstate(over="ignore", invalid="ignore"):
            mean = float(self.excess(losses - eta, lam).value.mean())
        beta = theta[: self.X.shape[1]]
        total = eta + mean + self.ridge / 2 * float(beta @ beta) + lam * self.radius - mu * float(np.log(lam))
        return total if np.isfinite(total) else inf

    def derivatives(self, z: Floats, mu: float) -> tuple[Floats, Floats]:
        theta, eta, lam = self._split(z)
        n, rows, d = len(self.y), self.signed, self.X.shape[1]
        u = rows @ theta
        doubts = expit(-u)
        h = self.excess(np.logaddexp(0, -u) - eta, lam)
        own = (rows.T * (h.slope * doubts * expit(u) + h.bend * doubts**2)) @ rows / n
        own[np.arange(d), np.arange(d)] += self.ridge
        slope = -(rows.T @ (h.slope * doubts)) / n
        slope[:d] += self.ridge * theta[:d]
        sides = np.column_stack([rows.T @ (doubts * h.bend), -rows.T @ (doubts * h.cross)]) / n
        corner = np.array([[h.bend.mean(), -np.mean(h.cross)], [-np.mean(h.cross), np.mean(h.square) + mu / lam**2]])
        extra = [1 - h.slope.mean(), self.radius + np.mean(h.price) - mu / lam]
        return np.concatenate([slope, extra]), np.block([[own, sides], [sides.T, corner]])

    def dual(self, z: Floats, mu: float) -> tuple[Floats, Floats]:
        """The law q and the doubts a, linearised along a last Newton step."""
        theta, eta, lam = self._split(z)
        step = newton_step(*self.derivatives(z, mu))
        turn, rise, fall = step[: len(theta)], step[-2], step[-1]
        u, change = self.signed @ theta, self.signed @ turn
        doubts = expit(-u)
        h = self.excess(np.logaddexp(0, -u) - eta, lam)
        q = h.slope + h.bend * (-doubts * change - rise) + h.cross * fall
        return np.maximum(0, q) / len(u), np.clip(doubts - doubts * expit(u) * change, 0, 1)

    def theta(self, z: Floats) -> Floats:
        """(beta, b)."""
        return self._split(z)[0]

    def _split(self, z: Floats) -> tuple[Floats, float, float]:
        width = self.signed.shape[1]
        return z[:width], float(z[width]), float(z[-1])


class KLObjective(TiltedObjective):
    """lam (e^{v / lam} - 1)."""

    def excess(self, v: Floats, lam: float) -> Excess:
        s = v / lam
        raised = np.exp(s)
        return _perspective(lam, s, np.expm1(s), raised, raised)


class ChiSquareObjective(TiltedObjective):
    """lam ((1 + v / (2 lam))_+^2 - 1)."""

    def excess(self, v: Floats, lam: float) -> Excess:
        s = v / lam
        part = np.maximum(0, 1 + s / 2)
        return _perspective(lam, s, part**2 - 1, part, np.where(part > 0, 0.5, 0.0))


def _perspective(lam: float, s: Floats, psi: Floats, slope: Floats, bend: Floats) -> Excess:
    """lam psi(v / lam) and its derivatives in (v, lam), at s = v / lam."""
    return Excess(lam * psi, slope, bend / lam, psi - s * slope, -s * bend / lam, s**2 * bend / lam)
