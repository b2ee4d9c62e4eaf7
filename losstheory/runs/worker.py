"""What happens inside a worker process."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import resource
import signal
import sys
import threading
import time
import traceback
from types import TracebackType

from losstheory.runs.tasks import TaskStatus

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
Reply = tuple[TaskStatus, bytes, str, str, float]  # status, pickled value, message, trace, seconds


def run_one(payload: bytes) -> Reply:
    """The pickled value of a pickled call, or what went wrong; nothing but plain data goes back."""
    start = time.perf_counter()
    nothing = pickle.dumps(None)
    with Caught() as caught:
        function, item = pickle.loads(payload)
        value = pickle.dumps(function(item))
        return TaskStatus.DONE, value, "", "", time.perf_counter() - start
    seconds = time.perf_counter() - start
    if isinstance(caught.error, MemoryError):
        return TaskStatus.MEMORY, nothing, "the memory limit was reached", caught.trace, seconds
    return TaskStatus.ERROR, nothing, one_line(caught.error), caught.trace, seconds


class Caught:
    """The wall between a task and its run: keeps what ended the block, ``SystemExit`` included, but for Ctrl-C."""

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self.trace = ""

    def __enter__(self) -> Caught:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> bool:
        if error is not None:
            self.error = error
            self.trace = "".join(traceback.format_exception(error))
        return not isinstance(error, KeyboardInterrupt)


def one_line(error: BaseException | None) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:500]


def prepare_worker(memory: int | None) -> None:
    """In a new worker: the memory limit, an end that needs no cooperation, no life after the parent."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    if memory is not None:
        _limit_memory(memory)


def _limit_memory(limit: int) -> None:
    """Cap the address space, where the system knows how."""
    if sys.platform == "linux":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _follow(parent: multiprocessing.process.BaseProcess) -> None:
    """Wait until the parent process is gone, then go too."""
    parent.join()
    os._exit(1)
