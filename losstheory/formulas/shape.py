"""Smart constructors of the normal shape of ``docs/certificates.md``.

Sums and products are flattened and collected, rational constants come first, exponentials
merge, and softplus and sigmoid are recognised. Each rewriting is an identity wherever its
left side is defined; whether a formula is defined is decided on the formula as typed.
The arguments of every constructor are trees in normal shape, and so is its result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from math import isqrt

from losstheory.formulas.errors import DomainError, Unresolved
from losstheory.formulas.tree import ONE, ZERO, Tree, number

MINUS_ONE, TWO, HALF = number(-1), number(2), number(Fraction(1, 2))
MAX_EXPONENT = 4096
MAX_BITS = 4 * MAX_EXPONENT


def _flat(op: str, args: Iterable[Tree]) -> Iterator[Tree]:
    for arg in args:
        if arg.op == op:
            yield from arg.args
        else:
            yield arg


def coefficient(term: Tree) -> tuple[Fraction, Tree]:
    """The rational factor of a term that is not a number, and the rest."""
    if term.op == "mul" and (value := term.args[0].value) is not None:
        rest = term.args[1:]
        return value, rest[0] if len(rest) == 1 else Tree("mul", rest)
    return Fraction(1), term


def add(*terms: Tree) -> Tree:
    """Sum: flattened, constants folded and first, terms with the same rest collected."""
    constant, weights = Fraction(0), dict[Tree, Fraction]()
    for term in _flat("add", terms):
        if (value := term.value) is not None:
            constant += value
        else:
            factor, rest = coefficient(term)
            weights[rest] = weights[rest] + factor if rest in weights else factor
    collected = [_scale(factor, rest) for rest, factor in weights.items() if factor]
    if constant or not collected:
        collected.insert(0, number(constant))
    return collected[0] if len(collected) == 1 else Tree("add", tuple(collected))


def _scale(factor: Fraction, rest: Tree) -> Tree:
    if factor == 1:
        return rest
    return Tree("mul", (number(factor), *(rest.args if rest.op == "mul" else (rest,))))


def mul(*factors: Tree) -> Tree:
    """Product: flattened, constants folded and first, equal bases collected, exponentials merged last."""
    constant, exponents, arguments = Fraction(1), dict[Tree, Fraction](), list[Tree]()
    for factor in _flat("mul", factors):
        if factor.op == "number":
            constant *= factor.args[0]
        elif factor.op == "exp":
            arguments.append(factor.args[0])
        else:
            base, exponent = _base(factor)
            exponents[base] = exponents[base] + exponent if base in exponents else exponent
    if not constant:
        return ZERO
    total = _absorb(add(*arguments), exponents) if arguments else ZERO
    out = [power(base, exponent) for base, exponent in exponents.items() if exponent]
    if total != ZERO:
        out.append(exp(total))
    if any(factor.op == "mul" for factor in out):
        return mul(number(constant), *out)
    for factor in out:
        constant *= factor.args[0] if factor.op == "number" else 1
    return _product(constant, [factor for factor in out if factor.op != "number"])


def _base(factor: Tree) -> tuple[Tree, Fraction]:
    """Base and rational exponent of a factor."""
    if factor.op == "pow" and (exponent := factor.args[1].value) is not None:
        return factor.args[0], exponent
    return factor, Fraction(1)


def _absorb(total: Tree, exponents: dict[Tree, Fraction]) -> Tree:
    """Apply e^(-m v) sigmoid(v)^m = sigmoid(-v)^m to the first base that allows it; what is left of ``total``."""
    for base, exponent in exponents.items():
        if base.op == "sigmoid" and total != ZERO and total == mul(number(-exponent), base.args[0]):
            del exponents[base]
            mirrored = sigmoid(neg(base.args[0]))
            exponents[mirrored] = exponents.get(mirrored, Fraction(0)) + exponent
            return ZERO
    return total


def _product(constant: Fraction, factors: list[Tree]) -> Tree:
    if len(factors) == 1 and factors[0].op == "add" and constant != 1:
        return add(*(mul(number(constant), term) for term in factors[0].args))
    if constant != 1 or not factors:
        factors.insert(0, number(constant))
    return factors[0] if len(factors) == 1 else Tree("mul", tuple(factors))


def neg(tree: Tree) -> Tree:
    return mul(MINUS_ONE, tree)


def sub(left: Tree, right: Tree) -> Tree:
    return add(left, neg(right))


def divide(left: Tree, right: Tree) -> Tree:
    return mul(left, power(right, Fraction(-1)))


@lru_cache(maxsize=8192)
def power(base: Tree, exponent: Fraction) -> Tree:
    """A rational power.

    Raises:
        DomainError: division by the number zero, or a fractional power of a negative number.
        Unresolved: the exponent or the result is beyond the bounds.
    """
    if max(abs(exponent.numerator), exponent.denominator) > MAX_EXPONENT:
        raise Unresolved(f"the exponent {exponent} is beyond the bound {MAX_EXPONENT}")
    if exponent == 0:
        return ONE
    if exponent == 1:
        return base
    if base.op == "number":
        return _number_power(base.args[0], exponent)
    if base.op == "exp":
        return exp(mul(number(exponent), base.args[0]))
    if exponent.denominator == 1:
        if base.op == "pow" and (inner := base.args[1].value) is not None:
            return power(base.args[0], inner * exponent)
        if base.op == "mul":
            return mul(*(power(factor, exponent) for factor in base.args))
    if (argument := _softplus_argument(base)) is not None:
        return power(sigmoid(neg(argument)), -exponent)
    return Tree("pow", (base, number(exponent)))


def _number_power(base: Fraction, exponent: Fraction) -> Tree:
    if base == 0 and exponent < 0:
        raise DomainError("division by zero")
    if exponent.denominator == 1:
        if max(base.numerator.bit_length(), base.denominator.bit_length()) * abs(exponent) > MAX_BITS:
            raise Unresolved("a constant power is too large")
        return number(base**exponent.numerator)
    if base in (0, 1):
        return number(base)
    if base < 0:
        raise DomainError(f"the fractional power {exponent} of the negative number {base}")
    top = integer_root(base.numerator, exponent.denominator)
    bottom = integer_root(base.denominator, exponent.denominator)
    if top is None or bottom is None:
        return Tree("pow", (number(base), number(exponent)))
    return _number_power(Fraction(top, bottom), Fraction(exponent.numerator))


def integer_root(value: int, degree: int) -> int | None:
    """The positive integer whose power ``degree`` is ``value`` > 0, if there is one."""
    if degree == 2:
        found = isqrt(value)
    else:
        low, high = 1, 1 << (value.bit_length() // degree + 1)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if middle**degree <= value else (low, middle - 1)
        found = low
    return found if found**degree == value else None


def general_power(base: Tree, exponent: Tree) -> Tree:
    """base^exponent; e^(exponent log base) unless the exponent is a number."""
    value = exponent.value
    return power(base, value) if value is not None else exp(mul(exponent, log(base)))


def _softplus_argument(tree: Tree) -> Tree | None:
    """u, if the tree is 1 + e^u."""
    if tree.op == "add" and len(tree.args) == 2 and tree.args[0] == ONE and tree.args[1].op == "exp":
        argument: Tree = tree.args[1].args[0]
        return argument
    return None


def exp(tree: Tree) -> Tree:
    if tree == ZERO:
        return ONE
    return _argument(tree) if tree.op == "log" else Tree("exp", (tree,))


def log(tree: Tree) -> Tree:
    """Raises DomainError for a number that is not positive."""
    if tree.op == "number":
        if tree.args[0] <= 0:
            raise DomainError(f"the logarithm of {tree.args[0]}")
        return ZERO if tree == ONE else Tree("log", (tree,))
    if tree.op == "exp":
        return _argument(tree)
    if (argument := _softplus_argument(tree)) is not None:
        return softplus(argument)
    if tree.op == "sigmoid":
        return neg(softplus(neg(_argument(tree))))
    return Tree("log", (tree,))


def _argument(tree: Tree) -> Tree:
    argument: Tree = tree.args[0]
    return argument


def softplus(tree: Tree) -> Tree:
    return log(TWO) if tree == ZERO else Tree("softplus", (tree,))


def sigmoid(tree: Tree) -> Tree:
    return HALF if tree == ZERO else Tree("sigmoid", (tree,))


def function(name: str, tree: Tree) -> Tree:
    """A function of one argument; hyperbolic functions and the tangent are written out."""
    match name:
        case "exp":
            return exp(tree)
        case "log":
            return log(tree)
        case "softplus":
            return softplus(tree)
        case "sigmoid":
            return sigmoid(tree)
        case "tanh":
            return sub(ONE, mul(TWO, sigmoid(mul(number(-2), tree))))
        case "sinh":
            return mul(HALF, sub(exp(tree), exp(neg(tree))))
        case "cosh":
            return mul(HALF, add(exp(tree), exp(neg(tree))))
        case "tan":
            return divide(function("sin", tree), function("cos", tree))
        case "sin" | "atan" | "erf" if tree == ZERO:
            return ZERO
        case "cos" if tree == ZERO:
            return ONE
        case "abs" if tree.op == "number":
            return number(abs(tree.args[0]))
        case "sign" if tree.op == "number":
            return number((tree.args[0] > 0) - (tree.args[0] < 0))
    return Tree(name, (tree,))


def extremum(name: str, args: tuple[Tree, ...]) -> Tree:
    """The maximum (``name`` "max") or minimum ("min"), folded if all arguments are numbers."""
    values = [value for arg in args if (value := arg.value) is not None]
    if len(values) == len(args):
        return number(max(values) if name == "max" else min(values))
    return Tree(name, args)
