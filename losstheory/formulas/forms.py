"""Expressions that are positive, or not negative, by their form alone, wherever they are defined."""

from __future__ import annotations

from fractions import Fraction

from losstheory.formulas.shape import coefficient, neg
from losstheory.formulas.tree import Tree

POSITIVE = ("exp", "sigmoid", "softplus", "pi")


def sign_by_form(tree: Tree) -> int | None:
    """1 or -1 for an expression that is positive or negative by its form."""
    return 1 if positive_by_form(tree) else -1 if positive_by_form(neg(tree)) else None


def positive_by_form(tree: Tree) -> bool:
    """Sums, products and powers of positive expressions; c + d erf(u) and c pi + d atan(u) with a large enough c."""
    match tree.op:
        case "number":
            return bool(tree.args[0] > 0)
        case "add":
            signs = [positive_by_form(arg) for arg in tree.args]
            return (any(signs) and all(map(nonnegative_by_form, tree.args))) or _dominated(tree.args)
        case "mul":
            return all(map(positive_by_form, tree.args))
        case "pow":
            return positive_by_form(tree.args[0])
    return tree.op in POSITIVE


def nonnegative_by_form(tree: Tree) -> bool:
    """Also even powers and roots."""
    match tree.op:
        case "number":
            return bool(tree.args[0] >= 0)
        case "add" | "mul":
            return positive_by_form(tree) or all(map(nonnegative_by_form, tree.args))
        case "pow":
            exponent: Fraction = tree.args[1].args[0]
            whole = exponent.denominator == 1
            return not whole or exponent.numerator % 2 == 0 or nonnegative_by_form(tree.args[0])
    return positive_by_form(tree)


def _dominated(terms: tuple[Tree, ...]) -> bool:
    """c + d erf(u) with |d| <= c, or c pi + d atan(u) with |d| <= 2c: |erf| < 1 and |atan| < pi/2."""
    if len(terms) != 2:
        return False
    weights: dict[str, Fraction] = {}
    for term in terms:
        value = term.value
        weight, rest = (value, term) if value is not None else coefficient(term)
        weights[rest.op] = weight
    if set(weights) == {"number", "erf"}:
        return abs(weights["erf"]) <= weights["number"]
    return set(weights) == {"pi", "atan"} and abs(weights["atan"]) <= 2 * weights["pi"]
