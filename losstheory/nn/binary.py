"""Losses of two labels as torch modules, with the conventions of ``torch.nn.BCEWithLogitsLoss``."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from losstheory.losses.catalogue import catalogue
from losstheory.losses.loss import AnyLoss, MarginLoss
from losstheory.losses.typed import loss as typed
from losstheory.nn.reduction import check_reduction, reduced
from losstheory.nn.shortcuts import are_signs
from losstheory.numeric.arguments import BINARY, CONVENTIONS, CallableError, Labels, centre, two_formulas
from losstheory.numeric.tensors import tree_to_torch

NARROW = (torch.bfloat16, torch.float16)


class Binary(torch.nn.Module):  # type: ignore[misc]
    r"""A margin or pair loss of scores, or a probability loss of probabilities, and labels.

    With y the share of the positive label, p its weight and w that of the element, the loss is
    :math:`w (p\, y\, \ell_+ + (1 - y)\, \ell_-)`; a label of share 0 has no influence. The mean divides by the
    number of elements that are not ignored.

    Args:
        loss: catalogue terms such as ``"logistic"``, a formula in t, or a loss.
        labels: ``(0, 1)`` or ``(-1, 1)``, the negative first; real targets between them are mixtures.
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
        weight: of the elements, a tensor that broadcasts to the scores; None: all 1.
        pos_weight: of the positive label, a tensor that broadcasts to the scores; None: 1.
        ignore_index: the label of elements that do not count, neither in the mean; None: all count.
        label_smoothing: e in [0, 1], which moves a share y to (1 - e) y + e/2.

    Scores and targets have the same shape. Numbers of 16 bits are computed with in 32.

    Raises:
        CallableError: an argument is none of these; when called, the shapes differ.

    >>> loss = Binary("logistic")
    >>> loss(torch.tensor([0.0, 0.0]), torch.tensor([1.0, 0.0])).item()
    0.693...
    """

    weight: Tensor | None
    pos_weight: Tensor | None

    def __init__(
        self,
        loss: str | AnyLoss,
        *,
        labels: Labels = (0, 1),
        reduction: str = "mean",
        weight: Tensor | None = None,
        pos_weight: Tensor | None = None,
        ignore_index: float | None = None,
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__()
        self.loss = read(loss) if isinstance(loss, str) else loss
        if not isinstance(self.loss, BINARY):
            raise CallableError(f"expected a margin, pair or probability loss, got the {self.loss.kind} loss {loss}")
        if tuple(labels) not in CONVENTIONS:
            raise CallableError(f"labels are written (-1, 1) or (0, 1), the negative first; got {labels!r}")
        self.labels, self.reduction = labels, check_reduction(reduction)
        if not 0 <= label_smoothing <= 1:
            raise CallableError(f"expected a label_smoothing in [0, 1], got {label_smoothing}")
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self._partials = partials(self.loss)

    def forward(self, scores: Tensor, target: Tensor) -> Tensor:
        """The loss, as reduced."""
        if scores.shape != target.shape:
            raise CallableError(
                f"expected targets of the shape of the scores, {tuple(scores.shape)}; got {tuple(target.shape)}"
            )
        rows = scores.float() if scores.dtype in NARROW else scores
        kept = None if self.ignore_index is None else target != self.ignore_index
        low, high = self.labels
        if kept is not None:
            rows, target = torch.where(kept, rows, centre(self.loss)), torch.where(kept, target, low)
        losses = self._of_targets(rows, target.to(rows.dtype))
        losses = losses if self.weight is None else self.weight * losses
        if kept is None:
            return reduced(losses, self.reduction, None).to(scores.dtype)
        return reduced(torch.where(kept, losses, 0.0), self.reduction, kept.sum()).to(scores.dtype)

    def _of_targets(self, rows: Tensor, target: Tensor) -> Tensor:
        low, high = self.labels
        if isinstance(self.loss, MarginLoss) and self.pos_weight is None and not self.label_smoothing:
            away = torch.rsub(target, high + low, alpha=2 // (high - low))
            if are_signs(away):
                return self._partials[1](away * rows)
        share = target if self.labels == (0, 1) else (target - low) / (high - low)
        if self.label_smoothing:
            share = (1 - self.label_smoothing) * share + self.label_smoothing / 2
        positive, negative = (
            torch.where(part == 0, 0.0, part * partial(torch.where(part == 0, centre(self.loss), rows)))
            for part, partial in zip((share, 1 - share), self._partials, strict=True)
        )
        return (positive if self.pos_weight is None else self.pos_weight * positive) + negative

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: functions are made anew."""
        return {name: value for name, value in self.__dict__.items() if name != "_partials"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self._partials = partials(self.loss)

    def extra_repr(self) -> str:
        return f"{self.loss.name!r}, labels={self.labels}, reduction={self.reduction!r}"


def read(text: str) -> AnyLoss:
    """The loss of catalogue terms, or of a formula of the margin t."""
    return catalogue.parse(text) if catalogue.recognizes(text) else typed(text)


@lru_cache(maxsize=256)
def partials(loss: AnyLoss) -> list[Callable[[Tensor], Tensor]]:
    """The functions of the positive and of the negative label."""
    return [tree_to_torch(tree) for tree in two_formulas(loss, (0, 1))]
