"""Convex cones and their duals: does a vector of rationals lie in them? An answer of yes is certain."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from .arithmetic import Arithmetic
from .work import Reject, spend

Vector = list[Fraction]
PRECISIONS = (70, 140, 280)
LONG = 1 << 14


def in_second_order(v: Vector) -> bool:
    """v_0 >= |(v_1, ...)|, squared; the cone is its own dual."""
    return v[0] >= 0 and _square(v[1:]) <= v[0] ** 2


def in_rotated(v: Vector) -> bool:
    """v_0, v_1 >= 0 and v_0 v_1 >= |(v_2, ...)|^2."""
    return v[0] >= 0 and v[1] >= 0 and _square(v[2:]) <= v[0] * v[1]


def in_rotated_dual(v: Vector) -> bool:
    """v_0, v_1 >= 0 and 4 v_0 v_1 >= |(v_2, ...)|^2."""
    return v[0] >= 0 and v[1] >= 0 and _square(v[2:]) <= 4 * v[0] * v[1]


def in_exponential(v: Vector) -> bool:
    """v_1 > 0 and v_1 e^(v_0 / v_1) <= v_2; or v_0 <= 0, v_1 = 0, v_2 >= 0."""
    x, y, z = v
    if y == 0:
        return x <= 0 <= z
    return y > 0 and _raised_at_most(y, x / y, z)


def in_exponential_dual(v: Vector) -> bool:
    """v_0 < 0 and -v_0 e^(v_1 / v_0) <= e v_2; or v_0 = 0, v_1, v_2 >= 0."""
    x, y, z = v
    if x == 0:
        return y >= 0 and z >= 0
    return x < 0 and _raised_at_most(-x, y / x - 1, z)


def _square(v: Vector) -> Fraction:
    total = Fraction(0)
    for x in v:
        total += x * x
        spend(1 + _charge(total))
    return total


def _charge(x: Fraction) -> int:
    """Long numbers cost."""
    return (max(x.numerator.bit_length(), x.denominator.bit_length()) >> 10) ** 2


def _raised_at_most(factor: Fraction, exponent: Fraction, bound: Fraction) -> bool:
    """Whether factor e^exponent <= bound is shown, for a factor > 0."""
    if exponent == 0:
        return factor <= bound
    if max(_bits(x) for x in (factor, exponent, bound)) > LONG:
        raise Reject(f"a number of an exponential cone has more than {LONG} bits")
    for digits in PRECISIONS:
        spend(digits // 8)
        arithmetic = Arithmetic(digits)
        least, most = arithmetic.mul(arithmetic.exact(factor), arithmetic.exp(arithmetic.exact(exponent)))
        low, high = arithmetic.exact(bound)
        if most <= low or least > high:
            return most <= low
    return False


def _bits(x: Fraction) -> int:
    return max(x.numerator.bit_length(), x.denominator.bit_length())


Test = Callable[[Vector], bool]
CONES: dict[str, tuple[range, Test, Test]] = {
    "second_order": (range(1, 1 << 18), in_second_order, in_second_order),
    "rotated_second_order": (range(2, 1 << 18), in_rotated, in_rotated_dual),
    "exponential": (range(3, 4), in_exponential, in_exponential_dual),
}
"""The lengths that a vector of the cone may have, membership, and membership in the dual cone."""
