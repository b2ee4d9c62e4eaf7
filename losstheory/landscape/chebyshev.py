"""Landscapes from few evaluations: tensor interpolation at Chebyshev points, with errors at held-out points."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from functools import reduce

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import ArrayLike

from losstheory.landscape.directions import Direction
from losstheory.landscape.errors import LandscapeError
from losstheory.landscape.evaluation import Folder, evaluate
from losstheory.landscape.grid import Landscape, assemble, lattice, read_axes
from losstheory.landscape.parameters import Vector
from losstheory.landscape.problem import Problem


def estimate_landscape(
    problem: Problem,
    directions: Direction | Sequence[Direction],
    axes: Sequence[ArrayLike] | None = None,
    *,
    nodes: int = 13,
    checks: int = 20,
    seed: int = 0,
    folder: Folder | None = None,
    shown: bool | None = None,
    executor: Executor | None = None,
) -> Landscape:
    """The loss on a grid by the polynomial through its values at ``nodes`` Chebyshev points along each axis.

    The errors at randomly drawn points of the grid, in ``held_out``, say how good it is: ``error`` is the largest, and
    ``exceeding()`` bounds the share of points where it is larger. A network that is analytic, as with tanh, is met
    geometrically in ``nodes``, one with kinks, as with ReLU, algebraically. On a plane of 51 by 51 points it takes
    189 passes over the data instead of 2601.

    >>> landscape = estimate_landscape(problem, directions)
    >>> landscape.error, landscape.exceeding()

    Args:
        axes, folder, shown, executor: as for ``measure_landscape``.
        checks: the number of points of the grid at which the loss itself is taken.
        seed: of the draw of these points.

    Raises:
        LandscapeError: directions or axes do not fit, no evaluation would be saved, or the loss is not finite at a
            Chebyshev point.
    """
    used, coordinates = read_axes(problem, directions, axes)
    grid, passes = lattice(coordinates), nodes ** len(used) + checks
    shape = tuple(len(axis) for axis in coordinates)
    if not 2 <= nodes <= min(shape) or checks < 1 or passes >= len(grid):
        raise LandscapeError(
            f"{nodes} nodes along each axis and {checks} checks take {passes} passes, the grid has {shape} points: "
            "expected at least 2 nodes, 1 check, and fewer passes than points; else use measure_landscape"
        )
    spots = np.random.default_rng(seed).choice(len(grid), checks, replace=False)
    places = [_stretched(chebyshev.chebpts1(nodes), axis) for axis in coordinates]
    found = evaluate(problem, used, np.concatenate([lattice(places), grid[spots]]), folder, shown, executor)
    known, exact = found[:-checks], found[-checks:]
    if not np.isfinite(found).all():
        raise LandscapeError("the loss is not finite at some of the points: take a smaller span, or measure_landscape")
    values = reduce(_along, zip(coordinates, places, strict=True), known.reshape([nodes] * len(used)))
    return assemble(problem, used, coordinates, values, np.abs(values.ravel()[spots] - exact))


def _stretched(points: Vector, axis: Vector) -> Vector:
    """Points of [-1, 1] on the span of an axis."""
    return np.asarray((axis[0] + axis[-1]) / 2 + points * (axis[-1] - axis[0]) / 2)


def _along(values: Vector, pair: tuple[Vector, Vector]) -> Vector:
    """The values at the coordinates of an axis from those at its nodes; the first axis goes, and comes back as last."""
    axis, nodes = pair
    half = (axis[-1] - axis[0]) / 2
    degree = len(nodes) - 1
    bases = [chebyshev.chebvander((x - (axis[0] + axis[-1]) / 2) / half, degree) for x in (axis, nodes)]
    return np.tensordot(values, bases[0] @ np.linalg.inv(bases[1]), axes=(0, 1))
