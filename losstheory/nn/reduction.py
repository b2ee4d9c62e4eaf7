"""What becomes of the losses of a batch: all of them, their sum, or their mean."""

from __future__ import annotations

from torch import Tensor

from losstheory.numeric.arguments import CallableError

REDUCTIONS = ("none", "mean", "sum")
MANY = 2**16
"""From so many on a sum is divided: the derivative of a mean is one pass more, that of a division one operation."""


def check_reduction(reduction: str) -> str:
    """The reduction, if it is one.

    Raises:
        CallableError: it is none.
    """
    if reduction not in REDUCTIONS:
        raise CallableError(f"expected a reduction among {', '.join(REDUCTIONS)}; got {reduction!r}")
    return reduction


def reduced(losses: Tensor, reduction: str, total: Tensor | None) -> Tensor:
    """The losses, their sum, or that divided by ``total``, None for their number: 0/0, NaN, where nothing counts."""
    if reduction == "none":
        return losses
    if reduction == "mean" and total is None and losses.numel() < MANY:
        return losses.mean()
    whole = losses.sum()
    return whole if reduction == "sum" else whole / (losses.numel() if total is None else total)
