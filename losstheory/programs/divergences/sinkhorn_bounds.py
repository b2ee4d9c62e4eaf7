r"""Bounds of optimal transport, without regularisation, from Sinkhorn's iteration for two marginals or more.

The entropic plan is rounded to the marginals, which bounds the least cost from above; the entropic potentials are
repaired by c-transforms,

.. math:: u_k(j) = \min_{i : i_k = j} \Big(c(i) - \sum_{l \ne k} u_l(i_l)\Big),

which bounds it from below, in integers: at every cell their sum is at most the cost. Source: benamou2015iterative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from math import ceil, floor, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from losstheory.numeric.callables import Floats
from losstheory.programs.labelled_points import Integers
from losstheory.programs.measured import exact_number
from losstheory.programs.multimarginal import Cell, read_transport
from losstheory.programs.solution import DataError, Solution, SolveError
from losstheory.programs.tables import Vector, dot

CELLS = 1_000_000
UNIT = 1 << 50
MARGIN = 1e-11
"""What is taken off the plan before it is completed, more than the rounding errors of its sums."""
CLOSE = 1e-13
BITS = 40
"""Of the largest cost, as an integer."""
LARGEST = 2.0**54


@dataclass(frozen=True, eq=False)
class RoundedPlan:
    """A coupling: masses ``kept`` on the cells, in units of 2^-50, and the product of what the marginals lack."""

    kept: Integers
    rest: tuple[Vector, ...]

    @cached_property
    def missing(self) -> Fraction:
        return sum(self.rest[0], start=Fraction(0))

    def mass(self, cell: Cell) -> Fraction:
        """The exact probability of a cell."""
        product = self.missing
        if product:
            for masses, j in zip(self.rest, cell, strict=True):
                product *= masses[j] / self.missing
        return Fraction(int(self.kept[cell]), UNIT) + product

    def cost(self, costs: Integers) -> Fraction:
        """The sum of mass times cost over the cells, exactly."""
        table = costs.astype(object)
        total = Fraction(int((table * self.kept.astype(object)).sum()), UNIT)
        if not self.missing:
            return total
        scale = 1
        for masses in reversed(self.rest):
            common = lcm(*(v.denominator for v in masses))
            table = table @ np.array([int(v * common) for v in masses], dtype=object)
            scale *= common
        return total + Fraction(int(table), scale) / self.missing ** (len(self.rest) - 1)


def sinkhorn_bounds(cost: Any, marginals: Sequence[Any], eps: Any, rounds: int = 1000, limit: int = CELLS) -> Solution:
    """Certified bounds of the value of ``lt.transport`` by Sinkhorn's iteration, in floats, and an exact repair.

    ``primal`` is a ``RoundedPlan`` with exactly these marginals, ``dual`` the potentials, in Fractions. The smaller
    eps, the nearer the two bounds can come and the more rounds it takes; they hold wherever the iteration stops.

    >>> found = sinkhorn_bounds([[0, 1], [1, 0]], [["1/2", "1/2"], ["1/3", "2/3"]], "1/20")
    >>> found.lower <= Fraction(1, 6) <= found.upper, float(found.gap) < 1 / 50
    (True, True)

    Args:
        cost, marginals: as for ``lt.transport``.
        eps: positive, in the unit of the cost.
        rounds: the most sweeps over the marginals.
        limit: the most cells of the tensor.

    Raises:
        DataError: as ``lt.transport``; eps <= 0 or rounds < 1. SizeError: more than ``limit`` cells.
        SolveError: eps is too small for floats.
    """
    shape, costs, masses, _ = read_transport(cost, marginals, limit)
    strength = exact_number(eps, "eps")
    if strength <= 0 or not isinstance(rounds, int) or rounds < 1:
        raise DataError(f"expected eps > 0 and an integer rounds >= 1, got {eps} and {rounds!r}")
    largest = max(map(abs, costs)) or Fraction(1)
    if largest > strength * UNIT:
        raise SolveError(f"the costs reach more than 2^50 eps, eps = {float(strength):g}; take a larger eps")
    scale = Fraction(2) ** (BITS - largest.numerator.bit_length() + largest.denominator.bit_length())
    low, high = (np.array([int(way(c * scale)) for c in costs]).reshape(shape) for way in (floor, ceil))
    kernel = np.array([-float(c / strength) for c in costs]).reshape(shape)
    floats = [np.array([float(w) for w in law]) for law in masses]
    potentials = _iterate(kernel, floats, rounds)
    units = [float(strength * scale) * u for u in potentials]
    if not all((np.abs(u) < LARGEST).all() for u in units):
        raise SolveError(f"the potentials are not finite in floats for eps = {float(eps):g}; take a larger eps")
    dual = _repaired(low, [np.rint(u).astype(np.int64) for u in units])
    value = sum((dot(law, map(Fraction, u.tolist())) for law, u in zip(masses, dual, strict=True)), start=Fraction(0))
    plan = _rounded(kernel, floats, masses, potentials)
    exact = tuple(tuple(int(v) / scale for v in u) for u in dual)
    return Solution(value / scale, plan.cost(high) / scale, plan, exact)


def _iterate(kernel: Floats, masses: Sequence[Floats], rounds: int) -> list[Floats]:
    """Potentials over eps: each in turn is minus the log of the mean of e^(the others + kernel)."""
    potentials = [np.zeros(len(law)) for law in masses]
    with np.errstate(divide="ignore"):
        logs = [np.log(law) for law in masses]
    for _ in range(rounds):
        before = potentials[0]
        for k in range(len(masses)):
            others = [u + log for u, log in zip(potentials, logs, strict=True)]
            others[k] = np.zeros(len(masses[k]))
            rows = np.moveaxis(_spread(others) + kernel, k, 0).reshape(len(masses[k]), -1)
            top = rows.max(axis=1)
            potentials[k] = -top - np.log(np.exp(rows - top[:, None]).sum(axis=1))
        if np.abs(potentials[0] - before).max() <= CLOSE * (1 + np.abs(before).max()):
            break
    return potentials


def _spread(vectors: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """The tensor of the sums of one entry of each vector."""
    return reduce(np.add.outer, vectors)


def _repaired(cost: Integers, potentials: list[Integers]) -> list[Integers]:
    """Two rounds of c-transforms: the first makes the potentials feasible, no other one lowers them."""
    out = list(potentials)
    for k in 2 * list(range(len(out))):
        others = [np.zeros_like(u) if i == k else u for i, u in enumerate(out)]
        out[k] = np.moveaxis(cost - _spread(others), k, 0).reshape(len(out[k]), -1).min(axis=1)
    return out


def _rounded(
    kernel: Floats, floats: Sequence[Floats], masses: Sequence[Vector], potentials: list[Floats]
) -> RoundedPlan:
    """The plan of the potentials, cut down to the marginals; what they lack is completed by a product."""
    plan = np.exp(_spread(potentials) + kernel)
    axes = range(len(masses))
    shapes = [[-1 if i == k else 1 for i in axes] for k in axes]
    for law, shape in zip(floats, shapes, strict=True):
        plan = plan * law.reshape(shape)
    for k, law in enumerate(floats):
        reached = plan.sum(axis=tuple(i for i in axes if i != k))
        share = np.divide(law, reached, out=np.zeros_like(law), where=reached > 0)
        plan = plan * np.minimum(1, share).reshape(shapes[k])
    kept = np.floor(plan * (1 - MARGIN) * UNIT).astype(np.int64)
    rest = []
    for k, exact in enumerate(masses):
        sums = kept.sum(axis=tuple(i for i in axes if i != k)).tolist()
        rest.append(tuple(w - Fraction(v, UNIT) for w, v in zip(exact, sums, strict=True)))
    if min(map(min, rest)) < 0:
        raise SolveError("the plan exceeds its marginals by more than rounding; take a larger eps")
    return RoundedPlan(kept, tuple(rest))
