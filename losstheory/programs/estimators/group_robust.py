r"""Logistic regression for the worst group: the largest mean loss of a group, plus a ridge penalty.

The largest of the means R_g is the least s above them, barred by -log(s - R_g); mu / (s - R_g) are the weights of the
groups in the worst mixture.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import inf
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit
from sklearn.utils.validation import check_consistent_length, column_or_1d

from losstheory.numeric.callables import Floats
from losstheory.programs.dro import Ball, GroupDRO
from losstheory.programs.estimators.ambiguity import Ambiguity, normal
from losstheory.programs.estimators.classifier import positive
from losstheory.programs.estimators.fitted import Pathed
from losstheory.programs.estimators.robust_logistic import RobustLogisticRegression
from losstheory.programs.interior_point import newton_step
from losstheory.programs.modelling import load_cvxpy


@dataclass(frozen=True)
class GroupObjective(Pathed):
    """The function of z = (beta, b, s), without b where no intercept is fitted.

    Args:
        X: shape ``(n, d)``.
        y: labels -1 and 1, shape ``(n,)``.
        means: shape ``(groups, n)``, the law of each group.
        ridge: positive.
        intercept: whether b is fitted.
    """

    X: Floats
    y: Floats
    means: Floats
    ridge: float
    intercept: bool

    @property
    def degree(self) -> int:
        return len(self.means)

    @cached_property
    def signed(self) -> Floats:
        """The rows whose product with (beta, b) is the margin u."""
        rows = self.X * self.y[:, None]
        return np.column_stack([rows, self.y]) if self.intercept else rows

    def start(self) -> Floats:
        return np.append(np.zeros(self.signed.shape[1]), 1.0)

    def theta(self, z: Floats) -> Floats:
        return z[:-1]

    def value(self, z: Floats, mu: float) -> float:
        room = z[-1] - self.means @ np.logaddexp(0, -self.signed @ z[:-1])
        beta = z[: self.X.shape[1]]
        return float(z[-1] - mu * np.log(room).sum() + self.ridge / 2 * beta @ beta) if room.min() > 0 else inf

    def derivatives(self, z: Floats, mu: float) -> tuple[Floats, Floats]:
        rows, d = self.signed, self.X.shape[1]
        u = rows @ z[:-1]
        doubts = expit(-u)
        weights = mu / (z[-1] - self.means @ np.logaddexp(0, -u))
        turns = np.column_stack([(self.means * -doubts) @ rows, np.full(len(weights), -1.0)])
        slope = turns.T @ weights
        slope[-1] += 1
        slope[:d] += self.ridge * z[:d]
        bend = (turns.T * (weights**2 / mu)) @ turns
        bend[:-1, :-1] += (rows.T * ((weights @ self.means) * doubts * expit(u))) @ rows
        bend[np.arange(d), np.arange(d)] += self.ridge
        return slope, bend

    def dual(self, z: Floats, mu: float) -> tuple[Floats, Floats]:
        """The law q and the doubts a, linearised along a last Newton step."""
        step = newton_step(*self.derivatives(z, mu))
        u, change = self.signed @ z[:-1], self.signed @ step[:-1]
        doubts = expit(-u)
        weights = mu / (z[-1] - self.means @ np.logaddexp(0, -u))
        weights = weights + weights**2 / mu * (self.means @ (-doubts * change) - step[-1])
        return np.maximum(0, weights) @ self.means, np.clip(doubts - doubts * expit(u) * change, 0, 1)


@dataclass(frozen=True)
class Mixtures(Ambiguity):
    """Mixtures of the groups; ``groups`` holds the number of the group of each example, from 0."""

    groups: NDArray[np.intp]

    @property
    def ball(self) -> Ball:
        return GroupDRO(tuple(self.groups.tolist()))

    @cached_property
    def means(self) -> Floats:
        """The law of each group, a row each."""
        inside = np.equal.outer(np.arange(self.groups.max() + 1), self.groups)
        return np.asarray(inside / inside.sum(axis=1, keepdims=True))

    def inside(self, q: Floats) -> list[Fraction]:
        sizes = np.bincount(self.groups).tolist()
        weights = normal(np.asarray(np.bincount(self.groups, q), dtype=np.float64))
        return [weights[g] / sizes[g] for g in self.groups.tolist()]

    def worst(self, losses: Any) -> tuple[Any, list[Any]]:
        eta = load_cvxpy().Variable(name="eta")
        return eta, [self.means @ losses <= eta]


@dataclass(eq=False, repr=False, kw_only=True)
class GroupLogisticRegression(RobustLogisticRegression):
    """Logistic regression for the group with the largest mean loss; ``RobustLogisticRegression`` has the rest.

    >>> X, y = [[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1]
    >>> model = GroupLogisticRegression().fit(X, y, groups=["a", "b", "a", "b"])
    >>> model.groups_.tolist(), bool(model.certificate_.gap < 1e-8)
    (['a', 'b'], True)

    Attributes:
        groups_: the names of the groups, sorted.
        group_weights_: their weights in the worst mixture.
    """

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Fit the model; in pipelines and searches, route ``groups`` with ``set_fit_request(groups=True)``.

        Args:
            X: shape ``(n, d)``.
            y: two labels.
            groups: the group of each example; None: the examples of a label are a group.

        Raises:
            ParameterError: a parameter out of range, or other than two classes. ValueError: data with NaN or inf, or
                another number of groups than of examples.
        """
        rows, signs = self._read(X, y)
        names = np.where(signs > 0, self.classes_[1], self.classes_[0]) if groups is None else column_or_1d(groups)
        check_consistent_length(rows, names)
        self.groups_, numbers = np.unique(names, return_inverse=True)
        intercept, ridge = bool(self.fit_intercept), positive(self.ridge, "ridge")
        problem = Mixtures(rows, signs, ridge, intercept, numbers)
        return self._train(GroupObjective(rows, signs, problem.means, ridge, intercept), problem)

    @property
    def group_weights_(self) -> Floats:
        evidence = self._fitted
        assert isinstance(evidence.problem, Mixtures)
        weights = np.bincount(evidence.problem.groups, evidence.q)
        return np.asarray(weights / weights.sum())
