"""What one really wants of a decision: its least risk, at one input and over a law."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from losstheory.empirical.arguments import count
from losstheory.empirical.distributions.risk import Effort, Risk
from losstheory.programs.solution import DataError
from losstheory.programs.tables import Matrix, matrix

if TYPE_CHECKING:
    from losstheory.empirical.distributions.distribution import Distribution

Table: TypeAlias = NDArray[Any]  # floats, or Fractions


class Target(ABC):
    """What the risk of a law is asked for."""

    @abstractmethod
    def bayes_risk(self, law: Distribution, rng: np.random.Generator | None, effort: Effort) -> Risk:
        """The infimum of the risk over all functions of the input."""


class PointwiseTarget(Target):
    """A target whose least risk is the mean of one at each input."""

    @abstractmethod
    def least(self, eta: Table) -> Table:
        """The least conditional risk for each row of class probabilities, floats or Fractions."""

    @abstractmethod
    def decide(self, eta: Table) -> Table:
        """A decision of least conditional risk for each row; of several the first."""

    @abstractmethod
    def ends(self, classes: int) -> tuple[float, float]:
        """Bounds of the least conditional risk of K classes.

        Raises:
            DataError: the target is not one of K classes.
        """

    def bayes_risk(self, law: Distribution, rng: np.random.Generator | None, effort: Effort) -> Risk:
        return law.mean_of_eta(self.least, *self.ends(law.classes), rng=rng, effort=effort)


@dataclass(frozen=True)
class TopK(PointwiseTarget):
    """The true class is not among the k that are named; ``TopK(1)`` is the 0-1 target.

    >>> TopK(2).least(np.array([[0.5, 0.3, 0.2]])).round(3)
    array([0.2])
    """

    k: int = 1

    def __post_init__(self) -> None:
        count(self.k, "k")

    def least(self, eta: Table) -> Table:
        return np.asarray(np.sort(eta, axis=1)[:, : -self.k].sum(axis=1))

    def decide(self, eta: Table) -> Table:
        """The class for k = 1, else ``(n, k)`` classes in falling order of probability."""
        order = np.argsort(-eta, axis=1, kind="stable")[:, : self.k]
        return order[:, 0] if self.k == 1 else order

    def ends(self, classes: int) -> tuple[float, float]:
        if self.k >= classes:
            raise DataError(f"top-{self.k}: expected k below the number of classes, which is {classes}")
        return 0.0, 1.0 - self.k / classes


@dataclass(frozen=True)
class Cost(PointwiseTarget):
    """A decision d under the class y costs ``costs[y][d]``; there may be more decisions than classes.

    >>> chow = Cost.of([[0, 1, "1/4"], [1, 0, "1/4"]])  # the last decision is to abstain
    >>> chow.decide(np.array([[0.9, 0.1], [0.6, 0.4]])).tolist()
    [0, 2]
    """

    costs: Matrix

    @classmethod
    def of(cls, costs: Any) -> Cost:
        """Raises:
        DataError: no rows of numbers of one length.
        """
        return cls(matrix(costs, "costs"))

    def _table(self, like: Table) -> Table:
        return np.array(self.costs, dtype=object if like.dtype == object else np.float64)

    def least(self, eta: Table) -> Table:
        return np.asarray((eta @ self._table(eta)).min(axis=1))

    def decide(self, eta: Table) -> Table:
        return np.asarray(np.argmin(eta @ self._table(eta), axis=1))

    def ends(self, classes: int) -> tuple[float, float]:
        if len(self.costs) != classes:
            raise DataError(f"costs: expected a row for each of {classes} classes, got {len(self.costs)}")
        return float(min(map(min, self.costs))), float(min(map(max, zip(*self.costs, strict=True))))


@dataclass(frozen=True)
class Auc(Target):
    r"""The share of pairs, one of each class, that a score puts in the wrong order, ties by one half: 1 - AUC.

    Its least value is :math:`E \min(\eta (1 - \eta'), \eta' (1 - \eta)) / (2 \pi (1 - \pi))` of independent inputs:
    of two inputs one is ranked first, and either order errs on one of the two products.
    """

    def bayes_risk(self, law: Distribution, rng: np.random.Generator | None, effort: Effort) -> Risk:
        if law.classes != 2:
            raise DataError(f"auc: expected two classes, got {law.classes}")
        return law.mean_of_pairs(misordered, 0.0, 0.25, rng=rng, effort=effort)


def misordered(eta: Table, other: Table) -> Table:
    """min(eta (1 - eta'), eta' (1 - eta)) for rows of probabilities of two classes."""
    return np.asarray(np.minimum(eta[:, 1] * other[:, 0], other[:, 1] * eta[:, 0]))


def target_of(target: Target | str | Sequence[Sequence[Any]]) -> Target:
    """A target, or what stands for one: ``"0-1"``, ``"top-2"``, ``"auc"``, or a matrix of costs.

    Raises:
        DataError: it is none of these.
    """
    if isinstance(target, Target):
        return target
    if not isinstance(target, str):
        return Cost.of(target)
    word, _, number = target.partition("-")
    if target == "auc":
        return Auc()
    if target == "0-1":
        return TopK(1)
    if word == "top" and number.isdigit() and len(number) < 10:
        return TopK(int(number))
    raise DataError(f"target: expected '0-1', 'top-K', 'auc' or a matrix of costs, got {target!r:.60}")


def exact_rows(rows: Sequence[Sequence[Fraction]]) -> Table:
    """Rows of Fractions as an array."""
    return np.array([list(row) for row in rows], dtype=object)
