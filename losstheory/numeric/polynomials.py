"""Formulas that are polynomials of the variable with rational coefficients, and square roots of such."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from losstheory.formulas.intervals import fraction
from losstheory.formulas.rational_functions import rational_function
from losstheory.formulas.shape import add, mul, power
from losstheory.formulas.tree import Tree, number, variable

MAX_DEGREE = 48
KINDS = {"add", "mul", "pow", "number", "variable"}


@lru_cache(maxsize=2048)
def coefficients(tree: Tree, name: str) -> tuple[Fraction, ...] | None:
    """The coefficients of a polynomial, the constant first; None if the canonical formula is none."""
    if any(node.op not in KINDS for node in tree.walk()) or _degree(tree) > MAX_DEGREE:
        return None
    found = rational_function(tree, name)
    if found is None or found.rate is not None or found.denominator.degree() > 0:
        return None
    scale = fraction(found.denominator[0])
    return tuple(fraction(c) / scale for c in found.numerator.coeffs())


def _degree(tree: Tree) -> float:
    """A bound on the degree; infinite where a power is not a small whole number."""
    match tree.op:
        case "number":
            return 0
        case "variable":
            return 1
        case "add":
            return max(map(_degree, tree.args))
        case "mul":
            return sum(map(_degree, tree.args))
    exponent = tree.args[1].value
    if exponent is None or exponent.denominator != 1 or exponent < 0:
        return float("inf")
    return float(exponent) * _degree(tree.args[0])


def from_coefficients(values: tuple[Fraction, ...], name: str) -> Tree:
    """The canonical polynomial with these coefficients."""
    return add(*(mul(number(c), power(variable(name), Fraction(k))) for k, c in enumerate(values) if c))


def times(left: tuple[Fraction, ...], right: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """The product of two polynomials."""
    out = [Fraction(0)] * (len(left) + len(right))
    for i, a in enumerate(left):
        for k, b in enumerate(right):
            out[i + k] += a * b
    return tuple(out)
