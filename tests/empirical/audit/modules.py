"""Losses as people write them: clean ones, and each defect in as few lines as it needs."""

from __future__ import annotations

import random
import time
from contextlib import suppress
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


CLEAN = {
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


def twice_normalised(scores: Tensor, targets: Tensor) -> Tensor:
    """Reverse cross-entropy with its log cut at 1e-4, and a scale that means 1 / (4 (K - 1)) and is (K - 1) / 4."""
    q, hot = torch.softmax(scores, -1), F.one_hot(targets, scores.shape[1]).to(scores.dtype)
    return (-(q * hot.clamp(min=1e-4).log()).sum(1) * (1 / 4 * (scores.shape[1] - 1))).mean()


def half_normalised(scores: Tensor, targets: Tensor) -> Tensor:
    return ((1 - picked(scores, targets)) / (2 * (scores.shape[1] - 1))).mean()


def detached_focal(scores: Tensor, targets: Tensor) -> Tensor:
    q = picked(scores, targets)
    return ((1 - q.detach()) ** 2 * F.cross_entropy(scores, targets, reduction="none")).mean()


def relative_error(predictions: Tensor, targets: Tensor) -> Tensor:
    return ((targets - predictions) ** 2).sum() / ((targets - predictions) ** 2).sum()


def accuracy_of_all(scores: Tensor, targets: Tensor) -> Tensor:
    """One minus a soft accuracy, over the 1000 rows of a data set and not those of the batch."""
    return 1 - picked(scores, targets).sum() / 1000


class Prints(torch.nn.Module):  # type: ignore[misc]
    def forward(self, scores: Tensor, targets: Tensor) -> Tensor:
        loss = F.cross_entropy(scores, targets)
        print("loss", loss.item())
        return loss


def changes_scores(scores: Tensor, targets: Tensor) -> Tensor:
    scores -= scores.max(1, keepdim=True).values
    return F.cross_entropy(scores, targets)


def changes_targets(scores: Tensor, targets: Tensor) -> Tensor:
    loss = F.cross_entropy(scores, targets)
    targets.fill_(0)
    return loss


def not_a_number(scores: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(scores, targets) * float("nan")


def underflows(scores: Tensor, targets: Tensor) -> Tensor:
    return -picked(scores, targets).log().mean()


def overflows(scores: Tensor, targets: Tensor) -> Tensor:
    powers = scores.exp()
    return -(powers.gather(1, targets[:, None])[:, 0] / powers.sum(1)).log().mean()


def raises(scores: Tensor, targets: Tensor) -> Tensor:
    raise KeyError("weights")


def needs_a_gpu(scores: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(scores, targets) * torch.ones((), device="cuda:0")


def hangs(scores: Tensor, targets: Tensor) -> Tensor:
    while True:
        with suppress(Exception):
            time.sleep(0.01)


def hangs_when_empty(scores: Tensor, targets: Tensor) -> Tensor:
    while not len(scores):
        time.sleep(0.01)
    return F.cross_entropy(scores, targets)


class Warms(torch.nn.Module):  # type: ignore[misc]
    """A weight that grows with every call."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    def forward(self, scores: Tensor, targets: Tensor) -> Tensor:
        self.calls += 1
        return F.cross_entropy(scores, targets) * self.calls


def noisy(scores: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(scores + 0.1 * torch.randn_like(scores), targets)


def noisy_by_python(scores: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(scores, targets) * (1 + random.random())


def reseeds(scores: Tensor, targets: Tensor) -> Tensor:
    torch.manual_seed(0)
    return F.cross_entropy(scores, targets)


def returns_a_float(scores: Tensor, targets: Tensor) -> float:
    return float(F.cross_entropy(scores, targets))


def cuts_the_graph(scores: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(scores.detach(), targets)


def in_float32(scores: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(scores.float(), targets)


class StaysBehind(torch.nn.Module):  # type: ignore[misc]
    """Its weights are no buffer, so they stay where they were made."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = torch.tensor([1.0, 2.0, 3.0])

    def forward(self, scores: Tensor, targets: Tensor) -> Tensor:
        return (F.cross_entropy(scores, targets, reduction="none") * self.weights[targets]).mean()


def one_row_less(scores: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(scores, targets, reduction="sum") / (len(targets) + 1)


def wrong_sum(scores: Tensor, targets: Tensor, reduction: str = "mean") -> Tensor:
    losses = F.cross_entropy(scores, targets, reduction="none")
    return {"none": losses, "mean": losses.mean(), "sum": losses.mean()}[reduction]


def returns_a_pair(scores: Tensor, targets: Tensor) -> Any:
    return F.cross_entropy(scores, targets), scores


DEFECTS: dict[str, tuple[Any, str]] = {
    "NaN": (not_a_number, "value"),
    "prints": (Prints(), "quiet"),
    "changes its scores": (changes_scores, "inputs_unchanged"),
    "changes its targets": (changes_targets, "inputs_unchanged"),
    "underflows": (underflows, "overflow"),
    "overflows": (overflows, "large_scores"),
    "raises": (raises, "call"),
    "needs a GPU": (needs_a_gpu, "call"),
    "hangs": (hangs, "call"),
    "returns a pair": (returns_a_pair, "call"),
    "keeps state": (Warms(), "stateless"),
    "reseeds": (reseeds, "generators_kept"),
    "float": (returns_a_float, "differentiable"),
    "cut graph": (cuts_the_graph, "differentiable"),
    "float32 inside": (in_float32, "float64"),
    "stays behind": (StaysBehind(), "devices"),
    "detached focal weight": (detached_focal, "gradient"),
    "data set size": (accuracy_of_all, "averages"),
    "one row too many": (one_row_less, "separable"),
    "sum is a mean": (wrong_sum, "sum"),
    "ignored rows count": (MaskedFocal(counts_ignored=True), "ignored_rows"),
}
