"""Making the figures of a paper: in worker processes, and only where something that they depend on has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from losstheory.claims import Entry
from losstheory.reports.paper.drawing import Drawn, draw_figure
from losstheory.reports.paper.figure import FigureError, PaperFigure
from losstheory.reports.paper.provenance import FILE, SCHEMA, earlier, input_hashes, key_of, setting_of
from losstheory.reports.paper.sheet import Sheet
from losstheory.runs.files import atomic_write
from losstheory.runs.foreign import run_on
from losstheory.runs.pool import run_tasks
from losstheory.runs.tasks import TaskResult, TaskStatus

TIMEOUT = 600.0  # seconds for one figure
MEMORY = 16 << 30  # bytes of address space of a worker
PRELOAD = (
    "losstheory.reports",
    "losstheory.reports.paper.drawing",
    "losstheory.figures",
    "matplotlib.style",
    "matplotlib.backends.backend_pdf",
)


class Fate(StrEnum):
    """What became of a figure."""

    DRAWN = "drawn"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True)
class Made:
    """A figure after a run.

    Attributes:
        figure: what it is.
        fate: what became of it.
        account: its entry in the provenance; None if it failed.
        message: why it failed, or what is wrong with it.
        trace: the traceback in the worker, where there is one.
    """

    figure: PaperFigure
    fate: Fate
    account: dict[str, Any] | None = None
    message: str = ""
    trace: str = ""


@dataclass(frozen=True)
class MakingRun:
    """The figures that were finished, in order, and the setting of the run; ``lost``: why no workers are left."""

    made: tuple[Made, ...]
    setting: dict[str, Any]
    interrupted: bool
    lost: str = ""


def make_figures(
    figures: Sequence[PaperFigure],
    folder: Path,
    sheet: Sheet,
    *,
    jobs: int = 1,
    timeout: float = TIMEOUT,
    anew: bool = False,
    on_done: Callable[[], None] | None = None,
    executor: Executor | None = None,
) -> MakingRun:
    """Draw figures into a folder that exists; each that fails costs itself alone.

    Args:
        figures: Python files among them are run, in worker processes.
        folder: where ``NAME.pdf``, or another format, is written.
        sheet: width, fonts and format.
        jobs: number of worker processes.
        timeout: seconds for one figure.
        anew: draw also what has not changed.
        on_done: called as each figure is finished.
        executor: of ``concurrent.futures``, instead of ``jobs`` processes; its workers find Python files and what these
            read under the same paths, and the limits on time and memory are its own.

    Raises:
        PageError: no width of the venue is known.
        OSError: the folder cannot be written.
    """
    sheet.inches("full")
    setting, before = setting_of(sheet), {} if anew else earlier(folder)
    made, todo = dict[str, Made](), list[tuple[PaperFigure, dict[str, Any]]]()
    for figure in figures:
        try:
            account = _account(figure, setting, sheet)
        except FigureError as error:
            made[figure.name] = Made(figure, Fate.FAILED, message=str(error))
            continue
        old = before.get(figure.name, {})
        if old.get("key") == account["key"]:
            made[figure.name] = Made(figure, Fate.UNCHANGED, {**old, **account})
        else:
            todo.append((figure, account))

    def finish(index: int, result: TaskResult[Drawn]) -> None:
        figure, account = todo[index]
        made[figure.name] = _finished(figure, account, result, folder)
        if on_done is not None:
            on_done()

    for _ in made:
        if on_done is not None:
            on_done()
    task, wanted = partial(draw_figure, sheet=sheet), [figure for figure, _ in todo]
    if executor is not None:
        outcome = run_on(executor, task, wanted, on_done=finish)
    else:
        outcome = run_tasks(task, wanted, jobs=jobs, timeout=timeout, memory=MEMORY, on_done=finish, preload=PRELOAD)
    finished = tuple(made[figure.name] for figure in figures if figure.name in made)
    return MakingRun(finished, setting, outcome.interrupted, outcome.lost)


def write_account(folder: Path, run: MakingRun, entries: Sequence[Entry], others: Mapping[str, str]) -> None:
    """Write ``others``, texts by path, and ``provenance.json``, which says what everything was made from."""
    for name, text in others.items():
        (folder / name).parent.mkdir(exist_ok=True)
        atomic_write(folder / name, text)
    verdicts = [
        {
            "claim": f"{entry.origin}: {entry.claim.label}",
            "outcome": str(entry.outcome),
            "status": None if entry.verdict is None else str(entry.verdict.status),
            "certificate": None if entry.verdict is None else entry.verdict.sha256,
        }
        for entry in entries
    ]
    account = {
        "schema": SCHEMA,
        **run.setting,
        "figures": {made.figure.name: made.account for made in run.made if made.account is not None},
        "verdicts": verdicts,
        "files": {name: sha256(text.encode()).hexdigest() for name, text in others.items()},
    }
    atomic_write(folder / FILE, json.dumps(account, indent=1, sort_keys=True, allow_nan=False) + "\n")


def _account(figure: PaperFigure, setting: Mapping[str, Any], sheet: Sheet) -> dict[str, Any]:
    inputs = input_hashes(figure)
    return {
        "origin": Path(figure.origin).name,
        "content": figure.content,
        "inputs": inputs,
        "column": sheet.column or figure.column,
        "claims": list(figure.claims),
        "sources": list(figure.sources),
        "key": key_of(figure, inputs, setting),
    }


def _finished(figure: PaperFigure, account: dict[str, Any], result: TaskResult[Drawn], folder: Path) -> Made:
    drawn = result.value
    if drawn is None:
        message = "interrupted" if result.status is TaskStatus.CANCELLED else result.message
        return Made(figure, Fate.FAILED, message=message, trace=result.trace)
    file = f"{figure.name}.{drawn.format}"
    atomic_write(folder / file, drawn.content)
    inches = [round(drawn.width, 4), round(drawn.height, 4)]
    told = {**account, "file": file, "inches": inches, "sha256": drawn.sha256, "beyond": round(drawn.beyond, 3)}
    return Made(figure, Fate.DRAWN, told)
