"""Fractional packing and cover over hyperedges, the linear program behind the robust risk; rows are added as needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from losstheory.programs.exact import settle
from losstheory.programs.highs import Approximation
from losstheory.programs.linear import LinearProgram, fractions, model
from losstheory.programs.packing_program import Blocks, Edge, Indices, PackingProgram
from losstheory.programs.packing_rounds import approximate_packing, near_fractions
from losstheory.programs.solution import Solution

ROUNDING = 1e-9
STEP = 250
FEW, DENSE = 32_000, 16
ONE = Fraction(1)


def solve_packing(weights: Sequence[Fraction], edges: Sequence[Edge] | Blocks) -> Solution:
    """The exact packing and cover; repaired ones, with the gap that this leaves, where no exact pair is found.

    The primal is q, the dual the mass of each edge in the cover. Every vertex must be in an edge. Of many edges,
    more than 16 a vertex and 32,000, few matter: the program has those that an earlier solution overloads, and ends
    when there are none.
    """
    program = PackingProgram.of(weights, edges)
    incidence, count = program.incidence, program.count
    step = max(STEP, len(weights))
    chosen = np.arange(count) if count <= max(FEW, DENSE * len(weights)) else _one_each(incidence)
    while True:
        rows = incidence if len(chosen) == count else incidence[chosen]
        near = approximate_packing(weights, rows)
        broken = _overloaded(near.x, incidence, chosen) if len(chosen) < count else chosen[:0]
        if broken.size:
            chosen = np.union1d(chosen, broken[:step])
            continue
        pair = near_fractions(weights, rows, near)
        if pair is None:
            part = program.restricted(chosen)
            outcome = settle(part, near)
            if outcome is None:
                return _repaired(part, near, incidence, chosen)
            pair = fractions(outcome.x), fractions(outcome.y)
        elif len(chosen) == count:
            return _exact(program, *pair, chosen)
        q, masses = pair
        loads, unit = _loads(q, incidence)
        if max(loads) <= unit:
            return _exact(program, q, masses, chosen)
        chosen = np.union1d(chosen, [i for i, load in enumerate(loads) if load > unit])


def _exact(program: PackingProgram, q: Sequence[Fraction], masses: Sequence[Fraction], chosen: Indices) -> Solution:
    nothing = Fraction(0)
    cover = [(i, mass) for i, mass in zip(chosen.tolist(), masses, strict=True) if mass]
    dual = [nothing] * program.count
    for i, mass in cover:
        dual[i] = mass
    value = _total(mass for _, mass in cover)

    def certify() -> dict[str, Any]:
        from losstheory.programs.optimum import packing_certificate

        return packing_certificate(program, value, [(j, v) for j, v in enumerate(q) if v], cover)

    return Solution(value, value, tuple(q), tuple(dual), value, certify=certify, model=lambda: model(program.linear))


def _total(numbers: Iterable[Fraction]) -> Fraction:
    """The sum, one term for each value."""
    return sum((times * v for v, times in Counter(numbers).items()), start=Fraction(0))


def _one_each(incidence: Any) -> Indices:
    """For each vertex the last, hence a largest, edge with it."""
    columns = incidence.tocsc()
    return np.unique(columns.indices[columns.indptr[1:] - 1]).astype(np.int64)


def _overloaded(q: NDArray[np.float64], incidence: Any, chosen: Indices) -> Indices:
    """The other edges with q(e) > 1, the heaviest first."""
    load = incidence @ q
    load[chosen] = 0
    broken = np.flatnonzero(load > 1 + ROUNDING)
    return broken[np.argsort(-load[broken], kind="stable")]


def _loads(q: Sequence[Fraction], incidence: Any) -> tuple[list[int], int]:
    """q(e) for every edge, in integers, and their unit."""
    unit = lcm(*(v.denominator for v in q))
    numbers = [int(v * unit) for v in q]
    if unit < 2**50 and max(numbers) < 2**50:
        return (incidence @ np.array(numbers, dtype=np.int64)).tolist(), unit
    starts, places = incidence.indptr.tolist(), incidence.indices.tolist()
    return [sum(numbers[v] for v in places[a:b]) for a, b in zip(starts[:-1], starts[1:], strict=True)], unit


def _repaired(program: LinearProgram, near: Approximation, incidence: Any, chosen: Indices) -> Solution:
    """A packing divided by its greatest load, and a cover with what is missing added."""
    q = [Fraction(max(0.0, float(v))) for v in near.x]
    loads, unit = _loads(q, incidence)
    q = [v / max(Fraction(max(loads), unit), ONE) for v in q]
    masses = [Fraction(max(0.0, float(v))) / near.units[0] for v in near.y]
    missing, holder = list(program.costs), dict[int, int]()
    for i, (entries, _, _) in enumerate(program.rows):
        for v, _ in entries:
            missing[v] -= masses[i]
            holder[v] = i
    for v, gap in enumerate(missing):
        masses[holder[v]] += max(gap, Fraction(0))
    dual = [Fraction(0)] * incidence.shape[0]
    for i, mass in zip(chosen, masses, strict=True):
        dual[i] = mass
    lower = sum((a * b for a, b in zip(q, program.costs, strict=True)), start=Fraction(0))
    return Solution(lower, sum(dual, start=Fraction(0)), tuple(q), tuple(dual))
