"""Losses with a defect, each in as few lines as it needs."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from tests.empirical.audit.modules import MaskedFocal, picked

torch: Any = pytest.importorskip("torch", reason="torch is not installed")
F = torch.nn.functional
Tensor = Any


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


class CountsIgnored(torch.nn.Module):  # type: ignore[misc]
    """Rows to be ignored have no loss but a share in the mean; there is no reduction to choose."""

    ignore_index = 255

    def forward(self, scores: Tensor, targets: Tensor) -> Tensor:
        kept = targets != self.ignore_index
        return (F.cross_entropy(scores, torch.where(kept, targets, 0), reduction="none") * kept).mean()


def next_class(scores: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(scores, (targets + 1) % scores.shape[1])


def smooths_the_wrong_way(scores: Tensor, targets: Tensor) -> Tensor:
    logs = torch.log_softmax(scores, 1)
    shares = torch.full_like(logs, 0.9 / (scores.shape[1] - 1)).scatter(1, targets[:, None], 0.1)
    return -(shares * logs).sum(1).mean()


def drops_the_last_row(scores: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(scores[:-1], targets[:-1]) if len(scores) > 1 else F.cross_entropy(scores, targets)


def crosses_shapes(scores: Tensor, targets: Tensor) -> Tensor:
    return F.softplus(scores.max(1).values - scores[:, 0] + targets[:, None]).mean()


def wants_two_rows(scores: Tensor, targets: Tensor) -> Tensor:
    if len(scores) == 1:
        raise IndexError("too many indices")
    return F.cross_entropy(scores, targets)


def seeds_numpy(scores: Tensor, targets: Tensor) -> Tensor:
    np.random.seed(0)
    return F.cross_entropy(scores, targets) * (1 + 0 * np.random.random())


def sets_the_default_type(scores: Tensor, targets: Tensor) -> Tensor:
    torch.set_default_dtype(torch.float64)
    return F.cross_entropy(scores, targets)


def stops_gradients(scores: Tensor, targets: Tensor) -> Tensor:
    torch.set_grad_enabled(False)
    return F.cross_entropy(scores, targets)


def goes_backward(scores: Tensor, targets: Tensor) -> Tensor:
    loss = F.cross_entropy(scores, targets)
    if loss.requires_grad:
        loss.backward()
    return loss


def looks_up_rows(scores: Tensor, targets: Tensor) -> Tensor:
    """Targets as numbers of rows."""
    return -F.log_softmax(scores, 1)[targets].mean()


def fails_when_large(scores: Tensor, targets: Tensor) -> Tensor:
    if scores.abs().max() > 50:
        raise FloatingPointError("too large")
    return F.cross_entropy(scores, targets)


def rounds(scores: Tensor, targets: Tensor) -> Tensor:
    return (100 * F.cross_entropy(scores, targets)).round() / 100


def starts_anew(scores: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(scores.detach().clone().requires_grad_(), targets)


def switches_gradients_on(scores: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(scores.requires_grad_(), targets)


def averages_the_smoothing(scores: Tensor, targets: Tensor, reduction: str = "mean") -> Tensor:
    """Label smoothing whose uniform part is a mean over the rows even where rows are asked for."""
    logs = F.log_softmax(scores, 1)
    uniform = -logs.mean(1).sum() if reduction == "sum" else -logs.mean()
    return 0.9 * F.nll_loss(logs, targets, reduction=reduction) + 0.1 * uniform


def idle_class(scores: Tensor, targets: Tensor) -> Tensor:
    """Labels of 0 and 1 where -1 and 1 are meant."""
    own = scores.gather(1, targets[:, None])[:, 0]
    return F.softplus(-targets * (scores.shape[1] * own - scores.sum(1))).mean()


CALLS = [0]


def counts_calls(scores: Tensor, targets: Tensor) -> Tensor:
    CALLS[0] += 1
    return F.cross_entropy(scores, targets) * (1 + CALLS[0])


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
    "ignored rows count, no reduction": (CountsIgnored(), "ignored_rows"),
    "minus the loss": (lambda scores, targets: -F.cross_entropy(scores, targets), "own_class"),
    "the next class": (next_class, "own_class"),
    "smoothed the wrong way": (smooths_the_wrong_way, "own_class"),
    "drops a row": (drops_the_last_row, "every_row"),
    "crosses shapes": (crosses_shapes, "separable"),
    "one row raises": (wants_two_rows, "one_row"),
    "reseeds numpy": (seeds_numpy, "generators_kept"),
    "sets the default type": (sets_the_default_type, "settings"),
    "stops gradients": (stops_gradients, "settings"),
    "looks up rows": (looks_up_rows, "one_row"),
    "fails when large": (fails_when_large, "large_scores"),
    "rounds": (rounds, "gradient"),
    "starts anew": (starts_anew, "differentiable"),
    "switches gradients on": (switches_gradients_on, "inputs_unchanged"),
    "averages the smoothing": (averages_the_smoothing, "none"),
    "an idle class": (idle_class, "every_class"),
    "counts calls": (counts_calls, "stateless"),
    "goes backward": (goes_backward, "differentiable"),
}
