"""Laws that are given by a density for each class and the probabilities of the classes."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from losstheory.empirical.arguments import (
    Integers,
    count,
    frozen,
    generator,
    inputs,
    numbers,
    probabilities,
)
from losstheory.empirical.distributions.distribution import Distribution, Rng
from losstheory.numeric.callables import Floats
from losstheory.programs.solution import DataError


@dataclass(frozen=True, eq=False)
class ClassConditional(Distribution):
    r"""X has the density :math:`p_y` in class y: :math:`\eta_y(x) = \pi_y p_y(x) / \sum_k \pi_k p_k(x)`."""

    weights: Floats

    @property
    def classes(self) -> int:
        return len(self.weights)

    @property
    def priors(self) -> Floats:
        return self.weights

    @abstractmethod
    def log_densities(self, X: Floats) -> Floats:
        """The logarithms of the densities of the classes, ``(n, K)``."""

    @abstractmethod
    def draw(self, y: Integers, rng: Rng) -> Floats:
        """An input of each of these classes."""

    def eta(self, X: ArrayLike) -> Floats:
        points = inputs(X, self.dimension)
        with np.errstate(divide="ignore"):
            joint = np.log(self.weights) + self.log_densities(points)
        top = joint.max(axis=1, keepdims=True)
        if not np.isfinite(top).all():
            row = points[~np.isfinite(top[:, 0])][0]
            raise DataError(f"eta: no class has a density that floats can tell from 0 at {row}")
        shares = np.exp(joint - top)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))

    def density(self, X: ArrayLike) -> Floats:
        """The density of the inputs."""
        return np.asarray(np.exp(self.log_densities(inputs(X, self.dimension))) @ self.weights)

    def sample(self, n: int, rng: Rng) -> tuple[Floats, Integers]:
        size, source = count(n), generator(rng)
        y = source.choice(self.classes, size=size, p=self.weights).astype(np.int64)
        return self.draw(y, source), y

    def with_priors(self, priors: ArrayLike) -> Self:
        """The law with the same inputs in each class and other shares of the classes.

        >>> from losstheory.empirical import GaussianMixture, long_tail
        >>> GaussianMixture.of(means=[[-1.0], [1.0]]).with_priors(long_tail(2, 9)).priors.round(3).tolist()
        [0.9, 0.1]
        """
        given = numbers([float(p) for p in np.asarray(priors, dtype=object)], "priors")
        return replace(self, weights=frozen(probabilities(given, self.classes, "priors")))
