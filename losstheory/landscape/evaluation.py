"""The mean loss at points of a slice through parameter space, with progress and checkpoints."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from concurrent.futures import Executor
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import TypeAlias

import numpy as np

from losstheory.landscape.batches import tensors_in
from losstheory.landscape.directions import Direction
from losstheory.landscape.errors import LandscapeError
from losstheory.landscape.parameters import Vector, to_numpy
from losstheory.landscape.problem import Problem
from losstheory.landscape.slices import Slice
from losstheory.landscape.workers import visit_by
from losstheory.runs.cache import DamagedEntry, Store
from losstheory.runs.progress import progress

Folder: TypeAlias = str | os.PathLike[str]

SCHEMA = "losstheory/landscape/1"
SAVE_EVERY = 10.0  # seconds
SPOT_CHECKS = 3


def evaluate(
    problem: Problem,
    directions: Sequence[Direction],
    points: Vector,
    folder: Folder | None,
    shown: bool | None,
    executor: Executor | None = None,
) -> Vector:
    """The mean loss at points of shape (n, k), NaN where it is not finite.

    Args:
        folder: where to keep what is done, each ten seconds and at the end or an interruption, under a hash of the
            points, the directions and the problem but for the code of its loss and model, and to take it up from.
        shown: draw a progress bar; None: if stderr is a terminal.
        executor: of ``concurrent.futures``; None: one point after another in this process.

    Raises:
        LandscapeError: the folder holds values that this loss or model does not give, or the problem cannot be sent
            to an executor.
        OSError: the folder cannot be written.
    """
    loss = Slice(problem, directions)
    store = None if folder is None else Store(Path(folder))
    key = None if store is None else content_key(problem, directions, points)
    done = [] if store is None else _load(store, key, loss, points)
    if store is not None and not done:
        _save(store, key, done)  # a folder that cannot be written is noticed now
    saved, at = len(done), monotonic()
    try:
        with progress(len(points), "landscape", shown) as step:
            for _ in done:
                step()

            def take(value: float) -> None:
                nonlocal saved, at
                done.append(value)
                step()
                if store is not None and monotonic() - at > SAVE_EVERY:
                    _save(store, key, done)
                    saved, at = len(done), monotonic()

            rest = points[len(done) :]
            if executor is None:
                loss.visit(rest, take)
            else:
                visit_by(executor, problem, directions, rest, take)
    finally:
        if store is not None and len(done) > saved:
            _save(store, key, done)
    return np.array(done)


def content_key(problem: Problem, directions: Sequence[Direction], points: Vector) -> dict[str, str]:
    """What the values at the points depend on, but for the code of the loss and of the model."""
    found = sha256(f"{problem.network.batch_norm} {problem.network.model}".encode())
    tensors = [*problem.network.fixed_state(()).items()]
    tensors += [(f"{batch.index}", x) for batch in problem.batches for x in tensors_in((batch.inputs, batch.target))]
    for name, x in tensors:
        found.update(f"{name} {x.dtype} {tuple(x.shape)}".encode() + to_numpy(x).tobytes())
    for array in (points, *(direction.vector for direction in directions)):
        found.update(f"{array.shape}".encode() + np.ascontiguousarray(array, dtype=np.float64).tobytes())
    return {"schema": SCHEMA, "moved": " ".join(problem.layout.names), "sha256": found.hexdigest()}


def _load(store: Store, key: object, loss: Slice, points: Vector) -> list[float]:
    """What was done before, some of it computed again for comparison; nothing where the entry is damaged."""
    try:
        kept = store.load(key)
    except DamagedEntry:
        return []
    done = [math.nan if value is None else float(value) for value in kept or ()]
    scale = max((abs(value) for value in done if not math.isnan(value)), default=0.0)
    for i in sorted({round(i) for i in np.linspace(0, len(done) - 1, SPOT_CHECKS)}) if done else ():
        now = loss(points[i])
        if math.isnan(now) != math.isnan(done[i]) or abs(now - done[i]) > scale * loss.problem.layout.precision**0.5:
            raise LandscapeError(
                f"{store.path(key)} holds the loss {done[i]:.6g} at a point where it is {now:.6g}: the loss or the "
                "code of the model has changed since; remove the file or name another folder"
            )
    return done


def _save(store: Store, key: object, done: list[float]) -> None:
    store.save(key, [None if math.isnan(value) else value for value in done])
