"""A classifier with a loss of the catalogue, to compare the others with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from losstheory.nn.binary import Binary
from losstheory.nn.learned.estimators.classifier import BinaryMixin, NetworkClassifier
from losstheory.nn.multiclass import Multiclass
from losstheory.numeric.callables import Floats


@dataclass(eq=False, repr=False)
class MarginLossClassifier(BinaryMixin, NetworkClassifier):
    """Two classes by the sign of a score that is trained with one binary loss; ``NetworkClassifier`` has the rest.

    Args:
        loss: catalogue terms or a formula in t.

    >>> model = MarginLossClassifier(loss="hinge", epochs=60, batch=2, rate=0.1, random_state=0)
    >>> model.fit([[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1]).predict([[0.5], [2.5]]).tolist()
    [0, 1]
    """

    loss: Any = field(default="logistic", kw_only=True)

    def _make_loss(self, generator: Generator) -> torch.nn.Module:
        return Binary(self.loss)


@dataclass(eq=False, repr=False)
class MulticlassLossClassifier(NetworkClassifier):
    """Any number of classes by the greatest score, trained with one loss; ``NetworkClassifier`` has the rest.

    Args:
        loss: catalogue terms or a formula, as ``lt.multiclass`` reads it.

    >>> model = MulticlassLossClassifier(loss="ce", epochs=40, batch=2, rate=0.1, random_state=0)
    >>> model.fit([[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1]).predict([[0.5], [2.5]]).tolist()
    [0, 1]
    """

    loss: Any = field(default="ce", kw_only=True)

    def _make_loss(self, generator: Generator) -> torch.nn.Module:
        return Multiclass(self.loss)

    def decision_function(self, X: ArrayLike) -> Floats:
        """The score of each class, shape ``(n, K)``; for two classes the difference of theirs, shape ``(n,)``."""
        scores = np.asarray(self._scores(X).numpy())
        return scores[:, 1] - scores[:, 0] if scores.shape[1] == 2 else scores

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The label of each row."""
        scores = self.decision_function(X)
        return np.asarray(self.classes_[(scores > 0).astype(int) if scores.ndim == 1 else scores.argmax(axis=1)])
