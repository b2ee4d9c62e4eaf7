"""Formulas in the shape that the numerical rewriting reads: the normal shape, with hyperbolic functions kept."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from losstheory.formulas.calculus import rebuild
from losstheory.formulas.enclosures import enclose
from losstheory.formulas.errors import DomainError, Unresolved
from losstheory.formulas.intervals import INFINITY, MINUS_INFINITY, NAUGHT, UNIT, Interval
from losstheory.formulas.shape import coefficient
from losstheory.formulas.tree import LEAVES, ONE, Tree

KEPT = ("sinh", "cosh", "tanh", "tan")
ENCLOSED = {
    "number", "variable", "pi", "root", "crossing", "add", "mul", "pow",
    "exp", "log", "softplus", "sigmoid", "atan", "erf", "sin", "cos",
}  # fmt: skip
UNDEFINED = Tree("undefined")
ENDS = {"-oo": MINUS_INFINITY, "oo": INFINITY, "0": NAUGHT, "1": UNIT}


class Domain(NamedTuple):
    """The variable of a formula, and where its values are wanted."""

    variable: str
    lower: str = "-oo"
    upper: str = "oo"

    @property
    def box(self) -> Interval:
        """The domain with its ends."""
        return Interval(ENDS[self.lower], ENDS[self.upper])


@lru_cache(maxsize=4096)
def canonical(tree: Tree) -> Tree:
    """The formula with sums and products collected and with softplus and sigmoid recognised.

    A constant part that is undefined, such as log(-1), becomes ``UNDEFINED``.
    """
    if tree.op in LEAVES or not tree.args:
        return tree
    args = tuple(map(canonical, tree.children))
    if tree.op in KEPT:
        return Tree(tree.op, args)
    try:
        return rebuild(tree, args)
    except DomainError:
        return UNDEFINED
    except Unresolved:
        return Tree(tree.op, args)


@lru_cache(maxsize=8192)
def is_constant(tree: Tree) -> bool:
    """Whether no variable occurs."""
    return tree.op != "variable" and all(map(is_constant, tree.children))


def terms(tree: Tree) -> list[tuple[Fraction, Tree]]:
    """The terms of a sum as rational factor and rest; the rest of a number is 1."""
    parts = tree.args if tree.op == "add" else (tree,)
    return [(part.value, ONE) if part.value is not None else coefficient(part) for part in parts]


def is_nonnegative(tree: Tree, domain: Domain) -> bool:
    """Whether a formula is shown to be nowhere negative on the domain, by its form or by an enclosure."""
    match tree.op:
        case "abs" | "cosh":
            return True
        case "max":
            return any(is_nonnegative(arg, domain) for arg in tree.args) or _enclosed(tree, domain)
        case "pow" if (exponent := tree.args[1].value) is not None:
            even = exponent.denominator == 1 and exponent.numerator % 2 == 0
            return even or is_nonnegative(tree.args[0], domain)
        case "min" | "add" | "mul":
            return all(is_nonnegative(arg, domain) for arg in tree.args) or _enclosed(tree, domain)
    return _enclosed(tree, domain)


def _enclosed(tree: Tree, domain: Domain) -> bool:
    if not all(node.op in ENCLOSED for node in tree.walk()):
        return False
    if any(node.op == "pow" and node.args[1].value is None for node in tree.walk()):
        return False
    try:
        return bool(enclose(tree, {domain.variable: domain.box}).lower >= 0)
    except Unresolved:
        return False
