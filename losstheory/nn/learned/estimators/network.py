"""A perceptron, and its training together with a loss that may have parameters of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain, pairwise

import torch
from numpy.random import Generator
from torch import Tensor

from losstheory.nn.threads import one_thread


def perceptron(widths: Sequence[int], generator: Generator) -> torch.nn.Sequential:
    r"""Affine maps with ReLU between them, in float64; values are uniform on :math:`\pm 1/\sqrt{inputs}`.

    Args:
        widths: numbers of features, of hidden units, and of scores.
        generator: of the initial values.
    """
    layers: list[torch.nn.Module] = []
    for before, after in pairwise(widths):
        layer = torch.nn.utils.skip_init(torch.nn.Linear, before, after, dtype=torch.float64)
        for parameter in layer.parameters():
            parameter.data = torch.from_numpy(generator.uniform(-1, 1, parameter.shape) / math.sqrt(before))
        layers += [layer, torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def train(
    network: torch.nn.Module,
    loss: torch.nn.Module,
    rows: Tensor,
    targets: Tensor,
    *,
    epochs: int,
    batch: int,
    rate: float,
    generator: Generator,
) -> float:
    """Minimise the mean loss over both modules' parameters with Adam, in place, on one thread.

    Args:
        network: rows to scores, of shape ``[n]`` for one score.
        loss: of scores and targets, a mean.
        epochs: passes over the rows, each in an order that ``generator`` draws.
        batch: rows in a batch; the last one of a pass may be smaller.
        rate: the step size.

    Returns:
        The mean of the losses of the last pass, each before its step.
    """
    total = 0.0
    with one_thread():
        network.train()
        loss.train()
        optimiser = torch.optim.Adam(chain(network.parameters(), loss.parameters()), lr=rate)
        for _ in range(epochs):
            total = 0.0
            for chosen in torch.from_numpy(generator.permutation(len(rows))).split(batch):
                optimiser.zero_grad()
                value = loss(network(rows[chosen]), targets[chosen])
                value.backward()
                optimiser.step()
                total += float(value.detach()) * len(chosen)
    network.eval()
    loss.eval()
    return total / len(rows)
