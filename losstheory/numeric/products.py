"""Products, quotients and powers without overflow or underflow on the way."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from losstheory.formulas.shape import HALF, add, exp, mul, neg, power, softplus
from losstheory.formulas.tree import ONE, ZERO, Tree, number, variable
from losstheory.numeric.canonical import is_constant, is_nonnegative
from losstheory.numeric.logarithms import expanded, has_exponential, square_root
from losstheory.numeric.polynomials import coefficients
from losstheory.numeric.quotients import far_out
from losstheory.numeric.rewriting import Rewriting, select

REPEATED = 4
LARGE = number(1000)


def product(tree: Tree, rewriting: Rewriting) -> Tree:
    """A canonical product: one constant, then the factors, small powers and exponentials of large range in parts.

    Multiplied in this order, c b^2 as (c b) b, the product overflows and underflows where its value does.
    """
    constants = [arg for arg in tree.args if is_constant(arg)]
    factors = [arg for arg in tree.args if not is_constant(arg)]
    factors = _exponentials_together(factors, rewriting)
    below = [arg for arg in factors if arg.op == "pow" and _is_divisor(arg)]
    above = [arg for arg in factors if arg not in below]
    parts = [_one(constants)] if constants else []
    if len(above) == 1 and above[0].op == "softplus" and len(parts) == 1:
        return _times_softplus(tree, above[0], parts[0], rewriting)
    single = not constants and len(above) == 1
    for factor in _logarithms_last(above):
        parts += [rewriting.value(factor)] if single else _in_parts(factor, rewriting)
    parts = _exponentials_around(parts)
    parts = _times_logarithm(above, parts, rewriting) or parts
    top = _one(parts)
    if not below:
        return top
    inverse = [rewriting.value(power(arg.args[0], -arg.args[1].args[0])) for arg in below]
    return far_out(tree, Tree("div", (top, _one(inverse))), rewriting)


def _one(parts: list[Tree]) -> Tree:
    """The product of parts that are rewritten."""
    return Tree("mul", tuple(parts)) if len(parts) > 1 else parts[0] if parts else ONE


def _is_divisor(factor: Tree) -> bool:
    exponent = factor.args[1].value
    return exponent is not None and exponent < 0 and factor.args[0].op != "sigmoid"


def _logarithms_last(factors: Iterable[Tree]) -> list[Tree]:
    return sorted(factors, key=lambda factor: factor.op in ("log", "softplus"))


def _exponentials_together(factors: list[Tree], rewriting: Rewriting) -> list[Tree]:
    """e^u times others that hold exponentials and are positive, as one exponential of a sum of logarithms."""
    grown = [arg for arg in factors if has_exponential(arg) and is_nonnegative(arg, rewriting.domain)]
    grown = [arg for arg in grown if arg.op in ("exp", "sigmoid", "pow")]
    if len(grown) < 2 or not any(arg.op == "exp" for arg in grown):
        return factors
    together = exp(add(*(expanded(arg, rewriting) for arg in grown)))
    return [arg for arg in factors if arg not in grown] + [together]


def _in_parts(factor: Tree, rewriting: Rewriting) -> list[Tree]:
    """Factors that range less far than their product."""
    if factor.op == "exp":
        half = Tree("exp", (Tree("mul", (HALF, rewriting.value(factor.children[0]))),))
        return [half, half]
    if factor.op == "pow" and factor.args[1].value in range(2, REPEATED + 1):
        return [rewriting.value(factor.args[0])] * int(factor.args[1].args[0])
    return [rewriting.value(factor)]


def _exponentials_around(parts: list[Tree]) -> list[Tree]:
    """The halves of an exponential on both sides of the other factors."""
    halves = [part for part in parts if part.op == "exp"]
    if len(halves) != 2 or halves[0] != halves[1]:
        return parts
    return [halves[0], *(part for part in parts if part.op != "exp"), halves[1]]


def _times_softplus(tree: Tree, factor: Tree, constant: Tree, rewriting: Rewriting) -> Tree:
    """c log(1 + e^u); c u, with the constants drawn together, where that is large: u alone may overflow."""
    argument = factor.children[0]
    inner = rewriting.value(argument)
    large = Tree(">", (inner, LARGE))
    linear = mul(*(arg for arg in tree.args if is_constant(arg)), argument)
    plain = Tree("mul", (constant, Tree("softplus", (select(large, ZERO, inner),))))
    return select(large, rewriting.value(linear), plain)


def _times_logarithm(factors: list[Tree], parts: list[Tree], rewriting: Rewriting) -> list[Tree] | None:
    """b^q log(b), which is 0 where b is."""
    for log in factors:
        base = log.children[0] if log.op == "log" else None
        for other in factors:
            root, exponent = (other.args[0], other.args[1].value) if other.op == "pow" else (other, Fraction(1))
            if base is not None and root == base and exponent is not None and exponent > 0:
                rest = [part for part in factors if part not in (log, other)]
                constant = [part for part in parts[:1] if is_constant(part)]
                together = Tree("times_log", (rewriting.value(other), rewriting.value(log)))
                return [*constant, *map(rewriting.value, rest), together]
    return None


def raised(tree: Tree, rewriting: Rewriting) -> Tree:
    """A canonical power with a rational exponent."""
    base, exponent = tree.args[0], tree.args[1].value
    if exponent is None:
        return rewriting.plain(tree)
    if base.op == "sigmoid" and (exponent < 0 or exponent < 1):
        return _of_sigmoid(base.children[0], exponent, rewriting)
    if (inner := _power_of_power(base, exponent, rewriting)) is not None:
        return rewriting.value(inner)
    if abs(exponent) == HALF.args[0] and (roots := _two_squares(base, rewriting)):
        length = Tree("hypot", tuple(map(rewriting.value, roots)))
        return length if exponent > 0 else Tree("div", (ONE, length))
    if exponent.denominator != 1 and base.op == "mul" and _all_nonnegative(base.args, rewriting):
        parts = mul(*(power(factor, exponent) for factor in base.args))
        return rewriting.value(parts) if parts != tree else rewriting.plain(tree)
    return Tree("pow", (rewriting.value(base), tree.args[1]))


def _all_nonnegative(factors: Iterable[Tree], rewriting: Rewriting) -> bool:
    return all(is_nonnegative(factor, rewriting.domain) for factor in factors)


def _of_sigmoid(argument: Tree, exponent: Fraction, rewriting: Rewriting) -> Tree:
    """(1 + e^-u)^-q: by multiplication for whole -q, else by its logarithm."""
    if exponent.denominator == 1:
        base = Tree("add", (ONE, Tree("exp", (rewriting.value(neg(argument)),))))
        return Tree("pow", (base, number(-exponent)))
    return rewriting.value(exp(mul(number(-exponent), softplus(neg(argument)))))


def _power_of_power(base: Tree, exponent: Fraction, rewriting: Rewriting) -> Tree | None:
    """(b^k)^q as b^(k q), or as |b|^(k q) for even k."""
    if base.op != "pow" or (inner := base.args[1].value) is None:
        return None
    if is_nonnegative(base.args[0], rewriting.domain):
        return power(base.args[0], inner * exponent)
    even = inner.denominator == 1 and inner.numerator % 2 == 0
    return power(Tree("abs", (base.args[0],)), inner * exponent) if even else None


def _two_squares(tree: Tree, rewriting: Rewriting) -> tuple[Tree, Tree] | None:
    """a and b with a^2 + b^2 equal to a canonical sum."""
    if tree.op != "add":
        return None
    roots = [square_root(arg) for arg in tree.args]
    if len(roots) == 2 and roots[0] is not None and roots[1] is not None:
        return roots[0], roots[1]
    values = coefficients(tree, rewriting.domain.variable)
    if values is None or len(values) != 3 or values[2] <= 0:
        return None
    low, middle, high = values
    rest = low - middle**2 / (4 * high)
    moved = add(variable(rewriting.domain.variable), number(middle / (2 * high)))
    length = mul(power(number(high), HALF.args[0]), moved)
    return (power(number(rest), HALF.args[0]), length) if rest > 0 else None
