"""Logistic regression against the worst law near the sample in a divergence: CVaR, relative entropy, chi-square."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Self

from numpy.typing import ArrayLike

from losstheory.numeric.callables import Floats
from losstheory.programs.estimators.ambiguity import Ambiguity, ChiSquare, Entropic, Tail
from losstheory.programs.estimators.classifier import ParameterError, positive, real
from losstheory.programs.estimators.robust_logistic import RobustLogisticRegression, Tilted
from losstheory.programs.estimators.tail_objective import TailObjective
from losstheory.programs.estimators.tilted_objective import ChiSquareObjective, KLObjective


class _DivergenceRobust(RobustLogisticRegression):
    @abstractmethod
    def _formulate(self, X: Floats, y: Floats, ridge: float, b: bool) -> tuple[Tilted, Ambiguity]:
        """What is minimised, in floats and with certified bounds."""

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Fit the model to rows of shape ``(n, d)`` and two labels.

        Raises:
            ParameterError: a parameter out of range, or other than two classes. ValueError: data with NaN or inf.
        """
        rows, signs = self._read(X, y)
        return self._train(*self._formulate(rows, signs, positive(self.ridge, "ridge"), bool(self.fit_intercept)))


@dataclass(eq=False, repr=False)
class CVaRLogisticRegression(_DivergenceRobust):
    """Logistic regression on the worst fraction alpha of the sample; ``RobustLogisticRegression`` has the rest.

    >>> X, y = [[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1]
    >>> model = CVaRLogisticRegression(alpha=0.5).fit(X, y)
    >>> model.predict(X).tolist(), bool(model.certificate_.gap < 1e-8)
    ([0, 0, 1, 1], True)

    Args:
        alpha: the mass of the tail, in (0, 1).
    """

    alpha: float = 0.5

    def _formulate(self, X: Floats, y: Floats, ridge: float, b: bool) -> tuple[Tilted, Ambiguity]:
        alpha = real(self.alpha, "alpha", 0, strict=True)
        if alpha >= 1:
            raise ParameterError(
                f"expected alpha in (0, 1), got {self.alpha!r}; with the whole sample it is LogisticRegression"
            )
        return TailObjective(X, y, ridge, b, alpha), Tail(X, y, ridge, b, alpha)


@dataclass(eq=False, repr=False)
class KLLogisticRegression(_DivergenceRobust):
    """Logistic regression against the laws with relative entropy KL(q || sample) <= rho, natural logarithms.

    Args:
        rho: the radius, positive.
    """

    rho: float = 0.1

    def _formulate(self, X: Floats, y: Floats, ridge: float, b: bool) -> tuple[Tilted, Ambiguity]:
        rho = positive(self.rho, "rho")
        return KLObjective(X, y, ridge, b, rho), Entropic(X, y, ridge, b, rho)


@dataclass(eq=False, repr=False)
class ChiSquareLogisticRegression(_DivergenceRobust):
    """Logistic regression against the laws with n times the sum of (q - 1/n)^2 at most rho.

    Args:
        rho: the radius, positive.
    """

    rho: float = 0.1

    def _formulate(self, X: Floats, y: Floats, ridge: float, b: bool) -> tuple[Tilted, Ambiguity]:
        rho = positive(self.rho, "rho")
        return ChiSquareObjective(X, y, ridge, b, rho), ChiSquare(X, y, ridge, b, rho)
