"""Tasks and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Value = TypeVar("Value")


class TaskStatus(StrEnum):
    """How a task ended."""

    DONE = "DONE"
    TIMEOUT = "TIMEOUT"
    MEMORY = "MEMORY"
    CRASHED = "CRASHED"
    ERROR = "ERROR"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class TaskResult(Generic[Value]):
    """What became of one task.

    ``value`` is there if the status is DONE, else ``message`` says in one line what happened, and
    ``trace`` is the traceback in the worker, where there is one. ``seconds`` is the time of the
    task itself where the worker lived to report it.
    """

    status: TaskStatus
    value: Value | None = None
    message: str = ""
    trace: str = ""
    seconds: float | None = None


@dataclass(frozen=True)
class Run(Generic[Value]):
    """The results in the order of the items; those that an interrupt or the loss of the workers has left are CANCELLED.

    Attributes:
        results: one for each item.
        interrupted: whether Ctrl-C has ended the run.
        lost: why there are no workers any more; empty while there are.
    """

    results: tuple[TaskResult[Value], ...]
    interrupted: bool
    lost: str = ""
