"""Tasks in worker processes: whatever a task does, it costs that task alone.

Workers are forked from a clean server process that has the caller's modules loaded already.
A task that runs too long is killed; one that wants too much memory, raises, or takes its
process down is reported; the others go on. Results come in the order of the items, for any
number of workers.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import RLock
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from losstheory.runs.interrupt import interrupt_flag
from losstheory.runs.parcels import packed, unpacked
from losstheory.runs.script import WithoutScript, expect_caller, with_script
from losstheory.runs.tasks import Run, TaskResult, TaskStatus
from losstheory.runs.worker import THREADS, one_line, prepare_worker, run_one

Item = TypeVar("Item")
Value = TypeVar("Value")

TICK = 0.1  # seconds between looks at the interrupt flag
PATIENCE = 15.0  # seconds beyond the time limit after which a silent pool is given up
ATTEMPTS = 3  # how often a task that was lost with its pool is begun


def run_tasks(
    function: Callable[[Item], Value],
    items: Sequence[Item],
    *,
    jobs: int = 1,
    timeout: float,
    memory: int | None = None,
    on_done: Callable[[int, TaskResult[Value]], None] | None = None,
    preload: Sequence[str] = (),
) -> Run[Value]:
    """Apply ``function`` to each item in worker processes.

    Args:
        function: A function that pickle finds by name; items and values are pickled too.
        items: One task each.
        jobs: Number of workers, at least 1.
        timeout: Wall-clock limit of one task, in seconds.
        memory: Limit on the address space of a worker, in bytes; None for none.
        on_done: Called in this process with the index and the result as each task ends.
        preload: Names of modules that the workers find loaded.

    Ctrl-C, when called from the main thread, stops the workers and returns what is finished.

    Raises:
        ScriptError: a worker has run the script of its caller again, and has come here.
    """
    if jobs < 1 or not timeout > 0:
        raise ValueError(f"run_tasks needs jobs >= 1 and timeout > 0, got {jobs} and {timeout}")
    expect_caller()
    results = dict[int, TaskResult[Value]]()
    lost = Counter[int]()

    def finish(index: int, result: TaskResult[Value]) -> None:
        results[index] = result
        if on_done is not None:
            on_done(index, result)

    with interrupt_flag() as interrupted:
        context = start_server(preload)
        while len(results) < len(items) and not interrupted.is_set():
            todo = [index for index in range(len(items)) if index not in results]
            workers = min(jobs, len(todo))
            pool = ProcessPool(workers, initializer=prepare_worker, initargs=(memory,), context=context)
            try:
                victims = _run_round(pool, workers, function, items, todo, timeout, finish, interrupted)
            finally:
                pool.stop()  # type: ignore[no-untyped-call]
                pool.join()
            lost.update(victims)
            for index in victims:
                if lost[index] >= ATTEMPTS:
                    finish(index, TaskResult(TaskStatus.CRASHED, message="the worker processes died without a word"))
    cancelled = TaskResult[Value](TaskStatus.CANCELLED, message="interrupted")
    return Run(tuple(results.get(index, cancelled) for index in range(len(items))), interrupted.is_set())


def _run_round(
    pool: ProcessPool,
    workers: int,
    function: Callable[[Item], Value],
    items: Sequence[Item],
    todo: Sequence[int],
    timeout: float,
    finish: Callable[[int, TaskResult[Value]], None],
    interrupted: threading.Event,
) -> list[int]:
    """Finish tasks until all are done, the user interrupts, or the pool breaks; then those lost with it."""
    waiting, flying = list(reversed(todo)), dict[ProcessFuture[Any], int]()
    moved = time.monotonic()
    while (waiting or flying) and not interrupted.is_set():
        wait(flying, timeout=TICK, return_when=FIRST_COMPLETED)
        done = [future for future in flying if future.done()]
        for future in done:
            result = _result(future, timeout)
            if result is not None:
                finish(flying.pop(future), result)
        moved = time.monotonic() if done else moved
        silent = time.monotonic() - moved > timeout + PATIENCE
        try:
            if silent or not pool.active:
                return list(flying.values()) or waiting[-1:]
            while waiting and len(flying) < 2 * workers:
                payload = packed(function, items[waiting[-1]])
                if isinstance(payload, bytes):
                    flying[pool.schedule(run_one, args=(with_script(payload),), timeout=timeout)] = waiting.pop()
                else:
                    finish(waiting.pop(), payload)
        except RuntimeError:  # the pool broke between the two looks
            return list(flying.values()) or waiting[-1:]
    return []


def _result(future: ProcessFuture[Any], timeout: float) -> TaskResult[Any] | None:
    """What the future says; None if its pool broke and it says nothing of the task."""
    match future.exception():
        case None:
            return unpacked(future.result())
        case TimeoutError():
            return TaskResult(TaskStatus.TIMEOUT, message=f"stopped after {timeout:g} s")
        case ProcessExpired() as error:
            return TaskResult(TaskStatus.CRASHED, message=f"the worker process died with exit code {error.exitcode}")
        case RuntimeError():
            return None
        case error:
            return TaskResult(TaskStatus.ERROR, message=one_line(error))


class _Context(ForkServerContext):
    """A forkserver context that keeps the locks it makes, and whose workers do not run the script again.

    A pool drops its lock before its workers are gone; one that is just starting then would complain aloud.
    """

    Process = WithoutScript

    def __init__(self) -> None:
        self._locks: list[RLock] = []

    def RLock(self) -> RLock:
        lock = super().RLock()
        self._locks.append(lock)
        return lock


def start_server(preload: Sequence[str] = ()) -> ForkServerContext:
    """Start the process that forks the workers, unless it runs; it loads ``preload`` while the caller goes on.

    Ctrl-C reaches neither it nor the workers. Linear algebra has one thread in each worker, unless the environment says
    how many: there are as many workers as the caller wants.
    """
    context = _Context()
    context.set_forkserver_preload(list(preload))
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    unset = [name for name in THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(unset, "1"))
    try:
        forkserver.ensure_running()
    finally:
        for name in unset:
            del os.environ[name]
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context
