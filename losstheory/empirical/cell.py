"""One cell of a trial: one loss, one label noise, and a replica of the model for each seed."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from importlib.metadata import version
from typing import Any, TypeAlias

import numpy as np
import torch

import losstheory
from losstheory.empirical.datasets import Dataset
from losstheory.empirical.intervals import MeasurementError
from losstheory.empirical.models import Architecture, Tensor, described, draw_parameters, model
from losstheory.empirical.noisy_labels import label_noise
from losstheory.empirical.training import Criterion, Settings, scores, train
from losstheory.losses.multiclass import AnyMulticlass, FormulaPerClass, multiclass
from losstheory.nn.threads import one_thread
from losstheory.numeric import to_torch

AnyCriterion: TypeAlias = AnyMulticlass | str | Callable[[Tensor, Tensor], Tensor]
Numbers: TypeAlias = list[float | None]
CLEAN = "none"
GREY = 255
PACKAGES = ("numpy", "scikit-learn", "torch")


@dataclass(frozen=True)
class Cell:
    """What is trained and measured together.

    Attributes:
        name: of the loss, in tables.
        loss: what ``lt.multiclass`` takes, or a function of scores ``[m, K]`` and labels ``[m]`` that gives m losses or
            their mean, such as a module.
        data: inputs and labels; grey levels are divided by the greatest, other features standardised one by one.
        noise: of the labels for training, such as ``"symmetric:0.4"``; ``"none"`` for none.
        model: see ``models.model``.
        seeds: one replica each. A seed draws the split, and from three streams the noise, the initial values and the
            order of the batches, so that cells of the same seeds are paired.
        settings: of the training.
        test_share: of the data, held out from each class.
    """

    name: str
    loss: AnyCriterion
    data: Dataset
    noise: str
    model: str | Architecture
    seeds: tuple[int, ...]
    settings: Settings = field(default_factory=Settings)
    test_share: float = 0.25

    def check(self) -> None:
        """Refuse what cannot be trained before anything is.

        Raises:
            LossTheoryError: the loss, the noise or the model is unknown or does not fit the data.
        """
        if isinstance(self.loss, str | FormulaPerClass):
            formulas(self.loss, self.data.classes)
        elif not callable(self.loss):
            raise MeasurementError(f"expected a loss or a function of scores and labels, got {self.loss!r:.60}")
        if self.noise != CLEAN:
            label_noise(self.noise, self.data.classes)
        model(self.model, self.data.X.shape[1], self.data.classes)

    def protocol(self) -> dict[str, Any]:
        """All that is needed to repeat the cell, as JSON.

        Raises:
            MeasurementError: the loss or the model is a function, which JSON cannot hold.
        """
        if not isinstance(self.model, str) or not isinstance(self.loss, str | FormulaPerClass):
            raise MeasurementError(f"{self.name}: a function has no protocol; give the loss and the model by name")
        return {
            "loss": _stated(self.loss, self.data.classes),
            "data": {"name": self.data.name, "sha256": _fingerprint(self.data)},
            "noise": self.noise,
            "model": self.model,
            "seeds": list(self.seeds),
            "settings": asdict(self.settings),
            "test_share": self.test_share,
            "versions": versions(),
        }

    def describe(self) -> str:
        """The data, the model and the training in one line."""
        size, classes = self.data.X.shape[1], self.data.classes
        text = described(self.model, model(self.model, size, classes), size, classes)
        return f"{self.data!r}, {text}, {self.settings}"


def versions() -> dict[str, str]:
    """Of what the numbers depend on."""
    found = {name: version(name) for name in PACKAGES}
    return {"losstheory": losstheory.__version__, "machine": platform.machine(), **found}


def run_cell(cell: Cell) -> dict[str, Numbers]:
    """Train every replica of a cell on one thread.

    Returns:
        For each seed the accuracy on held-out clean labels, that on the labels of the training and the mean loss there;
        None where the scores or the loss are not finite.
    """
    dtype = getattr(torch, cell.settings.dtype)
    streams = [[np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(3)] for seed in cell.seeds]
    parts = [_parts(cell, seed, noise) for seed, (noise, _, _) in zip(cell.seeds, streams, strict=True)]
    inputs, labels, held_out, truth = (torch.from_numpy(np.stack(part)) for part in zip(*parts, strict=True))
    inputs, held_out = inputs.to(dtype), held_out.to(dtype)
    criterion = criterion_of(cell.loss, cell.data.classes, len(cell.seeds))
    with one_thread():
        made = model(cell.model, inputs.shape[2], cell.data.classes)
        start = torch.from_numpy(np.stack([draw_parameters(made, init) for _, init, _ in streams])).to(dtype)
        values = train(made, start, inputs, labels, criterion, cell.settings, [order for *_, order in streams])
        with torch.no_grad():
            seen, unseen = scores(made, values, inputs), scores(made, values, held_out)
            losses = criterion(seen, labels)
    losses = losses.mean(dim=1) if losses.ndim > 1 else losses
    return {
        "accuracy": _accuracies(unseen, truth),
        "train_accuracy": _accuracies(seen, labels),
        "train_loss": [x if math.isfinite(x) else None for x in losses.double().tolist()],
    }


def _parts(cell: Cell, seed: int, noise: np.random.Generator) -> tuple[Any, Any, Any, Any]:
    """The inputs and the labels read for training, and those held out, whose labels are clean."""
    split = cell.data.split(seed, cell.test_share)
    if has_grey_levels(cell.data):
        train, test = cell.data.rows(seed, cell.test_share)
        whole = cell.data.X.max()
        split = replace(split, train_X=cell.data.X[train] / whole, test_X=cell.data.X[test] / whole)
    read = split.train_y
    if cell.noise != CLEAN:
        read = label_noise(cell.noise, cell.data.classes).apply(read, split.train_X, noise)
    return split.train_X, read, split.test_X, split.test_y


def has_grey_levels(data: Dataset) -> bool:
    """Whether the inputs are whole numbers from 0 to at most 255, so that one factor scales all of them to [0, 1]."""
    return bool(data.X.min() == 0 and 0 < data.X.max() <= GREY and (np.round(data.X) == data.X).all())


def _fingerprint(data: Dataset) -> str:
    """A hash of the inputs and the labels."""
    parts = (np.ascontiguousarray(data.X, "<f8"), np.ascontiguousarray(data.y, "<i8"))
    return sha256(b"".join(repr(part.shape).encode() + part.tobytes() for part in parts)).hexdigest()


def formulas(loss: AnyMulticlass | str, classes: int) -> AnyMulticlass:
    """The loss of that many classes.

    Raises:
        LossTheoryError: the text is none, or the loss has another number of classes.
    """
    read = multiclass(loss, classes=classes) if isinstance(loss, str) else loss
    if read.classes != classes:
        raise MeasurementError(f"{read.name} is a loss of {read.classes} classes, the data have {classes}")
    return read


def criterion_of(loss: AnyCriterion, classes: int, replicas: int) -> Criterion:
    """The losses of scores ``[R, m, K]``; a function that somebody wrote is called for one replica at a time."""
    if isinstance(loss, str | FormulaPerClass):
        return to_torch(formulas(loss, classes))
    own: Sequence[Any] = [deepcopy(loss) for _ in range(replicas)]

    def evaluate(found: Tensor, labels: Tensor) -> Tensor:
        return torch.stack([one(s, y).mean() for one, s, y in zip(own, found, labels, strict=True)])

    return evaluate


def _accuracies(found: Tensor, labels: Tensor) -> Numbers:
    right = (found.argmax(dim=2) == labels).double().mean(dim=1).tolist()
    whole = torch.isfinite(found).flatten(1).all(dim=1).tolist()
    return [value if finite else None for value, finite in zip(right, whole, strict=True)]


def _stated(loss: AnyMulticlass | str, classes: int) -> dict[str, Any]:
    """By name with a hash of the formulas, which are long for many classes; without a name the formulas."""
    full = formulas(loss, classes).to_json()
    if not isinstance(loss, str):
        return full
    text = json.dumps(full, sort_keys=True)
    return {"name": loss, "classes": classes, "sha256": sha256(text.encode()).hexdigest()}
