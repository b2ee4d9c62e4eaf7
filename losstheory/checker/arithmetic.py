"""Interval arithmetic on pairs of decimals, every end rounded outward.

An interval ``(lo, hi)`` is the set of the *real* numbers x with lo <= x <= hi, where lo < +oo and
hi > -oo; an infinite end is not a member, so 0 times an unbounded interval is bounded by 0 on
that side. Each operation returns an interval that holds its results for all members on which it
is defined. It raises :class:`Undefined` where it is defined on no member, and where a logarithm
or a fractional power meets negative numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

from .points import INFINITY, ONE, UNIT, ZERO, Interval, PointFunctions, negative
from .work import Reject

__all__ = ["INFINITY", "MINUS_INFINITY", "ONE", "WHOLE", "ZERO", "Arithmetic", "Interval", "Undefined"]

MINUS_INFINITY = INFINITY.copy_negate()
MINUS_ONE = ONE.copy_negate()
WHOLE: Interval = (MINUS_INFINITY, INFINITY)
HALF, TURN = Decimal("0.5"), Decimal(7)


class Undefined(Reject):
    """An operation is undefined somewhere on the interval."""


@lru_cache(maxsize=32)
def _point_functions(digits: int) -> PointFunctions:
    return PointFunctions(digits)


class Arithmetic:
    """Outward interval arithmetic with ``digits`` significant decimal digits (10 to 2000)."""

    def __init__(self, digits: int = 30) -> None:
        if not 10 <= digits <= 2000:
            raise ValueError(f"digits must be between 10 and 2000, got {digits}")
        self.digits = digits
        self._at = _point_functions(digits)
        self._down, self._up = self._at.down, self._at.up
        self.rounding = self._down

    # field operations

    def exact(self, value: Fraction | int) -> Interval:
        """The rational, rounded outward."""
        top, bottom = Decimal(value.numerator), Decimal(value.denominator)
        return self._down.divide(top, bottom), self._up.divide(top, bottom)

    def add(self, a: Interval, b: Interval) -> Interval:
        return self._down.add(a[0], b[0]), self._up.add(a[1], b[1])

    def neg(self, a: Interval) -> Interval:
        return negative(a)

    def sub(self, a: Interval, b: Interval) -> Interval:
        return self._down.subtract(a[0], b[1]), self._up.subtract(a[1], b[0])

    def mul(self, a: Interval, b: Interval) -> Interval:
        (p, q), (r, s) = a, b
        if p >= ZERO:
            low, high = (p if r >= ZERO else q, r), (q if s >= ZERO else p, s)
        elif q <= ZERO:
            low, high = (p if s >= ZERO else q, s), (q if r >= ZERO else p, r)
        elif r >= ZERO:
            low, high = (p, s), (q, s)
        elif s <= ZERO:
            low, high = (q, r), (p, r)
        else:
            return (
                min(self._down.multiply(p, s), self._down.multiply(q, r)),
                max(self._up.multiply(p, r), self._up.multiply(q, s)),
            )
        least, most = self._down.multiply(*low), self._up.multiply(*high)
        return (ZERO if least.is_nan() else least), (ZERO if most.is_nan() else most)

    def inverse(self, a: Interval) -> Interval:
        """1/x; unbounded where 0 is an end or inside."""
        low, high = a
        if low > ZERO or high < ZERO:
            return self._down.divide(ONE, high), self._up.divide(ONE, low)
        if low == high:
            raise Undefined("division by zero")
        if low == ZERO:
            return self._down.divide(ONE, high), INFINITY
        if high == ZERO:
            return MINUS_INFINITY, self._up.divide(ONE, low)
        return WHOLE

    def divide(self, a: Interval, b: Interval) -> Interval:
        return self.mul(a, self.inverse(b))

    # powers

    def power(self, a: Interval, exponent: Fraction | int) -> Interval:
        """x^exponent; a fractional exponent needs x >= 0."""
        if exponent < 0:
            return self.inverse(self.power(a, -exponent))
        n, degree = exponent.numerator, exponent.denominator
        if n == 0:
            return ONE, ONE
        if degree == 1:
            return self._whole_power(a, n)
        if a[0] < ZERO:
            raise Undefined("a fractional power of a negative number")
        if degree & (degree - 1) == 0 and degree <= 16:
            while degree > 1:
                a, degree = (self._at.root(a[0])[0], self._at.root(a[1])[1]), degree // 2
            return self._whole_power(a, n)
        return self._ends(a, lambda x: self._at.power(x, n, degree))

    def _whole_power(self, a: Interval, n: int) -> Interval:
        if n % 2 == 0:
            a = self.abs(a)
        low, high = a
        down, up = self._down, self._up
        return (
            _repeated(down, low, n) if low >= ZERO else _repeated(up, low.copy_negate(), n).copy_negate(),
            _repeated(up, high, n) if high >= ZERO else _repeated(down, high.copy_negate(), n).copy_negate(),
        )

    @staticmethod
    def _ends(a: Interval, function: Callable[[Decimal], Interval]) -> Interval:
        """The range of an increasing function."""
        first = function(a[0])
        return first if a[0] == a[1] else (first[0], function(a[1])[1])

    # order

    def abs(self, a: Interval) -> Interval:
        if a[0] >= ZERO:
            return a
        return negative(a) if a[1] <= ZERO else (ZERO, max(a[0].copy_negate(), a[1]))

    def min(self, a: Interval, b: Interval) -> Interval:
        return min(a[0], b[0]), min(a[1], b[1])

    def max(self, a: Interval, b: Interval) -> Interval:
        return max(a[0], b[0]), max(a[1], b[1])

    def hull(self, a: Interval, b: Interval) -> Interval:
        return min(a[0], b[0]), max(a[1], b[1])

    def sign(self, a: Interval) -> Interval:
        low = ONE if a[0] > ZERO else ZERO if a[0] == ZERO else MINUS_ONE
        high = ONE if a[1] > ZERO else ZERO if a[1] == ZERO else MINUS_ONE
        return low, high

    # elementary functions

    @property
    def pi(self) -> Interval:
        return self._at.pi

    def exp(self, a: Interval) -> Interval:
        return self._ends(a, self._at.exp)

    def log(self, a: Interval) -> Interval:
        """The logarithm of the positive members; -oo where 0 is the lower end."""
        if a[0] < ZERO or a[1] == ZERO:
            raise Undefined("logarithm of a number that is not positive")
        return self._ends(a, self._at.log)

    def softplus(self, a: Interval) -> Interval:
        """log(1 + exp x)."""
        return self._ends(a, self._at.softplus)

    def sigmoid(self, a: Interval) -> Interval:
        """1 / (1 + exp(-x))."""
        return self._ends(a, self._at.sigmoid)

    def atan(self, a: Interval) -> Interval:
        return self._ends(a, self._at.atan)

    def erf(self, a: Interval) -> Interval:
        return self._ends(a, self._at.erf)

    def complementary_error(self, a: Interval) -> Interval:
        """1 - erf x, to relative accuracy where it is small."""
        return self._ends((a[1], a[0]), self._at.complementary_error)

    def sin(self, a: Interval) -> Interval:
        return self._circular(a, 0)

    def cos(self, a: Interval) -> Interval:
        return self._circular(a, 1)

    def _circular(self, a: Interval, quarters: int) -> Interval:
        """Both ends, and the extrema pi (k + 1/2) of the sine or pi k of the cosine between them."""
        low, high = a
        if low == high:
            return self._at.circular(low, quarters)
        if not self._up.subtract(high, low) < TURN:
            return UNIT
        first, last = self._at.circular(low, quarters), self._at.circular(high, quarters)
        if UNIT in (first, last):
            return UNIT
        half_turns = self.divide(a, self._at.pi)
        if not quarters:
            half_turns = self.sub(half_turns, (HALF, HALF))
        inside = range(_ceiling(half_turns[0]), -_ceiling(half_turns[1].copy_negate()) + 1)
        least = MINUS_ONE if any(k % 2 for k in inside) else min(first[0], last[0])
        most = ONE if any(k % 2 == 0 for k in inside) else max(first[1], last[1])
        return least, most


def _repeated(context: Context, x: Decimal, n: int) -> Decimal:
    """x^n for x >= 0 and n >= 1, every product rounded the way of ``context``."""
    result = context.plus(x)
    for bit in bin(n)[3:]:
        result = context.multiply(result, result)
        if bit == "1":
            result = context.multiply(result, x)
    return result


def _ceiling(x: Decimal) -> int:
    whole = int(x)
    return whole + (whole < x)
