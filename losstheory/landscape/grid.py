"""The loss on a line or a plane through the parameters of a model, as values on a grid."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from losstheory.landscape.directions import Direction
from losstheory.landscape.errors import LandscapeError
from losstheory.landscape.evaluation import Folder, evaluate
from losstheory.landscape.parameters import Vector
from losstheory.landscape.problem import Problem

POINTS = 51


@dataclass(frozen=True)
class Landscape:
    r"""The mean loss :math:`L(\theta + a d_1 + b d_2)` on a grid of a and b, or of a alone.

    Attributes:
        axes: one increasing array of coordinates for each direction, in units of that direction.
        values: of shape (n,) or (n, m), NaN where the loss is not finite; ``values[i, j]`` is at ``axes[0][i]`` and
            ``axes[1][j]``.
        centre: the loss at :math:`\theta`.
        directions: how each direction was made.
        invariances: what the picture along each direction is invariant to.
        gram: of shape (k, k), the inner products of the directions: lengths and angles of the axes.
        held_out: errors of the values at randomly checked points of the grid; empty where the values are the loss.
    """

    axes: tuple[Vector, ...]
    values: Vector
    centre: float
    directions: tuple[str, ...]
    invariances: tuple[str, ...]
    gram: Vector
    held_out: Vector = field(default_factory=lambda: np.zeros(0))

    @property
    def error(self) -> float:
        """The largest error at the checked points; 0 where the values are the loss itself."""
        return float(self.held_out.max(initial=0.0))

    def exceeding(self, confidence: float = 0.95) -> float:
        r"""The share of points of the grid that have a larger error than ``error`` is at most this.

        With n checked points, drawn at random, it is :math:`1 - (1 - c)^{1/n}` at confidence c.
        """
        if not 0 < confidence < 1:
            raise LandscapeError(f"expected a confidence between 0 and 1, got {confidence}")
        return 1 - float((1 - confidence) ** (1 / len(self.held_out))) if len(self.held_out) else 0.0


def measure_landscape(
    problem: Problem,
    directions: Direction | Sequence[Direction],
    axes: Sequence[ArrayLike] | None = None,
    *,
    folder: Folder | None = None,
    shown: bool | None = None,
    executor: Executor | None = None,
) -> Landscape:
    """The loss on the grid along one direction or two, a pass over the data for each point.

    The first layers of a model are linear in the coordinates where they act on the data as given: what they make of
    them is computed once (``first_layer``), to rounding. At one of the points this is compared with the plain way,
    which is taken where they differ.

    >>> landscape = measure_landscape(problem, [random_direction(problem, seed=seed) for seed in (0, 1)])
    >>> lt.draw.landscape(landscape)

    Args:
        axes: the coordinates for each direction; None: 51 from -1 to 1.
        folder: where to keep what is done, and take it up from when the same is asked again. Parameters, data,
            directions and axes are compared, and the loss at three points; the code of loss and model is not.
        shown: draw a progress bar; None: if stderr is a terminal.
        executor: of ``concurrent.futures``; None: one point after another in this process. A pool of processes needs a
            problem that pickle can send; the values are the same for any number of workers.

    Raises:
        LandscapeError: not one or two directions, an axis does not increase, or the folder holds values that this
            loss or model does not give.
        ExecutorLost: the executor has no workers any more.
        OSError: the folder cannot be written.
    """
    used, coordinates = read_axes(problem, directions, axes)
    values = evaluate(problem, used, lattice(coordinates), folder, shown, executor)
    return assemble(problem, used, coordinates, values.reshape([len(axis) for axis in coordinates]))


def read_axes(
    problem: Problem, directions: Direction | Sequence[Direction], axes: Sequence[ArrayLike] | None
) -> tuple[tuple[Direction, ...], tuple[Vector, ...]]:
    """The directions and the coordinates along each.

    Raises:
        LandscapeError: they do not fit.
    """
    used = (directions,) if isinstance(directions, Direction) else tuple(directions)
    if len(used) not in (1, 2):
        raise LandscapeError(f"expected one direction or two, got {len(used)}")
    for direction in used:
        if direction.vector.shape != (problem.size,) or not np.isfinite(direction.vector).all():
            raise LandscapeError(f"expected {problem.size} finite numbers as direction, got {direction.vector.shape}")
    given = [np.linspace(-1, 1, POINTS)] * len(used) if axes is None else axes
    found = tuple(np.atleast_1d(np.asarray(axis, dtype=np.float64)) for axis in given)
    if len(found) != len(used):
        raise LandscapeError(f"expected one axis for each of {len(used)} directions, got {len(found)}")
    for axis in found:
        if axis.ndim != 1 or not axis.size or not np.isfinite(axis).all() or not (np.diff(axis) > 0).all():
            raise LandscapeError("expected the coordinates of an axis as increasing numbers")
    return used, found


def lattice(axes: Sequence[Vector]) -> Vector:
    """The points of the grid of some axes, of shape (n, k), the last coordinate changing fastest."""
    return np.stack([x.ravel() for x in np.meshgrid(*axes, indexing="ij")], axis=1)


def assemble(
    problem: Problem,
    directions: Sequence[Direction],
    axes: tuple[Vector, ...],
    values: Vector,
    held_out: Vector | None = None,
) -> Landscape:
    """The landscape of values that were found."""
    matrix = np.array([direction.vector for direction in directions])
    return Landscape(
        axes,
        values,
        problem.value,
        tuple(direction.description for direction in directions),
        tuple(direction.invariance for direction in directions),
        matrix @ matrix.T,
        np.zeros(0) if held_out is None else held_out,
    )
