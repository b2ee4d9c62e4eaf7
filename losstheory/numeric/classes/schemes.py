"""One folded formula for any number of classes, read off from those for a few numbers.

A constant that changes with K is taken to be a + b g(K) with g one of K, 1/K, 1/(K - 1), K^2; two numbers of classes
give a and b, and the formula must hold exactly at the others. So a scheme is an extrapolation: no proof rests on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache

from losstheory.formulas.tree import Tree, number
from losstheory.losses.multiclass.kinds import FormulaPerClass
from losstheory.numeric.arguments import CallableError
from losstheory.numeric.classes.functions import class_formulas

COUNTS = (4, 5, 6, 7, 8)
GROWTH: tuple[Callable[[Fraction], Fraction], ...] = (
    lambda count: count,
    lambda count: 1 / count,
    lambda count: 1 / (count - 1),
    lambda count: count**2,
)


def scheme(make: Callable[[int], FormulaPerClass]) -> Callable[[int], Tree]:
    """The folded formula of each number of classes.

    Args:
        make: the loss of a number of classes.

    Raises:
        CallableError: the losses do not treat the classes alike, or no such formula fits them.
    """
    formulas = []
    for count in COUNTS:
        found = class_formulas(make(count))
        if len(found) > 1:
            raise CallableError("the loss is not one formula of the own score and of sums over the rivals")
        formulas += found
    return _fitted(formulas)


def _fitted(trees: Sequence[Tree]) -> Callable[[int], Tree]:
    """The tree as a function of K that gives these at ``COUNTS``."""
    first = trees[0]
    if all(tree == first for tree in trees):
        return lambda count: first
    values = [tree.value for tree in trees]
    if None not in values:
        rule = _rule([value for value in values if value is not None])
        return lambda count: number(rule(Fraction(count)))
    if any((tree.op, len(tree.args)) != (first.op, len(first.args)) for tree in trees) or not first.children:
        raise CallableError("the formulas of the loss differ in shape from one number of classes to the next")
    parts = [_fitted(column) for column in zip(*(tree.args for tree in trees), strict=True)]
    return cache(lambda count: Tree(first.op, tuple(part(count) for part in parts)))


def _rule(values: list[Fraction]) -> Callable[[Fraction], Fraction]:
    counts = [Fraction(count) for count in COUNTS]
    for growth in GROWTH:
        slope = (values[1] - values[0]) / (growth(counts[1]) - growth(counts[0]))
        start = values[0] - slope * growth(counts[0])
        if all(start + slope * growth(k) == value for k, value in zip(counts, values, strict=True)):
            return lambda count: start + slope * growth(count)
    raise CallableError("a constant of the loss depends on the number of classes in no known way")
