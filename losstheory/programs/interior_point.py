"""Path following: Newton's method for f + mu barrier while mu falls to the accuracy that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotrs

from losstheory.numeric.callables import Floats

START, FALL = 1e-2, 20.0
CENTRED, SHARP = 1e-2, 1e-10
SHRINKS = 40
TINY = np.finfo(float).tiny


class Barred(Protocol):
    """A convex function f with a barrier of parameter ``degree``."""

    @property
    def degree(self) -> int: ...

    def value(self, z: Floats, mu: float) -> float:
        """f + mu barrier, inf outside."""

    def derivatives(self, z: Floats, mu: float) -> tuple[Floats, Floats]:
        """Gradient and Hessian at a point inside."""


def follow(function: Barred, z: Floats, tol: float, most: int, fall: float = FALL) -> tuple[Floats, float, int, bool]:
    """The end z of the path, its mu, the number of Newton steps, and whether ``most`` of them sufficed.

    At the end degree mu <= tol, which bounds the duality gap in exact arithmetic. On the way mu is divided by ``fall``.
    """
    last = tol / max(1, function.degree)
    mu, steps = (max(START, last) if function.degree else last), 0
    while True:
        z, used, centred = _centre(function, z, mu, SHARP if mu <= last else CENTRED, most - steps)
        steps += used
        if mu <= last or not centred:
            return z, mu, steps, centred
        mu = max(mu / fall, last)


def _centre(function: Barred, z: Floats, mu: float, goal: float, most: int) -> tuple[Floats, int, bool]:
    """Newton's method until the square of the decrement, in units of mu, is below the goal."""
    value = function.value(z, mu)
    for used in range(max(0, most)):
        slope, bend = function.derivatives(z, mu)
        step = newton_step(slope, bend)
        fall = float(-slope @ step)
        if fall <= 0:
            return z, used + 1, True
        negligible = fall <= 1e-15 * (1 + abs(value))
        for shrink in 0.5 ** np.arange(SHRINKS):
            reached = function.value(z + shrink * step, mu)
            if reached <= value - shrink * fall / 4 or (negligible and np.isfinite(reached)):
                break
        else:
            return z, used + 1, fall <= 1e-12 * (1 + abs(value))
        z, value = z + shrink * step, reached
        if fall <= goal * mu or negligible:
            return z, used + 1, True
    return z, max(0, most), False


def newton_step(slope: Floats, bend: Floats) -> Floats:
    """The step to the minimum of the quadratic model."""
    return linear_solver(bend)(-slope)


def linear_solver(bend: Floats) -> Callable[[Floats], Floats]:
    """right -> x with bend x = right, solved with a unit diagonal; least squares where the matrix is flat."""
    scale = 1 / np.sqrt(np.maximum(np.diag(bend), TINY))
    scaled = bend * scale * scale[:, None]
    factor, failed = dpotrf(scaled, lower=True)
    if failed:
        return lambda right: np.asarray(scale * np.linalg.lstsq(scaled, scale * right, rcond=1e-13)[0])
    return lambda right: np.asarray(scale * dpotrs(factor, scale * right, lower=True)[0])
