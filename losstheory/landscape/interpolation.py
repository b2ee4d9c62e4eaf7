"""The loss on the straight way between two places, and the barrier on it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np
from numpy.typing import ArrayLike

from losstheory.landscape.directions import direction_between
from losstheory.landscape.errors import LandscapeError
from losstheory.landscape.evaluation import Folder
from losstheory.landscape.grid import POINTS, Landscape, measure_landscape
from losstheory.landscape.problem import Problem
from losstheory.landscape.states import Place


def measure_interpolation(
    problem: Problem,
    other: Place,
    axis: ArrayLike | None = None,
    *,
    folder: Folder | None = None,
    shown: bool | None = None,
    executor: Executor | None = None,
) -> Landscape:
    r"""The loss :math:`L((1 - a) \theta + a \theta')` from the parameters of a problem to other ones.

    Running statistics of batch normalisation belong to one end; take ``batch_norm="re-estimate"`` for the problem.

    >>> measure_barrier(measure_interpolation(problem, other.state_dict()))

    Args:
        other: a state dict of the same model, or a vector of length P.
        axis: values of a; None: 51 from 0 to 1.
        folder, shown, executor: see ``measure_landscape``.

    Raises:
        LandscapeError: the other end does not fit, see ``direction_between``.
    """
    axes: Sequence[ArrayLike] = [np.linspace(0, 1, POINTS) if axis is None else axis]
    return measure_landscape(
        problem, direction_between(problem, other), axes, folder=folder, shown=shown, executor=executor
    )


def measure_barrier(landscape: Landscape) -> float:
    r"""How far the loss rises above the chord between the ends, at the points of an interpolation.

    :math:`\max_a L((1 - a) \theta + a \theta') - (1 - a) L(\theta) - a L(\theta')`: never negative, 0 for a convex
    loss, and a lower bound on the barrier over all a in [0, 1]. NaN if the loss is not finite on the way.

    Source: entezari2022role.

    Raises:
        LandscapeError: the landscape is no line whose axis holds 0 and 1.
    """
    axis, ends = landscape.axes[0], (0.0, 1.0)
    if len(landscape.axes) != 1 or not all(end in axis for end in ends):
        raise LandscapeError("a barrier needs the loss on a line with both ends: an axis that holds 0 and 1")
    low, high = (float(landscape.values[np.flatnonzero(axis == end)[0]]) for end in ends)
    inside = (axis >= 0) & (axis <= 1)
    chord = (1 - axis[inside]) * low + axis[inside] * high
    return float(np.max(landscape.values[inside] - chord))
