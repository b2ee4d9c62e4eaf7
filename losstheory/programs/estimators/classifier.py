"""What the robust linear classifiers share: reading data, scores, labels, and evidence that is made when asked for."""

from __future__ import annotations

from math import isfinite, isnan
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from losstheory.numeric.callables import Floats
from losstheory.programs.solution import DataError, Solution

MOST_STEPS, LARGEST = 10**9, 1e50


class ParameterError(DataError, ValueError):
    """A parameter or labels that an estimator cannot be fitted with."""


class RobustLinearClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A binary classifier with the score ``X @ coef_[0] + intercept_[0]``; ``classes_[1]`` where it is positive."""

    coef_: Floats
    intercept_: Floats
    classes_: NDArray[Any]

    def decision_function(self, X: ArrayLike) -> Floats:
        """The score of each row."""
        check_is_fitted(self)
        rows = validate_data(self, X, reset=False, dtype=np.float64)
        return np.asarray(rows @ self.coef_[0] + self.intercept_[0])

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The label of each row."""
        positive = self.decision_function(X) > 0
        return np.asarray(self.classes_[positive.astype(int)])

    @property
    def certificate_(self) -> Solution:
        """Certified bounds of the least robust risk: ``upper`` is what the fitted model attains."""
        check_is_fitted(self)
        solution: Solution = self._evidence.solution
        return solution

    @property
    def problem_(self) -> Any:
        """The same problem in cvxpy, not solved; needs cvxpy."""
        return self.certificate_.problem

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags

    def _read(self, X: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """A copy of the rows, since evidence is made from it later, and -1 for ``classes_[0]``, 1 for ``classes_[1]``.

        Raises:
            ParameterError: other than two classes, or entries beyond 1e50. ValueError: what scikit-learn refuses, NaN
                among it.
        """
        rows, labels = validate_data(self, X, y, dtype=np.float64, copy=True)
        if (largest := float(np.abs(rows).max())) > LARGEST:
            raise ParameterError(
                f"expected entries of X of size at most {LARGEST:g}, since products of them must be finite, "
                f"got {largest:g}; scale the columns"
            )
        check_classification_targets(labels)
        self.classes_, index = np.unique(labels, return_inverse=True)
        if len(self.classes_) > 2:
            raise ParameterError(
                f"Only binary classification is supported: expected 2 classes in y, got {len(self.classes_)}; "
                "wrap the estimator in OneVsRestClassifier"
            )
        if len(self.classes_) < 2:
            raise ParameterError("expected 2 classes in y, got one class; there is nothing to separate")
        return rows, np.where(index == 1, 1.0, -1.0)


class ProbabilisticMixin:
    """Probabilities of a classifier whose score is the log-odds."""

    def predict_proba(self: Any, X: ArrayLike) -> Floats:
        """The probability of each class, shape ``(n, 2)``."""
        score = self.decision_function(X)
        return np.asarray(np.exp(-np.logaddexp(0, np.column_stack([score, -score]))))

    def predict_log_proba(self: Any, X: ArrayLike) -> Floats:
        """The logarithm of ``predict_proba``."""
        score = self.decision_function(X)
        return np.asarray(-np.logaddexp(0, np.column_stack([score, -score])))


def real(value: object, name: str, least: float, strict: bool = False) -> float:
    """A parameter that is a real number and at least, or more than, a bound.

    Raises:
        ParameterError: it is not, or NaN.
    """
    wanted = f"expected {name} {'>' if strict else '>='} {least:g}"
    if not isinstance(value, Real) or isinstance(value, bool):
        raise ParameterError(f"{wanted}, got {value!r}")
    number = float(value)
    if isnan(number) or number < least or (strict and number == least):
        raise ParameterError(f"{wanted}, got {value!r}")
    return number


def positive(value: object, name: str) -> float:
    """A finite positive parameter; raises ParameterError."""
    number = real(value, f"a finite {name}", 0, strict=True)
    if not isfinite(number):
        raise ParameterError(f"expected a finite {name} > 0, got {value!r}")
    return number
