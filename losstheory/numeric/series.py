r"""Power series at zero, for sums whose terms cancel there.

The terms of :math:`-\log(1 - p) - p` are of the size of p and their sum is of the size of :math:`p^2 / 2`: rounded
terms leave no digit of it. So the sum is expanded, exactly in rational numbers, in the variable, or, far out, in
:math:`x = e^{-c t}`, of which :math:`\log(1 + e^{-t}) - 1 / (1 + e^t)` is a function that vanishes like
:math:`x^2 / 2`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from operator import mul as times
from typing import Any, TypeAlias

from flint import ctx, fmpq, fmpq_series

from losstheory.formulas.errors import DomainError, Unresolved
from losstheory.formulas.intervals import fraction, rational
from losstheory.formulas.shape import add, coefficient, log, mul, neg, power
from losstheory.formulas.tree import ONE, ZERO, Tree, number, variable

Series: TypeAlias = Any  # flint.fmpq_series, whose stubs leave out its mixed operators

LENGTH = 36
REACH = 4
X = variable("x")
ENTIRE = ("sin", "cos", "tan", "sinh", "cosh", "tanh", "atan")


@dataclass(frozen=True)
class Expansion:
    """A power series at zero with rational coefficients, and an irrational constant beside it."""

    constant: Tree
    series: Series

    @property
    def order(self) -> int | None:
        """The lowest power that occurs; None if there is none."""
        if self.constant != ZERO:
            return 0
        found = self.series.valuation()
        return None if found >= LENGTH - 4 or found < 0 else int(found)


class _NoSeries(ValueError):
    """Not expanded here."""


def expansion(tree: Tree) -> Expansion | None:
    """The power series at zero of a canonical formula in ``X``, if its coefficients are rational."""
    before = ctx.cap
    ctx.cap = LENGTH
    try:
        return _expand(tree)
    except (_NoSeries, Unresolved, DomainError, ValueError, ZeroDivisionError):
        return None
    finally:
        ctx.cap = before


def _expand(tree: Tree) -> Expansion:
    match tree.op:
        case "number":
            return Expansion(ZERO, _series([tree.args[0]]))
        case "variable" if tree == X:
            return Expansion(ZERO, _series([Fraction(0), Fraction(1)]))
        case "add":
            parts = list(map(_expand, tree.args))
            return Expansion(add(*(part.constant for part in parts)), sum((p.series for p in parts), _series([])))
        case "mul":
            scale, rest = coefficient(tree)
            if rest.op != "mul" and rest != tree:
                inner = _expand(rest)
                return Expansion(mul(number(scale), inner.constant), inner.series * rational(scale))
            return Expansion(ZERO, reduce(times, map(_rational, tree.args)))
        case "pi":
            return Expansion(tree, _series([]))
        case "pow":
            return Expansion(ZERO, _power(_rational(tree.args[0]), _exponent(tree)))
        case "log":
            return _logarithm(_rational(tree.args[0]))
        case "softplus":
            return _logarithm(1 + _centred(tree.args[0]).exp())
        case "sigmoid":
            return Expansion(ZERO, (1 + (-_centred(tree.args[0])).exp()).inv())
        case "exp":
            return Expansion(ZERO, _centred(tree.args[0]).exp())
    if tree.op in ENTIRE:
        return Expansion(ZERO, getattr(_centred(tree.args[0]), tree.op)())
    raise _NoSeries


def _series(coefficients: list[Fraction]) -> Series:
    return fmpq_series(list(map(rational, coefficients)), prec=LENGTH)


def _rational(tree: Tree) -> Series:
    found = _expand(tree)
    if found.constant != ZERO:
        raise _NoSeries
    return found.series


def _centred(tree: Tree) -> Series:
    """A series that vanishes at zero."""
    found = _rational(tree)
    if _start(found):
        raise _NoSeries
    return found


def _start(series: Series) -> Fraction:
    return fraction(fmpq(series[0]))


def _exponent(tree: Tree) -> Fraction:
    value: Fraction | None = tree.args[1].value
    if value is None or abs(value) > LENGTH:
        raise _NoSeries
    return value


def _logarithm(series: Series) -> Expansion:
    start = _start(series)
    if start <= 0:
        raise _NoSeries
    return Expansion(log(number(start)), (series / rational(start)).log())


def _power(series: Series, exponent: Fraction) -> Series:
    if exponent.denominator == 1 and exponent >= 0:
        return series ** int(exponent)
    start = _start(series)
    if start == 0 or (exponent.denominator != 1 and start < 0):
        raise _NoSeries
    if exponent.denominator == 1:
        return series.inv() ** int(-exponent)
    head = power(number(start), exponent).value
    if head is None:
        raise _NoSeries
    return ((series / rational(start)).log() * rational(exponent)).exp() * rational(head)


def cancelled(total: Expansion | None, parts: list[Expansion | None]) -> bool:
    """Whether a sum vanishes to a higher order than its parts."""
    if total is None or total.order is None or any(part is None for part in parts):
        return False
    orders = [part.order for part in parts if part is not None and part.order is not None]
    return bool(orders) and total.order > min(orders)


def truncated(total: Expansion) -> tuple[list[Fraction], Fraction]:
    """The coefficients of the series, and how far out the first of them give every digit of a float.

    The radius of convergence is estimated from the coefficients; a quarter of it is used.
    """
    coefficients = [fraction(fmpq(total.series[k])) for k in range(LENGTH - 2)]
    first = total.order or 0
    lead = abs(coefficients[first])
    ratios = [float(lead / abs(value)) ** (1 / k) for k, value in enumerate(coefficients[first:]) if k and value]
    return coefficients, Fraction(min([*ratios, float(REACH)]) / REACH).limit_denominator(10**6)


def exponential_atoms(tree: Tree, name: str) -> list[tuple[Tree, Tree]]:
    """The formula in x = e^(-c t) and in x = e^(c t), where it is one: pairs of e^(…) and the formula in x."""
    rates = {rate for node in tree.walk() if (rate := _rate(node, name)) is not None and rate}
    if not rates:
        return []
    scale = lcm(*(rate.denominator for rate in rates))
    base = Fraction(gcd(*(int(rate * scale) for rate in rates)), scale)
    found = []
    for unit in (-base, base):
        try:
            found.append((Tree("exp", (mul(number(unit), variable(name)),)), in_exponential(tree, name, unit)))
        except _NoSeries:
            continue
    return found


def _rate(node: Tree, name: str) -> Fraction | None:
    """q, if the node is a function of e^(q t)."""
    if node.op not in ("exp", "sigmoid", "softplus", "tanh"):
        return None
    factor, rest = coefficient(node.args[0])
    return factor if rest == variable(name) else None


def in_exponential(tree: Tree, name: str, unit: Fraction) -> Tree:
    """A canonical formula with x for e^(unit t)."""
    if tree.op == "variable":
        raise _NoSeries
    rate = _rate(tree, name)
    if rate is None:
        args = tuple(in_exponential(arg, name, unit) for arg in tree.children)
        return _REBUILT[tree.op](args) if tree.op in _REBUILT else Tree(tree.op, args) if args else tree
    steps = rate / unit
    grown = power(X, abs(steps))
    mirrored = power(add(ONE, grown), Fraction(-1))
    match tree.op:
        case "exp" if steps > 0:
            return grown
        case "sigmoid":
            return mul(grown, mirrored) if steps > 0 else mirrored
        case "softplus" if steps > 0:
            return Tree("log", (add(ONE, grown),))
        case "tanh":
            square = mul(grown, grown)
            ratio = mul(add(square, number(-1)), power(add(square, ONE), Fraction(-1)))
            return ratio if steps > 0 else neg(ratio)
    raise _NoSeries


_REBUILT: dict[str, Callable[[tuple[Tree, ...]], Tree]] = {
    "add": lambda args: add(*args),
    "mul": lambda args: mul(*args),
}
