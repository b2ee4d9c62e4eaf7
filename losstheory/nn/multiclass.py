"""Losses of several classes as torch modules, with the conventions of ``torch.nn.CrossEntropyLoss``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from losstheory.losses.loss import LossError
from losstheory.losses.multiclass import AnyMulticlass, multiclass
from losstheory.losses.multiclass.kinds import MAX_CLASSES
from losstheory.nn.reduction import check_reduction, reduced
from losstheory.nn.shortcuts import holds
from losstheory.numeric.arguments import CallableError
from losstheory.numeric.canonical import Domain
from losstheory.numeric.classes.every_k import every_k_formula
from losstheory.numeric.classes.functions import ClassFunction, class_function
from losstheory.numeric.classes.schemes import scheme
from losstheory.numeric.classes.tensors import torch_classes

NARROW = (torch.bfloat16, torch.float16)


class Multiclass(torch.nn.Module):  # type: ignore[misc]
    r"""A multiclass loss of scores and classes.

    With w the weights, :math:`\epsilon` the smoothing and K classes, the loss of a row with label y is
    :math:`(1 - \epsilon) w_y \ell_y + \frac{\epsilon}{K} \sum_k w_k \ell_k`, that of a row with law p is
    :math:`\sum_k w_k \left((1 - \epsilon) p_k + \frac{\epsilon}{K}\right) \ell_k`. The mean divides by the weights of
    the labels that are not ignored, for laws by the number of rows; it is NaN if all labels are ignored.

    Args:
        loss: catalogue terms such as ``"gce:q=7/10"`` or ``"nce + rce:A=4"``, a formula as ``lt.multiclass`` reads
            it, for any number of classes; or a loss, for its own.
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
        weight: of the classes, shape ``(K,)``; None: all 1.
        ignore_index: the label of rows that do not count.
        label_smoothing: in [0, 1].

    Scores have shape ``(K,)`` or ``(N, K, d1, …)``; targets have the shape without K and are classes, or the same
    shape and are probabilities. Numbers of 16 bits are computed with in 32. For more than 12 classes the formula is
    made of the terms of the loss, or, where it is not written in terms, the one that fits 4 to 8 classes
    (``numeric/classes/schemes.py``).

    Raises:
        CallableError: an argument is none of these; when called, shapes do not belong together, or the loss has no
            formula for so many classes.

    >>> loss = Multiclass("gce:q=7/10", reduction="sum")
    >>> loss(torch.zeros(2, 3), torch.tensor([0, 2])).item()
    1.532...
    """

    weight: Tensor | None

    def __init__(
        self,
        loss: str | AnyMulticlass,
        *,
        reduction: str = "mean",
        weight: Tensor | None = None,
        ignore_index: int = -100,
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__()
        if not 0 <= label_smoothing <= 1:
            raise CallableError(f"expected a label_smoothing in [0, 1], got {label_smoothing}")
        self.loss = loss
        self.reduction = check_reduction(reduction)
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing
        self.register_buffer("weight", weight)
        self._functions: dict[int, ClassFunction] = {}

    def forward(self, scores: Tensor, target: Tensor) -> Tensor:
        """The loss, as reduced."""
        if scores.dim() == 0:
            raise CallableError("expected scores of shape (K,) or (N, K, d1, …), got a single number")
        axis = 0 if scores.dim() == 1 else 1
        classes = scores.shape[axis]
        if self.weight is not None and self.weight.shape != (classes,):
            raise CallableError(f"expected weights of shape ({classes},), got {tuple(self.weight.shape)}")
        rows = scores if scores.dim() <= 2 else scores.movedim(1, -1)
        if rows.dtype in NARROW:
            rows = rows.float()
        function = self._function(classes)
        if target.is_floating_point() and target.shape == scores.shape:
            losses, total = self._of_laws(function, rows, target.movedim(axis, -1).to(rows.dtype))
        elif not target.is_floating_point() and target.shape == rows.shape[:-1]:
            losses, total = self._of_labels(function, rows, target)
        else:
            raise CallableError(
                f"for scores of shape {tuple(scores.shape)} expected classes of shape {tuple(rows.shape[:-1])}, whole "
                f"numbers, or probabilities of the shape of the scores; got {target.dtype} of {tuple(target.shape)}"
            )
        return reduced(losses, self.reduction, total).to(scores.dtype)

    def _of_laws(self, function: ClassFunction, rows: Tensor, laws: Tensor) -> tuple[Tensor, Tensor | None]:
        mixed = laws * (1 - self.label_smoothing) + self.label_smoothing / rows.shape[-1]
        if self.weight is not None:
            mixed = mixed * self.weight.to(rows.dtype)
        return function.of_laws(rows, mixed), None

    def _of_labels(self, function: ClassFunction, rows: Tensor, labels: Tensor) -> tuple[Tensor, Tensor | None]:
        kept = labels != self.ignore_index
        are_all_kept = holds(kept)
        if not are_all_kept:
            labels = torch.where(kept, labels, 0)
            rows = torch.where(kept[..., None], rows, 0.0)
        if are_all_kept and self.weight is None and not self.label_smoothing:
            return function.of_labels(rows, labels), None
        weights = torch.ones_like(rows[..., 0]) if self.weight is None else self.weight.to(rows.dtype)[labels]
        if self.label_smoothing:
            each = function.of_classes(rows)
            own = torch.gather(each, -1, labels[..., None])[..., 0]
            spread = each if self.weight is None else each * self.weight.to(rows.dtype)
            smooth = self.label_smoothing * spread.mean(-1)
            losses = (1 - self.label_smoothing) * weights * own + smooth
        else:
            losses = weights * function.of_labels(rows, labels)
        return torch.where(kept, losses, 0.0), torch.where(kept, weights, 0.0).sum()

    def _function(self, classes: int) -> ClassFunction:
        if classes not in self._functions:
            self._functions[classes] = build(self.loss, classes)
        return self._functions[classes]

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: functions are made anew."""
        return {**self.__dict__, "_functions": {}}

    def extra_repr(self) -> str:
        title = self.loss if isinstance(self.loss, str) else self.loss.name
        return f"{title!r}, reduction={self.reduction!r}"


@lru_cache(maxsize=256)
def build(loss: str | AnyMulticlass, classes: int) -> ClassFunction:
    """The function of a loss for a number of classes.

    Raises:
        CallableError: it has another one, or no formula for so many.
    """
    library = torch_classes()
    if not isinstance(loss, str):
        if loss.classes != classes:
            raise CallableError(f"{loss.name} is a loss of {loss.classes} classes, got scores of {classes}")
        return class_function(loss, library)
    if classes <= MAX_CLASSES:
        return class_function(multiclass(loss, classes=classes), library)
    try:
        formula = every_k_formula(multiclass(loss, classes="every"), classes)
    except LossError:  # it is not written in terms for every number of classes
        try:
            formula = scheme(lambda count: multiclass(loss, classes=count))(classes)
        except CallableError as error:
            raise CallableError(f"{loss} has at most {MAX_CLASSES} classes here, got {classes}: {error}") from error
    return ClassFunction([formula], (), Domain("s"), library)
