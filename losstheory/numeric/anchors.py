"""Terms without the constant that they tend to somewhere: e^u - 1, 1 - sigmoid(u), erf(u) - 1, (1 + r)^q - 1, …"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from losstheory.formulas.shape import HALF, MINUS_ONE, TWO, add, coefficient, log, mul, neg, power, sigmoid
from losstheory.formulas.tree import ONE, PI, ZERO, Tree, number
from losstheory.numeric.canonical import is_nonnegative
from losstheory.numeric.logarithms import expanded, logarithm
from losstheory.numeric.rewriting import Rewriting, replaced, select

HALF_PI = mul(HALF, PI)
LARGE = number(700)


@dataclass(frozen=True)
class Anchored:
    """A term, canonical, a constant, and ``value``, the rewritten difference of the two."""

    anchor: Tree
    term: Tree
    value: Tree


def anchors(term: Tree, rewriting: Rewriting) -> list[Anchored]:
    """The ways to write a canonical term as a constant and a difference that keeps its digits."""
    factor, rest = coefficient(term)
    return [
        Anchored(mul(number(factor), anchor), term, scaled(factor, difference))
        for anchor, difference in _differences(rest, rewriting)
    ]


def scaled(factor: Fraction, value: Tree) -> Tree:
    """A multiple of a rewritten formula; of e^u - 1 without overflow before the multiple does."""
    if factor == 1:
        return value
    if value.op == "mul" and (inner := value.args[0].value) is not None:
        rest = value.args[1] if len(value.args) == 2 else Tree("mul", value.args[1:])
        return scaled(factor * inner, rest)
    plain = Tree("mul", (number(factor), value))
    if value.op != "expm1" or abs(factor) > 1:
        return plain
    large = Tree(">", (value.children[0], LARGE))
    half = Tree("exp", (Tree("mul", (HALF, value.children[0])),))
    inner_value = Tree("expm1", (select(large, ZERO, value.children[0]),))
    return select(large, Tree("mul", (number(factor), half, half)), Tree("mul", (number(factor), inner_value)))


def _differences(tree: Tree, rewriting: Rewriting) -> list[tuple[Tree, Tree]]:
    """Pairs of a constant and of the term without it."""
    if tree.op == "pow":
        return _of_power(tree, rewriting)
    if tree.op == "mul":
        return _of_product(tree, rewriting)
    if not tree.children:
        return []
    u: Tree = tree.children[0]
    value = rewriting.value
    match tree.op:
        case "exp":
            return [(ONE, Tree("expm1", (value(u),)))]
        case "sigmoid":
            half = Tree("tanh", (value(mul(HALF, u)),))
            return [(ONE, scaled(Fraction(-1), value(sigmoid(neg(u))))), (HALF, scaled(Fraction(1, 2), half))]
        case "tanh":
            right, left = (value(sigmoid(mul(number(k), u))) for k in (-2, 2))
            return [(ONE, scaled(Fraction(-2), right)), (MINUS_ONE, scaled(Fraction(2), left))]
        case "erf":
            right, left = Tree("erfc", (value(u),)), Tree("erfc", (value(neg(u)),))
            return [(ONE, scaled(Fraction(-1), right)), (MINUS_ONE, left)]
        case "atan":
            right, left = Tree("acot", (value(u),)), Tree("acot", (value(neg(u)),))
            return [(HALF_PI, scaled(Fraction(-1), right)), (neg(HALF_PI), left)]
        case "cosh" | "cos":
            half = Tree("sinh" if tree.op == "cosh" else "sin", (value(mul(HALF, u)),))
            return [(ONE, scaled(Fraction(2 if tree.op == "cosh" else -2), Tree("mul", (half, half))))]
        case "softplus":
            return [(log(TWO), _softplus_less_log2(value(u)))]
    return []


def _softplus_less_log2(u: Tree) -> Tree:
    small = Tree("<", (u, ONE))
    near = Tree("log1p", (Tree("mul", (HALF, Tree("expm1", (select(small, u, ZERO),)))),))
    return select(small, near, Tree("add", (neg(log(TWO)), Tree("softplus", (u,)))))


def _of_power(tree: Tree, rewriting: Rewriting) -> list[tuple[Tree, Tree]]:
    """b^q - 1 = expm1(q log b); for b = c (1 + r), c > 0, b^q - c^q = c^q expm1(q log(1 + r))."""
    base, exponent = tree.args[0], tree.args[1].value
    if exponent is None:
        return []
    start = base.args[0].value if base.op == "add" else None
    if start is not None and start > 0:
        ratio = add(ONE, mul(number(1 / start), add(base, number(-start))))
        anchor = power(number(start), exponent)
        return [(anchor, _multiple(anchor, _power_less_one(ratio, exponent, rewriting)))]
    if base.op == "tanh" and exponent == 2:
        inverse = Tree("div", (ONE, Tree("cosh", (rewriting.value(base.children[0]),))))
        return [(ONE, Tree("mul", (MINUS_ONE, inverse, inverse)))]
    if base.op == "sigmoid" or exponent.denominator != 1:
        return [(ONE, _power_less_one(base, exponent, rewriting))]
    return []


def _multiple(constant: Tree, value: Tree) -> Tree:
    if constant == ONE:
        return value
    return scaled(constant.value, value) if constant.value is not None else Tree("mul", (constant, value))


def _power_less_one(base: Tree, exponent: Fraction, rewriting: Rewriting) -> Tree:
    """b^q - 1, for b near 1 from its logarithm; a whole power of a negative b as it stands."""
    log_base = expanded(base, rewriting)
    if log_base != Tree("log", (base,)):
        return Tree("expm1", (rewriting.value(mul(number(exponent), log_base)),))
    log_value = logarithm(base, rewriting)
    if exponent.denominator != 1 or is_nonnegative(base, rewriting.domain):
        return Tree("expm1", (Tree("mul", (number(exponent), log_value)),))
    inner, rest = rewriting.value(base), rewriting.value(add(base, MINUS_ONE))
    positive = Tree(">", (inner, ZERO))
    log_value = replaced(log_value, {inner: select(positive, inner, ONE), rest: select(positive, rest, ZERO)})
    small = Tree("expm1", (Tree("mul", (number(exponent), log_value)),))
    return select(positive, small, Tree("add", (Tree("pow", (inner, number(exponent))), MINUS_ONE)))


def _of_product(tree: Tree, rewriting: Rewriting) -> list[tuple[Tree, Tree]]:
    """A product of positive factors with known logarithms, less 1."""
    if not all(is_nonnegative(factor, rewriting.domain) for factor in tree.args):
        return []
    return [(ONE, Tree("expm1", (rewriting.value(expanded(tree, rewriting)),)))]
