"""Linear classifiers that are fitted by interior-point methods: their parameters, the fit, and its evidence."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted

from losstheory.numeric.callables import Floats
from losstheory.programs.estimators.classifier import MOST_STEPS, RobustLinearClassifier, positive, real
from losstheory.programs.interior_point import Barred, follow


class Objective(Protocol):
    """A worst-case risk as one convex function."""

    def solve(self, tol: float, most: int) -> tuple[Floats, Any, int, bool]:
        """The minimiser, what else the dual is made from, the Newton steps, and whether ``most`` sufficed."""


class Started(Barred, Protocol):
    """An objective with a barrier that knows a point to start from."""

    def start(self) -> Floats: ...


class Pathed:
    """An objective with a barrier, minimised along its central path; the dual is made from the barrier's weight."""

    def solve(self: Started, tol: float, most: int) -> tuple[Floats, float, int, bool]:
        return follow(self, self.start(), tol, most)


@dataclass(eq=False, repr=False, kw_only=True)
class InteriorPointClassifier(RobustLinearClassifier):
    """A linear classifier whose parameters are the fields of its class, fitted by an interior-point method.

    Args:
        fit_intercept: whether there is an intercept.
        tol: the duality gap at which the fit stops.
        max_iter: the most Newton steps.
    """

    fit_intercept: bool = True
    tol: float = 1e-10
    max_iter: int = 500

    def _follow(self, objective: Objective, stacklevel: int) -> tuple[Floats, Any]:
        """The minimiser, and what else the dual is made from; sets ``n_iter_``, warns if the gap is not reached."""
        tol, most = positive(self.tol, "tol"), int(min(real(self.max_iter, "max_iter", 1), MOST_STEPS))
        z, rest, self.n_iter_, reached = objective.solve(tol, most)
        if not reached:
            warnings.warn(
                f"the fit stopped after {self.n_iter_} Newton steps before the gap {tol:g}; raise max_iter or tol, "
                "and see certificate_.gap",
                ConvergenceWarning,
                stacklevel=stacklevel,
            )
        return z, rest

    def _keep(self, theta: Floats) -> tuple[Floats, float]:
        """Sets the coefficients; copies of them for the evidence."""
        beta, b = (theta[:-1], float(theta[-1])) if self.fit_intercept else (theta, 0.0)
        self.coef_, self.intercept_ = beta[None].copy(), np.array([b])
        return beta.copy(), b

    @property
    def _fitted(self) -> Any:
        """What the fit left behind."""
        check_is_fitted(self)
        return self._evidence
