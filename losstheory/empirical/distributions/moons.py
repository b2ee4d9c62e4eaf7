"""Two interleaved half circles, blurred by Gaussian noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from losstheory.empirical.arguments import Integers, positive, probabilities
from losstheory.empirical.distributions.class_conditional import ClassConditional
from losstheory.empirical.distributions.distribution import Rng
from losstheory.numeric.callables import Floats
from losstheory.programs.solution import DataError

CENTRES, SIDES = np.array([[0.0, 0.0], [1.0, 0.5]]), np.array([1.0, -1.0])
NODES, FINEST = 12, 0.01
CHUNK = 4096


@dataclass(frozen=True, eq=False)
class Moons(ClassConditional):
    r"""In class y, X is a uniform point of a half circle plus :math:`N(0, \sigma^2 I)`: two moons.

    The half circles are :math:`(\cos a, \sin a)` and :math:`(1 - \cos a, 1/2 - \sin a)`, :math:`0 \le a \le \pi`. The
    densities are integrals over a, by the rule of Gauss and Legendre on panels that are narrower than the noise.

    >>> law = Moons.of(noise=0.2)
    >>> law.eta([[0.0, 1.0], [0.5, 0.25]]).round(3)
    array([[0.994, 0.006],
           [0.5  , 0.5  ]])
    """

    noise: float

    @classmethod
    def of(cls, noise: float, priors: ArrayLike | None = None) -> Moons:
        """Raises:
        DataError: a noise below 0.01, priors that do not sum to 1.
        """
        if positive(noise, "noise") < FINEST:
            raise DataError(f"noise: expected at least {FINEST}, as thinner moons are not integrated, got {noise}")
        return cls(probabilities(priors, 2, "priors"), float(noise))

    @property
    def dimension(self) -> int:
        return 2

    def log_densities(self, X: Floats) -> Floats:
        angles, weights = self._rule()
        out = np.empty((len(X), 2))
        for y in range(2):
            arc = _arc(angles, np.full(len(angles), y))
            for k in range(0, len(X), CHUNK):
                squares = ((X[k : k + CHUNK, None, :] - arc) ** 2).sum(axis=2)
                nearest = squares.min(axis=1, keepdims=True)
                mass = np.exp(-(squares - nearest) / (2 * self.noise**2)) @ weights
                out[k : k + CHUNK, y] = np.log(mass) - nearest[:, 0] / (2 * self.noise**2)
        return np.asarray(out - np.log(2 * np.pi**2 * self.noise**2))

    def draw(self, y: Integers, rng: Rng) -> Floats:
        arc = _arc(rng.uniform(0.0, np.pi, len(y)), y)
        return np.asarray(arc + self.noise * rng.standard_normal((len(y), 2)))

    def _rule(self) -> tuple[Floats, Floats]:
        """Nodes and weights on [0, pi]."""
        panels = int(np.ceil(np.pi / min(self.noise, 1.0)))
        x, w = np.polynomial.legendre.leggauss(NODES)
        width = np.pi / panels
        angles = (np.arange(panels)[:, None] + (x + 1) / 2) * width
        return angles.ravel(), np.tile(w * width / 2, panels)


def _arc(angles: Floats, y: Integers) -> Floats:
    """Points of the half circles."""
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.asarray(CENTRES[y] + SIDES[y][:, None] * circle)
