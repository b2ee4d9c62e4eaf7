"""How a task of an executor has ended: by itself, or lost with its workers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, wait
from typing import Any, TypeVar

from losstheory.runs.foreign import ExecutorLost
from losstheory.runs.worker import one_line

Value = TypeVar("Value")


def submitted(executor: Executor, kept: str, function: Callable[..., Value], *arguments: Any) -> Future[Value]:
    """A task that is given to an executor.

    Args:
        kept: what becomes of the tasks that are finished, for the message.

    Raises:
        ExecutorLost: the executor takes no task any more.
    """
    try:
        return executor.submit(function, *arguments)
    except BrokenExecutor as error:
        raise ExecutorLost(f"the executor is gone, no task is taken: {one_line(error)}; {kept}") from error


def outcome(future: Future[Value], kept: str) -> Value:
    """The value of a task, once it has ended; what the task itself has raised is raised.

    Args:
        kept: what becomes of the tasks that are finished, for the message.

    Raises:
        ExecutorLost: the executor has cancelled the task, or lost it with its workers.
    """
    wait([future])
    if future.cancelled():
        raise ExecutorLost(f"the executor is gone, the tasks were cancelled; {kept}")
    error = future.exception()
    if error is not None and _is_loss(error):
        raise ExecutorLost(f"the executor is gone, {one_line(error)}; {kept}") from error
    return future.result()


def _is_loss(error: BaseException) -> bool:
    """Whether it is an error of the executor and not of the task; Dask has classes of its own for that."""
    return isinstance(error, BrokenExecutor | CancelledError) or type(error).__module__.startswith("distributed.")
