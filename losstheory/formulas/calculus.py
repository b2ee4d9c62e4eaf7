"""Normal shape, substitution and derivative of trees.

Derivatives are taken of smooth trees only: nothing that branches (``max``, ``abs``,
``piecewise``, …) has one here; it is first resolved by ``pieces``.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.shape import (
    MINUS_ONE,
    TWO,
    add,
    exp,
    extremum,
    function,
    general_power,
    mul,
    neg,
    power,
    sigmoid,
)
from losstheory.formulas.tree import FUNCTIONS, LEAVES, ONE, PI, ZERO, Tree, number


@lru_cache(maxsize=8192)
def normal(tree: Tree) -> Tree:
    """The normal shape of a formula as typed (``docs/certificates.md``).

    Raises:
        DomainError: a constant subexpression is undefined, such as ``log(-1)``.
    """
    if tree.op in LEAVES or not tree.args:
        return tree
    return rebuild(tree, tuple(map(normal, tree.children)))


def rebuild(tree: Tree, args: tuple[Tree, ...]) -> Tree:
    """The operation of ``tree`` on other arguments, which are in normal shape."""
    match tree.op:
        case "add":
            return add(*args)
        case "mul":
            return mul(*args)
        case "pow":
            return general_power(*args)
        case "max" | "min":
            return extremum(tree.op, args)
        case name if name in FUNCTIONS:
            return function(name, *args)
    return Tree(tree.op, args)


@lru_cache(maxsize=8192)
def substitute(tree: Tree, name: str, value: Tree) -> Tree:
    """``tree`` in normal shape, with a tree in normal shape for the variable ``name``."""
    if tree.op == "variable":
        return value if tree.args[0] == name else tree
    if tree.op in LEAVES or not tree.args:
        return tree
    return rebuild(tree, tuple(substitute(child, name, value) for child in tree.children))


@lru_cache(maxsize=8192)
def derivative(tree: Tree, name: str) -> Tree:
    """The derivative of a smooth tree in normal shape, in normal shape.

    Raises:
        LossTheoryError: the tree branches somewhere.
    """
    match tree.op:
        case "variable":
            return ONE if tree.args[0] == name else ZERO
        case "number" | "pi" | "root" | "crossing":
            return ZERO
        case "add":
            return add(*(derivative(term, name) for term in tree.args))
        case "mul":
            return _product_rule(tree.args, name)
        case "pow":
            base, exponent = tree.args
            return mul(exponent, power(base, exponent.args[0] - 1), derivative(base, name))
    slope = derivative(tree.children[0], name) if tree.children else ZERO
    return mul(_outer(tree), slope)


def _product_rule(factors: tuple[Tree, ...], name: str) -> Tree:
    slopes = ((i, derivative(factor, name)) for i, factor in enumerate(factors))
    return add(*(mul(*factors[:i], slope, *factors[i + 1 :]) for i, slope in slopes if slope != ZERO))


def _outer(tree: Tree) -> Tree:
    """The derivative of a function at its argument."""
    argument: Tree = tree.args[0]
    match tree.op:
        case "exp":
            return tree
        case "log":
            return power(argument, Fraction(-1))
        case "softplus":
            return sigmoid(argument)
        case "sigmoid":
            return mul(tree, sigmoid(neg(argument)))
        case "sin":
            return function("cos", argument)
        case "cos":
            return neg(function("sin", argument))
        case "atan":
            return power(add(ONE, power(argument, Fraction(2))), Fraction(-1))
        case "erf":
            return mul(TWO, power(PI, Fraction(-1, 2)), exp(mul(MINUS_ONE, power(argument, Fraction(2)))))
    raise LossTheoryError(f"the derivative of {tree.op!r} is taken on smooth pieces only")


def nth_derivative(tree: Tree, name: str, order: int) -> Tree:
    """The derivative of the given order."""
    for _ in range(order):
        tree = derivative(tree, name)
    return tree


def at(tree: Tree, name: str, value: int | Fraction) -> Tree:
    """``tree`` at a rational point."""
    return substitute(tree, name, number(value))
