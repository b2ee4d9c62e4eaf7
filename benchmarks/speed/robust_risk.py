"""Robust risk with its exact certificate, beside the published algorithm: a smallest ball a tuple, interior points.

The peer is written from its description (multimarginal lower bounds of adversarial risk, Garcia Trillos, Jacobs and
Kim 2023): tuples of pairwise close points of different classes, each tested by its own smallest enclosing ball, then
the cover with equalities over all of them by an interior-point method. A run of that algorithm with cvxopt on another
machine of two cores took REFERENCE microseconds a tuple; the table shows what this one takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csc_array
from tqdm import tqdm

from losstheory.programs import robust_risk

Floats = NDArray[np.float64]
SETS = ((300, 3, 2, 0.5, 2.7), (300, 4, 10, 1.9, 0.72), (300, 3, 50, 4.7, 0.25))
REFERENCE = {(300, 3, 2): 220, (300, 4, 10): 300, (300, 3, 50): 320}
LARGE = (10_000, 3, 2, 0.05, 1.0)


@dataclass(frozen=True)
class Comparison:
    """Seconds of both on a data set of n points, K classes, d dimensions; the hyperedges and the values."""

    n: int
    classes: int
    dimension: int
    eps: float
    hyperedges: int
    ours: float
    certificate: float
    balls: float | None
    program: float | None
    error: float | None
    tested: int

    @property
    def whole(self) -> float:
        """Seconds of ours, the certificate and its replay included."""
        return self.ours + self.certificate

    @property
    def reference(self) -> int | None:
        """Microseconds a tuple of the reference."""
        return REFERENCE.get((self.n, self.classes, self.dimension))


def measure() -> list[Comparison]:
    """One row a data set; the last is too large for the peer."""
    return [_compare(*given) for given in tqdm((*SETS, LARGE), leave=False)]


def _compare(n: int, classes: int, dimension: int, eps: float, apart: float) -> Comparison:
    X, y = mixture(n, classes, dimension, apart)
    start = perf_counter()
    risk = robust_risk(X, y, eps)
    solved = perf_counter()
    assert risk.certificate
    certified = perf_counter()
    count = sum(risk.hyperedges.counts.values())
    balls, program, error, tested = None, None, None, 0
    if n <= 1000:
        begun = perf_counter()
        edges, tested = tuples(X, y, eps)
        built = perf_counter()
        value = cover(n, edges)
        balls, program = built - begun, perf_counter() - built
        error = abs(1 - value - float(risk.value))
        assert len(edges) == count
    return Comparison(
        n, classes, dimension, eps, count, solved - start, certified - solved, balls, program, error, tested
    )


def mixture(n: int, classes: int, dimension: int, apart: float, seed: int = 0) -> tuple[Floats, NDArray[np.int64]]:
    """Points of standard normal classes around normal centres, scaled by ``apart``."""
    draw = np.random.default_rng(seed)
    y = np.arange(n) % classes
    centres = apart * draw.normal(size=(classes, dimension))
    return draw.normal(size=(n, dimension)) + centres[y], y


def tuples(X: Floats, y: NDArray[np.int64], eps: float) -> tuple[list[tuple[int, ...]], int]:
    """Tuples of points of different classes whose balls meet, order by order; and how many were tested."""
    near = [set(np.flatnonzero(np.linalg.norm(X - x, axis=1) <= 2 * eps).tolist()) for x in X]
    later = [{j for j in found if y[j] > y[i]} for i, found in enumerate(near)]
    level: list[tuple[int, ...]] = [(i,) for i in range(len(X))]
    found, tested = list(level), 0
    while level:
        candidates = [(*edge, j) for edge in level for j in sorted(set.intersection(*(later[i] for i in edge)))]
        tested += len(candidates)
        level = [edge for edge in candidates if smallest_ball(X[list(edge)]) <= eps]
        found += level
    return found, tested


def smallest_ball(points: Floats) -> float:
    """The radius of the smallest enclosing ball: that of the first support, by size, which holds all points."""
    for size in range(2, len(points) + 1):
        for support in combinations(range(len(points)), size):
            first, edges = points[support[0]], points[list(support[1:])] - points[support[0]]
            gram = edges @ edges.T
            try:
                weights = np.linalg.solve(2 * gram, gram.diagonal())
            except np.linalg.LinAlgError:
                continue
            if weights.min() < 0 or weights.sum() > 1:
                continue
            away = weights @ edges
            square, gaps = away @ away, points - (first + away)
            if (gaps * gaps).sum(axis=1).max() <= square * (1 + 1e-9):
                return float(np.sqrt(square))
    raise AssertionError("every finite set has a smallest enclosing ball")


def cover(count: int, edges: Sequence[tuple[int, ...]]) -> float:
    """The least mass of tuples with every point covered exactly by its own 1/count; interior points."""
    return solve_interior(_incidence(count, edges), np.full(count, 1 / count))


def solve_interior(rows: Any, right: Floats) -> float:
    found = linprog(
        np.ones(rows.shape[1]),
        A_eq=rows,
        b_eq=right,
        method="highs-ipm",
        options={"primal_feasibility_tolerance": 1e-9},
    )
    assert found.status == 0, found.message
    return float(found.fun)


def _incidence(count: int, edges: Sequence[tuple[int, ...]]) -> csc_array:
    lengths = np.array([len(edge) for edge in edges])
    places = np.concatenate([np.array(edge) for edge in edges])
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return csc_array((np.ones(len(places)), places, starts), shape=(count, len(edges)))
