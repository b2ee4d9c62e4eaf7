"""The epigraphs |beta|_* <= lam of dual norms as symmetric cones, with the scaling of Nesterov and Todd.

Slacks h are linear in the variables z of a cone and have prices y, at best with h y = 0. ``Scaled`` is a cone at one
pair (h, y): a step dh changes the prices by dy = t - Q dh, where Q takes h to y and t leads to the product asked for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import inf, sqrt
from typing import Protocol

import numpy as np

from losstheory.numeric.callables import Floats


class Scaled(Protocol):
    """A cone at slacks and prices inside."""

    def bend(self) -> Floats:
        """The matrix of dh Q dh in the variables of the cone."""

    def pull(self, dh: Floats) -> Floats:
        """Q dh."""

    def push(self, target: float, dh: Floats, dy: Floats) -> Floats:
        """t for a product of ``target`` in each of its degrees, less the product of a former step."""


@dataclass(frozen=True)
class Cone(ABC):
    """``lift`` z is (beta, lam), beta of length ``d``."""

    d: int

    @property
    @abstractmethod
    def degree(self) -> int:
        """h y in units of its target."""

    @abstractmethod
    def start(self) -> Floats:
        """A point inside with beta = 0."""

    @abstractmethod
    def prices(self, size: float) -> Floats:
        """Prices inside, with h y = size at the start."""

    @abstractmethod
    def slack(self, z: Floats) -> Floats:
        """h, and dh of a step."""

    @abstractmethod
    def turn(self, y: Floats) -> Floats:
        """The gradient of h y."""

    @abstractmethod
    def at(self, h: Floats, y: Floats) -> Scaled:
        """The scaling."""

    @abstractmethod
    def room(self, h: Floats, dh: Floats) -> float:
        """The largest multiple of dh that keeps h inside."""

    def lift(self) -> Floats | None:
        """The matrix of z -> (beta, lam), None: they are z."""
        return None


def room(h: Floats, dh: Floats) -> float:
    """The largest multiple of dh that keeps every entry of h nonnegative."""
    fall = float((-dh / h).max(initial=0.0))
    return 1 / fall if fall > 0 else inf


@dataclass(frozen=True)
class _Entrywise:
    cone: Orthant
    h: Floats
    y: Floats

    def bend(self) -> Floats:
        return self.cone.spread(self.y / self.h)

    def pull(self, dh: Floats) -> Floats:
        return self.y / self.h * dh

    def push(self, target: float, dh: Floats, dy: Floats) -> Floats:
        return (target - dh * dy) / self.h - self.y


class Orthant(Cone):
    """Slacks and prices with entries >= 0."""

    @property
    def degree(self) -> int:
        return 2 * self.d

    def prices(self, size: float) -> Floats:
        return np.full(self.degree, size / self.slack(self.start()).sum())

    def at(self, h: Floats, y: Floats) -> Scaled:
        return _Entrywise(self, h, y)

    def room(self, h: Floats, dh: Floats) -> float:
        return room(h, dh)

    @abstractmethod
    def spread(self, q: Floats) -> Floats:
        """The matrix of dh diag(q) dh in z."""


class Box(Orthant):
    """The largest absolute entry: slacks lam - beta_j and lam + beta_j."""

    def start(self) -> Floats:
        return np.append(np.zeros(self.d), 1.0)

    def slack(self, z: Floats) -> Floats:
        return np.concatenate([z[-1] - z[:-1], z[-1] + z[:-1]])

    def turn(self, y: Floats) -> Floats:
        return np.append(y[self.d :] - y[: self.d], y.sum())

    def spread(self, q: Floats) -> Floats:
        above, below = q[: self.d], q[self.d :]
        out = np.zeros((self.d + 1, self.d + 1))
        np.fill_diagonal(out, np.append(above + below, q.sum()))
        out[-1, :-1] = out[:-1, -1] = below - above
        return out


class Sum(Orthant):
    """The sum of absolute entries: beta = p - m and lam = the sum of p + m, with slacks p and m."""

    def start(self) -> Floats:
        return np.full(2 * self.d, 0.5 / self.d)

    def slack(self, z: Floats) -> Floats:
        return z

    def turn(self, y: Floats) -> Floats:
        return y

    def spread(self, q: Floats) -> Floats:
        return np.diag(q)

    def lift(self) -> Floats:
        return np.block([[np.eye(self.d), -np.eye(self.d)], [np.ones((1, 2 * self.d))]])


class Free(Orthant):
    """All beta, with lam = 0: no norm is priced."""

    degree = 0

    def start(self) -> Floats:
        return np.zeros(self.d)

    def prices(self, size: float) -> Floats:
        return np.zeros(0)

    def slack(self, z: Floats) -> Floats:
        return np.zeros(0)

    def turn(self, y: Floats) -> Floats:
        return np.zeros(self.d)

    def spread(self, q: Floats) -> Floats:
        return np.zeros((self.d, self.d))

    def lift(self) -> Floats:
        return np.eye(self.d + 1, self.d)


class Round(Cone):
    """The Euclidean norm: h = (beta, lam) and y in the second-order cone."""

    degree = 1

    def start(self) -> Floats:
        return np.append(np.zeros(self.d), 1.0)

    def prices(self, size: float) -> Floats:
        return size * self.start()

    def slack(self, z: Floats) -> Floats:
        return z

    def turn(self, y: Floats) -> Floats:
        return y

    def at(self, h: Floats, y: Floats) -> Scaled:
        return _Rotated.of(h, y)

    def room(self, h: Floats, dh: Floats) -> float:
        """The least positive root of det(h + a dh), where there is one."""
        square, cross = _determinant(dh), float(h[-1] * dh[-1] - h[:-1] @ dh[:-1])
        here = _determinant(h)
        inside = cross * cross - square * here
        if inside < 0 or (square >= 0 and cross >= 0):
            return inf
        return here / (sqrt(inside) - cross)


def _determinant(h: Floats) -> float:
    side, top = h[:-1], float(h[-1])
    length = sqrt(side @ side)
    return (top - length) * (top + length)


@dataclass(frozen=True)
class _Rotated:
    """W = eta (2 v v^T - J), J = diag(-1, …, -1, 1), with W y = ``point`` and h = W ``point``.

    Q = W^-2 is (2 ``axis`` ``axis``^T - J) / eta^2.
    """

    v: Floats
    axis: Floats
    eta: float
    point: Floats

    @classmethod
    def of(cls, h: Floats, y: Floats) -> _Rotated:
        first, second = sqrt(_determinant(h)), sqrt(_determinant(y))
        near, price = h / first, y / second
        scale = sqrt(2 * (1 + near @ price))
        axis = (price - near) / scale
        axis[-1] = sqrt(1 + axis[:-1] @ axis[:-1])
        v, eta = -axis, sqrt(first / second)
        v[-1] = axis[-1] + 1
        v /= sqrt(2 * v[-1])
        return cls(v, axis, eta, eta * (2 * (v @ y) * v - _mirrored(y)))

    def bend(self) -> Floats:
        out = 2 * np.outer(self.axis, self.axis)
        out.flat[:: len(out) + 1] += 1
        out[-1, -1] -= 2
        return np.asarray(out / self.eta**2)

    def pull(self, dh: Floats) -> Floats:
        return np.asarray((2 * (self.axis @ dh) * self.axis - _mirrored(dh)) / self.eta**2)

    def push(self, target: float, dh: Floats, dy: Floats) -> Floats:
        turned = 2 * (self.v @ dy) * self.v - _mirrored(dy)
        wanted = -_product(self.point, self.point) - _product(self._back(dh), turned)
        wanted[-1] += target
        side, top = self.point[:-1], self.point[-1]
        last = (top * wanted[-1] - side @ wanted[:-1]) / _determinant(self.point)
        wanted = (wanted - last * self.point) / top
        wanted[-1] = last
        return self._back(wanted) / self.eta

    def _back(self, x: Floats) -> Floats:
        """The inverse of 2 v v^T - J."""
        mirror = _mirrored(self.v)
        return np.asarray(2 * (mirror @ x) * mirror - _mirrored(x))


def _mirrored(x: Floats) -> Floats:
    out = -x
    out[-1] = x[-1]
    return out


def _product(u: Floats, v: Floats) -> Floats:
    """The product of the cone."""
    out = u[-1] * v + v[-1] * u
    out[-1] = u @ v
    return np.asarray(out)


EPIGRAPHS: dict[float, type[Cone]] = {1: Box, 2: Round, inf: Sum}
"""By the norm in which x moves: the epigraph of its dual."""
