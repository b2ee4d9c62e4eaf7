"""Replicas of a network trained at once, beside an ordinary loop of torch for one after another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

REPLICAS = (5, 20)
SIZE, FEATURES, CLASSES, BATCH, EPOCHS = 1347, 64, 10, 64, 3
MODELS = ("linear", "mlp", "cnn")


@dataclass(frozen=True)
class Training:
    """Seconds for all replicas on one thread, and how far the parameters differ in the end."""

    model: str
    replicas: int
    together: float
    in_turn: float
    difference: float


def measure() -> list[Training]:
    """One row a model and number of replicas, on noise of the shape of the digits, in float64."""
    from losstheory.nn.threads import one_thread

    with one_thread():
        return [_row(name, replicas) for name in MODELS for replicas in REPLICAS]


def _row(name: str, replicas: int) -> Training:
    import torch

    from losstheory.empirical.models import draw_parameters, model
    from losstheory.empirical.training import Settings, train

    made = model(name, FEATURES, CLASSES)
    draw = np.random.default_rng(0)
    inputs = torch.tensor(draw.uniform(size=(replicas, SIZE, FEATURES)))
    labels = torch.tensor(draw.integers(0, CLASSES, (replicas, SIZE)))
    start = torch.tensor(np.stack([draw_parameters(made, np.random.default_rng(seed)) for seed in range(replicas)]))

    def orders() -> list[Any]:
        return [np.random.default_rng(seed) for seed in range(replicas)]

    def losses(found: Any, y: Any) -> Any:
        return torch.nn.functional.cross_entropy(found.flatten(0, 1), y.flatten(), reduction="none").view(y.shape)

    settings = Settings(epochs=EPOCHS, batch=BATCH, dtype="float64")
    ours, together = _timed(lambda: train(made, start, inputs, labels, losses, settings, orders()))
    theirs, in_turn = _timed(
        lambda: torch.stack([_alone(name, *one) for one in zip(start, inputs, labels, orders(), strict=True)])
    )
    return Training(name, replicas, together, in_turn, float((ours - theirs).abs().max()))


def _alone(name: str, start: Any, inputs: Any, labels: Any, order: Any) -> Any:
    """What one writes with torch's own modules and optimiser."""
    import torch

    from losstheory.empirical.models import model

    module = model(name, FEATURES, CLASSES).to_empty(device="cpu").double()
    torch.nn.utils.vector_to_parameters(start.clone(), module.parameters())
    optimiser = torch.optim.Adam(module.parameters(), 1e-3)
    for _ in range(EPOCHS):
        for rows in torch.from_numpy(order.permutation(SIZE)).split(BATCH):
            optimiser.zero_grad()
            torch.nn.functional.cross_entropy(module(inputs[rows]), labels[rows]).backward()
            optimiser.step()
    return torch.nn.utils.parameters_to_vector(module.parameters()).detach()


def _timed(run: Callable[[], Any]) -> tuple[Any, float]:
    """The result, and the less of two times."""
    seconds = []
    for _ in range(2):
        start = perf_counter()
        found = run()
        seconds.append(perf_counter() - start)
    return found, min(seconds)
