"""A law whose labels are read wrongly, as a law again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from losstheory.empirical.arguments import Integers, frozen
from losstheory.empirical.distributions.distribution import Distribution, Rng
from losstheory.empirical.distributions.expectation import Axis
from losstheory.empirical.distributions.risk import Effort, Risk
from losstheory.empirical.distributions.targets import Table
from losstheory.empirical.noisy_labels import LabelNoise, TransitionNoise, noise_of
from losstheory.numeric.callables import Floats
from losstheory.programs.solution import DataError


@dataclass(frozen=True, eq=False)
class NoisyLaw(Distribution):
    r"""The inputs of a law with labels that pass through noise: :math:`\tilde\eta(x) = T(x)^\top \eta(x)`.

    Attributes:
        clean: the law before.
        noise: the transitions T(x).
    """

    clean: Distribution
    noise: LabelNoise

    @classmethod
    def of(cls, clean: Distribution, noise: LabelNoise | str) -> NoisyLaw:
        """Raises:
        DataError: the noise is of another number of classes, or its text cannot be read.
        """
        return cls(clean, noise_of(noise, clean.classes))

    @property
    def classes(self) -> int:
        return self.clean.classes

    @property
    def dimension(self) -> int:
        return self.clean.dimension

    @property
    def priors(self) -> Floats:
        """The shares of the noisy classes.

        Raises:
            DataError: the noise depends on the input, so that they have no closed form.
        """
        if not isinstance(self.noise, TransitionNoise):
            raise DataError(
                "priors: noise that depends on the input leaves no closed form of the shares; estimate them"
            )
        return frozen(self.clean.priors @ self.noise.table)

    def sample(self, n: int, rng: Rng) -> tuple[Floats, Integers]:
        X, y = self.clean.sample(n, rng)
        return X, self.noise.apply(y, X, rng)

    def eta(self, X: ArrayLike) -> Floats:
        clean = self.clean.eta(X)
        return np.asarray(np.einsum("ni,nij->nj", clean, self.noise.transition(np.asarray(X, dtype=np.float64))))

    def axis(self) -> Axis | None:
        axis = self.clean.axis()
        return axis if axis is None or axis.faithful or isinstance(self.noise, TransitionNoise) else None

    def atoms(self) -> tuple[Floats, Floats] | None:
        return self.clean.atoms()

    def mean_of_eta(
        self, f: Callable[[Table], Table], low: float, high: float, *, rng: Rng | None = None, effort: Effort
    ) -> Risk:
        if not isinstance(self.noise, TransitionNoise):
            return self.mean(lambda X: f(self.eta(X)), low, high, rng=rng, effort=effort)
        table = self.noise.table
        return self.clean.mean_of_eta(lambda eta: f(eta @ table), low, high, rng=rng, effort=effort)

    def mean(
        self, f: Callable[[Floats], Table], low: float, high: float, *, rng: Rng | None = None, effort: Effort
    ) -> Risk:
        return self.clean.mean(f, low, high, rng=rng, effort=effort)
