"""What stands between a stranger's code and the audit: time, output, randomness."""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

GRACE = 1.0  # seconds after which code that swallowed the first alarm gets another


class TooSlow(BaseException):
    """The time is over; no ``Exception``, so that code which catches those does not go on."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` in the block when the time is over.

    It needs the main thread and a system with interval timers, and reaches code that returns to the interpreter now
    and then; elsewhere the block runs without a limit.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise TooSlow(f"did not return within {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    rest = signal.setitimer(signal.ITIMER_REAL, seconds, GRACE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *rest)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def silent_descriptors() -> Iterator[Callable[[], bytes]]:
    """In a process of its own: what is written to the descriptors 1 and 2, by whatever means, ends in a file."""
    sys.stdout.flush(), sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    with tempfile.TemporaryFile() as file:

        def written() -> bytes:
            file.seek(0)
            return file.read()

        os.dup2(file.fileno(), 1), os.dup2(file.fileno(), 2)
        try:
            yield written
        finally:
            sys.stdout.flush(), sys.stderr.flush()
            for descriptor, usual in zip((1, 2), kept, strict=True):
                os.dup2(usual, descriptor)
                os.close(usual)


def in_one_process(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, from which only the process that calls it returns; a process that it forks ends there."""

    def call(*given: Any, **named: Any) -> Any:
        caller = os.getpid()
        try:
            return function(*given, **named)
        finally:
            if os.getpid() != caller:
                os._exit(0)

    return call


Generators = tuple[torch.Tensor, Any, Any]


def generators() -> Generators:
    """The states of the global generators of torch, numpy and Python."""
    return torch.get_rng_state(), np.random.get_state(), random.getstate()


def set_generators(states: Generators) -> None:
    torch.set_rng_state(states[0])
    np.random.set_state(states[1])
    random.setstate(states[2])


def moved(before: Generators, after: Generators) -> list[str]:
    """The names of the generators whose state is another one."""
    same = (
        torch.equal(before[0], after[0]),
        all(np.array_equal(one, other) for one, other in zip(before[1], after[1], strict=True)),
        before[2] == after[2],
    )
    return [name for name, kept in zip(("torch", "numpy", "random"), same, strict=True) if not kept]


@contextmanager
def restored_generators() -> Iterator[None]:
    """Leave the global generators as they were."""
    states = generators()
    try:
        yield
    finally:
        set_generators(states)
