"""Classes whose features have stable laws: heavy tails, no variance, perhaps no mean."""

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

END, FINE, ROUGH = 1 - 1e-12, 1e-11, 1e-5
BREAKS = (-END, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, END)


@dataclass(frozen=True, eq=False)
class StableClasses(ClassConditional):
    r"""In class y the d features are independent and stable: index alpha, skewness beta, location, scale.

    Nolan's parametrisation :math:`S_1`: :math:`\log E e^{iuZ} = -|u|^\alpha (1 - i \beta \tan(\pi \alpha/2) sign(u))`
    for alpha other than 1; alpha = 2 is :math:`N(0, 2)` and alpha = 1, beta = 0 the Cauchy law. Other densities are
    integrals, some milliseconds for each number; the error of
    a quadrature leaves out theirs.

    >>> print(StableClasses.of([[-1.0], [1.0]], alpha=1.0).bayes_risk())  # 1/2 - atan(1)/pi
    0.250000000 (quadrature, error below 1e-09)
    """

    alpha: float
    beta: float
    locations: Floats
    scale: float

    @classmethod
    def of(
        cls,
        locations: ArrayLike,
        alpha: float,
        beta: float = 0.0,
        scale: float = 1.0,
        priors: ArrayLike | None = None,
    ) -> StableClasses:
        """
        Args:
            locations: ``(K, d)``, at least two classes.
            alpha: in (0, 2]; smaller is heavier.
            beta: in [-1, 1]; 0 is symmetric. For alpha = 1 it must be 0.

        Raises:
            DataError: other shapes or ranges, priors that do not sum to 1.
        """
        places = numbers(locations, "locations")
        if places.ndim != 2 or len(places) < 2 or places.shape[1] < 1:
            raise DataError(f"locations: expected the shape (K, d) with at least two classes, got {places.shape}")
        index, skewness = positive(alpha, "alpha"), float(numbers(beta, "beta"))
        if index > 2 or not -1 <= skewness <= 1:
            raise DataError(f"expected alpha in (0, 2] and beta in [-1, 1], got {alpha} and {beta}")
        if index == 1 and skewness:
            raise DataError("alpha = 1 with beta other than 0 is not offered: there the two parametrisations differ")
        weights = probabilities(priors, len(places), "priors")
        return cls(weights, index, skewness, frozen(places), positive(scale, "scale"))

    @property
    def dimension(self) -> int:
        return int(self.locations.shape[1])

    def log_densities(self, X: Floats) -> Floats:
        from scipy.stats import levy_stable

        standard = (X[:, None, :] - self.locations) / self.scale
        if self.alpha == 2:
            return np.asarray((-(standard**2) / 4 - np.log(2 * np.sqrt(np.pi) * self.scale)).sum(axis=2))
        with np.errstate(divide="ignore"):
            logs = np.log(levy_stable.pdf(standard.ravel(), self.alpha, self.beta)).reshape(standard.shape)
        return np.asarray(logs.sum(axis=2) - self.dimension * np.log(self.scale))

    def draw(self, y: Integers, rng: Rng) -> Floats:
        from scipy.stats import levy_stable

        shape = (len(y), self.dimension)
        return np.asarray(
            self.locations[y] + self.scale * levy_stable.rvs(self.alpha, self.beta, size=shape, random_state=rng)
        )

    def axis(self) -> Axis | None:
        """One feature x = m ± c |tan(pi u / 2)|^p, u in (-1, 1); p = max(1, 1/alpha) bounds the density of u."""
        if self.dimension > 1:
            return None
        middle, power = float(self.locations.mean()), max(1.0, 1 / self.alpha)
        spread = self.scale + float(np.ptp(self.locations)) / 2

        def lift(u: Floats) -> Floats:
            tangent = np.tan(np.pi * u / 2)
            return (middle + spread * np.sign(u) * np.abs(tangent) ** power)[:, None]

        def density(u: Floats) -> Floats:
            tangent = np.tan(np.pi * u / 2)
            slope = spread * power * np.abs(tangent) ** (power - 1) * np.pi / 2 * (1 + tangent**2)
            return np.asarray(self.density(lift(u)) * slope)

        return Axis(np.array(BREAKS), density, lift, True, FINE if self.alpha in (1, 2) else ROUGH)
