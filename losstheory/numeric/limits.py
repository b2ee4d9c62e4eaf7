"""Values at infinite arguments, where arithmetic gives NaN: limits, as seen from very large arguments."""

from __future__ import annotations

import math
import sys
from fractions import Fraction

import numpy as np

from losstheory.formulas.tree import ZERO, Tree, number, variable
from losstheory.numeric.arrays import numpy_function
from losstheory.numeric.canonical import Domain, is_constant
from losstheory.numeric.rewriting import replaced, select

LARGEST = Fraction(sys.float_info.max)
FAR = np.array([1e100, 1e120, 1e140])
AGREEMENT = 1e-9
ENDLESS = 1e30


def completed(tree: Tree, domain: Domain) -> Tree:
    """A rewritten formula with its limits at those of the infinities where it would be NaN and a limit is seen."""
    if is_constant(tree):
        return tree
    run, x = numpy_function(tree), variable(domain.variable)
    for sign in (1, -1):
        unbounded = (domain.upper if sign > 0 else domain.lower) in ("oo", "-oo")
        if not unbounded or not math.isnan(float(run(np.float64(sign * math.inf)))):
            continue
        limit = _limit(np.asarray(run(sign * FAR), dtype=float))
        if limit is not None:
            beyond = Tree(">" if sign > 0 else "<", (x, number(sign * LARGEST)))
            tree = select(beyond, limit, replaced(tree, {x: select(beyond, ZERO, x)}))
    return tree


def _limit(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Tree | None:
    """The value on which values at growing arguments agree, or the infinity to which they go."""
    last = float(values[-1])
    if np.isnan(values).any():
        return None
    if math.isfinite(last) and (np.abs(values - last) <= AGREEMENT * abs(last)).all():
        return number(Fraction(last))
    if (np.abs(values) >= ENDLESS).all() and len({math.copysign(1, value) for value in values}) == 1:
        return Tree("infinity") if last > 0 else Tree("minus_infinity")
    return ZERO if (np.abs(values) <= 1 / ENDLESS).all() else None
