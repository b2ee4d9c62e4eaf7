"""Construction of trees as they are typed: numbers are folded with numbers, chains of + and * flattened.

Nothing here changes where a formula is defined.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from losstheory.formulas.errors import ParseError
from losstheory.formulas.tree import ONE, ZERO, Tree, number

MAX_BITS = 3400
"""Numbers stay below 10^1000 or so."""


def _checked(value: Fraction) -> Tree:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise ParseError("a constant of the formula is beyond 10^1000")
    return number(value)


def total(left: Tree, right: Tree) -> Tree:
    """left + right."""
    a, b = left.value, right.value
    if a is not None and b is not None:
        return _checked(a + b)
    return Tree("add", (*(left.args if left.op == "add" else (left,)), right))


def product(left: Tree, right: Tree) -> Tree:
    """left * right."""
    a, b = left.value, right.value
    if a is not None and b is not None:
        return _checked(a * b)
    if a == 1 and right.op == "pow":
        return right
    return Tree("mul", (*(left.args if left.op == "mul" else (left,)), right))


def negated(tree: Tree) -> Tree:
    """-tree; the sign of a product goes into its first number."""
    if (value := tree.value) is not None:
        return number(-value)
    if tree.op != "mul":
        return Tree("mul", (number(-1), tree))
    first, rest = tree.args[0], tree.args[1:]
    if (value := first.value) is None:
        return Tree("mul", (number(-1), *tree.args))
    if value == -1:
        return rest[0] if len(rest) == 1 else Tree("mul", rest)
    return Tree("mul", (number(-value), *rest))


def reciprocal(tree: Tree) -> Tree:
    """1 / tree."""
    value = tree.value
    return number(1 / value) if value else Tree("pow", (tree, number(-1)))


def raised(base: Tree, exponent: Tree) -> Tree:
    """base ** exponent; folded for a number and an integer."""
    a, n = base.value, exponent.value
    if a is None or n is None or n.denominator != 1 or (a == 0 and n < 0):
        return Tree("pow", (base, exponent))
    if max(a.numerator.bit_length(), a.denominator.bit_length()) * abs(n) > 2 * MAX_BITS and a not in (0, 1, -1):
        raise ParseError("a constant of the formula is beyond 10^1000")
    return _checked(a**n.numerator)


def called(name: str, args: Sequence[Tree]) -> Tree:
    """A function of FUNCTIONS, max, min, or one that is written out: sqrt, log1p, expm1, relu."""
    first = args[0]
    match name:
        case "sqrt":
            return Tree("pow", (first, number(Fraction(1, 2))))
        case "log1p":
            return Tree("log", (total(ONE, first),))
        case "expm1":
            return Tree("add", (Tree("exp", (first,)), number(-1)))
        case "relu":
            return Tree("max", (ZERO, first))
        case "max" | "min" if len(args) == 1:
            return first
    return Tree(name, tuple(args))


def joined(name: str, conditions: Sequence[Tree]) -> Tree:
    """Conditions joined by ``and`` or ``or``."""
    return Tree(name, tuple(conditions))
