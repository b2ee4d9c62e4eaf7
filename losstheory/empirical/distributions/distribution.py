"""A law of an input and a label whose class probabilities are known."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from losstheory.empirical.arguments import Integers, generator
from losstheory.empirical.distributions.expectation import Axis, integrate, interval
from losstheory.empirical.distributions.risk import Effort, Risk
from losstheory.empirical.distributions.targets import PointwiseTarget, Table, Target, target_of
from losstheory.numeric.callables import Floats
from losstheory.programs.solution import DataError

if TYPE_CHECKING:
    from losstheory.empirical.distributions.least_risk import AnySurrogate
    from losstheory.empirical.noisy_labels import LabelNoise

Rng: TypeAlias = np.random.Generator
DRAWS, LEVEL, CHUNK = 100_000, 0.99, 20_000


class Distribution(ABC):
    """A law of (X, y), X in R^d and y in 0, …, K - 1, with known class probabilities; it never changes.

    All randomness comes from the generator that is passed.
    """

    @property
    @abstractmethod
    def classes(self) -> int:
        """K."""

    @property
    @abstractmethod
    def dimension(self) -> int:
        """d."""

    @property
    @abstractmethod
    def priors(self) -> Floats:
        """The probabilities of the classes."""

    @abstractmethod
    def sample(self, n: int, rng: Rng) -> tuple[Floats, Integers]:
        """n independent inputs, ``(n, d)``, and their classes, ``(n,)``."""

    @abstractmethod
    def eta(self, X: ArrayLike) -> Floats:
        """The probabilities of the classes at each input, ``(n, K)``; of two classes the second is the positive one."""

    def axis(self) -> Axis | None:
        """The line along which expectations are integrals, if there is one."""
        return None

    def atoms(self) -> tuple[Floats, Floats] | None:
        """The inputs and their probabilities, where they are finitely many."""
        return None

    def noisy(self, noise: LabelNoise | str) -> Distribution:
        """The law of the same inputs with noisy labels.

        >>> from losstheory.empirical import GaussianMixture
        >>> print(GaussianMixture.of(means=[[-1.0], [1.0]]).noisy("symmetric:1/4").bayes_risk())
        0.329327627 (quadrature, error below 1e-09)
        """
        from losstheory.empirical.distributions.noisy import NoisyLaw

        return NoisyLaw.of(self, noise)

    def bayes_classifier(self, X: ArrayLike, target: Target | str | Sequence[Any] = "0-1") -> Table:
        """A decision of least conditional risk at each input.

        Raises:
            DataError: the target has no decision at one input, as AUC has none.
        """
        wanted = target_of(target)
        if not isinstance(wanted, PointwiseTarget):
            raise DataError(f"{target}: a decision at one input has no such risk; the scores eta are best")
        wanted.ends(self.classes)
        return wanted.decide(self.eta(X))

    def bayes_risk(
        self,
        target: Target | str | Sequence[Any] = "0-1",
        *,
        rng: Rng | None = None,
        draws: int = DRAWS,
        level: float = LEVEL,
    ) -> Risk:
        """The least risk of all functions of the input, with what is known of its error.

        Args:
            target: ``"0-1"``, ``"top-K"``, ``"auc"`` (1 - AUC), or costs ``[true class][decision]``.
            rng: needed where the law has no exact value and no quadrature.
            draws, level: of the Monte Carlo interval then.

        Raises:
            DataError: the target does not fit, or ``rng`` is needed.
        """
        return target_of(target).bayes_risk(self, rng, Effort(draws, level))

    def conditional_risk(self, loss: AnySurrogate, X: ArrayLike, scores: ArrayLike) -> Floats:
        r""":math:`\sum_y \eta_y(x) \ell_y(s)` at each input.

        Args:
            loss: a loss of two classes, or of K scores.
            scores: ``(n,)`` for a loss of two classes, else ``(n, K)``.

        Raises:
            DataError: the loss has another number of classes, or the scores another shape.
        """
        from losstheory.empirical.distributions.least_risk import conditional_risks

        return conditional_risks(loss, self.eta(X), scores)

    def surrogate_bayes_risk(
        self, loss: AnySurrogate, *, rng: Rng | None = None, draws: int = 2000, level: float = LEVEL
    ) -> Risk:
        """E inf_s of the conditional risk of a loss: what the best scores pay on average.

        The infima are searched for in floats, so the bounds leave out how far the search stayed above them.

        Raises:
            DataError: the loss has another number of classes, its conditional risk is unbounded below, or ``rng`` is
                needed.
        """
        from losstheory.empirical.distributions.least_risk import least_risks, risk_ends

        low, high = risk_ends(loss, self.classes)
        found = self.mean_of_eta(lambda eta: least_risks(loss, eta), low, high, rng=rng, effort=Effort(draws, level))
        return replace(found, note="infima by search")

    def mean_of_eta(
        self, f: Callable[[Table], Table], low: float, high: float, *, rng: Rng | None, effort: Effort
    ) -> Risk:
        """E f(eta(X)) of a function of the class probabilities with values in [low, high]."""
        axis = self.axis()
        if axis is not None:
            return integrate(lambda X: f(self.eta(X)), axis, low, high)
        return self._drawn(lambda X: f(self.eta(X)), low, high, rng, effort)

    def mean(self, f: Callable[[Floats], Table], low: float, high: float, *, rng: Rng | None, effort: Effort) -> Risk:
        """E f(X) of a function of the input with values in [low, high]."""
        axis = self.axis()
        if axis is not None and axis.faithful:
            return integrate(f, axis, low, high)
        return self._drawn(f, low, high, rng, effort)

    def mean_of_pairs(
        self, f: Callable[[Table, Table], Table], low: float, high: float, *, rng: Rng | None, effort: Effort
    ) -> Risk:
        """E f(eta(X), eta(X')) / (2 pi_0 pi_1) of independent inputs, f in [low, high]."""
        X, _ = self.sample(2 * effort.draws, _needed(rng))
        eta = self.eta(X)
        scale = 2 * float(self.priors[0] * self.priors[1])
        values = np.asarray(f(eta[::2], eta[1::2]), dtype=np.float64) / scale
        return interval(values, low / scale, high / scale, effort.level)

    def _drawn(self, f: Callable[[Floats], Table], low: float, high: float, rng: Rng | None, effort: Effort) -> Risk:
        X, _ = self.sample(effort.draws, _needed(rng))
        parts = [np.asarray(f(X[k : k + CHUNK]), dtype=np.float64) for k in range(0, len(X), CHUNK)]
        return interval(np.concatenate(parts), low, high, effort.level)


def _needed(rng: Rng | None) -> Rng:
    if rng is None:
        raise DataError("no exact value and no quadrature here; for an interval pass rng=numpy.random.default_rng(0)")
    return generator(rng)
