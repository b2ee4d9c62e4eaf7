"""Replicas of a model in the course of training on draws of a law with known class probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike

from losstheory.empirical.cell import AnyCriterion, criterion_of
from losstheory.empirical.distributions import Distribution
from losstheory.empirical.models import Tensor, draw_parameters, model
from losstheory.empirical.training import Settings, scores, train
from losstheory.nn.threads import one_thread
from losstheory.numeric.callables import Floats


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Parameters before training and after each stage.

    Attributes:
        made: the module, whose own parameters are not used.
        stages: for each stage the parameters of all replicas, ``[R, P]``.
    """

    made: Any
    stages: Sequence[Tensor]

    def scores(self, points: ArrayLike) -> Floats:
        """The scores of each stage and replica at n inputs, ``[S, R, n, K]``."""
        x = torch.from_numpy(np.asarray(points, dtype=np.float64))
        with torch.no_grad(), one_thread():
            found = [scores(self.made, values, x.expand(len(values), *x.shape)) for values in self.stages]
        return np.asarray(torch.stack(found).numpy())


def trajectory(
    loss: AnyCriterion,
    law: Distribution,
    seeds: Sequence[int],
    *,
    model_name: str = "linear",
    samples: int = 1000,
    stages: int = 20,
    epochs: int = 1,
    rate: float = 0.1,
    batch: int = 32,
) -> Trajectory:
    """Train by plain stochastic gradient descent, which has no state but the parameters, in float64.

    A seed draws the sample, the initial values and the order of the batches from three streams, so that trajectories of
    the same seeds are paired.

    >>> from losstheory.empirical import DiscreteLaw
    >>> law = DiscreteLaw.of([[-1.0], [1.0]], ["1/4", "3/4"])
    >>> trajectory("ce", law, [0, 1], stages=3).scores([[-1.0], [1.0]]).shape
    (4, 2, 2, 2)

    Args:
        loss: what ``lt.multiclass`` takes, or a function of scores ``[m, K]`` and labels ``[m]``.
        law: where the samples come from.
        seeds: one replica each.
        model_name: see ``models.model``.
        samples: the size of the sample of each replica.
        stages: how often the parameters are kept.
        epochs: passes over the sample between two stages.
        rate, batch: of the steps.
    """
    streams = [[np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(3)] for seed in seeds]
    drawn = [law.sample(samples, data) for data, _, _ in streams]
    inputs, labels = (torch.from_numpy(np.stack(part)) for part in zip(*drawn, strict=True))
    criterion = criterion_of(loss, law.classes, len(seeds))
    settings = Settings(epochs=epochs, batch=batch, optimiser="sgd", rate=rate, dtype="float64")
    made = model(model_name, law.dimension, law.classes)
    values = torch.from_numpy(np.stack([draw_parameters(made, init) for _, init, _ in streams]))
    kept = [values]
    with one_thread():
        for _ in range(stages):
            values = train(made, values, inputs, labels, criterion, settings, [order for *_, order in streams])
            kept.append(values)
    return Trajectory(made, kept)
