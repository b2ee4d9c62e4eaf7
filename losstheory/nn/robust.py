"""Label-distributionally robust losses as torch modules."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from losstheory.nn.reduction import check_reduction, reduced
from losstheory.numeric.arguments import CallableError
from losstheory.programs.aldr import ALDRKL
from losstheory.programs.ldr import LDR, differences


class Robust(torch.nn.Module):  # type: ignore[misc]
    r"""The loss :math:`\max_p \langle p, b \rangle - \lambda R(p)` of score differences with margins, or ALDR-KL.

    The gradient is that of the inner product at the best p (Danskin); there is no second derivative. Values are
    computed with numpy in float64.

    Args:
        loss: a member of ``losstheory.programs.ldr``, or ``ALDRKL``.
        margin: c of :math:`b_k = s_k - s_y + c_{ky}`: one number for every rival, or a tensor ``(K, K)`` whose row y
            holds the margins of label y.
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
        ignore_index: the label of rows that do not count.

    Scores have shape ``(K,)`` or ``(N, K, d1, …)``, targets that shape without K.

    Raises:
        CallableError: another reduction; when called, shapes that do not belong together.
        DataError: when called, scores that are not finite, or labels that are no classes.

    >>> from losstheory.programs.ldr import TopMean
    >>> Robust(TopMean(2), margin=1.0)(torch.zeros(1, 3), torch.tensor([0])).item()
    1.0
    """

    margin: Tensor

    def __init__(
        self, loss: LDR | ALDRKL, *, margin: float | Tensor = 0.0, reduction: str = "mean", ignore_index: int = -100
    ) -> None:
        super().__init__()
        self.loss, self.reduction, self.ignore_index = loss, check_reduction(reduction), ignore_index
        self.register_buffer("margin", torch.as_tensor(margin))

    def forward(self, scores: Tensor, target: Tensor) -> Tensor:
        """The loss, as reduced."""
        rows = scores.movedim(0 if scores.dim() == 1 else 1, -1)
        if target.is_floating_point() or target.shape != rows.shape[:-1]:
            raise CallableError(
                f"for scores of shape {tuple(scores.shape)} expected whole numbers of shape {tuple(rows.shape[:-1])}; "
                f"got {target.dtype} of {tuple(target.shape)}"
            )
        kept = target != self.ignore_index
        losses = torch.zeros(target.shape, dtype=scores.dtype, device=scores.device)
        if kept.any():
            found: Any = Danskin.apply(rows[kept], target[kept], self.loss, self.margin)
            losses = losses.masked_scatter(kept, found)
        return reduced(losses, self.reduction, kept.sum())

    def extra_repr(self) -> str:
        return f"{self.loss!r}, reduction={self.reduction!r}"


class Danskin(torch.autograd.Function):  # type: ignore[misc]
    """Values of a maximum with the gradient at its maximiser."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor, labels: Tensor, loss: LDR | ALDRKL, margin: Tensor) -> Tensor:
        scores, places, margins = (part.detach().cpu().double().numpy() for part in (rows, labels, margin))
        places = places.astype(np.int64)
        found = loss.evaluate(differences(scores, places, margins))
        steps = found.weights.copy()
        steps[np.arange(len(places)), places] = 0.0
        steps[np.arange(len(places)), places] = -steps.sum(axis=1)
        ctx.save_for_backward(torch.as_tensor(steps).to(rows))
        return torch.as_tensor(found.value).to(rows)

    @staticmethod
    @once_differentiable  # type: ignore[untyped-decorator]
    def backward(ctx: Any, grown: Tensor) -> tuple[Tensor, None, None, None]:
        (steps,) = ctx.saved_tensors
        return grown[:, None] * steps, None, None, None
