"""The points of a slice, shared among the workers of an executor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, wait
from contextlib import contextmanager

import numpy as np
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

from losstheory.landscape.directions import Direction
from losstheory.landscape.errors import LandscapeError
from losstheory.landscape.parameters import Vector
from losstheory.landscape.problem import Problem
from losstheory.landscape.slices import Slice
from losstheory.runs.outcome import outcome, submitted
from losstheory.runs.parcels import opened, sealed

PARTS = 32
KEPT = "with folder, the points before the first that is missing are kept"


def visit_by(
    executor: Executor,
    problem: Problem,
    directions: Sequence[Direction],
    points: Vector,
    take: Callable[[float], None],
) -> None:
    """Give the mean loss at each of some points of shape (n, k) to ``take``, in their order.

    The points are cut into parts that do not depend on the executor, and each worker computes on a copy of the problem
    and on one thread: the values are the same for any number of workers.

    Raises:
        LandscapeError: the problem cannot be pickled.
        ExecutorLost: there are no workers any more.
    """
    payload = _packed(problem, directions)
    parts = [part for part in np.array_split(points, PARTS) if len(part)]
    with _shared_settings():
        futures: list[Future[list[float]]] = []
        try:
            for part in parts:
                futures.append(submitted(executor, KEPT, _values, payload, part))
            for future in futures:
                for value in outcome(future, KEPT):
                    take(value)
        finally:
            wait([future for future in futures if not future.cancel()])


def _packed(problem: Problem, directions: Sequence[Direction]) -> bytes:
    try:
        return sealed((problem, tuple(directions)))
    except TypeError as error:
        raise LandscapeError(
            f"the problem cannot be sent to workers: {error}; give a model, a loss and data that pickle finds by name "
            "(no lambda, no function within a function), or no executor"
        ) from error


def _values(payload: bytes, points: Vector) -> list[float]:
    """The losses at some points."""
    torch.set_num_threads(1)
    problem, directions = opened(payload)
    found: list[float] = []
    Slice(problem, directions).visit(points, found.append)
    return found


@contextmanager
def _shared_settings() -> Iterator[None]:
    """Threads of an executor find the settings of torch that they would set, and none is left changed."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with sdpa_kernel(SDPBackend.MATH):
            yield
    finally:
        torch.set_num_threads(before)
