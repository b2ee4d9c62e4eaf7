"""Quick looks at a sign before it is proved: floats that contradict it, and zeros at which it only just holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

from losstheory.claims.budget import Budget
from losstheory.formulas.calculus import nth_derivative
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.intervals import exact
from losstheory.formulas.tree import Tree

from .enclosure import Enclosure
from .extrema import graded, refined
from .floating import to_float
from .landmarks import landmarks
from .places import OpenInterval

Floats = NDArray[np.float64]
CERTIFIED, LOWEST = 2, 4
NEAR, PRECISION, TINY, CONVERGED = 1e-9, 320, 2.0**-120, 2.0**-60
SCALE = 1 << 300
SHARES = np.concatenate([2.0 ** -np.array([20, 10, 6]), np.arange(1, 17) / 33])
STEPS = np.concatenate([2.0 ** np.arange(-20, 12, 2), 2.0 ** np.arange(-3, 4, 2), [3.0, 6.0, 12.0, 1e6]])


class Finding(Enum):
    """What a look shows: certainly false, very likely a double zero inside, or nothing."""

    FALSE = "false"
    TOUCHES = "touches"
    OPEN = "open"


class Dip(NamedTuple):
    """A stretch of the grid whose inner point is lower than its ends, and the height of the higher end."""

    lower: float
    upper: float
    rim: float


@dataclass
class Screen:
    """What floats say of expressions on one interval, certified where an answer depends on it."""

    place: OpenInterval
    _certain: dict[tuple[Tree, bool], bool] = field(default_factory=dict)

    @cached_property
    def _coarse(self) -> Floats:
        """Floats inside: evenly spread, near both ends, and far out on a tail."""
        lower, upper = (None if end is None else float(end) for end in self.place.inside)
        if lower is not None and upper is not None:
            return np.unique(lower + (upper - lower) * np.concatenate([SHARES, 1 - SHARES]))
        if lower is None and upper is None:
            return np.concatenate([-STEPS[::-1], [0.0], STEPS])
        return lower + STEPS if lower is not None else upper - STEPS[::-1]

    def contradicts(self, f: Tree, strict: bool, budget: Budget) -> bool:
        """Whether the sign fails, for certain, at one of the probes where the floats are lowest."""
        key = (f, strict)
        if key not in self._certain:
            self._certain[key] = self._fails(f, strict, self._coarse, budget)
        return self._certain[key]

    def _fails(self, f: Tree, strict: bool, points: Floats, budget: Budget) -> bool:
        budget.spend(1)
        values = np.nan_to_num(to_float(f, self.place.name)(points), nan=np.inf)
        low = [k for k in np.argsort(values, kind="stable")[:CERTIFIED] if values[k] < 0 or (strict and values[k] == 0)]
        if not low:
            return False
        enclosure = Enclosure(f, self.place.name)
        for k in low:
            x = Fraction(float(points[k]))
            budget.spend(enclosure.work)
            bounds = enclosure.at(x)
            if self.place.contains(x) and (bounds.upper < 0 or (strict and bounds.upper <= 0)):
                return True
        return False

    def look(self, f: Tree, strict: bool, budget: Budget) -> Finding:
        """What the lowest dips of ``f`` on a fine grid with its landmarks say."""
        grid = graded(self.place, landmarks(f, self.place.name))
        if self._fails(f, strict, grid, budget):
            return Finding.FALSE
        budget.spend(2)
        evaluate = to_float(f, self.place.name)
        values = np.nan_to_num(evaluate(grid), nan=np.inf)
        inner = np.flatnonzero((values[1:-1] <= values[:-2]) & (values[1:-1] <= values[2:])) + 1
        for k in inner[np.argsort(values[inner], kind="stable")][:LOWEST]:
            rim = max(values[k - 1], values[k + 1])
            if not (min(values[k - 1], values[k + 1]) > 0 and values[k] <= rim / 2 < np.inf):
                continue
            found = self._bottom(f, Dip(*map(float, (grid[k - 1], grid[k + 1], rim))), budget)
            if found != Finding.OPEN:
                return found
        return Finding.OPEN

    def _bottom(self, f: Tree, dip: Dip, budget: Budget) -> Finding:
        """The value at the critical point in a dip, found by Newton steps for f' at many digits."""
        evaluate = to_float(f, self.place.name)
        x, _ = refined(evaluate, dip.lower, dip.upper)
        if not float(evaluate(np.array([x]))[0]) < NEAR * dip.rim:
            return Finding.OPEN
        try:
            height, slope, bend = (Enclosure(nth_derivative(f, self.place.name, k), self.place.name) for k in range(3))
        except LossTheoryError:
            return Finding.OPEN
        point = Fraction(x)
        with ctx.workprec(PRECISION):
            for _ in range(4):
                budget.spend(slope.work + bend.work)
                step = slope.at(point, PRECISION).ball() / bend.at(point, PRECISION).ball()
                if not (step.is_finite() and dip.lower < point < dip.upper):
                    return Finding.OPEN
                point = Fraction(round((point - exact(step.mid())) * SCALE), SCALE)
            least = height.at(point, PRECISION).ball()
            if not (dip.lower < point < dip.upper and abs(step) < CONVERGED * max(1, abs(x))):
                return Finding.OPEN
            if abs(least) < arb(dip.rim) * TINY:
                return Finding.TOUCHES
            return Finding.FALSE if least < 0 and self.place.contains(point) else Finding.OPEN
