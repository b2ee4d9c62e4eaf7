r"""Losses of a learned potential f: the log loss of its forecast, which trains f, and its canonical loss.

With the forecast :math:`q = \nabla f(s)`, the log loss :math:`-\log q_y` is strictly proper in q for every f, and
scores and f may be learned from it together. For a given f the canonical loss :math:`f(s) - s_y` is convex in s, and
its conditional risk is least where q is the law of the label: its gradient is :math:`q - e_y`. It does not train f,
since it falls with every offset.

Source: lam2023legendretron.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from copy import deepcopy

import torch
from torch import Tensor

from losstheory.nn.learned.potential import Potential
from losstheory.nn.reduction import check_reduction, reduced
from losstheory.numeric.arguments import CallableError

NARROW = (torch.bfloat16, torch.float16)


class PotentialLoss(torch.nn.Module, ABC):  # type: ignore[misc]
    """What both losses share: a loss of every class, of which the target takes one or a mixture.

    Scores have shape ``(K,)`` or ``(N, K, d1, …)`` and are finite; targets have the shape without K and are classes, or
    the same shape and are probabilities. Numbers of 16 bits are computed with in 32. The mean divides by the number of
    rows that are not ignored.

    Args:
        potential: f.
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.
        ignore_index: the label of rows that do not count.

    Raises:
        CallableError: an argument is none of these; when called, shapes that do not belong together.
    """

    def __init__(self, potential: Potential, *, reduction: str = "mean", ignore_index: int = -100) -> None:
        super().__init__()
        if not isinstance(potential, Potential):
            raise CallableError(f"expected a Potential, got {potential!r:.60}")
        self.potential, self.reduction, self.ignore_index = potential, check_reduction(reduction), ignore_index

    @abstractmethod
    def of_classes(self, rows: Tensor) -> Tensor:
        """The loss of each class for scores on the last axis."""

    def forward(self, scores: Tensor, target: Tensor) -> Tensor:
        """The loss, as reduced."""
        if scores.dim() == 0:
            raise CallableError("expected scores of shape (K,) or (N, K, d1, …), got a single number")
        axis = 0 if scores.dim() == 1 else 1
        rows = scores.movedim(axis, -1)
        rows = rows.float() if rows.dtype in NARROW else rows
        if target.is_floating_point() and target.shape == scores.shape:
            losses = (self.of_classes(rows) * target.movedim(axis, -1).to(rows.dtype)).sum(-1)
            return reduced(losses, self.reduction, losses.numel()).to(scores.dtype)
        if target.is_floating_point() or target.shape != rows.shape[:-1]:
            raise CallableError(
                f"for scores of shape {tuple(scores.shape)} expected classes of shape {tuple(rows.shape[:-1])}, whole "
                f"numbers, or probabilities of the shape of the scores; got {target.dtype} of {tuple(target.shape)}"
            )
        kept = target != self.ignore_index
        each = self.of_classes(torch.where(kept[..., None], rows, 0.0))
        losses = each.gather(-1, torch.where(kept, target, 0)[..., None])[..., 0]
        return reduced(torch.where(kept, losses, 0.0), self.reduction, kept.sum()).to(scores.dtype)

    def extra_repr(self) -> str:
        return f"reduction={self.reduction!r}"


class LegendreTron(PotentialLoss):
    """The log loss of the forecast: its gradient goes to the scores and to the potential.

    >>> import numpy as np
    >>> potential = Potential(3, generator=np.random.default_rng(0))
    >>> loss = LegendreTron(potential, reduction="none")
    >>> scores, labels = torch.tensor([[1.0, 0.0, -1.0]]), torch.tensor([0])
    >>> torch.equal(loss(scores, labels), -potential.log_forecast(scores)[:, 0])
    True
    """

    def of_classes(self, rows: Tensor) -> Tensor:
        return -self.potential.log_forecast(rows)


class Canonical(PotentialLoss):
    """The canonical loss of a potential, of which it keeps a copy that is not trained; the infimum is 0.

    >>> import numpy as np
    >>> potential = Potential(3, generator=np.random.default_rng(0))
    >>> scores = torch.tensor([1.0, 0.0, -1.0], requires_grad=True)
    >>> Canonical(potential)(scores, torch.tensor(0)).backward()
    >>> torch.allclose(scores.grad, potential.forecast(scores) - torch.tensor([1.0, 0.0, 0.0]))
    True
    """

    def __init__(self, potential: Potential, *, reduction: str = "mean", ignore_index: int = -100) -> None:
        super().__init__(deepcopy(potential), reduction=reduction, ignore_index=ignore_index)
        self.potential.requires_grad_(False)

    def of_classes(self, rows: Tensor) -> Tensor:
        return self.potential(rows)[..., None] - rows
