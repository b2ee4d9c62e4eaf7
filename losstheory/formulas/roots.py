"""The zeros of smooth expressions on open intervals, as exact constants.

Rational functions of t and of e^(g t) are solved through the factors of their numerators; other zeros are
crossings: brackets with opposite certified signs at the ends and a derivative of one certified sign between.
The list is complete: where completeness cannot be certified within the budget, ``Unresolved`` is raised.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from flint import arb, ctx, fmpq_poly

from losstheory.formulas.calculus import derivative, substitute
from losstheory.formulas.constants import ascending, inside, sign_of_constant
from losstheory.formulas.enclosures import enclose
from losstheory.formulas.intervals import rational
from losstheory.formulas.isolation import crossing_near, isolate
from losstheory.formulas.polynomial_zeros import polynomial_zeros
from losstheory.formulas.radicals import norm
from losstheory.formulas.rational_functions import rational_function
from losstheory.formulas.shape import add, divide, exp, log, mul, neg
from losstheory.formulas.tree import ZERO, Tree, number, variable
from losstheory.formulas.zeros import vanishing_factors

End = Tree | str


@lru_cache(maxsize=4096)
def real_roots(tree: Tree, name: str, lower: End, upper: End) -> tuple[Tree, ...]:
    """The zeros of ``tree`` in the open interval (lower, upper), increasing.

    Args:
        tree: smooth on the interval, in normal shape, with the variable ``name`` alone. An expression that
            vanishes identically has no isolated zero: the answer is empty.
        lower, upper: constants, or "-oo" and "oo".

    Returns:
        Constants: rationals, square roots, logarithms of rationals, or ``root`` and ``crossing`` trees.

    Raises:
        Unresolved: the zeros could not be isolated within the budget.
    """
    found = [zero for factor in vanishing_factors(tree) for zero in _zeros(factor, tree, name, lower, upper)]
    return tuple(ascending([zero for zero in found if inside(zero, lower, upper)]))


def _zeros(factor: Tree, whole: Tree, name: str, lower: End, upper: End) -> list[Tree]:
    function = rational_function(factor, name)
    if function is None:
        zeros = _radical_zeros(factor, name, lower, upper)
        if zeros is not None:
            return zeros
        zero = _affine_zero(factor, name)
        return isolate(factor, whole, name, lower, upper) if zero is None else [zero]
    if not function.numerator:
        return []
    if function.rate is None:
        return polynomial_zeros(function.numerator)
    return _exponential_zeros(function.numerator, function.rate, factor, whole, name)


def _radical_zeros(tree: Tree, name: str, lower: End, upper: End) -> list[Tree] | None:
    """The zeros of A + B sqrt(C), exactly; None if the tree has another form or a sign stays open."""
    candidates = norm(tree, name)
    if candidates is None:
        return None
    inner = [zero for zero in polynomial_zeros(candidates) if inside(zero, lower, upper)]
    signs = [sign_of_constant(substitute(tree, name, zero)) for zero in inner]
    return None if None in signs else [zero for zero, sign in zip(inner, signs, strict=True) if sign == 0]


def _affine_zero(tree: Tree, name: str) -> Tree | None:
    """The zero of an affine function, if it vanishes there in normal shape."""
    slope = derivative(tree, name)
    if slope.variables() or not sign_of_constant(slope):
        return None
    zero = neg(divide(substitute(tree, name, ZERO), slope))
    return zero if substitute(tree, name, zero) == ZERO else None


def _exponential_zeros(numerator: fmpq_poly, rate: Fraction, factor: Tree, whole: Tree, name: str) -> list[Tree]:
    """The t with e^(rate t) a positive zero of the numerator: log(y)/rate for rational y, else a crossing."""
    found = []
    for zero in polynomial_zeros(numerator):
        if sign_of_constant(zero) != 1:
            continue
        if zero.value is not None:
            found.append(mul(number(1 / rate), log(zero)))
            continue
        with ctx.workprec(128):
            box = enclose(zero, {})
            near = box.lower.union(box.upper).log() / arb(rational(rate))
        found.append(crossing_near((whole, factor, _minimal(zero, rate, name)), name, near))
    return found


def _minimal(zero: Tree, rate: Fraction, name: str) -> Tree:
    """e^(rate t) minus an algebraic number: strictly monotone, with one zero."""
    return add(exp(mul(number(rate), variable(name))), neg(zero))
