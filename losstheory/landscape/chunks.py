"""The linear maps of the batches: their graphs are kept while they fit into memory, and rebuilt where they do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias, get_args

import numpy as np
import torch
from torch import Tensor

from losstheory.landscape.batches import Batch
from losstheory.landscape.errors import LandscapeError, NonFinite
from losstheory.landscape.parameters import Vector
from losstheory.landscape.problem import Problem

LinearMap: TypeAlias = Callable[[list[Tensor]], list[Tensor | None]]
Build: TypeAlias = Callable[[Problem, Batch], LinearMap]
Graphs: TypeAlias = Literal["auto", "kept", "rebuilt"]


class Chunks:
    r"""The map :math:`v \mapsto \sum_b \frac{n_b}{n} A_b v` over the batches of a problem.

    Args:
        build: makes the map :math:`A_b` of a batch, with the graph that it needs.
        graphs: ``"kept"`` for all batches, ``"rebuilt"`` for each block of vectors, or ``"auto"``: kept for as many
            batches as fit into the memory of the problem, by what the graph of the first one takes; rebuilt where
            the data are read again at each pass.
    """

    def __init__(self, problem: Problem, build: Build, graphs: Graphs) -> None:
        if graphs not in get_args(Graphs):
            raise LandscapeError(f"expected graphs among {', '.join(get_args(Graphs))}; got {graphs!r}")
        self._problem, self._build, self._graphs = problem, build, graphs
        self._kept: dict[int, tuple[Batch, LinearMap]] = {}
        self._bytes_per_sample: float | None = None

    @property
    def kept(self) -> int:
        """The number of batches whose graphs are in memory."""
        return len(self._kept)

    def apply(self, vectors: Vector) -> Vector:
        """The images of the columns of an array of shape (P, k), one at a time for each batch."""
        layout = self._problem.layout
        columns = [list(layout.split(column).values()) for column in vectors.T]
        total = np.zeros(vectors.shape)
        for batch, linear in self._maps():
            share = batch.weight / self._problem.batches.weight
            for i, column in enumerate(columns):
                image = layout.join(linear(column))
                if not np.isfinite(image).all():
                    raise NonFinite(f"a second derivative of batch {batch.index} is not finite")
                total[:, i] += share * image
        return total

    def _maps(self) -> Iterator[tuple[Batch, LinearMap]]:
        batches = self._problem.batches
        if len(self._kept) == batches.count:
            yield from self._kept.values()
            return
        done = 0
        for place, batch in enumerate(batches):
            if place in self._kept:
                yield self._kept[place]
            else:
                found = batch, self._build(self._problem, batch)
                if self._may_keep(batch, done):
                    self._kept[place] = found
                yield found
            done += batch.samples

    def _may_keep(self, batch: Batch, done: int) -> bool:
        """Whether the graph of a batch stays, after those of the ``done`` samples before it."""
        if self._graphs != "auto":
            return self._graphs == "kept"
        if not self._problem.batches.kept:
            return False
        if self._bytes_per_sample is None:
            self._bytes_per_sample = graph_bytes(lambda: self._build(self._problem, batch)) / batch.samples
        return (done + batch.samples) * self._bytes_per_sample <= self._problem.memory


def graph_bytes(build: Callable[[], object]) -> int:
    """The bytes of the tensors that are saved for derivatives while ``build`` runs, each storage counted once."""
    sizes: dict[int, int] = {}
    alive: list[Tensor] = []

    def note(x: Tensor) -> Tensor:
        storage = (x.coalesce().values() if x.is_sparse else x).untyped_storage()
        sizes[storage.data_ptr()] = storage.nbytes()
        alive.append(x.detach())
        return x.detach()

    with torch.autograd.graph.saved_tensors_hooks(note, lambda x: x):
        build()
    return sum(sizes.values())
