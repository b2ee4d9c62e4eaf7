"""Piecewise formulas: each branch is computed at arguments of its own region only.

Elsewhere a branch sees a fixed point of its region, so that it is neither NaN there nor, in torch, has a derivative
that is.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from losstheory.formulas.tree import TRUE, Tree, number, variable
from losstheory.losses.loss import CONDITIONS
from losstheory.numeric.arrays import numpy_function
from losstheory.numeric.canonical import is_constant
from losstheory.numeric.program import constant
from losstheory.numeric.rewriting import Rewriting, distinct, replaced, select

SCALES = np.array([0.5, 1.0, 0.25, 2.0, 0.125, 0.03125, 4.0, 16.0, 1e-3, 1e3, 1e-6, 1e6, 1e-12, 1e12])


def piecewise(tree: Tree, rewriting: Rewriting) -> Tree:
    """Nested selections, the first branch outermost."""
    pairs = list(zip(tree.args[::2], tree.args[1::2], strict=True))
    earlier: list[Tree] = []
    branches: list[tuple[Tree, Tree]] = []
    for value, condition in pairs:
        holds = TRUE if condition == TRUE else rewriting.value(condition)
        region = _all([*(Tree("not", (other,)) for other in earlier), *([] if holds == TRUE else [holds])])
        branches.append((holds, _within(rewriting.value(value), region, tree, rewriting)))
        if holds == TRUE:
            break
        earlier.append(holds)
    chosen = branches[-1][1] if branches[-1][0] == TRUE else Tree("undefined")
    for holds, value in reversed(branches):
        chosen = value if holds == TRUE else select(holds, value, chosen)
    return chosen


def _all(conditions: list[Tree]) -> Tree:
    return TRUE if not conditions else conditions[0] if len(conditions) == 1 else Tree("and", tuple(conditions))


def _within(value: Tree, region: Tree, tree: Tree, rewriting: Rewriting) -> Tree:
    """A branch with a fixed point of its region for all arguments outside."""
    if region == TRUE or all(map(_is_linear, distinct(value))):
        return value
    x = variable(rewriting.domain.variable)
    points = _candidates(tree, rewriting)
    inside = np.broadcast_to(numpy_function(region)(points), points.shape)
    values = np.broadcast_to(numpy_function(value)(points), points.shape)
    good = points[inside & np.isfinite(values)]
    if not len(good):
        return value
    return replaced(value, {x: select(region, x, number(Fraction(float(good[0]))))})


def _is_linear(node: Tree) -> bool:
    """Whether an operation is finite, with its derivative, wherever its parts are."""
    if node.op == "mul":
        return sum(not is_constant(arg) for arg in node.args) < 2
    return node.op in ("add", "max", "min", "abs", "variable") or is_constant(node)


def _candidates(tree: Tree, rewriting: Rewriting) -> NDArray[np.float64]:
    """Points around the constants of the conditions, and on a grid, inside the domain; plain ones first."""
    nodes = (node for condition in tree.args[1::2] for node in distinct(condition))
    marks = {constant(node) for node in nodes if is_constant(node) and node.op not in CONDITIONS}
    centres = sorted({0.0, *(mark for mark in marks if math.isfinite(mark))}, key=abs)
    between = [(a + b) / 2 for a, b in zip(sorted(centres), sorted(centres)[1:], strict=False)]
    around = [centre + sign * scale for scale in SCALES for centre in centres for sign in (1, -1)]
    points = np.array([*between, *around, *centres])
    low, high = (float(end) for end in (rewriting.domain.box.lower, rewriting.domain.box.upper))
    return points[(points > low) & (points < high)]


def comparison(tree: Tree, rewriting: Rewriting) -> Tree:
    """A relation; the variable is compared with the float next to a constant on the side that decides the same."""
    left, right = tree.args
    if left.op == "variable" and right.value is not None:
        return Tree(tree.op, (left, number(_rounded(tree.op, right.args[0]))))
    return rewriting.plain(tree)


def _rounded(relation: str, value: Fraction) -> Fraction:
    """A float that every float has the same relation to as to the value, as far as there is one."""
    near = Fraction(float(value)) if abs(value) < Fraction(2) ** 1023 else value
    if near == value or relation in ("==", "!="):
        return value
    up = relation in ("<", ">=")
    if (near > value) == up:
        return near
    return Fraction(math.nextafter(float(value), math.inf if up else -math.inf))
