"""Rewritten formulas as straight-line programs: each subexpression is computed once."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

from losstheory.formulas.constants import bounds
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import value_at
from losstheory.formulas.tree import ZERO, Tree
from losstheory.numeric.canonical import is_constant
from losstheory.numeric.elementary import RELATIONS, Library, operations, polynomial, power_series, raised
from losstheory.numeric.folds import ARITHMETIC, folded, variable_parts

CONDITIONS = (*RELATIONS, "select")
FOLDED = ("logaddexp", "and", "or")
SPECIAL = {"undefined": math.nan, "infinity": math.inf, "minus_infinity": -math.inf}


@dataclass(frozen=True)
class Step:
    """One operation; ``sources`` are numbers of earlier steps."""

    tree: Tree
    sources: tuple[int, ...]


def program(tree: Tree) -> tuple[Step, ...]:
    """The steps of a rewritten formula, the last one its value."""
    places: dict[Tree, int] = {}
    steps: list[Step] = []
    stack = [(tree, False)]
    while stack:
        node, ready = stack.pop()
        if node in places:
            continue
        parts = sources(node)
        if ready or not parts:
            places[node] = len(steps)
            steps.append(Step(node, tuple(places[part] for part in parts)))
        else:
            stack.append((node, True))
            stack.extend((part, False) for part in reversed(parts))
    return tuple(steps)


def sources(node: Tree) -> tuple[Tree, ...]:
    """The subexpressions that are computed for a node: none for a constant."""
    if is_constant(node) and node.op not in CONDITIONS:
        return ()
    if node.op in ARITHMETIC:
        return variable_parts(node)
    return node.args[:1] if node.op in ("pow", "polynomial", "series") else node.children


def prepare(steps: tuple[Step, ...], library: Library) -> Callable[[Any], Any]:
    """The function of the variable that a program computes with an array library."""
    table = operations(library)
    made = [_operation(step, table, library) for step in steps]
    last = {source: place for place, step in enumerate(steps) for source in step.sources}
    spent = [[source for source, use in last.items() if use == place] for place in range(len(steps))]

    def run(x: Any) -> Any:
        values: list[Any] = []
        for step, operation, done in zip(steps, made, spent, strict=True):
            if isinstance(operation, float):
                values.append(library.constant(operation, x))
            elif step.tree.op == "variable":
                values.append(x)
            else:
                values.append(operation(*(values[place] for place in step.sources)))
            for place in done:
                values[place] = None
        return values[-1]

    return run


def _operation(step: Step, table: dict[str, Callable[..., Any]], library: Library) -> Callable[..., Any] | float:
    tree = step.tree
    match tree.op:
        case "variable":
            return lambda x: x
        case "pow" if step.sources:
            return raised(library, tree.args[1].args[0])
        case "polynomial" | "series" if step.sources:
            coefficients = [arg.args[0] for arg in tree.args[1:]]
            return polynomial(coefficients) if tree.op == "polynomial" else power_series(coefficients)
        case "select":
            return table["where"]
    if not step.sources:
        return constant(tree)
    if tree.op in ARITHMETIC:
        return folded(tree, constant, library)
    function = table[tree.op]
    return (lambda *args: reduce(function, args)) if tree.op in FOLDED else function


def constant(tree: Tree) -> float:
    """The nearest float of a constant; NaN if it is undefined."""
    if tree.op in SPECIAL:
        return SPECIAL[tree.op]
    try:
        low, high = bounds(value_at(tree, "x", ZERO), 128)
    except LossTheoryError:
        return math.nan
    return to_float((low + high) / 2)


def to_float(value: Fraction) -> float:
    """The nearest float, infinite beyond the largest."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
