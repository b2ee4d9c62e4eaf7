"""Linear classifiers against the worst law near the sample in transport cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import inf, isfinite
from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from losstheory.numeric.callables import Floats
from losstheory.programs.estimators.classifier import ParameterError, ProbabilisticMixin, positive, real
from losstheory.programs.estimators.cones import EPIGRAPHS, Free
from losstheory.programs.estimators.fitted import InteriorPointClassifier
from losstheory.programs.estimators.transport_attack import TransportAttack
from losstheory.programs.estimators.transport_bounds import DUAL, TransportProblem
from losstheory.programs.estimators.transport_hinge import HingeTransport
from losstheory.programs.estimators.transport_loss import LogisticTransport, TransportLoss
from losstheory.programs.estimators.transport_objective import TransportObjective
from losstheory.programs.solution import Solution

NEGLIGIBLE = 1e-7


@dataclass(frozen=True, eq=False)
class _Evidence:
    """What a fit leaves behind, from which bounds and laws are made when they are asked for."""

    problem: TransportProblem
    beta: Floats
    b: float
    lam: float
    doubts: Floats
    flips: Floats

    @cached_property
    def solution(self) -> Solution:
        return self.problem.bounds(self.beta, self.b, self.lam, self.doubts, self.flips)

    @cached_property
    def attack(self) -> TransportAttack:
        given = self.problem
        gains = given.loss.gains(given.y * (given.X @ self.beta + self.b))
        return TransportAttack.against(given.X, given.y, self.beta, gains, given.eps, given.kappa, given.norm)


@dataclass(eq=False, repr=False)
class WassersteinClassifier(InteriorPointClassifier):
    r"""The linear score of the least worst-case mean loss over all laws at transport cost eps from the sample.

    Moving (x, y) to (x', y') costs :math:`\|x - x'\| + (\kappa / 2) |y - y'|`, labels -1 and 1, so a flip costs kappa.
    With kappa = inf this is the mean loss plus eps times the dual norm of the coefficients. The intercept is not
    penalised. Fitted by a primal-dual interior-point method; two labels of any kind.

    Args:
        eps: the budget, in units of X.
        kappa: the cost of a flip of the label, positive; inf: labels are certain.
        norm: 1, 2 or inf, the norm in which x moves; inf leads to sparse coefficients.
        fit_intercept: whether there is an intercept.
        tol: the duality gap at which the fit stops.
        max_iter: the most Newton steps.

    Attributes:
        coef_, intercept_: shape ``(1, d)`` and ``(1,)``.
        classes_, n_features_in_, n_iter_: as in scikit-learn; ``n_iter_`` counts Newton steps.
        objective_: the worst-case mean loss of the fitted model, a float; ``certificate_.upper`` is certified.
        duals_: the price ``"lam"`` of eps, ``"doubts"`` and ``"flips"`` of the examples (a and f of ``TransportLoss``),
            before repair.
        certificate_: bounds by weak duality with a repaired dual, rounded outward, on first access.
        worst_case_: the worst laws, on first access; labels in it are -1 for ``classes_[0]`` and 1 for ``classes_[1]``.
    """

    eps: float = 0.1
    kappa: float = field(default=inf, kw_only=True)
    norm: float = field(default=2, kw_only=True)
    _loss: ClassVar[TransportLoss]

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Fit the model to rows of shape ``(n, d)`` and two labels.

        Raises:
            ParameterError: a parameter out of range, or other than two classes. ValueError: data with NaN or inf.
        """
        eps, kappa = self._budget(), real(self.kappa, "kappa", 0, strict=True)
        if not isinstance(self.norm, int | float) or self.norm is True or self.norm not in EPIGRAPHS:
            raise ParameterError(f"expected the norm 1, 2 or inf, got {self.norm!r}")
        rows, signs = self._read(X, y)
        intercept, flip = bool(self.fit_intercept), kappa if eps else inf
        problem = TransportProblem(rows, signs, eps, flip, float(self.norm), intercept, self._loss)
        cone = (EPIGRAPHS[self.norm] if eps else Free)(rows.shape[1])
        objective = TransportObjective(rows, signs, eps, flip, cone, intercept, self._loss)
        z, weights = self._follow(objective, stacklevel=3)
        lam = objective.split(z)[1]
        theta, self.objective_ = _cleared(problem, objective.theta(z), lam)
        self._evidence = _Evidence(problem, *self._keep(theta), lam, *objective.dual(z, weights))
        return self

    def _budget(self) -> float:
        return positive(self.eps, "eps")

    @property
    def duals_(self) -> dict[str, float | Floats]:
        evidence = self._fitted
        return {"lam": evidence.lam, "doubts": evidence.doubts, "flips": evidence.flips}

    @property
    def worst_case_(self) -> TransportAttack:
        found: TransportAttack = self._fitted.attack
        return found


@dataclass(eq=False, repr=False)
class WassersteinLogisticRegression(ProbabilisticMixin, WassersteinClassifier):
    """The logistic loss against transport; ``WassersteinClassifier`` has the rest.

    eps = 0 is logistic regression without a penalty; with dependent columns the certified lower bound is then 0.
    The doubts of ``duals_`` are 1 / (1 + e^u).

    >>> model = WassersteinLogisticRegression(eps=0.1).fit([[0.0], [1.0], [2.0], [3.0]], ["no", "no", "yes", "yes"])
    >>> model.predict([[0.5], [2.5]]).tolist(), bool(model.certificate_.gap < 1e-8)
    (['no', 'yes'], True)
    """

    _loss = LogisticTransport()

    def _budget(self) -> float:
        eps = real(self.eps, "a finite eps", 0)
        if not isfinite(eps):
            raise ParameterError(f"expected a finite eps >= 0, got {self.eps!r}")
        return eps


@dataclass(eq=False, repr=False)
class WassersteinSVC(WassersteinClassifier):
    """The hinge loss (1 - u)_+ against transport: a support vector machine; ``WassersteinClassifier`` has the rest.

    The budget eps must be positive. With kappa = inf and norm 2 the penalty is the norm of the coefficients, not its
    square; with norm inf it is the support vector machine with the sum of absolute coefficients.

    >>> model = WassersteinSVC(eps=0.5).fit([[-1.0], [1.0]], [0, 1])
    >>> round(model.objective_, 9), bool(model.certificate_.gap < 1e-8)
    (0.5, True)
    """

    _loss = HingeTransport()


def _cleared(problem: TransportProblem, theta: Floats, lam: float) -> tuple[Floats, float]:
    """theta without the coefficients that move no score by 1e-7, where that is no worse; and its risk."""
    d = problem.X.shape[1]
    moves = np.append(np.abs(problem.X).max(axis=0) * np.abs(theta[:d]), np.full(len(theta) - d, inf))
    cleared = np.where(moves <= NEGLIGIBLE, 0.0, theta)
    before, after = _risk(problem, theta, lam), _risk(problem, cleared, lam)
    return (cleared, after) if after <= before else (theta, before)


def _risk(problem: TransportProblem, theta: Floats, lam: float) -> float:
    """The worst mean loss at the price lam, raised to the dual norm of the coefficients, in floats."""
    d = problem.X.shape[1]
    u = problem.y * (problem.X @ theta[:d] + theta[d:].sum())
    price = float(np.linalg.norm(theta[:d], DUAL[problem.norm]))
    level = inf
    if isfinite(problem.kappa):
        price = max(price, lam)
        level = problem.kappa * price
    return float(problem.loss.worst(u, level).mean()) + problem.eps * price
