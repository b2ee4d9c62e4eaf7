"""A classifier that learns its loss: scores, and the convex potential whose gradient makes them probabilities."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from losstheory.nn.learned.estimators.classifier import NetworkClassifier, whole
from losstheory.nn.learned.legendre_tron import LegendreTron
from losstheory.nn.learned.potential import Potential
from losstheory.numeric.callables import Floats


@dataclass(eq=False, repr=False)
class LegendreTronClassifier(NetworkClassifier):
    """Any number of classes by the forecast of a learned ``Potential``; ``NetworkClassifier`` has the rest.

    The class is that of the greatest probability, which need not have the greatest score.

    Args:
        points: of the potential; None: as many as classes.

    >>> model = LegendreTronClassifier(epochs=40, batch=2, rate=0.1, random_state=0)
    >>> model.fit([[0.0], [1.0], [2.0], [3.0]], ["no", "no", "yes", "yes"]).predict([[0.5], [2.5]]).tolist()
    ['no', 'yes']
    """

    points: int | None = field(default=None, kw_only=True)

    def _make_loss(self, generator: Generator) -> torch.nn.Module:
        points = None if self.points is None else whole(self.points, "points")
        return LegendreTron(Potential(len(self.classes_), points, generator=generator))

    def predict_proba(self, X: ArrayLike) -> Floats:
        """The probability of each class, shape ``(n, K)``."""
        return np.exp(self.predict_log_proba(X))

    def predict_log_proba(self, X: ArrayLike) -> Floats:
        """Its logarithm."""
        scores = self._scores(X)
        with torch.no_grad():
            return np.asarray(self.loss_.potential.log_forecast(scores).numpy())

    def predict(self, X: ArrayLike) -> NDArray[np.generic]:
        """The label of each row."""
        likely = self.predict_log_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[likely])
