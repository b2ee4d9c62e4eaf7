"""What the regressions against a set of laws on the sample share: the fit along a central path, and its evidence."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Protocol, Self

import numpy as np

from losstheory.numeric.callables import Floats
from losstheory.programs.dro import worst_case
from losstheory.programs.estimators.ambiguity import Ambiguity
from losstheory.programs.estimators.classifier import ProbabilisticMixin
from losstheory.programs.estimators.fitted import InteriorPointClassifier, Objective
from losstheory.programs.solution import Solution


class Tilted(Objective, Protocol):
    """A worst-case risk as one convex function of the coefficients and the prices of its dual."""

    def theta(self, z: Floats) -> Floats:
        """(beta, b)."""

    def dual(self, z: Floats, rest: Any) -> tuple[Floats, Floats]:
        """The law q and the doubts a."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a fit leaves behind, from which bounds and the worst law are made when they are asked for."""

    problem: Ambiguity
    beta: Floats
    b: float
    q: Floats
    doubts: Floats

    def __getstate__(self) -> dict[str, object]:
        """The fields alone: what was made from them holds closures, and is made again."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def losses(self) -> Floats:
        return np.logaddexp(0, -self.problem.y * (self.problem.X @ self.beta + self.b))

    @cached_property
    def solution(self) -> Solution:
        return self.problem.bounds(self.beta, self.b, self.q, self.doubts)

    @cached_property
    def worst(self) -> Solution:
        return worst_case(self.losses.tolist(), None, self.problem.ball)


@dataclass(eq=False, repr=False, kw_only=True)
class RobustLogisticRegression(ProbabilisticMixin, InteriorPointClassifier):
    """The linear score of the least worst-case mean logistic loss over laws on the sample, plus ridge/2 |coef|^2.

    The intercept is not penalised. Fitted by an interior-point method.

    Args:
        ridge: the weight of the penalty, positive: without it a sample that a hyperplane separates has no minimiser.
        fit_intercept: whether there is an intercept.
        tol: the duality gap at which the fit stops.
        max_iter: the most Newton steps.

    Attributes:
        coef_, intercept_: shape ``(1, d)`` and ``(1,)``.
        classes_, n_features_in_, n_iter_: as in scikit-learn; ``n_iter_`` counts Newton steps.
        duals_: the law ``"weights"`` of the examples at the saddle point and their ``"doubts"`` 1 / (1 + e^u).
        certificate_: bounds by weak duality with a repaired dual, rounded outward, on first access.
        worst_case_: the worst case of the losses of the fitted model, ``dro.worst_case``; ``primal`` is a worst law.
    """

    ridge: float = 1e-2

    def _train(self, objective: Tilted, problem: Ambiguity) -> Self:
        z, rest = self._follow(objective, stacklevel=4)
        self._evidence = Evidence(problem, *self._keep(objective.theta(z)), *objective.dual(z, rest))
        return self

    @property
    def duals_(self) -> dict[str, Floats]:
        evidence = self._fitted
        return {"weights": evidence.q, "doubts": evidence.doubts}

    @property
    def worst_case_(self) -> Solution:
        found: Solution = self._fitted.worst
        return found
