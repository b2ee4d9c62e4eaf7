"""Forward and backward of the torch modules, beside torch's own losses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import process_time
from typing import Any

SHAPES = ((64, 10), (1024, 10), (4096, 10), (1024, 1000))
ROUNDS, SECONDS = 5, 0.1


@dataclass(frozen=True)
class Step:
    """Microseconds of a processor for one forward and backward, on one thread in float32."""

    loss: str
    rows: int
    columns: int
    ours: float
    theirs: float


def measure() -> list[Step]:
    """One row a loss and shape."""
    import torch

    from losstheory import nn

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    functions = torch.nn.functional
    triples: list[tuple[str, Callable[..., Any], Callable[..., Any]]] = [
        ("ce", nn.CrossEntropy(), functions.cross_entropy),
        ("weston_watkins", nn.WestonWatkins(), functions.multi_margin_loss),
        ("logistic", nn.Logistic(), functions.binary_cross_entropy_with_logits),
        ("logistic (-1, 1)", nn.Logistic(labels=(-1, 1)), functions.soft_margin_loss),
    ]
    found = []
    for rows, columns in SHAPES:
        scores = torch.randn(rows, columns, requires_grad=True)
        labels, flags = torch.randint(0, columns, (rows,)), torch.rand(rows, columns).round()
        for (name, ours, theirs), target in zip(triples, (labels, labels, flags, 2 * flags - 1), strict=True):
            found.append(Step(name, rows, columns, *_best((ours, theirs), scores, target)))
    torch.set_num_threads(threads)
    return found


def _best(losses: tuple[Callable[..., Any], ...], scores: Any, target: Any) -> list[float]:
    """The best of five rounds of a tenth of a second for each loss, in turn."""
    times: list[list[float]] = [[] for _ in losses]
    for _ in range(ROUNDS):
        for loss, taken in zip(losses, times, strict=True):
            loss(scores, target).backward()
            start, steps = process_time(), 0
            while process_time() - start < SECONDS:
                scores.grad = None
                loss(scores, target).backward()
                steps += 1
            taken.append((process_time() - start) / steps * 1e6)
    return [min(taken) for taken in times]
