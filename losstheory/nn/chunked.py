"""A linear layer and the loss of its scores, without the scores of all rows in memory."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from losstheory.losses.multiclass import AnyMulticlass
from losstheory.nn.multiclass import Multiclass
from losstheory.nn.reduction import check_reduction, reduced
from losstheory.numeric.arguments import CallableError


class ChunkedLinear(torch.nn.Module):  # type: ignore[misc]
    r"""A multiclass loss of the scores :math:`W h + b`, some rows at a time.

    Of the scores of ``chunk`` rows nothing is kept but the losses: derivatives compute them again. Memory beyond that
    of features, classifier and their gradients grows with ``chunk`` times K, not with the number of rows times K; the
    cost is one more product with W. Values and derivatives of any order are those of the loss of all scores.

    Args:
        loss: as ``Multiclass`` takes it.
        chunk: rows at a time.
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
        ignore_index: the label of rows that do not count.

    Features have shape ``(…, d)``, the classifier ``(K, d)``, the bias ``(K,)``, targets ``(…)`` are classes.

    Raises:
        CallableError: an argument is none of these; when called, shapes do not belong together.

    >>> loss = ChunkedLinear("ce", chunk=256)
    >>> loss(torch.zeros(1000, 8), torch.zeros(50, 8), torch.arange(1000) % 50).item()
    3.912...

    Source: wijmans2025cut, who take blocks of classes too.
    """

    def __init__(
        self,
        loss: str | AnyMulticlass = "ce",
        *,
        chunk: int = 1024,
        reduction: str = "mean",
        ignore_index: int = -100,
    ) -> None:
        super().__init__()
        if chunk < 1:
            raise CallableError(f"expected a chunk of at least one row, got {chunk}")
        self.chunk, self.reduction = chunk, check_reduction(reduction)
        self.rows = Multiclass(loss, reduction="none", ignore_index=ignore_index)

    def forward(self, features: Tensor, classifier: Tensor, target: Tensor, bias: Tensor | None = None) -> Tensor:
        """The loss, as reduced."""
        if target.shape != features.shape[:-1] or classifier.dim() != 2 or classifier.shape[1] != features.shape[-1]:
            raise CallableError(
                "expected features of shape (…, d), a classifier of shape (K, d) and classes of shape (…); got "
                f"{tuple(features.shape)}, {tuple(classifier.shape)} and {tuple(target.shape)}"
            )
        rows = features.reshape(-1, features.shape[-1]).split(self.chunk)
        parts = [
            checkpoint(self._losses, some, classifier, bias, labels, use_reentrant=False)
            for some, labels in zip(rows, target.reshape(-1).split(self.chunk), strict=True)
        ]
        kept = (target != self.rows.ignore_index).sum()
        return reduced(torch.cat(parts).reshape(target.shape), self.reduction, kept)

    def _losses(self, features: Tensor, classifier: Tensor, bias: Tensor | None, target: Tensor) -> Tensor:
        found: Tensor = self.rows(torch.nn.functional.linear(features, classifier, bias), target)
        return found

    def extra_repr(self) -> str:
        return f"chunk={self.chunk}, reduction={self.reduction!r}"
