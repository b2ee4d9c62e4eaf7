"""What the classifiers share: a perceptron on standardised features, trained with a loss module."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from losstheory.nn.learned.estimators.network import perceptron, train
from losstheory.numeric.callables import Floats
from losstheory.programs.estimators.classifier import ParameterError, positive

SEEDS = 2**31 - 1


@dataclass(eq=False, repr=False, kw_only=True)
class NetworkClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A perceptron on standardised features; the fields of the class are the parameters.

    Initial values, the order of the batches and the loss have seeds of their own, drawn in this order: classifiers of
    one ``random_state`` and one number of scores begin alike and see the same batches, whatever their loss.

    Args:
        hidden: widths of the hidden layers; () is a linear model.
        epochs: passes over the data.
        batch: rows in a batch.
        rate: the step size of Adam.
        random_state: as in scikit-learn.

    Attributes:
        classes_, n_features_in_, n_iter_: as in scikit-learn; ``n_iter_`` counts passes.
        network_: the torch module, from standardised features to scores, in float64.
        loss_: the loss module, as training left it.
        mean_, scale_: of the features.
        objective_: the mean loss of the last pass.
    """

    hidden: Sequence[int] = ()
    epochs: int = 100
    batch: int = 32
    rate: float = 0.01
    random_state: Any = None

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Fit the model to rows of shape ``(n, d)`` and labels of any kind.

        Raises:
            ParameterError: a parameter out of range, or too few or too many classes. ValueError: data with NaN or inf;
                scores that left the finite numbers.
        """
        rows, labels = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(labels)
        self.classes_, index = np.unique(labels, return_inverse=True)
        self._check_classes(len(self.classes_))
        epochs, batch = whole(self.epochs, "epochs"), whole(self.batch, "batch")
        hidden = [whole(width, "hidden widths") for width in self.hidden]
        seeds = check_random_state(self.random_state).randint(SEEDS, size=3)
        starts, orders, losses = map(np.random.default_rng, seeds)
        outputs, targets = self._targets(torch.from_numpy(index))
        self.mean_, deviation = rows.mean(axis=0), rows.std(axis=0)
        self.scale_ = np.where(deviation > 0, deviation, 1.0)
        self.network_ = perceptron([rows.shape[1], *hidden, outputs], starts)
        if outputs == 1:
            self.network_.append(torch.nn.Flatten(0))
        self.loss_ = self._make_loss(losses).double()
        inputs = torch.from_numpy((rows - self.mean_) / self.scale_)
        rate = positive(self.rate, "rate")
        self.objective_ = train(
            self.network_, self.loss_, inputs, targets, epochs=epochs, batch=batch, rate=rate, generator=orders
        )
        self.n_iter_ = epochs
        if not np.isfinite(self.objective_):
            raise ValueError(f"the loss left the finite numbers, got {self.objective_}; lower rate from {rate:g}")
        return self

    @abstractmethod
    def _make_loss(self, generator: np.random.Generator) -> torch.nn.Module:
        """The loss of scores and targets, for the classes of the fit."""

    def _targets(self, index: torch.Tensor) -> tuple[int, torch.Tensor]:
        """The number of scores, and what the loss takes for class indices."""
        return len(self.classes_), index

    def _scores(self, X: ArrayLike) -> torch.Tensor:
        check_is_fitted(self)
        rows = validate_data(self, X, reset=False, dtype=np.float64)
        with torch.no_grad():
            return self.network_(torch.from_numpy((rows - self.mean_) / self.scale_))

    def _check_classes(self, count: int) -> None:
        if count < 2:
            raise ParameterError("expected at least 2 classes in y, got one class; there is nothing to separate")


class BinaryMixin:
    """One score for two classes; ``classes_[1]`` where it is positive."""

    def decision_function(self: Any, X: ArrayLike) -> Floats:
        """The score of each row."""
        return np.asarray(self._scores(X).numpy())

    def predict(self: Any, X: ArrayLike) -> NDArray[Any]:
        """The label of each row."""
        is_second = self.decision_function(X) > 0
        return np.asarray(self.classes_[is_second.astype(int)])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.classifier_tags.multi_class = False
        return tags

    def _targets(self, index: torch.Tensor) -> tuple[int, torch.Tensor]:
        return 1, index.double()

    def _check_classes(self, count: int) -> None:
        if count > 2:
            raise ParameterError(
                f"Only binary classification is supported: expected 2 classes in y, got {count}; "
                "wrap the estimator in OneVsRestClassifier"
            )
        super()._check_classes(count)  # type: ignore[misc]


def whole(value: object, name: str) -> int:
    """A parameter that is a whole number of at least 1.

    Raises:
        ParameterError: it is not.
    """
    if not isinstance(value, Integral) or isinstance(value, bool) or int(value) < 1:
        raise ParameterError(f"expected {name} >= 1, whole; got {value!r}")
    return int(value)
