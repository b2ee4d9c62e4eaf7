"""Values at infinite arguments, where arithmetic gives NaN: limits, as seen from very large arguments.

A formula without sine, cosine and tangent has a limit, which is taken to show at 1e100 to 1e140; of one with them
none is read off.
"""

from __future__ import annotations

import math
import sys
from fractions import Fraction

import numpy as np

from losstheory.formulas.branches import HOLDS
from losstheory.formulas.tree import ZERO, Tree, number, variable
from losstheory.numeric.arrays import numpy_function
from losstheory.numeric.canonical import UNDEFINED, Domain, is_constant
from losstheory.numeric.rewriting import distinct, replaced, select

LARGEST = Fraction(sys.float_info.max)
FAR = np.array([1e100, 1e120, 1e140])
AGREEMENT = 1e-9
ENDLESS = 1e30
WAVES = ("sin", "cos", "tan")


def completed(tree: Tree, domain: Domain) -> Tree:
    """A rewritten formula with its limits at those of the infinities where it would be NaN and a limit is seen."""
    if is_constant(tree):
        return tree
    parts = list(distinct(tree))
    run, x, oscillates = numpy_function(tree), variable(domain.variable), any(part.op in WAVES for part in parts)
    compared = [_gap(part) for part in parts if part.op in HOLDS]
    for sign in (1, -1):
        if (domain.upper if sign > 0 else domain.lower) not in ("oo", "-oo"):
            continue
        is_open = any(_is_nan(gap, sign * math.inf) for gap in compared)
        if not is_open and not _is_nan(tree, sign * math.inf):
            continue
        limit = None if oscillates else _limit(np.asarray(run(sign * FAR), dtype=float))
        if limit is not None or is_open:
            beyond = Tree(">" if sign > 0 else "<", (x, number(sign * LARGEST)))
            tree = select(beyond, limit or UNDEFINED, replaced(tree, {x: select(beyond, ZERO, x)}))
    return tree


def _gap(relation: Tree) -> Tree:
    """The difference of the two sides: no relation is known where it is NaN."""
    left, right = relation.args
    return Tree("add", (left, Tree("mul", (number(-1), right))))


def _is_nan(tree: Tree, at: float) -> bool:
    return math.isnan(float(numpy_function(tree)(np.float64(at))))


def _limit(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Tree | None:
    """The value on which values at growing arguments agree, or the infinity or 0 to which they go like a power."""
    last = float(values[-1])
    if np.isnan(values).any():
        return None
    if math.isfinite(last) and (np.abs(values - last) <= AGREEMENT * abs(last)).all():
        return number(Fraction(last))
    sizes = np.abs(values)
    grows, shrinks = (sizes[1:] >= 2 * sizes[:-1]).all(), (2 * sizes[1:] <= sizes[:-1]).all()
    if grows and (sizes >= ENDLESS).all() and len({math.copysign(1, value) for value in values}) == 1:
        return Tree("infinity") if last > 0 else Tree("minus_infinity")
    return ZERO if shrinks and (sizes <= 1 / ENDLESS).all() else None
