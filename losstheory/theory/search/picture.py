"""Functions on a float grid: where to look. Nothing here is evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from losstheory.formulas.pieces import Part, Pieces
from losstheory.rigor.extrema import graded
from losstheory.rigor.floating import to_float
from losstheory.rigor.landmarks import landmarks
from losstheory.rigor.places import OpenInterval

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Picture:
    """Points of a split domain, increasing, and the values of its trees there.

    Attributes:
        x: points, shape ``(n,)``.
        values: values, shape ``(trees, n)``; points where one is not a number are left out.
        part: index of the part of each point.
    """

    x: Floats
    values: Floats
    part: NDArray[Any]

    def of(self, k: int) -> Picture:
        """The points of part k."""
        chosen = self.part == k
        return Picture(self.x[chosen], self.values[:, chosen], self.part[chosen])

    def between(self, low: float, high: float) -> Picture:
        chosen = (self.x >= low) & (self.x <= high)
        return Picture(self.x[chosen], self.values[:, chosen], self.part[chosen])


def picture(split: Pieces, trees: int = 2) -> Picture:
    """The first trees of every part on a grid that is graded towards ends, cuts and landmarks."""
    drawn = [_draw(split.variable, part, trees) for part in split.parts]
    x = np.concatenate([x for x, _ in drawn])
    values = np.concatenate([values for _, values in drawn], axis=1)
    index = np.concatenate([np.full(len(x), k) for k, (x, _) in enumerate(drawn)])
    kept = ~np.isnan(values).any(axis=0)
    return Picture(x[kept], values[:, kept], index[kept])


def _draw(name: str, part: Part, trees: int) -> tuple[Floats, Floats]:
    place = OpenInterval(name, part.lower, part.upper)
    marks = sorted({mark for tree in part.trees[:trees] for mark in landmarks(tree, name)})
    x = graded(place, marks)
    return x, np.array([to_float(tree, name)(x) for tree in part.trees[:trees]])
