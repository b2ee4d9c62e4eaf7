"""Networks trained with several losses on the same seeds, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from losstheory.reports.tables import columns, csv_table, html_table, markdown_table

if TYPE_CHECKING:
    from losstheory.empirical.cell import Cell, Numbers
    from losstheory.empirical.measurement import Measurement

SHOWN = {"accuracy": "test accuracy", "train_accuracy": "accuracy in training", "train_loss": "mean loss in training"}


@dataclass(frozen=True)
class Trial:
    """What every replica reached, by loss and label noise, with paired differences.

    Attributes:
        cells: one for each loss and noise, with the same seeds.
        numbers: for each cell the metrics of its replicas, in the order of the seeds.
        level: of each interval.
        metric: what tables show: ``"accuracy"`` (held out, clean labels), ``"train_accuracy"`` or ``"train_loss"``.
    """

    cells: Sequence[Cell]
    numbers: Sequence[Mapping[str, Numbers]]
    level: float = 0.95
    metric: str = "accuracy"

    def __post_init__(self) -> None:
        from losstheory.empirical.intervals import MeasurementError

        if not 0 < self.level < 1:
            raise MeasurementError(f"a level lies between 0 and 1, got {self.level}")
        if self.metric not in SHOWN:
            raise MeasurementError(f"expected a metric among {', '.join(SHOWN)}; got {self.metric!r}")

    @property
    def losses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cell.name for cell in self.cells))

    @property
    def noises(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cell.noise for cell in self.cells))

    @property
    def seeds(self) -> tuple[int, ...]:
        return self.cells[0].seeds

    def replicas(self, loss: str, noise: str | None = None, metric: str | None = None) -> Numbers:
        """The metric for each seed, None where the numbers were not finite.

        Raises:
            MeasurementError: there is no such loss, noise or metric.
        """
        from losstheory.empirical.intervals import MeasurementError
        from losstheory.empirical.trial import METRICS

        for name, known in (
            (loss, self.losses),
            (noise or self.noises[-1], self.noises),
            (metric or self.metric, METRICS),
        ):
            if name not in known:
                raise MeasurementError(f"the trial has no {name!r}; it has {', '.join(known)}")
        return self.numbers[self._index(loss, noise)][metric or self.metric]

    def measurement(self, loss: str, noise: str | None = None, metric: str | None = None) -> Measurement:
        """The mean over the seeds with a Student interval, for the last noise unless another is named.

        Raises:
            MeasurementError: there is no such loss or noise, or a replica has left the finite numbers.
        """
        from losstheory.empirical.trial import measured

        numbers = {metric or self.metric: self.replicas(loss, noise, metric)}
        return measured(self.cells[self._index(loss, noise)], numbers, metric or self.metric, self.level)

    def difference(self, loss: str, other: str, noise: str | None = None, metric: str | None = None) -> Measurement:
        """The mean of the paired differences ``loss - other``; raises as ``measurement`` does."""
        return self.measurement(loss, noise, metric).minus(self.measurement(other, noise, metric))

    def _index(self, loss: str, noise: str | None) -> int:
        wanted = (loss, noise or self.noises[-1])
        return next(i for i, cell in enumerate(self.cells) if (cell.name, cell.noise) == wanted)

    @property
    def shown(self) -> str:
        """What the metric is."""
        return SHOWN[self.metric]

    @property
    def title(self) -> str:
        """The data, the model, the training and what is shown."""
        return f"{self.cells[0].describe()}, {len(self.seeds)} seeds, {self.shown}, mean (sd)"

    @property
    def head(self) -> list[str]:
        return ["loss", *("noise 0" if noise == "none" else noise for noise in self.noises)]

    @property
    def rows(self) -> list[list[str]]:
        return [[loss, *(self._cell(loss, noise) for noise in self.noises)] for loss in self.losses]

    def _cell(self, loss: str, noise: str) -> str:
        lost = self.replicas(loss, noise).count(None)
        if lost:
            return f"not finite, {lost} of {len(self.seeds)}"
        found = self.measurement(loss, noise)
        return f"{found.estimate:.3f} ({found.deviation:.3f})"

    @property
    def pairs(self) -> list[list[str]]:
        """The paired differences to the first loss, for each noise."""
        return [[f"{loss} - {self.losses[0]}", *self._differences(loss)] for loss in self.losses[1:]]

    def _differences(self, loss: str) -> Iterator[str]:
        for noise in self.noises:
            if None in self.replicas(loss, noise) or None in self.replicas(self.losses[0], noise):
                yield "-"
            else:
                found = self.difference(loss, self.losses[0], noise)
                yield f"{found.estimate:+.3f} [{found.lower:+.3f}, {found.upper:+.3f}]"

    @property
    def remark(self) -> str:
        return f"paired differences over {len(self.seeds)} seeds, with an interval of {100 * self.level:g} % each"

    def to_text(self) -> str:
        below = [self.remark, columns([["", *self.head[1:]], *self.pairs])] if self.pairs else []
        return "\n".join([self.title, columns([self.head, *self.rows]), *below])

    def to_markdown(self) -> str:
        below = [self.remark, markdown_table(["difference", *self.head[1:]], self.pairs)] if self.pairs else []
        return "\n\n".join([self.title, markdown_table(self.head, self.rows), *below])

    def to_csv(self) -> str:
        """A row for each replica; a metric that is not finite is empty."""
        rows = [
            [cell.name, cell.noise, str(seed), *("" if x is None else repr(x) for x in reached)]
            for cell, numbers in zip(self.cells, self.numbers, strict=True)
            for seed, *reached in zip(self.seeds, *(numbers[metric] for metric in SHOWN), strict=True)
        ]
        return csv_table(["loss", "noise", "seed", *SHOWN], rows)

    def to_json(self) -> dict[str, Any]:
        """Every number, with the protocol of each cell where it has one."""
        from losstheory.empirical.trial import protocol_of

        cells = [
            {"loss": cell.name, "noise": cell.noise, "protocol": protocol_of(cell), **numbers}
            for cell, numbers in zip(self.cells, self.numbers, strict=True)
        ]
        return {
            "schema": "losstheory/trial/1",
            "title": self.title,
            "level": self.level,
            "seeds": list(self.seeds),
            "cells": cells,
        }

    def __str__(self) -> str:
        return self.to_text()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        below = f"<p>{escape(self.remark)}</p>" + html_table(["difference", *self.head[1:]], self.pairs)
        return f"<p>{escape(self.title)}</p>" + html_table(self.head, self.rows) + (below if self.pairs else "")


def trial(
    losses: Sequence[Any] | Mapping[str, Any],
    data: Any = "digits",
    noise: str | Sequence[str] = "none",
    model: Any = "mlp",
    *,
    seeds: int | Sequence[int] = 5,
    level: float = 0.95,
    metric: str = "accuracy",
    executor: Executor | None = None,
    progress: bool | None = None,
    resume: str | Path | None = None,
    samples: int | None = None,
    **settings: Any,
) -> Trial:
    """Train a model with each loss on the same splits, label noise, initial values and batches, and compare.

    >>> result = lt.trial(["ce", "mae", "gce:q=0.7"], noise="symmetric:0.4", seeds=5, epochs=60)
    >>> print(result.difference("mae", "ce"))

    The numbers are the same for any executor, and after a run that was killed and resumed.

    Args:
        losses: what ``lt.multiclass`` takes, or functions of scores ``[m, K]`` and labels ``[m]`` such as modules; with
            names of their own in a mapping.
        data: a name of ``lt.empirical.dataset``; a CSV file with a header and the class in the last column, or an npz
            file with X and y; ``moons:SIGMA`` or ``rings:SIGMA``; a ``Dataset``; or a ``Distribution``, from which
            samples are drawn.
        noise: of the labels for training, such as ``"symmetric:0.4"``, beside clean labels; or a list of all noises.
        model: ``"linear"``, ``"mlp"``, ``"mlp:256,64"``, ``"cnn"``, or a function that makes a torch module of the
            numbers of features and classes.
        seeds: how many, or which.
        level: of each interval.
        metric: what tables show.
        executor: of ``concurrent.futures``; a pool of processes needs losses and models that pickle finds by name.
        progress: a bar on stderr; None: if it is a terminal.
        resume: a folder where finished cells are kept.
        samples: how many are drawn from a law, with seed 0, by default 1000; the splits differ from seed to seed.
        settings: ``epochs``, ``batch``, ``optimiser``, ``rate``, ``momentum``, ``weight_decay``, ``dtype``.

    Raises:
        MeasurementError: a setting is unknown or out of range, or there are fewer than two seeds.
        LossTheoryError: a loss, the data, the noise or the model is unknown.
    """
    from losstheory.empirical.trial import plan, run_cells, settings_of

    noises = (
        ("none", noise) if isinstance(noise, str) and noise != "none" else (noise,) if isinstance(noise, str) else noise
    )
    cells = plan(losses, data, noises, model, seeds, settings_of(settings), samples)
    empty = Trial(cells, (), level, metric)
    return replace(empty, numbers=run_cells(cells, executor, progress, resume))
