r"""When do balls of one radius around some points have a common point?

Closed balls of radius eps around :math:`x_1, \dots, x_m` meet if and only if the smallest ball that encloses the
points has a radius of at most eps. For the maximum norm it has that radius if the pairs have it; for the others more
is asked of three points and more. Every test below is about m points any m - 1 of which pass: for more than d + 1
points of R^d they all pass then (Helly).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import sqrt

import numpy as np

from losstheory.programs.circumcentres import barycentric, circumcentres, squared_radius
from losstheory.programs.labelled_points import Floats, Integers, LabelledPoints
from losstheory.programs.linear import LinearProgram

Point = list[Fraction]
YES, OPEN, NO = 1, 0, -1
UNIT = 2.0**-52
TINY = 1e-290
BLOCK = 1 << 21
TABLE = 1_500


@dataclass(frozen=True)
class Judged:
    """Of each tuple of points: the answer, and about its smallest ball the weights of the centre and the squared
    radius, approximately."""

    answers: Integers
    weights: Floats
    squares: Floats


@dataclass(frozen=True, eq=False)
class EuclideanBalls:
    """Balls of the Euclidean norm; ``square`` is the square of their radius."""

    points: LabelledPoints
    square: Fraction
    exact: bool
    norm: float = 2
    measure: float = 2

    @property
    def reach(self) -> float:
        """Points whose balls meet are no farther apart than this."""
        return 2 * sqrt(self.square) * (1 + 1e-9) + 4 * self.points.dimension * self.points.uncertainty + sqrt(TINY)

    def judge(self, edges: Integers, facets: tuple[Floats, Floats] | None) -> Judged:
        """The answers for the rows of ``edges``.

        Args:
            facets: what is known of the tuples without one point: squared radii ``(n, m)``, the weights of the
                largest ``(n, m)`` with 0 at the point left out; None for pairs.

        The lower bound of the squared radius is w' D w / 2 for any convex weights w and the squared distances D; the
        upper bound is the greatest squared distance from the centre that they give.
        """
        count = max(1, BLOCK // (edges.shape[1] ** 2 * self.points.dimension))
        parts = []
        for first in range(0, len(edges), count):
            block = slice(first, first + count)
            known = None if facets is None else (facets[0][block], facets[1][block])
            parts.append(self._judge(edges[block], known))
        return Judged(*(np.concatenate([getattr(part, key) for part in parts]) for key in Judged.__annotations__))

    def _judge(self, edges: Integers, facets: tuple[Floats, Floats] | None) -> Judged:
        n, m = edges.shape
        distances = self._distances(edges)
        weights = np.full((n, m), 0.5) if facets is None else circumcentres(distances)
        if facets is not None:
            inside = (weights > 0).all(axis=1, keepdims=True)
            weights = np.where(inside, weights, facets[1])
        squares = np.einsum("ni,nij,nj->n", weights, distances, weights) / 2
        farthest = (np.einsum("ni,nij->nj", weights, distances) - squares[:, None]).max(axis=1)
        slack, target = self._slack(distances, m), float(self.square)
        answers = np.where(farthest <= target - slack, YES, np.where(squares >= target + slack, NO, OPEN))
        if self.exact:
            for i in np.flatnonzero(answers == OPEN):
                answers[i] = YES if self.meet([int(v) for v in edges[i]]) else NO
        return Judged(answers, weights, squares)

    def _distances(self, edges: Integers) -> Floats:
        n, m = edges.shape
        out = np.zeros((n, m, m))
        rows, table = self.points.floats, self._table
        for a, b in combinations(range(m), 2):
            if table is None:
                gap = rows[edges[:, a]] - rows[edges[:, b]]
                square = np.einsum("nd,nd->n", gap, gap)
            else:
                square = table[edges[:, a], edges[:, b]]
            out[:, a, b] = out[:, b, a] = square
        return out

    @cached_property
    def _table(self) -> Floats | None:
        """All squared distances, each from the differences of coordinates, for up to 1,500 points."""
        from scipy.spatial.distance import cdist

        rows = self.points.floats
        return None if len(rows) > TABLE else np.asarray(cdist(rows, rows, "sqeuclidean"))

    def _slack(self, distances: Floats, m: int) -> Floats:
        """More than the rounding errors of the bounds, underflow included, and, for floats, of the data."""
        d, largest = self.points.dimension, distances.max(axis=(1, 2))
        error = self.points.uncertainty
        spread = 4 * error * np.sqrt(d * largest) + 4 * d * error**2
        slack = (8 * d + 32 * m * m) * UNIT * largest + 4 * spread + 4 * UNIT * float(self.square) + TINY
        return np.asarray(slack)

    def meet(self, edge: Sequence[int]) -> bool:
        """Whether the balls around these points have a common point; exact, of the numbers as they are held."""
        return len(edge) == 1 or not _beyond(self._squares(edge), self.square)

    def _squares(self, edge: Sequence[int]) -> list[list[Fraction]]:
        rows = [self._row(i) for i in edge]
        unit = self.points.unit**2 if self.points.exact else 1
        return [[Fraction(sum((a - b) ** 2 for a, b in zip(p, q, strict=True)), 1) / unit for q in rows] for p in rows]

    def _row(self, i: int) -> Sequence[int | Fraction]:
        return self.points.integers[i] if self.points.exact else self.points.coordinates(i)

    def centre(self, edge: Sequence[int]) -> Point:
        """The centre of the smallest enclosing ball, exact."""
        squares = self._squares(edge)
        for size in range(1, len(edge) + 1):
            for support in combinations(range(len(edge)), size):
                weights = barycentric([[squares[i][j] for j in support] for i in support])
                if weights is None or min(weights) < 0:
                    continue
                points = [self.points.coordinates(edge[i]) for i in support]
                centre = [sum((w * p for w, p in zip(weights, column, strict=True)), start=Fraction(0))
                          for column in zip(*points, strict=True)]  # fmt: skip
                radius = squared_radius(weights, [[squares[i][j] for j in support] for i in support])
                if all(_gap(centre, self.points.coordinates(i)) <= radius for i in edge):
                    return centre
        raise AssertionError("every finite set has a smallest enclosing ball")


def _gap(p: Point, q: Point) -> Fraction:
    return sum(((a - b) ** 2 for a, b in zip(p, q, strict=True)), start=Fraction(0))


def _beyond(squares: list[list[Fraction]], target: Fraction) -> bool:
    """The centre equally far from all points lies inside their simplex, farther than the target from them."""
    weights = barycentric(squares)
    return weights is not None and bool(min(weights) > 0) and squared_radius(weights, squares) > target


@dataclass(frozen=True, eq=False)
class Cubes:
    """Balls of the maximum norm, of any norm on the line, or of the 1-norm of the plane in turned coordinates."""

    points: LabelledPoints
    radius: Fraction
    exact: bool
    turned: bool = False
    norm: float = float("inf")

    @property
    def measure(self) -> float:
        return 1 if self.turned else self.norm

    @property
    def square(self) -> Fraction:
        return self.radius**2

    @property
    def reach(self) -> float:
        return 2 * float(self.radius) * (1 + 1e-9) + 4 * self.points.uncertainty + TINY

    def judge(self, edges: Integers, facets: tuple[Floats, Floats] | None) -> Judged:
        """Pairs by their distance; more points meet where the pairs do."""
        n, m = edges.shape
        answers = np.full(n, YES)
        if m == 2:
            rows, target = self.points.floats, 2 * float(self.radius)
            gaps = np.abs(rows[edges[:, 0]] - rows[edges[:, 1]]).max(axis=1)
            slack = 4 * self.points.uncertainty + 8 * UNIT * (gaps + target) + TINY
            answers = np.where(gaps <= target - slack, YES, np.where(gaps >= target + slack, NO, OPEN))
            for i in np.flatnonzero(answers == OPEN) if self.exact else ():
                answers[i] = YES if self.meet([int(v) for v in edges[i]]) else NO
        return Judged(answers, np.zeros((n, m)), np.zeros(n))

    def meet(self, edge: Sequence[int]) -> bool:
        rows = [self.points.coordinates(i) for i in edge]
        return all(max(column) - min(column) <= 2 * self.radius for column in zip(*rows, strict=True))

    def centre(self, edge: Sequence[int]) -> Point:
        """The centre of the smallest box around the points."""
        rows = [self.points.coordinates(i) for i in edge]
        middle = [(max(column) + min(column)) / 2 for column in zip(*rows, strict=True)]
        return [(middle[0] + middle[1]) / 2, (middle[0] - middle[1]) / 2] if self.turned else middle


@dataclass(frozen=True, eq=False)
class CrossPolytopes:
    """Balls of the 1-norm in three dimensions or more: a linear program for every triple and more."""

    points: LabelledPoints
    radius: Fraction
    exact: bool
    norm: float = 1
    measure: float = 1

    @property
    def square(self) -> Fraction:
        return self.radius**2

    @property
    def reach(self) -> float:
        return 2 * float(self.radius) * (1 + 1e-9) + 4 * self.points.dimension * self.points.uncertainty + TINY

    def judge(self, edges: Integers, facets: tuple[Floats, Floats] | None) -> Judged:
        n, m = edges.shape
        if m > self.points.dimension + 1:
            return Judged(np.full(n, YES), np.zeros((n, m)), np.zeros(n))
        rounding = 8 * self.points.dimension * self.points.uncertainty + 4 * UNIT * float(self.radius)
        margin = 0 if self.exact else Fraction(rounding)
        answers = np.empty(n, dtype=np.int64)
        for i, edge in enumerate(edges):
            gap = self.least([int(v) for v in edge])[0] - self.radius
            answers[i] = YES if gap <= -margin else NO if gap > margin else OPEN
        return Judged(answers, np.zeros((n, m)), np.zeros(n))

    def least(self, edge: Sequence[int]) -> tuple[Fraction, Point]:
        """The radius and a centre of a smallest ball: minimise r over centres c and s >= |x - c|, sum s <= r."""
        rows = [self.points.coordinates(i) for i in edge]
        d, m = self.points.dimension, len(edge)
        if m == 2:
            gap = sum((abs(a - b) for a, b in zip(*rows, strict=True)), start=Fraction(0))
            return gap / 2, [(a + b) / 2 for a, b in zip(*rows, strict=True)]
        constraints: list[tuple[dict[int, Fraction | int], str, Fraction | int]] = []
        for v, row in enumerate(rows):
            places = range(1 + d + v * d, 1 + d + (v + 1) * d)
            constraints.append(({0: -1, **dict.fromkeys(places, 1)}, "<=", 0))
            for k, (x, s) in enumerate(zip(row, places, strict=True)):
                constraints += [({1 + k: 1, s: 1}, ">=", x), ({1 + k: 1, s: -1}, "<=", x)]
        program = LinearProgram.of("min", [1, *[0] * (d + m * d)], constraints, range(1, d + 1))
        found = program.solve()
        assert found.exact is not None
        return found.exact, list(found.primal[1 : d + 1])

    def meet(self, edge: Sequence[int]) -> bool:
        return len(edge) == 1 or self.least(edge)[0] <= self.radius

    def centre(self, edge: Sequence[int]) -> Point:
        return self.points.coordinates(edge[0]) if len(edge) == 1 else self.least(edge)[1]
