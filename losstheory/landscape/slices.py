"""The mean loss at points of a slice through parameter space, by one copy of the parameters that is moved in place."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from losstheory.landscape.derivatives import blaming
from losstheory.landscape.directions import Direction
from losstheory.landscape.errors import NonFinite
from losstheory.landscape.first_layer import FirstLayers
from losstheory.landscape.objective import checked
from losstheory.landscape.packing import Packed
from losstheory.landscape.parameters import Vector
from losstheory.landscape.problem import Problem


class Slice:
    r"""The function :math:`(a_1, \dots, a_k) \mapsto L(\theta + \sum_i a_i d_i)` of a problem at :math:`\theta`.

    Neither the model nor the problem is changed when a call has ended.
    """

    def __init__(self, problem: Problem, directions: Sequence[Direction]) -> None:
        names, split = problem.layout.names, problem.layout.split
        self.problem = problem
        self._centre = [problem.network.parameters[name] for name in names]
        self._steps = [Packed(split(direction.vector).values(), self._centre) for direction in directions]
        self._row, self._row_at = Packed(self._centre, self._centre), (0.0,) * (len(directions) - 1)
        self._moved = Packed(self._centre, self._centre)
        self._moving = dict(zip(names, self._moved.tensors, strict=True))

    def __call__(self, point: Vector) -> float:
        """The mean loss at a point of shape (k,); NaN where it is not finite."""
        with torch.no_grad():
            self._move(point)
            try:
                return self.problem.moved(self._moving).value
            except NonFinite:
                return math.nan

    def visit(self, points: Vector, take: Callable[[float], None]) -> None:
        """Give the mean loss at each of some points of shape (n, k) to ``take``, in their order.

        The parameters are in the module all the while, and its first layers are sums of kept terms. One of the points
        is compared with a call; where they differ by more than rounding may, and where statistics are estimated
        anew at each point, the points are called one by one.
        """
        if self.problem.network.batch_norm != "re-estimate" and len(points):
            chosen = points[np.random.default_rng(len(points)).integers(len(points))]
            wanted = self(chosen)
            steps = [dict(zip(self._moving, step.tensors, strict=True)) for step in self._steps]
            layers = FirstLayers(self.problem, steps)
            if self.problem.network.during(
                self._moving, lambda output: self._visit_within(output, layers, points, take, chosen, wanted)
            ):
                return
        for point in points:
            take(self(point))

    def _visit_within(
        self,
        output: Callable[[Any], Any],
        layers: FirstLayers,
        points: Vector,
        take: Callable[[float], None],
        chosen: Vector,
        wanted: float,
    ) -> bool:
        """Whether the value at the chosen point is as wanted; then those at the points have been given."""
        with torch.no_grad(), layers.replaced():
            first, again = (self._value(output, layers, point) for point in (points[0], chosen))
            if not self._agree(again, wanted):
                return False
            take(first)
            for point in points[1:]:
                take(self._value(output, layers, point))
        return True

    def _value(self, output: Callable[[Any], Any], layers: FirstLayers, point: Vector) -> float:
        self._move(point)
        layers.move(point)
        total, problem = 0.0, self.problem
        try:
            for batch in problem.batches:
                with blaming():
                    term = checked(problem.loss(output(batch.inputs), batch.target), batch)
                total += batch.weight * float(term)
        except NonFinite:
            return math.nan
        return total / problem.batches.weight

    def _move(self, point: Vector) -> None:
        """Move the parameters; the sum of all but the last step is kept along a row of a grid."""
        *leading, last = map(float, point)
        if self._row_at != tuple(leading):
            self._row.fill(self._centre)
            for coordinate, step in zip(leading, self._steps, strict=False):
                self._row.add(step, coordinate)
            self._row_at = tuple(leading)
        self._moved.take(self._row, self._steps[-1], last)

    def _agree(self, value: float, wanted: float) -> bool:
        if math.isnan(value) or math.isnan(wanted):
            return math.isnan(value) and math.isnan(wanted)
        return bool(abs(value - wanted) <= self.problem.layout.precision**0.5 * max(abs(value), abs(wanted)))
