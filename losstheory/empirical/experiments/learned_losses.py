r"""Drawn and learned losses against fixed ones: the same networks, initial values, batches and noisy labels.

What theory says is that minimisers of either kind of loss have the least 0-1 risk; it orders no two of them on a
sample. So there is no ordering that follows from a theorem, and a claim about the difference is one about the data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

from losstheory.empirical.cell import CLEAN
from losstheory.empirical.datasets import dataset
from losstheory.empirical.intervals import MeasurementError
from losstheory.empirical.measurement import Measurement
from losstheory.empirical.noisy_labels import label_noise
from losstheory.losses.multiclass import multiclass_catalogue
from losstheory.nn.learned.estimators import (
    EnsLossClassifier,
    LegendreTronClassifier,
    MarginLossClassifier,
    MulticlassLossClassifier,
)
from losstheory.nn.threads import one_thread

LEARNED: dict[str, Callable[..., Any]] = {"ens_loss": EnsLossClassifier, "legendre_tron": LegendreTronClassifier}


def measure(
    losses: Sequence[str],
    seeds: Sequence[int],
    data: str = "breast_cancer",
    noise: str = CLEAN,
    hidden: Sequence[int] = (),
    epochs: int = 50,
    batch: int = 32,
    rate: float = 0.01,
) -> dict[str, Measurement]:
    """The accuracy on held-out clean labels of each loss, paired by the seeds.

    A seed draws the split, and from two streams the noise and the seed of the classifier.

    Args:
        losses: ``"ens_loss"``, ``"legendre_tron"``, a multiclass loss such as ``"ce"``, or, for two classes, a binary
            one such as ``"hinge"``.
        seeds: at least two.
        data: see ``dataset``.
        noise: of the labels for training, such as ``"symmetric:0.2"``.
        hidden, epochs, batch, rate: see ``NetworkClassifier``.

    Raises:
        MeasurementError: fewer than two seeds, or a loss twice.
    """
    if len(set(seeds)) < max(2, len(seeds)) or len(set(losses)) < len(losses):
        raise MeasurementError("expected different losses, and at least two different seeds")
    given = dataset(data)
    settings = {"hidden": list(hidden), "epochs": epochs, "batch": batch, "rate": rate}
    found: dict[str, list[float]] = {name: [] for name in losses}
    for seed in seeds:
        split = given.split(seed)
        flips, start = (np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(2))
        read = split.train_y
        if noise != CLEAN:
            read = label_noise(noise, given.classes).apply(read, split.train_X, flips)
        state = int(start.integers(2**31))
        for name in losses:
            model = classifier(name, **settings, random_state=state)
            with one_thread():
                model.fit(split.train_X, read)
                found[name].append(float(model.score(split.test_X, split.test_y)))
    protocol = {"experiment": "learned losses", "data": data, "noise": noise, **settings, "seeds": list(seeds)}
    return {name: Measurement.of(one, protocol={**protocol, "loss": name}) for name, one in found.items()}


def classifier(loss: str, **settings: Any) -> BaseEstimator:
    """The classifier of a loss by name.

    >>> classifier("hinge", epochs=3)
    MarginLossClassifier(epochs=3, loss='hinge')
    """
    if loss in LEARNED:
        return LEARNED[loss](**settings)
    if multiclass_catalogue.recognizes(loss):
        return MulticlassLossClassifier(loss=loss, **settings)
    return MarginLossClassifier(loss=loss, **settings)
