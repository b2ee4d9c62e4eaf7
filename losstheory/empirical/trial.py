"""Running the cells of a trial: in this process or by an executor, kept in a folder, always with the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed, wait
from contextlib import suppress
from dataclasses import fields
from itertools import product
from pathlib import Path
from typing import Any

from losstheory.empirical.cell import CLEAN, Cell, Numbers, run_cell
from losstheory.empirical.intervals import MeasurementError
from losstheory.empirical.measurement import Measurement
from losstheory.empirical.training import Settings
from losstheory.empirical.trial_data import data_of
from losstheory.nn.threads import one_thread
from losstheory.runs.cache import DamagedEntry, Store
from losstheory.runs.outcome import outcome, submitted
from losstheory.runs.progress import progress

KEPT = "with resume, finished cells are kept"
METRICS = ("accuracy", "train_accuracy", "train_loss")


def run_cells(
    cells: Sequence[Cell], executor: Executor | None = None, shown: bool | None = None, resume: str | Path | None = None
) -> list[dict[str, Numbers]]:
    """What ``run_cell`` finds for each cell, in their order.

    Args:
        cells: of one trial.
        executor: of ``concurrent.futures``; None: one cell after another in this process.
        shown: a bar on stderr; None: if it is a terminal.
        resume: a folder where finished cells are kept under their protocols; those that are there are not run again.

    Raises:
        MeasurementError: cells of functions that somebody wrote are to be kept.
        ExecutorLost: there are no workers any more; what was finished is kept in ``resume``.
    """
    store = None if resume is None else Store(Path(resume))
    keys = [None if store is None else {"cell": cell.protocol()} for cell in cells]
    found = {index: kept for index, key in enumerate(keys) if (kept := _kept(store, key)) is not None}
    with progress(len(cells), "trial", shown) as step:
        for _ in found:
            step()
        for index, numbers in _run([(i, cell) for i, cell in enumerate(cells) if i not in found], executor):
            found[index] = numbers
            if store is not None:
                store.save(keys[index], numbers)
            step()
    return [found[index] for index in range(len(cells))]


def _kept(store: Store | None, key: object) -> dict[str, Numbers] | None:
    """What an earlier run has found; an entry that is damaged is found again."""
    with suppress(DamagedEntry):
        return None if store is None else store.load(key)
    return None


def _run(cells: Sequence[tuple[int, Cell]], executor: Executor | None) -> Iterator[tuple[int, dict[str, Numbers]]]:
    """The numbers of each cell as they come; after a failure those that were begun, and then its error."""
    if executor is None:
        yield from ((index, run_cell(cell)) for index, cell in cells)
        return
    with one_thread():  # so that the threads of a pool give back what they found
        futures: dict[Future[dict[str, Numbers]], int] = {}
        failed = None
        try:
            for index, cell in cells:
                futures[submitted(executor, KEPT, run_cell, cell)] = index
            for future in as_completed(futures):
                if not future.cancelled() and future.exception() is None:
                    yield futures[future], future.result()
                elif failed is None:
                    failed = future
                    _stop(futures)
        finally:
            _stop(futures)
    if failed is not None:
        outcome(failed, KEPT)


def _stop(futures: Iterable[Future[Any]]) -> None:
    """Begin no more, and wait for what was begun."""
    wait([future for future in futures if not future.cancel()])


def measured(cell: Cell, numbers: Mapping[str, Numbers], metric: str, level: float) -> Measurement:
    """One metric of a cell over its seeds.

    Raises:
        MeasurementError: the metric is unknown, or the training of a seed left the finite numbers.
    """
    if metric not in METRICS:
        raise MeasurementError(f"expected a metric among {', '.join(METRICS)}; got {metric!r}")
    values = [x for x in numbers[metric] if x is not None]
    if len(values) < len(cell.seeds):
        lost = [seed for seed, x in zip(cell.seeds, numbers[metric], strict=True) if x is None]
        raise MeasurementError(f"{cell.name}: {metric} is not finite for the seeds {lost}; take a smaller rate")
    protocol = protocol_of(cell) or {"seeds": list(cell.seeds)}
    return Measurement.of(values, level, protocol={**protocol, "metric": metric})


def protocol_of(cell: Cell) -> dict[str, Any] | None:
    """The protocol of a cell; None where a function that somebody wrote has a part in it."""
    with suppress(MeasurementError):
        return cell.protocol()
    return None


def settings_of(given: Mapping[str, Any]) -> Settings:
    """Settings by name.

    Raises:
        MeasurementError: a name is unknown, or a value out of range.
    """
    known = [one.name for one in fields(Settings)]
    for name in given:
        if name not in known:
            raise MeasurementError(f"there is no setting {name!r}; expected {', '.join(known)}")
    return Settings(**given)


def accuracies(
    losses: Sequence[str],
    data: str = "digits",
    noise: str = CLEAN,
    model: str = "mlp",
    seeds: int | Sequence[int] = 5,
    metric: str = "accuracy",
    **settings: Any,
) -> dict[str, Measurement]:
    """A protocol for ``Measured``: a metric of each loss, over paired seeds: so many, or these."""
    cells = plan(losses, data, [noise], model, seeds, settings_of(settings))
    return {cell.name: measured(cell, found, metric, 0.95) for cell, found in zip(cells, run_cells(cells), strict=True)}


def plan(
    losses: Sequence[Any] | Mapping[str, Any],
    data: Any,
    noises: Sequence[str],
    model: Any,
    seeds: int | Sequence[int],
    settings: Settings,
    samples: int | None = None,
) -> list[Cell]:
    """The cells of a trial, loss by loss.

    Raises:
        MeasurementError: there is no loss or no noise, fewer than two seeds, or a name or a seed occurs twice; the data
            are of no kind that is known.
        LossTheoryError: a loss, the data or the noise is unknown.
    """
    named = dict(losses) if isinstance(losses, Mapping) else {_name(one): one for one in losses}
    chosen = tuple(range(seeds)) if isinstance(seeds, int) else tuple(seeds)
    if not named or len(named) < len(losses) or not noises or len(set(noises)) < len(noises):
        raise MeasurementError("expected losses and noises with different names, at least one of each")
    if len(chosen) < 2 or len(set(chosen)) < len(chosen) or any(seed < 0 for seed in chosen):
        raise MeasurementError(f"an interval needs at least two different seeds, none negative; got {seeds!r}")
    given = data_of(data, samples)
    cells = [
        Cell(name, one, given, noise, model, chosen, settings) for (name, one), noise in product(named.items(), noises)
    ]
    for cell in cells:
        cell.check()
    return cells


def _name(loss: Any) -> str:
    """What a loss is called in tables."""
    if isinstance(loss, str):
        return loss.strip()
    return str(getattr(loss, "name", None) or getattr(loss, "__name__", None) or type(loss).__name__)
