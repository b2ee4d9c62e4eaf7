"""Rigorous values of a smooth expression of one variable, on boxes and at points."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import arb, ctx

from losstheory.formulas import enclosures
from losstheory.formulas.enclosures import CONSTANTS, operation, smooth_children
from losstheory.formulas.intervals import Interval, point
from losstheory.formulas.tree import Tree

Step = Callable[[list[Interval]], Interval]


class Enclosure:
    """The natural interval extension of a smooth expression in its normal shape.

    Equal subexpressions are evaluated once. The box contains every real number f(x) with x in the interval.
    """

    def __init__(self, tree: Tree, name: str) -> None:
        self.name = name
        self._slots: dict[Tree, int] = {}
        self._constant: list[Tree | None] = []
        self._steps: list[tuple[int, list[int], Step]] = []
        self._known: dict[int, list[Interval]] = {}
        self._variable: int | None = None
        self._result = self._compile(tree)

    @property
    def work(self) -> int:
        """The units of work of one evaluation: one for every thirty operations."""
        return 1 + len(self._steps) // 30

    def __call__(self, interval: Interval, precision: int = 64) -> Interval:
        """The enclosure on an interval."""
        with ctx.workprec(precision):
            return self._run(Interval(interval.lower.lower(), interval.upper.upper()), precision)

    def at(self, x: Fraction, precision: int = 64) -> Interval:
        """The enclosure at a rational point."""
        with ctx.workprec(precision):
            return self._run(point(x), precision)

    def _run(self, interval: Interval, precision: int) -> Interval:
        if precision not in self._known:
            self._known[precision] = self._constants()
        values = list(self._known[precision])
        if self._variable is not None:
            values[self._variable] = interval
        for slot, parts, step in self._steps:
            values[slot] = step([values[i] for i in parts])
        return values[self._result]

    def _constants(self) -> list[Interval]:
        nothing = Interval(arb.nan(), arb.nan())
        return [nothing if tree is None else enclosures.enclose(tree, {}) for tree in self._constant]

    def _compile(self, tree: Tree) -> int:
        found = self._slots.get(tree)
        if found is None:
            arguments = [self._compile(child) for child in smooth_children(tree)]
            fixed = tree.op in CONSTANTS or (bool(arguments) and all(self._constant[i] is not None for i in arguments))
            found = self._slots[tree] = len(self._constant)
            self._constant.append(tree if fixed else None)
            if tree.op == "variable":
                if tree.args[0] != self.name:
                    raise ValueError(f"expected an expression in {self.name} alone, got the variable {tree.args[0]}")
                self._variable = found
            elif not fixed:
                self._steps.append((found, arguments, operation(tree)))
        return found


def depends(tree: Tree, name: str) -> bool:
    """Whether the variable occurs in a smooth expression."""
    if tree.op == "variable":
        return bool(tree.args[0] == name)
    return any(depends(child, name) for child in smooth_children(tree))


def exponent_of(tree: Tree) -> Fraction:
    """The exponent of a power in its normal shape."""
    exponent: Fraction | None = tree.args[1].value
    if exponent is None:
        raise ValueError("the exponent of a power in its normal shape is a number")
    return exponent


def enclose(tree: Tree, name: str, interval: Interval, precision: int = 64) -> Interval:
    """The natural enclosure of ``tree`` on an interval of the variable ``name``."""
    return Enclosure(tree, name)(interval, precision)


def value(tree: Tree, name: str, x: Fraction, precision: int = 64) -> arb:
    """A ball around the value at a rational point."""
    with ctx.workprec(precision):
        return Enclosure(tree, name).at(x, precision).ball()


def constant(tree: Tree, precision: int = 64) -> Interval:
    """The enclosure of an expression without variables."""
    with ctx.workprec(precision):
        return enclosures.enclose(tree, {})


def constant_sign(tree: Tree) -> int | None:
    """1 or -1 where it is certain; 0 for the number 0 and, as a guess, for what 1,000 bits cannot tell from 0."""
    if tree.value is not None:
        return (tree.value > 0) - (tree.value < 0)
    for precision in (64, 256, 1024):
        bounds = constant(tree, precision)
        if (sign := bounds.sign) is not None:
            return sign
    tiny = arb(2) ** -900
    return 0 if -tiny < bounds.lower and bounds.upper < tiny else None
