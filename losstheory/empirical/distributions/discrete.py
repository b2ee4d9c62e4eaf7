"""Laws on finitely many inputs, in exact numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from losstheory.empirical.arguments import Integers, count, frozen, generator, inputs
from losstheory.empirical.distributions.distribution import Distribution, Rng
from losstheory.empirical.distributions.risk import Effort, Risk
from losstheory.empirical.distributions.targets import Table, exact_rows
from losstheory.numeric.callables import Floats
from losstheory.programs.minimizability.distribution import FiniteDistribution
from losstheory.programs.solution import DataError
from losstheory.programs.tables import Vector, dot, law

if TYPE_CHECKING:
    from losstheory.empirical.noisy_labels import LabelNoise

EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class DiscreteLaw(Distribution):
    """Inputs with the probabilities of their classes; risks of targets are exact.

    >>> law = DiscreteLaw.of([[0.0], [1.0]], [["3/4", "1/4"], ["1/3", "2/3"]], ["1/2", "1/2"])
    >>> print(law.bayes_risk())
    7/24 (exact)
    >>> print(law.noisy("symmetric:1/10").bayes_risk())
    1/3 (exact)

    Attributes:
        points: the inputs, their weights and class probabilities as Fractions.
    """

    points: FiniteDistribution

    @classmethod
    def of(cls, x: Any, eta: Any, weights: Any = None) -> DiscreteLaw:
        """
        Args:
            x: n inputs of d finite numbers; equal ones are one input.
            eta: for each input one probability for each class, or that of class 1 of two.
            weights: the probabilities of the inputs; None: equal.

        Raises:
            DataError: other shapes, a number that is not finite, no probabilities, one class only.
        """
        return cls(FiniteDistribution.of(x, eta, weights))

    @property
    def classes(self) -> int:
        return len(self.points.eta[0])

    @property
    def dimension(self) -> int:
        return int(self.points.x.shape[1])

    @property
    def exact_priors(self) -> Vector:
        """The probabilities of the classes."""
        return tuple(dot(self.points.weights, column) for column in zip(*self.points.eta, strict=True))

    @property
    def priors(self) -> Floats:
        return frozen(np.array(self.exact_priors, dtype=np.float64))

    @property
    def rows(self) -> Table:
        """The class probabilities as an array of Fractions, ``(n, K)``."""
        return exact_rows(self.points.eta)

    def sample(self, n: int, rng: Rng) -> tuple[Floats, Integers]:
        size, source = count(n), generator(rng)
        joint = np.array([[float(w * p) for p in row] for w, row in self._weighted()])
        drawn = source.choice(joint.size, size=size, p=joint.ravel() / joint.sum())
        return self.points.x[drawn // self.classes], (drawn % self.classes).astype(np.int64)

    def eta(self, X: ArrayLike) -> Floats:
        """The probabilities at inputs of the law.

        Raises:
            DataError: another input.
        """
        given = inputs(X, self.dimension) + 0.0
        place = {row.tobytes(): i for i, row in enumerate(self.points.x)}
        found = [place.get(row.tobytes(), -1) for row in given]
        if -1 in found:
            raise DataError(f"X: expected inputs of the law, got {given[found.index(-1)]}, which has probability 0")
        return np.asarray(self.rows[found].astype(np.float64))

    def atoms(self) -> tuple[Floats, Floats]:
        return self.points.x, np.array(self.points.weights, dtype=np.float64)

    def noisy(self, noise: LabelNoise | str) -> Distribution:
        """The law with noisy labels; discrete again where the transitions are exact numbers."""
        from losstheory.empirical.noisy_labels import TransitionNoise, noise_of

        given = noise_of(noise, self.classes)
        if not isinstance(given, TransitionNoise):
            return super().noisy(given)
        table = exact_rows(given.matrix)
        return DiscreteLaw.of(self.points.x, [list(row) for row in self.rows @ table], self.points.weights)

    def with_priors(self, priors: Any) -> DiscreteLaw:
        """The law with the same inputs in each class and other shares of the classes, exact numbers.

        >>> law = DiscreteLaw.of([[0.0], [1.0]], ["1/4", "3/4"])
        >>> law.with_priors(["9/10", "1/10"]).points.eta[0]
        (Fraction(27, 28), Fraction(1, 28))
        """
        wanted, had = law(priors, "priors", self.classes), self.exact_priors
        if missing := [y for y in range(self.classes) if wanted[y] and not had[y]]:
            raise DataError(f"priors: class {missing[0]} has no inputs, so it can have no share")
        ratios = [p / q if q else Fraction(0) for p, q in zip(wanted, had, strict=True)]
        joint = [[w * p * ratio for p, ratio in zip(row, ratios, strict=True)] for w, row in self._weighted()]
        kept = [(x, row) for x, row in zip(self.points.x, joint, strict=True) if sum(row)]
        eta = [[p / sum(row) for p in row] for _, row in kept]
        return DiscreteLaw.of([x for x, _ in kept], eta, [sum(row) for _, row in kept])

    def mean_of_eta(
        self, f: Callable[[Table], Table], low: float, high: float, *, rng: Rng | None = None, effort: Effort
    ) -> Risk:
        """Exact where f maps Fractions to Fractions, else a sum of floats."""
        return self._total(f(self.rows), self.points.weights)

    def mean(
        self, f: Callable[[Floats], Table], low: float, high: float, *, rng: Rng | None = None, effort: Effort
    ) -> Risk:
        return self._total(f(self.points.x), self.points.weights)

    def mean_of_pairs(
        self, f: Callable[[Table, Table], Table], low: float, high: float, *, rng: Rng | None = None, effort: Effort
    ) -> Risk:
        n, (negative, positive) = len(self.points.x), self.exact_priors
        if not negative * positive:
            raise DataError("pairs of both classes: one of the classes has no share")
        rows, (i, j) = self.rows, np.divmod(np.arange(n * n), n)
        weights = [self.points.weights[a] * self.points.weights[b] for a, b in zip(i, j, strict=True)]
        return self._total(f(rows[i], rows[j]), [w / (2 * negative * positive) for w in weights])

    def _weighted(self) -> Any:
        return zip(self.points.weights, self.points.eta, strict=True)

    @staticmethod
    def _total(values: Table, weights: Any) -> Risk:
        listed = list(values)
        if all(isinstance(value, int | Fraction) for value in listed):
            return Risk.exact(dot(weights, map(Fraction, listed)))
        terms = [float(w) * float(value) for w, value in zip(weights, listed, strict=True)]
        total = float(np.sum(terms))
        error = 2 * (len(terms) + 2) * EPSILON * float(np.abs(terms).sum())
        return Risk(total, total - error, total + error, "sum")
