"""The loss of a batch: a function of output and target that is a mean over the samples."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import torch
from torch import Tensor

from losstheory.landscape.batches import Batch
from losstheory.landscape.errors import LandscapeError, NonFinite
from losstheory.losses.loss import Loss, ResidualLoss
from losstheory.numeric import to_torch
from losstheory.numeric.arguments import BINARY, Labels

Objective: TypeAlias = Callable[[Any, Any], Tensor]


def objective(loss: Loss | Objective, labels: Labels | None) -> Objective:
    """The mean of a loss of the library, or the function ``loss(output, target)`` itself.

    A binary loss needs to know how labels are written, ``labels=(-1, 1)`` or ``(0, 1)``, and takes one score a
    sample; a residual loss takes target minus output.
    """
    if not isinstance(loss, Loss):
        if not callable(loss):
            raise LandscapeError(f"expected a loss of this library or a function of output and target, got {loss!r}")
        if labels is not None:
            raise LandscapeError("labels are for a loss of this library; a function of output and target has its own")
        return loss
    if not isinstance(loss, (ResidualLoss, *BINARY)):
        raise LandscapeError(f"{loss.name} is a {loss.kind} loss: give it as a function of output and target")
    if labels is None and not isinstance(loss, ResidualLoss):
        raise LandscapeError(f"{loss.name} needs to know how labels are written: labels=(-1, 1) or labels=(0, 1)")
    return _MeanLoss(loss, None if isinstance(loss, ResidualLoss) else labels)


class _MeanLoss:
    """The mean of a loss of the library; pickled as the loss that it is of."""

    def __init__(self, loss: Loss, labels: Labels | None) -> None:
        self._made_of = loss, labels
        if labels is None:
            of_residual = to_torch(loss)
            self._terms: Objective = lambda output, target: of_residual(target - output)
        else:
            of_score = to_torch(loss, labels=labels)
            self._terms = lambda output, target: of_score(target, output)

    def __call__(self, output: Tensor, target: Tensor) -> Tensor:
        return self._terms(_matching(output, target), target).mean()

    def __reduce__(self) -> tuple[type[_MeanLoss], tuple[Loss, Labels | None]]:
        return _MeanLoss, self._made_of


def _matching(output: Tensor, target: Tensor) -> Tensor:
    """One number a sample: a last axis of length 1 more or less does not matter."""
    if output.numel() != target.numel() or output.squeeze().shape != target.squeeze().shape:
        raise LandscapeError(
            f"expected one output for each target, got shapes {tuple(output.shape)} and {tuple(target.shape)}"
        )
    return output.reshape(target.shape)


def checked(value: Any, batch: Batch) -> Tensor:
    """The loss of a batch.

    Raises:
        LandscapeError: it is no scalar tensor of real numbers.
        NonFinite: it is infinite or not a number.
    """
    if not isinstance(value, Tensor) or value.ndim or value.is_complex():
        is_tensor = isinstance(value, Tensor)
        shown = f"a tensor of {value.dtype} of shape {tuple(value.shape)}" if is_tensor else type(value).__name__
        raise LandscapeError(f"expected a scalar loss, the mean over the batch, got {shown}: use reduction='mean'")
    if not math.isfinite(number := value.item()):
        raise NonFinite(f"the loss of batch {batch.index} is {number}: look at its inputs and at the parameters")
    return value


def require_mean(loss: Objective, output: Any, batch: Batch, precision: float) -> None:
    """See that the loss of a batch is the mean of those of its two halves, weighted by their numbers of terms.

    An output is cut with its batch where it is a tensor with the samples along its first axis, or a plain tuple, list
    or dict of such; others are not looked at.

    Raises:
        LandscapeError: it is not: a sum, a mean with weights, or a loss that couples samples.
        NonFinite: it is infinite or not a number.
    """
    if not _can_be_cut(output, batch.samples) or batch.samples < 2:
        return
    whole = Batch(batch.index, output, batch.target)
    parts = [whole.part(rows) for rows in torch.arange(batch.samples).tensor_split(2)]
    values = [float(loss(part.inputs, part.target)) for part in parts]
    mean = sum(value * part.weight for value, part in zip(values, parts, strict=True)) / batch.weight
    value = float(checked(loss(output, batch.target), batch))
    if not abs(mean - value) <= precision**0.5 * max(map(abs, (*values, value))):
        raise LandscapeError(
            f"the loss of a batch is {value:.6g}, the mean over its two halves is {mean:.6g}: what is asked needs a "
            "loss that is a plain mean over the samples, without weights and without terms that couple them"
        )


def _can_be_cut(output: Any, samples: int) -> bool:
    """Whether an output consists of tensors with the samples along their first axes."""
    if isinstance(output, Tensor):
        return bool(output.ndim) and len(output) == samples
    if type(output) not in (tuple, list, dict):
        return False
    parts = list(output.values() if isinstance(output, dict) else output)
    return bool(parts) and all(_can_be_cut(part, samples) for part in parts)
