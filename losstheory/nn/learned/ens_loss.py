"""A new calibrated loss for every batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from numpy.random import Generator
from torch import Tensor

from losstheory.nn.learned.drawn_loss import DrawnLoss, Range, check_ranges, draw
from losstheory.nn.reduction import check_reduction, reduced
from losstheory.numeric.arguments import CONVENTIONS, CallableError, Labels

GRID = tuple(k / 2 for k in range(-8, 9))


class EnsLoss(torch.nn.Module):  # type: ignore[misc]
    r"""In training, each call draws a convex calibrated margin loss that is bounded below, and evaluates it.

    In evaluation the last drawn loss stays. It is a formula, so that the properties that it has by construction can be
    proved: ``lt.decide(Calibrated(module.drawn.loss))``. Value and gradient are those of one function, which does not
    depend on the batch unless ``knots`` is None. A score has no probability: the drawn losses have different links.

    Args:
        generator: where all randomness comes from; its state is part of the state dict.
        knots: where the drawn derivative bends; None: at the margins of the batch, so that the steepest slope is that
            of the least margin, whatever the scale of the scores is.
        powers, bounds, tail: see ``draw``.
        labels: ``(0, 1)`` or ``(-1, 1)``, the negative first; real targets between them are mixtures.
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.

    Scores and targets have the same shape.

    Raises:
        CallableError: an argument is none of these; when called, the shapes differ.

    Source: dai2024ensloss.

    >>> import numpy as np
    >>> module = EnsLoss(np.random.default_rng(0)).eval()
    >>> losses = [module(torch.tensor([s]), torch.tensor([1.0])).item() for s in (-1e4, 0.0, 1e4)]
    >>> losses == sorted(losses, reverse=True)
    True
    """

    def __init__(
        self,
        generator: Generator,
        *,
        knots: Sequence[float] | None = GRID,
        powers: Range = (-1.0, 1.0),
        bounds: Range = (0.0625, 4.0),
        tail: float = 2,
        labels: Labels = (0, 1),
        reduction: str = "mean",
    ) -> None:
        super().__init__()
        if not isinstance(generator, Generator):
            raise CallableError(f"expected a numpy.random.Generator, got {generator!r:.60}")
        if tuple(labels) not in CONVENTIONS:
            raise CallableError(f"labels are written (-1, 1) or (0, 1), the negative first; got {labels!r}")
        check_ranges(powers, bounds, tail)
        self.generator, self.knots = generator, knots
        self.powers, self.bounds, self.tail = powers, bounds, tail
        self.labels, self.reduction = labels, check_reduction(reduction)
        self.drawn = self.draw(GRID if knots is None else knots)

    def draw(self, knots: Tensor | Sequence[float]) -> DrawnLoss:
        """A new loss with these knots."""
        return draw(knots, self.generator, powers=self.powers, bounds=self.bounds, tail=self.tail)

    def forward(self, scores: Tensor, target: Tensor) -> Tensor:
        """The loss, as reduced."""
        if scores.shape != target.shape:
            raise CallableError(
                f"expected targets of the shape of the scores, {tuple(scores.shape)}; got {tuple(target.shape)}"
            )
        low, high = self.labels
        share = (target.to(scores.dtype) - low) / (high - low)
        if self.training:
            self.drawn = self.draw(self._margins(scores, share) if self.knots is None else self.knots)
        positive, negative = (
            torch.where(part == 0, 0.0, part * self.drawn(torch.where(part == 0, 0.0, margin)))
            for part, margin in ((share, scores), (1 - share, -scores))
        )
        return reduced(positive + negative, self.reduction, scores.numel())

    @staticmethod
    def _margins(scores: Tensor, share: Tensor) -> Tensor:
        margins = (torch.sign(2 * share - 1) * scores).detach()
        return margins[torch.isfinite(margins)]

    def get_extra_state(self) -> dict[str, Any]:
        """The drawn loss, and where the generator stands."""
        drawn = {"knots": self.drawn.knots, "steepness": self.drawn.steepness}
        return {"generator": self.generator.bit_generator.state, **drawn}

    def set_extra_state(self, state: dict[str, Any]) -> None:
        """What ``get_extra_state`` gave."""
        self.generator.bit_generator.state = state["generator"]
        self.drawn = DrawnLoss(state["knots"].cpu(), state["steepness"].cpu(), self.tail)

    def extra_repr(self) -> str:
        return f"labels={self.labels}, reduction={self.reduction!r}, tail={self.tail}"
