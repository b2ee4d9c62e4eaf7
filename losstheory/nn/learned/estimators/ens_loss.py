"""A binary classifier whose every batch has a new calibrated loss."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from numpy.random import Generator

from losstheory.nn.learned.ens_loss import GRID, EnsLoss
from losstheory.nn.learned.estimators.classifier import BinaryMixin, NetworkClassifier
from losstheory.programs.estimators.classifier import ParameterError


@dataclass(eq=False, repr=False)
class EnsLossClassifier(BinaryMixin, NetworkClassifier):
    """Two classes by the sign of a score that is trained with ``EnsLoss``; ``NetworkClassifier`` has the rest.

    It has no probabilities, since the drawn losses have different links.

    Args:
        at_margins: whether the drawn derivative bends at the margins of the batch, or on a fixed grid.
        floor: the least steepness up to margin 1, positive.
        ceiling: the greatest.
        tail: p > 1 of the decay :math:`t^{-p}` of the steepness.

    >>> model = EnsLossClassifier(epochs=60, batch=2, rate=0.1, random_state=0)
    >>> model.fit([[0.0], [1.0], [2.0], [3.0]], ["no", "no", "yes", "yes"]).predict([[0.5], [2.5]]).tolist()
    ['no', 'yes']
    """

    at_margins: bool = field(default=True, kw_only=True)
    floor: float = field(default=0.0625, kw_only=True)
    ceiling: float = field(default=4.0, kw_only=True)
    tail: float = field(default=2.0, kw_only=True)

    def _make_loss(self, generator: Generator) -> torch.nn.Module:
        knots, bounds = None if self.at_margins else GRID, (self.floor, self.ceiling)
        try:
            return EnsLoss(generator, knots=knots, bounds=bounds, tail=self.tail)
        except (TypeError, ValueError) as error:
            raise ParameterError(f"floor, ceiling, tail: {error}") from None
