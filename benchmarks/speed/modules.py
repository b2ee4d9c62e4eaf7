"""Forward and backward of the torch modules, beside torch's own losses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

SHAPES = ((4096, 10), (1024, 100), (512, 1000))


@dataclass(frozen=True)
class Step:
    """Microseconds of one forward and backward, on one thread in float32."""

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
    pairs: list[tuple[str, Callable[..., Any], Callable[..., Any], bool]] = [
        ("ce", nn.CrossEntropy(), functions.cross_entropy, False),
        ("weston_watkins", nn.WestonWatkins(), functions.multi_margin_loss, False),
        ("logistic", nn.Logistic(), functions.binary_cross_entropy_with_logits, True),
    ]
    found = []
    for rows, columns in SHAPES:
        scores = torch.randn(rows, columns, requires_grad=True)
        labels, flags = torch.randint(0, columns, (rows,)), torch.rand(rows, columns).round()
        for name, ours, theirs, is_binary in pairs:
            times = [_best(loss, scores, flags if is_binary else labels) for loss in (ours, theirs)]
            found.append(Step(name, rows, columns, *times))
    torch.set_num_threads(threads)
    return found


def _best(loss: Callable[..., Any], scores: Any, target: Any) -> float:
    """The best of five rounds of a tenth of a second."""
    loss(scores, target).backward()
    times = []
    for _ in range(5):
        start, rounds = perf_counter(), 0
        while perf_counter() - start < 0.1:
            scores.grad = None
            loss(scores, target).backward()
            rounds += 1
        times.append((perf_counter() - start) / rounds * 1e6)
    return min(times)
