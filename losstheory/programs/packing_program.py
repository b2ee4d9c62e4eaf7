"""The packing of points by hyperedges as a linear program: what is said of it, and how it is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from losstheory.programs.linear import FIELDS, LinearProgram, only_fields
from losstheory.programs.rationals import rational
from losstheory.programs.solution import DataError

Edge = tuple[int, ...]
Indices = NDArray[np.int64]
Blocks = tuple[Indices, ...]
LONGEST = 240_000
ONE = Fraction(1)


@dataclass(frozen=True, eq=False)
class PackingProgram:
    """Maximise the weight of q >= 0 with q(e) <= 1 for each edge e; its dual covers each weight by edges.

    Args:
        weights: one nonnegative number a vertex.
        blocks: arrays ``(count, size)`` of vertices, each row an increasing edge.
    """

    weights: tuple[Fraction, ...]
    blocks: Blocks

    @classmethod
    def of(cls, weights: Sequence[Fraction], edges: Sequence[Edge] | Blocks) -> PackingProgram:
        """The program for edges given one by one, each increasing, or in blocks."""
        if edges and not isinstance(edges[0], np.ndarray):
            edges = tuple(np.array(list(same), dtype=np.int64) for _, same in groupby(edges, len))
        return cls(tuple(weights), tuple(edges))  # type: ignore[arg-type]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PackingProgram:
        """The program of ``to_json``.

        Raises:
            DataError: a field is missing or of the wrong type, or it is another program than a packing.
        """
        try:
            only_fields(data, (*FIELDS, "sets"))
            blocks = tuple(_block(size, places) for size, places in data["sets"])
            plain = data["sense"] == "max" and not data["rows"] and not data["free"]
            weights = tuple(rational(w, "a weight") for w in data["costs"])
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"a packing has the fields sense, costs, rows, free and sets; {error!r}") from error
        if not plain or not blocks or any(not (block.min() >= 0 and block.max() < len(weights)) for block in blocks):
            raise DataError("a packing is a maximisation over sets of its variables, without rows and free variables")
        return cls(weights, blocks)

    @property
    def orientation(self) -> int:
        """-1: it is a maximisation."""
        return -1

    @property
    def count(self) -> int:
        """How many edges there are."""
        return sum(map(len, self.blocks))

    @cached_property
    def incidence(self) -> Any:
        """The matrix of edges and vertices, sparse, of the integers 0 and 1."""
        from scipy.sparse import csr_array

        lengths = np.repeat([block.shape[1] for block in self.blocks], list(map(len, self.blocks)))
        places = np.concatenate([block.ravel() for block in self.blocks])
        starts = np.concatenate([[0], np.cumsum(lengths)])
        shape = (len(lengths), len(self.weights))
        return csr_array((np.ones(len(places), dtype=np.int64), places, starts), shape=shape)

    def restricted(self, chosen: Indices) -> LinearProgram:
        """The linear program of some of the edges, by their numbers."""
        rows = self.incidence[chosen]
        starts, places = rows.indptr.tolist(), rows.indices.tolist()
        entries = (tuple((v, ONE) for v in places[a:b]) for a, b in pairwise(starts))
        return LinearProgram("max", self.weights, tuple((row, "<=", ONE) for row in entries))

    @property
    def linear(self) -> LinearProgram:
        """The program with a row for each edge."""
        return self.restricted(np.arange(self.count))

    def to_json(self) -> dict[str, Any]:
        """The form in which certificates carry the program: [size, vertices of one edge after the other]."""
        sets: list[list[Any]] = []
        for block in self.blocks:
            size = block.shape[1]
            step = max(1, LONGEST // size)
            sets += [[size, block[first : first + step].ravel().tolist()] for first in range(0, len(block), step)]
        return {"sense": "max", "costs": list(map(str, self.weights)), "rows": [], "free": [], "sets": sets}


def _block(size: Any, places: Any) -> Indices:
    """The edges of a part of ``to_json``.

    Raises:
        ValueError: the places are no integers, or make no increasing edges of that size.
    """
    if type(size) is not int or size < 1 or not places or set(map(type, places)) != {int}:
        raise ValueError(f"a set is [size, places] in integers, got [{size!r}, {places!r}]")
    block = np.array(places, dtype=np.int64).reshape(-1, size)
    if not (np.diff(block, axis=1) > 0).all():
        raise ValueError("the places of an edge must increase")
    return block
