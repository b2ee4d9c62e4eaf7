r"""Deterministic training of several replicas of a model at once.

Replicas share the architecture and the settings; each has its own data, initial values and order of the batches. Their
parameters are stacked, the model runs through ``torch.func.vmap``, and the gradient of the sum of their losses is the
stack of their gradients.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import torch
from numpy.random import Generator
from torch.func import functional_call, vmap

from losstheory.empirical.intervals import MeasurementError
from losstheory.empirical.models import Tensor, parameters

Optimiser: TypeAlias = Literal["adam", "sgd"]
Criterion: TypeAlias = Callable[[Tensor, Tensor], Tensor]
DECAY, SECOND_DECAY, TINY = 0.9, 0.999, 1e-8


@dataclass(frozen=True)
class Settings:
    """How a model is trained.

    Attributes:
        epochs: passes over the data.
        batch: examples in a batch; the last one of a pass may be smaller.
        optimiser: ``"adam"`` (Kingma and Ba, with their constants) or ``"sgd"``.
        rate: the step size.
        momentum: of SGD.
        weight_decay: the multiple of the parameters that is added to the gradient.
        dtype: ``"float32"`` or ``"float64"``.
    """

    epochs: int = 60
    batch: int = 32
    optimiser: Optimiser = "adam"
    rate: float = 1e-3
    momentum: float = 0.0
    weight_decay: float = 0.0
    dtype: Literal["float32", "float64"] = "float32"

    def __post_init__(self) -> None:
        if self.epochs < 1 or self.batch < 1:
            raise MeasurementError(f"expected epochs and batch of at least 1, got {self.epochs} and {self.batch}")
        if not (self.rate > 0 and math.isfinite(self.rate) and 0 <= self.momentum < 1 and self.weight_decay >= 0):
            raise MeasurementError("expected rate > 0, 0 <= momentum < 1 and weight_decay >= 0")
        if self.optimiser not in get_args(Optimiser) or self.dtype not in ("float32", "float64"):
            raise MeasurementError(f"expected adam or sgd, in float32 or float64; got {self.optimiser}, {self.dtype}")

    def __str__(self) -> str:
        momentum = f" momentum {self.momentum:g}" if self.momentum else ""
        decay = f" weight decay {self.weight_decay:g}" if self.weight_decay else ""
        name = "Adam" if self.optimiser == "adam" else "SGD"
        return f"{name} {self.rate:g}{momentum}{decay}, batches of {self.batch}, {self.epochs} epochs"


def train(
    made: Any,
    start: Tensor,
    inputs: Tensor,
    labels: Tensor,
    criterion: Criterion,
    settings: Settings,
    generators: Sequence[Generator],
) -> Tensor:
    """The parameters of every replica after training, of shape ``[R, P]``.

    Args:
        made: the module, whose own parameters are not used.
        start: initial values, of shape ``[R, P]``.
        inputs: of shape ``[R, n, features]``.
        labels: of shape ``[R, n]``.
        criterion: scores ``[R, m, K]`` and labels ``[R, m]`` to losses ``[R, m]``, or to their means ``[R]``.
        settings: of the optimiser.
        generators: one for each replica, which orders its batches.
    """
    values = start.clone()
    step = _Adam(values, settings) if settings.optimiser == "adam" else _Sgd(values, settings)
    replicas, size = labels.shape
    rows, offsets = inputs.flatten(0, 1), size * torch.arange(replicas)[:, None]
    for _ in range(settings.epochs):
        order = torch.from_numpy(np.stack([one.permutation(size) for one in generators]))
        for chosen in order.split(settings.batch, dim=1):
            step(_gradient(made, values, rows[chosen + offsets], labels.gather(1, chosen), criterion))
    return values


def scores(made: Any, values: Tensor, inputs: Tensor) -> Tensor:
    """Scores of shape ``[R, n, K]`` of every replica on its inputs ``[R, n, features]``."""
    named = parameters(made, values)
    return vmap(lambda one, x: functional_call(made, one, (x,)))(named, inputs)


def _gradient(made: Any, values: Tensor, x: Tensor, y: Tensor, criterion: Criterion) -> Tensor:
    """The gradient of the mean loss of each replica: that of their sum, since they share nothing."""
    leaf = values.detach().requires_grad_()
    losses = criterion(scores(made, leaf, x), y)
    total = losses.mean(dim=1).sum() if losses.ndim > 1 else losses.sum()
    return torch.autograd.grad(total, leaf)[0]


class _Sgd:
    """v <- momentum v + g, w <- w - rate v, in place."""

    def __init__(self, values: Tensor, settings: Settings) -> None:
        self.values, self.settings, self.speed = values, settings, torch.zeros_like(values)

    def __call__(self, gradient: Tensor) -> None:
        gradient = gradient.add(self.values, alpha=self.settings.weight_decay)
        self.speed.mul_(self.settings.momentum).add_(gradient)
        self.values.sub_(self.speed, alpha=self.settings.rate)


class _Adam:
    """Kingma and Ba, Algorithm 1, in place."""

    def __init__(self, values: Tensor, settings: Settings) -> None:
        self.values, self.settings, self.steps = values, settings, 0
        self.first, self.second = torch.zeros_like(values), torch.zeros_like(values)

    def __call__(self, gradient: Tensor) -> None:
        self.steps += 1
        gradient = gradient.add(self.values, alpha=self.settings.weight_decay)
        self.first.lerp_(gradient, 1 - DECAY)
        self.second.mul_(SECOND_DECAY).addcmul_(gradient, gradient, value=1 - SECOND_DECAY)
        scale = self.second.sqrt().div_(math.sqrt(1 - SECOND_DECAY**self.steps)).add_(TINY)
        self.values.addcdiv_(self.first, scale, value=-self.settings.rate / (1 - DECAY**self.steps))
