"""The operations of rewritten formulas on arrays, written once over the functions of an array library.

Where a function is put together from two, each is given arguments of its own region only, so that neither a value nor
a derivative of the other can turn into NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, TypeAlias

from losstheory.numeric.compensated import compensated_horner

Operation: TypeAlias = Callable[..., Any]
Library: TypeAlias = SimpleNamespace
"""The functions of an array library, by the names of numpy, and ``constant(value, x)``, a number as it wants it."""

REPEATED = 8


PLAIN = (
    "exp", "expm1", "log", "log1p", "abs", "sign", "sin", "cos", "tan", "sinh", "cosh", "tanh", "erf", "erfc",
    "log_ndtr", "softplus", "sigmoid", "where", "logaddexp", "hypot", "maximum", "minimum",
)  # fmt: skip
RELATIONS: dict[str, Operation] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "not": lambda a: ~a,
}


def operations(library: Library) -> dict[str, Operation]:
    """The operations by name; those of more arguments than two are folded by the caller."""
    own: dict[str, Operation] = {
        "add": lambda a, b: a + b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "max": library.maximum,
        "min": library.minimum,
        "atan": library.arctan,
        "acot": lambda u: library.arctan2(library.ones_like(u), u),
        "log_cosh": lambda u: _log_cosh(library, u),
        "log1p_square": lambda u: _log1p_square(library, u),
        "times_log": lambda power, log: _times_log(library, power, log),
    }
    return {name: getattr(library, name) for name in PLAIN} | RELATIONS | own


def _log_cosh(library: Library, u: Any) -> Any:
    """log cosh u."""
    size = library.abs(u)
    near = size < 1
    inner = library.log1p(2 * library.sinh(library.where(near, u, 0.0) / 2) ** 2)
    return library.where(near, inner, size + library.log1p(library.exp(-2 * size)) - math.log(2))


def _log1p_square(library: Library, u: Any) -> Any:
    """log(1 + u^2)."""
    near = library.abs(u) < 1e8
    far = 2 * library.log(library.abs(library.where(near, 1.0, u)))
    return library.where(near, library.log1p(library.where(near, u, 0.0) ** 2), far)


def _times_log(library: Library, power: Any, log: Any) -> Any:
    """b^q log b, 0 where b is."""
    zero = power == 0
    return library.where(zero, 0.0, power * library.where(zero, 0.0, log))


def raised(library: Library, exponent: Fraction) -> Operation:
    """The power with this exponent; small whole powers by multiplication."""
    if exponent < 0:
        positive = raised(library, -exponent)
        return lambda base: 1 / positive(base)
    if exponent.denominator == 1 and exponent <= REPEATED:
        return lambda base: math.prod([base] * int(exponent))
    if exponent.denominator == 1 or exponent > 1:
        return lambda base: library.power(base, float(exponent))
    if exponent == Fraction(1, 2):
        return lambda base: _at_zero(library, base, library.sqrt)
    return lambda base: _at_zero(library, base, lambda positive: library.power(positive, float(exponent)))


def _at_zero(library: Library, base: Any, root: Operation) -> Any:
    """A root; at 0 it is 0, and so is its derivative there."""
    zero = base == 0
    return library.where(zero, 0.0, root(library.where(zero, 1.0, base)))


def polynomial(coefficients: list[Fraction]) -> Operation:
    """The polynomial with these coefficients, without loss by cancellation."""
    return lambda x: compensated_horner(x, coefficients)


def power_series(coefficients: list[Fraction]) -> Operation:
    """The truncated series with these coefficients; the first that is not 0 dominates."""
    first = next(k for k, c in enumerate(coefficients) if c)
    floats = [float(c) for c in coefficients[first:]]

    def run(x: Any) -> Any:
        value: Any = floats[-1]
        for c in floats[-2::-1]:
            value = value * x + c
        return math.prod([x] * first) * value

    return run
