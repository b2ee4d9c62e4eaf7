"""Construction of trees as they are typed: short numbers are folded with numbers, chains of + and * flattened.

Nothing here changes where a formula is defined.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from losstheory.formulas.tree import ONE, ZERO, Tree, number

MAX_DIGITS, MAX_DECIMAL_EXPONENT = 40, 300


def is_short(value: Fraction) -> bool:
    """Whether a number can be written as p/q with at most MAX_DIGITS digits each, or as a decimal."""
    return max(abs(value.numerator), value.denominator) < 10**MAX_DIGITS or decimal(value) is not None


def decimal(value: Fraction) -> tuple[int, int] | None:
    """m and k with value = m 10^k, m of at most MAX_DIGITS digits, |k| <= MAX_DECIMAL_EXPONENT, if there are such."""
    scaled = value * 10**MAX_DECIMAL_EXPONENT
    if scaled.denominator != 1 or abs(scaled) >= 10 ** (2 * MAX_DECIMAL_EXPONENT + MAX_DIGITS):
        return None
    digits = str(scaled.numerator)
    mantissa = digits.rstrip("0")
    exponent = len(digits) - len(mantissa) - MAX_DECIMAL_EXPONENT
    if exponent <= MAX_DECIMAL_EXPONENT and len(mantissa.lstrip("-")) <= MAX_DIGITS:
        return int(mantissa or "0"), exponent
    return None


def total(left: Tree, right: Tree) -> Tree:
    """left + right."""
    a, b = left.value, right.value
    if a is not None and b is not None and is_short(a + b):
        return number(a + b)
    return Tree("add", (*(left.args if left.op == "add" else (left,)), right))


def product(left: Tree, right: Tree) -> Tree:
    """left * right."""
    a, b = left.value, right.value
    if a is not None and b is not None and is_short(a * b):
        return number(a * b)
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
    return number(1 / value) if value and is_short(1 / value) else Tree("pow", (tree, number(-1)))


def raised(base: Tree, exponent: Tree) -> Tree:
    """base ** exponent; folded for a short number and an integer of at most 64 in absolute value."""
    a, n = base.value, exponent.value
    if a is not None and n is not None and n.denominator == 1 and (a or n > 0):
        value = a**n.numerator
        if is_short(value):
            return number(value)
    return Tree("pow", (base, exponent))


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
