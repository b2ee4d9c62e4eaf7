"""Tasks on an executor of somebody else: the work budget of a task is ours, hard limits are those of the executor.

Whatever a task does by itself is its result, as in the pool of one's own. A task that the executor has lost with a
worker is begun again when the others have ended, alone, so that it takes no other down with it; an executor that takes
no task any more, or cancels those it has, ends the run. Results come in the order of the items, each once.
"""

from __future__ import annotations

import os
import platform
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from losstheory.runs.interrupt import interrupt_flag
from losstheory.runs.parcels import packed, unpacked
from losstheory.runs.tasks import Run, TaskResult, TaskStatus
from losstheory.runs.worker import THREADS, Caught, Reply, one_line, run_one

Item = TypeVar("Item")
Value = TypeVar("Value")

TICK = 0.1  # seconds between looks at the interrupt flag
ATTEMPTS = 2  # how often a task that was lost with a worker is begun: among others, and alone
ALONE = threading.Lock()


class ExecutorLost(Exception):
    """There are no workers any more; the message says why, and what was not finished."""


def run_on(
    executor: Executor,
    function: Callable[[Item], Value],
    items: Sequence[Item],
    *,
    on_done: Callable[[int, TaskResult[Value]], None] | None = None,
) -> Run[Value]:
    """Apply ``function`` to each item on the workers of an executor.

    A process works on one task at a time, whatever the number of its threads, and linear algebra has one thread there.

    Args:
        executor: of ``concurrent.futures``, or what behaves like one; it is not shut down.
        function: a function that pickle finds by name, in the workers too; items and values are pickled.
        items: one task each.
        on_done: called in this thread with the index and the result as each task ends.

    Ctrl-C, when called from the main thread, cancels what is not finished and returns the rest.
    """
    flight = _Flight(executor, function, items, on_done)
    with interrupt_flag() as interrupted:
        for index in range(len(items)):
            if not interrupted.is_set() and not flight.lost:
                flight.begin(index)
        while flight.under_way and not interrupted.is_set():
            flight.step()
        flight.stop()
    cancelled = TaskResult[Value](TaskStatus.CANCELLED, message=flight.lost or "interrupted")
    results = tuple(flight.results.get(index, cancelled) for index in range(len(items)))
    return Run(results, interrupted.is_set(), flight.lost)


@dataclass
class _Flight(Generic[Item, Value]):
    """The tasks of a run: those that fly, those to be begun again, and the results."""

    executor: Executor
    function: Callable[[Item], Value]
    items: Sequence[Item]
    on_done: Callable[[int, TaskResult[Value]], None] | None
    results: dict[int, TaskResult[Value]] = field(default_factory=dict)
    flying: dict[Future[Reply], int] = field(default_factory=dict)
    again: deque[int] = field(default_factory=deque)
    begun: Counter[int] = field(default_factory=Counter)
    ended: SimpleQueue[Future[Reply]] = field(default_factory=SimpleQueue)
    lost: str = ""

    @property
    def under_way(self) -> bool:
        return not self.lost and bool(self.flying or self.again)

    def begin(self, index: int) -> None:
        payload = packed(self.function, self.items[index])
        if not isinstance(payload, bytes):
            self._finish(index, payload)
            return
        with Caught() as refused:
            future = self.executor.submit(run_there, payload, here())
            self.flying[future] = index
            self.begun[index] += 1
            future.add_done_callback(self.ended.put)
        if refused.error is not None:
            self.lost = f"no task is taken: {one_line(refused.error)}"

    def step(self) -> None:
        """Wait for an end, shortly; begin a task again that was lost, if it would be alone."""
        if not self.flying:
            self.begin(self.again.popleft())
        with suppress(Empty):
            self._land(self.ended.get(timeout=TICK))

    def _land(self, future: Future[Reply]) -> None:
        index = self.flying.pop(future)
        if future.cancelled():
            self.lost = "the tasks were cancelled"
        elif (failure := future.exception()) is None:
            self._finish(index, unpacked(future.result()))
        elif self.begun[index] < ATTEMPTS:
            self.again.append(index)
        else:
            message = f"lost with its worker {ATTEMPTS} times: {one_line(failure)}"
            self._finish(index, TaskResult(TaskStatus.CRASHED, message=message))

    def _finish(self, index: int, result: TaskResult[Value]) -> None:
        self.results[index] = result
        if self.on_done is not None:
            self.on_done(index, result)

    def stop(self) -> None:
        """Take what has ended, and call back what flies, while somebody listens."""
        while not self.ended.empty():
            self._land(self.ended.get())
        for future in self.flying if not self.lost else ():
            future.cancel()


def here() -> tuple[str, int]:
    """This process among those of all machines."""
    return platform.node(), os.getpid()


def run_there(payload: bytes, sender: tuple[str, int]) -> Reply:
    """In a worker: the call, on its own in this process, which keeps its settings if it is that of the sender."""
    with ALONE:
        if here() != sender:
            one_thread_each()
        return run_one(payload)


@cache
def one_thread_each() -> None:
    """Linear algebra that is loaded later has one thread, unless the environment says how many; loaded already, one."""
    for name in THREADS:
        os.environ.setdefault(name, "1")
    if "numpy" in sys.modules:
        with suppress(ImportError):
            from threadpoolctl import threadpool_limits

            threadpool_limits(1)
