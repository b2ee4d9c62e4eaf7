"""Calls and their values as bytes, on the way between processes; what cannot travel is a result that says so."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, TypeVar

from losstheory.runs.tasks import TaskResult, TaskStatus
from losstheory.runs.worker import Caught, Reply, one_line

Item = TypeVar("Item")


def packed(function: Callable[[Item], Any], item: Item) -> bytes | TaskResult[Any]:
    """The pickled call; a result if the task cannot be sent."""
    with Caught() as caught:
        return pickle.dumps((function, item))
    return TaskResult(TaskStatus.ERROR, None, f"the task cannot be sent: {one_line(caught.error)}", caught.trace)


def sealed(value: object) -> bytes:
    """A value that many tasks share, pickled once; ``opened`` gives it back.

    Raises:
        TypeError: it cannot be pickled.
    """
    try:
        return pickle.dumps(value)
    except (pickle.PicklingError, AttributeError) as error:
        raise TypeError(one_line(error)) from error


def opened(payload: bytes) -> Any:
    """What ``sealed`` was given."""
    return pickle.loads(payload)


def unpacked(reply: Reply) -> TaskResult[Any]:
    """The result that a worker sent; its value is unpickled here, where a failure can be told."""
    status, value, message, trace, seconds = reply
    with Caught() as caught:
        return TaskResult(status, pickle.loads(value), message, trace, seconds)
    return TaskResult(TaskStatus.ERROR, None, f"the value cannot be read back: {one_line(caught.error)}", caught.trace)
