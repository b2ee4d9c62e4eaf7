"""Which points of different classes can be moved to one place: hyperedges, level by level.

A hyperedge is a set of points with pairwise different labels whose balls have a common point. Every part of one is
one, so that those of m + 1 points are found among pairs of those of m points that share all but the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np

from losstheory.programs.balls import NO, YES, Judged
from losstheory.programs.labelled_points import Floats, Integers, LabelledPoints
from losstheory.programs.solution import SizeError

BLOCK = 1 << 22
TREE_DIMENSIONS = 12


class Balls(Protocol):
    """The geometry: see ``balls``. ``norm`` is that of the coordinates held, ``measure`` that of the data."""

    @property
    def points(self) -> LabelledPoints: ...

    @property
    def exact(self) -> bool: ...

    @property
    def square(self) -> Fraction: ...

    @property
    def norm(self) -> float: ...

    @property
    def measure(self) -> float: ...

    @property
    def reach(self) -> float: ...

    def judge(self, edges: Integers, facets: tuple[Floats, Floats] | None) -> Judged: ...

    def centre(self, edge: Sequence[int]) -> list[Fraction]: ...


@dataclass(frozen=True, eq=False)
class Level:
    """The hyperedges of one size, each row increasing, the rows in lexicographic order.

    Args:
        edges: ``(n, m)``.
        keys: of each edge (number of its first m - 1 points among the edges of that size) * count + last point.
        facets: ``(n, m)``, the numbers of the edges without one point, one size below.
        sure: whether no rounding of the data could undo the edge.
        inside: whether a larger hyperedge contains the edge; ``inside_sure``: a sure one.
    """

    edges: Integers
    keys: Integers
    facets: Integers
    sure: np.ndarray
    judged: Judged
    inside: np.ndarray
    inside_sure: np.ndarray


@dataclass(frozen=True, eq=False)
class Hyperedges:
    """The hyperedges by size; ``complete`` if there are no larger ones than those listed."""

    levels: tuple[Level, ...]
    complete: bool

    def __getitem__(self, size: int) -> list[tuple[int, ...]]:
        """The hyperedges of ``size`` points."""
        return [tuple(map(int, row)) for row in self.levels[size - 1].edges]

    @property
    def counts(self) -> dict[int, int]:
        """How many there are of each size."""
        return {m: len(level.edges) for m, level in enumerate(self.levels, 1)}

    @property
    def decided(self) -> bool:
        """Whether rounding of the data cannot change the list."""
        return all(bool(level.sure.all()) for level in self.levels)

    def weights(self, edge: Sequence[int]) -> Floats:
        """The weights of the points of a hyperedge in the centre of their smallest ball, approximately."""
        levels = self.levels[: len(edge)]
        number = _numbers(list(levels), np.array([edge]), len(levels[0].edges))[0]
        return np.asarray(levels[-1].judged.weights[number])

    def maximal(self, sure: bool = False) -> list[tuple[int, ...]]:
        """Those inside no other; of the sure ones only, if asked for."""
        return [tuple(row) for block in self.maximal_blocks(sure) for row in block.tolist()]

    def maximal_blocks(self, sure: bool = False) -> tuple[Integers, ...]:
        """The same, in one array ``(count, size)`` for each size that there is."""
        chosen = (level.sure & ~level.inside_sure if sure else ~level.inside for level in self.levels)
        blocks = (level.edges[kept] for level, kept in zip(self.levels, chosen, strict=True))
        return tuple(block for block in blocks if len(block))


def find_hyperedges(balls: Balls, order: int, limit: int) -> Hyperedges:
    """All hyperedges of up to ``order`` points.

    Raises:
        SizeError: at some size more than ``limit`` candidates would have to be looked at.
    """
    n = balls.points.count
    nodes = np.arange(n, dtype=np.int64)
    trivial = Judged(np.full(n, YES), np.ones((n, 1)), np.zeros(n))
    none = np.zeros(n, dtype=bool)
    levels = [Level(nodes[:, None], nodes, nodes[:, None], ~none, trivial, none, none.copy())]
    while len(levels) < order:
        candidates = _pairs(balls, limit) if len(levels) == 1 else _join(levels, balls.points.labels, n, limit)
        level = _judge(balls, levels, candidates) if len(candidates[0]) else None
        if level is None or not len(level.edges):
            return Hyperedges(tuple(levels), True)
        below = levels[-1]
        below.inside[level.facets.ravel()] = True
        below.inside_sure[level.facets[level.sure].ravel()] = True
        levels.append(level)
    return Hyperedges(tuple(levels), order >= len(balls.points.classes))


def _judge(balls: Balls, levels: list[Level], candidates: tuple[Integers, Integers]) -> Level:
    """The candidates that are hyperedges, or may be."""
    edges, facets = candidates
    m, below = edges.shape[1], levels[-1]
    known = None
    if m > 2:
        squares = below.judged.squares[facets]
        largest = squares.argmax(axis=1)
        weights = np.zeros(edges.shape)
        kept = np.arange(m)[None, :] != largest[:, None]
        weights[kept] = below.judged.weights[facets[np.arange(len(edges)), largest]].ravel()
        known = squares, weights
    judged = balls.judge(edges, known)
    chosen = judged.answers != NO
    kept_judged = Judged(judged.answers[chosen], judged.weights[chosen], judged.squares[chosen])
    edges, facets = edges[chosen], facets[chosen]
    sure = (kept_judged.answers == YES) & below.sure[facets].all(axis=1)
    keys = facets[:, -1] * balls.points.count + edges[:, -1]
    none = np.zeros(len(edges), dtype=bool)
    return Level(edges, keys, facets, sure, kept_judged, none, none.copy())


def _pairs(balls: Balls, limit: int) -> tuple[Integers, Integers]:
    """Pairs of different labels that are close enough, by a tree in low dimensions, else in blocks."""
    points = balls.points
    rows, reach = points.floats, balls.reach
    if points.dimension <= TREE_DIMENSIONS:
        from scipy.spatial import cKDTree

        tree = cKDTree(rows)
        _admit((int(tree.count_neighbors(tree, reach, p=balls.norm)) - len(rows)) // 2, 2, limit)
        edges = tree.query_pairs(reach, p=balls.norm, output_type="ndarray").astype(np.int64)
    else:
        edges = _close(rows, reach, balls.norm, limit)
    edges = edges[points.labels[edges[:, 0]] != points.labels[edges[:, 1]]]
    edges = edges[np.lexsort((edges[:, 1], edges[:, 0]))]
    return edges, edges[:, ::-1]


def _close(rows: Floats, reach: float, norm: float, limit: int) -> Integers:
    from scipy.spatial.distance import cdist

    metric = "cityblock" if norm == 1 else "euclidean" if norm == 2 else "chebyshev"
    step, found, total = max(1, BLOCK // len(rows)), [], 0
    for first in range(0, len(rows), step):
        near = cdist(rows[first : first + step], rows[first:], metric) <= reach
        i, j = np.nonzero(near)
        later = j > i
        found.append(np.stack([i[later], j[later]], axis=1) + first)
        total += int(later.sum())
        _admit(total, 2, limit)
    return np.concatenate(found).astype(np.int64)


def _admit(count: int, size: int, limit: int) -> None:
    if count > limit:
        raise SizeError(
            f"{count} candidates for hyperedges of {size} points are more than limit={limit}; "
            f"take fewer points, a smaller eps, or order={max(1, size - 1)} for a bound"
        )


def _join(levels: list[Level], labels: Integers, n: int, limit: int) -> tuple[Integers, Integers]:
    """Unions of two edges that share all but the last point, if every part of them of that size is an edge."""
    top = levels[-1]
    m = top.edges.shape[1]
    parents = top.keys // n
    ends = np.searchsorted(parents, parents, side="right")
    room = ends - np.arange(len(parents)) - 1
    _admit(int(room.sum()), m + 1, limit)
    left = np.repeat(np.arange(len(parents)), room)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(room) - room, room)
    different = labels[top.edges[left, -1]] != labels[top.edges[right, -1]]
    left, right = left[different], right[different]
    facets = [right, left]
    for dropped in reversed(range(m - 1)):
        edges = np.column_stack([top.edges[left], top.edges[right, -1]])
        found = _numbers(levels, np.delete(edges, dropped, axis=1), n)
        known = found >= 0
        left, right = left[known], right[known]
        facets = [found[known], *(facet[known] for facet in facets)]
    return np.column_stack([top.edges[left], top.edges[right, -1]]), np.column_stack(facets)


def _numbers(levels: list[Level], edges: Integers, n: int) -> Integers:
    """The number of each row among the edges of its size, -1 for one that is none."""
    out = edges[:, 0].copy()
    for k, level in zip(range(1, edges.shape[1]), levels[1:], strict=True):
        keys = out * n + edges[:, k]
        at = np.minimum(np.searchsorted(level.keys, keys), len(level.keys) - 1)
        out = np.where((level.keys[at] == keys) & (out >= 0), at, -1)
    return out
