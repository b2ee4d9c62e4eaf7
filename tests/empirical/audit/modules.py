"""Losses as people write them, without a defect."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

torch: Any = pytest.importorskip("torch", reason="torch is not installed")
F = torch.nn.functional
Tensor = Any


def picked(scores: Tensor, targets: Tensor) -> Tensor:
    return torch.softmax(scores, -1).gather(1, targets[:, None])[:, 0]


def focal(scores: Tensor, targets: Tensor, gamma: float = 2.0) -> Tensor:
    q = picked(scores, targets)
    return ((1 - q) ** gamma * F.cross_entropy(scores, targets, reduction="none")).mean()


class MaskedFocal(torch.nn.Module):  # type: ignore[misc]
    """Focal loss with torch's reductions and ignored rows."""

    def __init__(self, ignore_index: int = -100, reduction: str = "mean", counts_ignored: bool = False) -> None:
        super().__init__()
        self.ignore_index, self.reduction, self.counts_ignored = ignore_index, reduction, counts_ignored

    def forward(self, scores: Tensor, targets: Tensor) -> Tensor:
        kept = targets != self.ignore_index
        logs = torch.log_softmax(scores, -1).gather(1, torch.where(kept, targets, 0)[:, None])[:, 0]
        losses = torch.where(kept, -((1 - logs.exp()) ** 2) * logs, 0.0)
        if self.reduction == "none":
            return losses
        total = losses.sum()
        return total if self.reduction == "sum" else total / (len(targets) if self.counts_ignored else kept.sum())


class Margins(torch.nn.Module):  # type: ignore[misc]
    """Cross-entropy with a margin for each class (LDAM)."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("margins", torch.tensor([0.5, 0.3, 0.1], dtype=torch.float64))

    def forward(self, scores: Tensor, targets: Tensor) -> Tensor:
        shift = F.one_hot(targets, 3) * self.margins[targets][:, None]
        return F.cross_entropy(scores - shift, targets)


def unequal_mae(scores: Tensor, targets: Tensor) -> Tensor:
    return (torch.softmax(scores, -1) - F.one_hot(targets, scores.shape[1])).abs().sum(1).mean()


def adjusted(scores: Tensor, targets: Tensor) -> Tensor:
    prior = torch.tensor([0.6, 0.3, 0.1], dtype=scores.dtype, device=scores.device)
    return F.cross_entropy(scores + prior.log(), targets)


def contrastive(scores: Tensor, targets: Tensor) -> Tensor:
    """Rows of one class attract each other: a loss of the batch as a whole."""
    rows = F.normalize(scores, dim=1)
    likeness = (rows @ rows.T / 0.5).masked_fill(torch.eye(len(rows), dtype=torch.bool, device=rows.device), -1e9)
    same = (targets[:, None] == targets[None]) & ~torch.eye(len(rows), dtype=torch.bool, device=rows.device)
    logs = likeness - likeness.logsumexp(1, keepdim=True)
    return -(logs * same).sum() / same.sum().clamp(min=1)


def soft_dice(scores: Tensor, targets: Tensor) -> Tensor:
    q, hot = torch.softmax(scores, -1), F.one_hot(targets, scores.shape[1])
    return 1 - 2 * (q * hot).sum() / (q.sum() + hot.sum())


def hand_made_ce(scores: Tensor, targets: Tensor) -> Tensor:
    top = scores.max(1, keepdim=True).values
    return ((scores - top).exp().sum(1).log() + top[:, 0] - scores.gather(1, targets[:, None])[:, 0]).mean()


def one_hot_ce(scores: Tensor, targets: Tensor) -> Tensor:
    if targets.shape != scores.shape:
        raise ValueError("targets are rows of 0 and 1 here")
    return -(targets * torch.log_softmax(scores, -1)).sum(1).mean()


class RowWeights(torch.nn.Module):  # type: ignore[misc]
    """A weight for each class, and the mean over the number of rows."""

    def __init__(self) -> None:
        super().__init__()
        self.reduction = "mean"
        self.register_buffer("weight", torch.tensor([1.0, 2.0, 5.0], dtype=torch.float64))

    def forward(self, scores: Tensor, targets: Tensor) -> Tensor:
        losses = F.cross_entropy(scores, targets, weight=self.weight.to(scores.dtype), reduction="none")
        return {"none": losses, "mean": losses.mean(), "sum": losses.sum()}[self.reduction]


class OwnBackward(torch.autograd.Function):  # type: ignore[misc]
    """Cross-entropy with a backward pass written by hand."""

    @staticmethod
    def forward(ctx: Any, scores: Tensor, targets: Tensor) -> Tensor:
        ctx.save_for_backward(torch.softmax(scores, 1), targets)
        return F.cross_entropy(scores, targets)

    @staticmethod
    def backward(ctx: Any, slope: Tensor) -> Any:
        q, targets = ctx.saved_tensors
        return slope * (q - F.one_hot(targets, q.shape[1])) / len(q), None


def complementary_sums(scores: Tensor, targets: Tensor) -> Tensor:
    """Lee, Lin and Wahba's hinge: the sum over the wrong classes, of centred scores."""
    centred = scores - scores.mean(1, keepdim=True)
    return F.relu(1 + centred).scatter(1, targets[:, None], 0.0).sum(1).mean()


def hardest_rows(scores: Tensor, targets: Tensor) -> Tensor:
    losses = F.cross_entropy(scores, targets, reduction="none")
    return losses.topk(max(1, (7 * len(losses)) // 10)).values.mean()


def enclosed(weights: Tensor) -> Any:
    def loss(scores: Tensor, targets: Tensor) -> Tensor:
        return F.cross_entropy(scores, targets, weight=weights.to(scores.dtype))

    return loss


CLEAN = {
    "ce, weights bound": partial(F.cross_entropy, weight=torch.tensor([1.0, 2.0, 3.0])),
    "ce, weights enclosed": enclosed(torch.tensor([1.0, 2.0, 3.0])),
    "ce, an ignored class": torch.nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 3.0]), ignore_index=1),
    "ce, a class of weight 0": torch.nn.CrossEntropyLoss(weight=torch.tensor([0.0, 2.0, 3.0])),
    "weights over rows": RowWeights(),
    "own backward": OwnBackward.apply,
    "LLW hinge": complementary_sums,
    "hardest rows": hardest_rows,
    "squared hinge, sum": torch.nn.MultiMarginLoss(p=2, reduction="sum"),
    "ce": F.cross_entropy,
    "ce module": torch.nn.CrossEntropyLoss(),
    "ce, weights": torch.nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 0.5])),
    "ce, sum": torch.nn.CrossEntropyLoss(reduction="sum"),
    "ce, none": torch.nn.CrossEntropyLoss(reduction="none"),
    "ce, smoothed": torch.nn.CrossEntropyLoss(label_smoothing=0.1),
    "ce, by hand": hand_made_ce,
    "ce, one hot": one_hot_ce,
    "focal": focal,
    "focal with ignored rows": MaskedFocal(),
    "hinge": torch.nn.MultiMarginLoss(),
    "margins": Margins(),
    "adjusted": adjusted,
    "2(1 - p)": unequal_mae,
    "contrastive": contrastive,
    "dice": soft_dice,
}
