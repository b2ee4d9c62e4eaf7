"""Sums, products and extremes of several parts, in which constants are numbers and no arrays.

The order of the operations is that of the formula, so the values are too; a part with the factor -1 is subtracted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any, TypeAlias

from losstheory.formulas.tree import Tree
from losstheory.numeric.canonical import is_constant
from losstheory.numeric.elementary import Library

ARITHMETIC = ("add", "mul", "max", "min")

Fold: TypeAlias = Callable[..., Any]


def variable_parts(node: Tree) -> tuple[Tree, ...]:
    """The parts that are computed for an operation of ``ARITHMETIC``."""
    return tuple(_unsigned(node, part) for part in node.children if not is_constant(part))


def folded(node: Tree, constant: Callable[[Tree], float], library: Library) -> Fold:
    """The operation as a function of its variable parts, the constants being evaluated beforehand."""
    fixed = [constant(part) if is_constant(part) else None for part in node.children]
    match node.op:
        case "add":
            return _sum(fixed, [_unsigned(node, part) is not part for part in node.children])
        case "mul":
            return _product(fixed)
    bounds = [value for value in fixed if value is not None]
    many, one = (
        (library.maximum, library.at_least) if node.op == "max" else (library.minimum, library.at_most)
    )  # fmt: skip
    return lambda *parts: reduce(one, bounds, reduce(many, parts))


def _unsigned(node: Tree, part: Tree) -> Tree:
    """Of a term of a sum what is subtracted, if it has the factor -1; else the part."""
    is_negative = node.op == "add" and part.op == "mul" and len(part.args) == 2 and part.args[0].value == -1
    return part.args[1] if is_negative and not is_constant(part) else part


def _sum(fixed: Sequence[float | None], negative: Sequence[bool]) -> Fold:
    order = list(range(len(fixed)))
    if negative[0] and not negative[1]:
        order[:2] = 1, 0
    places = _places(fixed)

    def run(*parts: Any) -> Any:
        terms = _filled(fixed, places, parts)
        whole = -terms[0] if negative[order[0]] else terms[order[0]]
        for k in order[1:]:
            whole = whole - terms[k] if negative[k] else whole + terms[k]
        return whole

    return run


def _product(fixed: Sequence[float | None]) -> Fold:
    places = _places(fixed)

    def run(*parts: Any) -> Any:
        factors = _filled(fixed, places, parts)
        start, *rest = factors[1:] if fixed[0] == -1 else factors
        return reduce(lambda a, b: a * b, rest, -start if fixed[0] == -1 else start)

    return run


def _places(fixed: Sequence[float | None]) -> list[int]:
    return [k for k, value in enumerate(fixed) if value is None]


def _filled(fixed: Sequence[float | None], places: list[int], parts: Sequence[Any]) -> list[Any]:
    whole: list[Any] = list(fixed)
    for place, part in zip(places, parts, strict=True):
        whole[place] = part
    return whole
