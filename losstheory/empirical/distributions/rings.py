"""Concentric rings: one circle for each class, blurred by Gaussian noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from losstheory.empirical.arguments import Integers, frozen, numbers, positive, probabilities
from losstheory.empirical.distributions.class_conditional import ClassConditional
from losstheory.empirical.distributions.distribution import Rng
from losstheory.empirical.distributions.expectation import Axis
from losstheory.numeric.callables import Floats
from losstheory.programs.solution import DataError

REACH, STEPS = 12.0, (-4.0, 0.0, 4.0)


@dataclass(frozen=True, eq=False)
class Rings(ClassConditional):
    r"""In class y, X is a uniform point of the circle of radius :math:`r_y` around 0 plus :math:`N(0, \sigma^2 I)`.

    At the distance u from 0 its density is :math:`e^{-(u^2 + r_y^2)/(2\sigma^2)} I_0(u r_y/\sigma^2)/(2\pi\sigma^2)`.

    >>> print(Rings.of([1.0, 2.0], noise=0.25).bayes_risk())
    0.023560266 (quadrature, error below 1e-09)
    """

    radii: Floats
    noise: float

    @classmethod
    def of(cls, radii: ArrayLike, noise: float, priors: ArrayLike | None = None) -> Rings:
        """Raises:
        DataError: fewer than two radii, a negative one, a noise that is not positive, priors that do not sum to 1.
        """
        given = numbers(radii, "radii")
        if given.ndim != 1 or len(given) < 2 or given.min() < 0:
            raise DataError(f"radii: expected at least two, none negative, got {radii!r:.60}")
        return cls(probabilities(priors, len(given), "priors"), frozen(given), positive(noise, "noise"))

    @property
    def dimension(self) -> int:
        return 2

    def log_densities(self, X: Floats) -> Floats:
        from scipy.special import i0e

        u, variance = np.hypot(X[:, 0], X[:, 1])[:, None], self.noise**2
        exponent = -((u - self.radii) ** 2) / (2 * variance)
        return np.asarray(exponent + np.log(i0e(u * self.radii / variance)) - np.log(2 * np.pi * variance))

    def draw(self, y: Integers, rng: Rng) -> Floats:
        angle = rng.uniform(0.0, 2 * np.pi, len(y))
        circle = self.radii[y][:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        return np.asarray(circle + self.noise * rng.standard_normal((len(y), 2)))

    def axis(self) -> Axis:
        """The distance from 0, on which alone the class probabilities depend."""
        marks = (self.radii[:, None] + self.noise * np.array(STEPS)).ravel()
        end = self.radii.max() + REACH * self.noise
        breaks = np.unique(np.concatenate([[0.0, end], marks[(marks > 0) & (marks < end)]]))

        def lift(u: Floats) -> Floats:
            return np.stack([u, np.zeros_like(u)], axis=1)

        return Axis(breaks, lambda u: 2 * np.pi * u * self.density(lift(u)), lift, False)
