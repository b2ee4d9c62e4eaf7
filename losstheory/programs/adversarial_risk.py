r"""The least 0-1 risk of a soft classifier when an adversary may move every point by eps.

For points :math:`v` with classes and masses :math:`\mu_v`, and hyperedges e (sets of points of different classes whose
closed balls of radius eps meet), with the whole space as feature space,

.. math:: 1 - R^* = \max \{\sum_v \mu_v q_v : q \ge 0, \sum_{v \in e} q_v \le 1 \text{ for every hyperedge } e\},

and the dual, the least mass of hyperedges that covers every point, is the adversary's. Hyperedges inside others may be
left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import inf
from typing import Any

import numpy as np

from losstheory.programs.adversary import Attack, SoftClassifier, moves
from losstheory.programs.balls import CrossPolytopes, Cubes, EuclideanBalls
from losstheory.programs.hyperedges import Balls, Hyperedges, find_hyperedges
from losstheory.programs.labelled_points import LabelledPoints, read_points, read_radius
from losstheory.programs.packing import solve_packing
from losstheory.programs.packing_program import Blocks, Edge
from losstheory.programs.solution import DataError, Number, Solution

LIMIT = 2_000_000
LARGEST = 1e100
NORMS = {1: 1.0, 2: 2.0, inf: inf, "1": 1.0, "2": 2.0, "inf": inf, "l1": 1.0, "l2": 2.0, "linf": inf}


@dataclass(frozen=True, eq=False)
class RobustRisk:
    """The least risk, and how both players reach it.

    ``lower`` and ``upper`` bound it rigorously. They differ where ``order`` cut the hyperedges short, or where
    the data are floats and rounding could change which balls meet; else ``exact`` is the value for exact data.
    ``classifier`` keeps its risk at or below ``upper`` against every attack, ``attack`` holds every classifier
    at or above ``lower``.
    """

    lower: Number
    upper: Number
    exact: Fraction | None
    hyperedges: Hyperedges = field(repr=False)
    order: int
    classifier: SoftClassifier = field(repr=False)
    solution: Solution = field(repr=False)
    _cover: tuple[dict[Edge, Fraction], Sequence[Fraction], Balls] = field(repr=False)

    @property
    def value(self) -> Number:
        """The exact risk; as a float where the data are floats; the lower bound where ``order`` cut them short."""
        if self.exact is not None:
            return self.exact
        if not self.hyperedges.complete or self.lower == self.upper:
            return float(self.lower)
        return (float(self.lower) + float(self.upper)) / 2

    @property
    def gap(self) -> Number:
        return self.upper - self.lower

    @property
    def saturated(self) -> bool:
        """Whether hyperedges of up to ``order`` points cannot show a greater risk: they never show more than
        1 - 1/order."""
        return not self.hyperedges.complete and self.lower >= 1 - Fraction(1, self.order)

    @cached_property
    def attack(self) -> Attack:
        """Where the adversary moves the mass of each point."""
        cover, weights, balls = self._cover

        def place(edge: Edge) -> Iterable[Number]:
            if isinstance(balls, EuclideanBalls) and not balls.exact:
                return map(float, self.hyperedges.weights(edge) @ balls.points.rows[list(edge)].astype(np.float64))
            return balls.centre(edge)

        return moves(cover, weights, place)

    @property
    def certificate(self) -> dict[str, Any]:
        """The certificate of the linear program, whose value is (1 - risk) times the total weight.

        It is about the program: that the hyperedges are the right ones is the work of this module.
        """
        return self.solution.certificate

    @property
    def problem(self) -> Any:
        """The linear program in cvxpy."""
        return self.solution.problem


def robust_risk(
    X: Any, y: Any, eps: Any, norm: Any = 2, weights: Any = None, order: int | None = None, limit: int = LIMIT
) -> RobustRisk:
    """The least 0-1 risk of a soft classifier against moves of up to ``eps``, by exact linear programming.

    >>> risk = robust_risk([[0], [2], [5]], ["a", "b", "a"], 1)
    >>> risk.value, risk.classifier([[5]]).tolist()
    (Fraction(1, 3), [[Fraction(1, 1), Fraction(0, 1)]])

    Args:
        X: points ``(n, d)``. Integers (also as floats), Fractions and texts ``"p/q"`` are exact: balls that touch
            meet. Other floats are known up to rounding; where that matters, ``lower`` and ``upper`` differ.
        y: labels ``(n,)``.
        eps: the radius of the closed balls, in the unit of ``X``; for norm 2 also a root such as ``"sqrt(3)/2"``.
        norm: 1, 2 or ``"inf"``.
        weights: masses ``(n,)`` with the sum 1; equal by default. Floats are divided by their sum.
        order: hyperedges of up to this many points only: ``value`` is then a lower bound of the risk.
        limit: the most candidates for hyperedges of one size.

    Raises:
        DataError: bad data. SizeError: more than ``limit`` candidates. SolveError: no solution by HiGHS.
    """
    points = read_points(X, y, weights)
    balls = geometry(points, eps, norm)
    if order is not None and (isinstance(order, bool) or not isinstance(order, int) or order < 1):
        raise DataError(f"order must be an integer of at least 1, got {order!r}")
    most = min(order or len(points.classes), len(points.classes))
    edges = find_hyperedges(balls, most, limit)
    return _solve(points, balls, edges, most)


def geometry(points: LabelledPoints, eps: Any, norm: Any) -> Balls:
    """The balls of radius ``eps`` in the norm."""
    key = NORMS.get(norm) if isinstance(norm, str | int | float) else None
    if key is None:
        raise DataError(f"norm must be 1, 2 or 'inf', got {norm!r}")
    radius, square, known = read_radius(eps)
    if max(np.abs(points.floats).max(), square) > LARGEST:
        raise DataError(f"coordinates and the square of eps must stay below {LARGEST:.0e}; take another unit")
    exact = points.exact and known
    if key == 2 and (points.dimension > 1 or radius is None):
        return EuclideanBalls(points, square, exact)
    if radius is None:
        raise DataError(f"an irrational eps is for norm 2 only, got {eps!r}")
    if key == inf or points.dimension == 1:
        return Cubes(points, radius, exact)
    if points.dimension == 2:
        return Cubes(points.turned(), radius, exact, True)
    return CrossPolytopes(points, radius, exact)


def _solve(points: LabelledPoints, balls: Balls, edges: Hyperedges, order: int) -> RobustRisk:
    possible = edges.maximal_blocks()
    found = solve_packing(points.weights, possible)
    sure, cover = found, _cover(possible, found)
    if not edges.decided:
        certain = edges.maximal_blocks(sure=True)
        sure = solve_packing(points.weights, certain)
        cover = _cover(certain, sure)
    share = Fraction(1) if edges.complete else Fraction(order, len(points.classes))
    lower, upper = 1 - sure.upper / points.mass, 1 - share * found.lower / points.mass
    exact = Fraction(lower) if lower == upper and balls.exact and points.exact_weights else None
    q = tuple(found.primal) if share == 1 else tuple(share * v for v in found.primal)
    return RobustRisk(
        lower, upper, exact, edges, order, SoftClassifier(points, balls.square, balls.measure, q), found,
        (cover, points.weights, balls),
    )  # fmt: skip


def _cover(blocks: Blocks, found: Solution) -> dict[Edge, Fraction]:
    edges = (tuple(row) for block in blocks for row in block.tolist())
    return {edge: mass for edge, mass in zip(edges, found.dual, strict=True) if mass}
