"""Enclosures of the elementary functions at one point, a decimal of any size."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, Context, Decimal

from . import elementary
from .elementary import EXTRA, ten_to

Interval = tuple[Decimal, Decimal]
INFINITY = Decimal("Infinity")
ZERO, ONE, TWO, THREE, SIX = map(Decimal, (0, 1, 2, 3, 6))
EIGHTH = Decimal("0.125")
UNIT: Interval = (Decimal(-1), ONE)
EXPONENT_LIMIT = Decimal(3 * MAX_EMAX)
FAR = Decimal(10**9)
SOFTPLUS_LIMIT = Decimal(-40)


def context(precision: int, rounding: str) -> Context:
    """A decimal context of the widest exponent range that never traps."""
    return Context(precision, rounding, MIN_EMIN, MAX_EMAX, capitals=1, clamp=0, flags=[], traps=[])


def negative(a: Interval) -> Interval:
    return a[1].copy_negate(), a[0].copy_negate()


class PointFunctions:
    """f(x) for a decimal x, with about ``digits`` correct significant digits.

    A method returns ``(lo, hi)`` with lo <= f(x) <= hi; at an infinite x it returns the limit.
    """

    def __init__(self, digits: int) -> None:
        self.digits = digits
        self.down = context(digits, ROUND_FLOOR)
        self.up = context(digits, ROUND_CEILING)
        self._double = context(2 * digits + 2, ROUND_DOWN)
        self._wide = context(MAX_PREC, ROUND_DOWN)
        self._need = digits * 10 // 3 + 3
        self._bits = self._need + 29
        self._tiny = Decimal((0, (1,), -(digits // 2) - 2))
        self._huge = Decimal((0, (1,), digits + 5))
        self._erf_limit = Decimal(12 * (digits + 2) // 5 + 1)
        circle = elementary.pi(self._bits)
        self.pi = self._outward(circle - 2, circle + 2, self._bits)

    # between decimals and integers

    def _fixed(self, x: Decimal, bits: int) -> int:
        """x 2^bits within 2 units; x must be of moderate size."""
        places = bits * 3 // 10 + bits // 500 + 2
        return (int(self._wide.scaleb(x, places)) << bits) // ten_to(places)

    def _outward(self, low: int, high: int, bits: int, exponent: int = 0) -> Interval:
        """The interval [low, high] 2^-bits 10^exponent, rounded outward."""
        places = bits * 3 // 10 + bits // 500 + 2
        scale = ten_to(places)
        return (
            self.down.scaleb(Decimal(low * scale >> bits), exponent - places),
            self.up.scaleb(Decimal(-(-high * scale >> bits)), exponent - places),
        )

    def _settled(self, bits: int, evaluate: Callable[[int], tuple[int, int]]) -> Interval:
        """``evaluate(bits)``, with more bits where the relative accuracy falls short."""
        for _ in range(3):
            value, error = evaluate(bits)
            lack = self._need - abs(value).bit_length() + error.bit_length()
            if lack <= 0:
                break
            bits += lack + 4
            value, error = value << (lack + 4), error << (lack + 4)
        return self._outward(value - error, value + error, bits)

    def _places(self, x: Decimal) -> int:
        """Binary places that give a number of the size of x its relative accuracy."""
        return self._bits + max(0, -x.adjusted()) * 10 // 3 + 4

    def _cubic(self, x: Decimal, divisor: Decimal) -> Interval:
        """[x - x^3/divisor, x] for x > 0."""
        cube = self.up.multiply(self.up.multiply(x, x), x)
        return self.down.subtract(x, self.up.divide(cube, divisor)), self.up.plus(x)

    # exponentials and logarithms

    def exp(self, x: Decimal) -> Interval:
        if x.is_infinite():
            return (INFINITY, INFINITY) if x > ZERO else (ZERO, ZERO)
        if x == ZERO:
            return ONE, ONE
        if x.copy_abs() > EXPONENT_LIMIT:
            return self._beyond(x > ZERO)
        k, low, high = elementary.exponential(self._fixed(x, self._bits + EXTRA), 2, self._bits)
        least, most = self._outward(low, high, self._bits, k)
        return (max(least, ONE), most) if x > ZERO else (least, min(most, ONE))

    def _beyond(self, large: bool) -> Interval:
        """Numbers above, or positive numbers below, all that a decimal can hold."""
        return (self.down.next_minus(INFINITY), INFINITY) if large else (ZERO, self.up.next_plus(ZERO))

    def log(self, x: Decimal) -> Interval:
        """log x for x >= 0; -oo at 0."""
        if x == ZERO:
            return INFINITY.copy_negate(), INFINITY.copy_negate()
        if x == INFINITY:
            return x, x
        low, high = self.down.subtract(x, ONE), self.up.subtract(x, ONE)
        if low.copy_abs() < EIGHTH and high.copy_abs() < EIGHTH:
            first = self.log_one_plus(low)
            return first if low == high else (first[0], self.log_one_plus(high)[1])
        value, error = self._log_bits(x, self._bits)
        return self._outward(value - error, value + error, self._bits)

    def _log_bits(self, x: Decimal, bits: int) -> tuple[int, int]:
        """log x within the error returned, by x = m 10^k with 1 <= m < 10."""
        k = x.adjusted()
        mantissa = max(self._fixed(self._wide.scaleb(x, -k), bits), 1 << bits)
        value, error = elementary.logarithm(mantissa, bits)
        return value + k * elementary.log_ten(bits), error + 2 * abs(k) + 2

    def log_one_plus(self, u: Decimal) -> Interval:
        """log(1 + u) for |u| <= 1/8; below the tiny bound u - u^2/2 +- |u|^3."""
        size = u.copy_abs()
        if size >= self._tiny:
            bits = self._places(u)
            value, error = elementary.log_one_plus(self._fixed(u, bits), bits)
            return self._outward(value - error - 3, value + error + 3, bits)
        square = self.up.multiply(u, u)
        cube = self.up.multiply(size, square)
        low = self.down.subtract(u, self.up.divide(square, TWO))
        high = self.up.subtract(u, self.down.divide(self.down.multiply(u, u), TWO))
        return self.down.subtract(low, cube), self.up.add(high, cube)

    def softplus(self, x: Decimal) -> Interval:
        """log(1 + exp x)."""
        if x > ZERO:
            rest = self.softplus(x.copy_negate())
            return self.down.add(x, rest[0]), self.up.add(x, rest[1])
        if x < SOFTPLUS_LIMIT:
            low, high = self.exp(x)
            return self.log_one_plus(low)[0], self.log_one_plus(high)[1]
        bits = self._bits + int(x.copy_abs()) * 3 // 2 + 2
        k, first, last = elementary.exponential(self._fixed(x, bits + EXTRA), 2, bits)
        term, spread = first // ten_to(-k), (last - first) // ten_to(-k) + 2
        if term >> (bits - 3):
            value, error = elementary.logarithm((1 << bits) + term, bits)
        else:
            value, error = elementary.log_one_plus(term, bits)
        return self._outward(value - error, value + error + spread, bits)

    def sigmoid(self, x: Decimal) -> Interval:
        """1 / (1 + exp(-x)), by the exponential of -|x|."""
        low, high = self.exp(x.copy_abs().copy_negate())
        below, above = self.down.add(ONE, low), self.up.add(ONE, high)
        if x > ZERO:
            return self.down.divide(ONE, above), self.up.divide(ONE, below)
        return (
            self.down.divide(low, self.up.add(ONE, low)),
            self.up.divide(high, self.down.add(ONE, high)),
        )

    # roots

    def root(self, x: Decimal) -> Interval:
        """The square root, exact where it is a decimal; x >= 0."""
        root = self.down.sqrt(x)
        if x == INFINITY or (square := self._double.multiply(root, root)) == x:
            return root, root
        return (root, self.up.next_plus(root)) if square < x else (self.down.next_minus(root), root)

    def power(self, x: Decimal, n: int, degree: int) -> Interval:
        """x^(n/degree) for x >= 0 and n > 0."""
        if x in (ZERO, ONE, INFINITY):
            return x, x
        bits = self._bits + EXTRA
        value, error = self._log_bits(x, bits)
        value, error = value * n // degree, error * n // degree + 2
        if abs(value) >> bits > EXPONENT_LIMIT:
            return self._beyond(value > 0)
        k, low, high = elementary.exponential(value, error, self._bits)
        return self._outward(low, high, self._bits, k)

    # the circle

    def circular(self, x: Decimal, quarters: int) -> Interval:
        """sin x (0 quarters) or cos x (1 quarter); [-1, 1] beyond 10^9."""
        size = x.copy_abs()
        if x == ZERO:
            return (ONE, ONE) if quarters else (ZERO, ZERO)
        if size > FAR:
            return UNIT
        if size < self._tiny:
            if quarters:
                return self.down.subtract(ONE, self.up.multiply(x, x)), ONE
            return self._cubic(x, SIX) if x > ZERO else negative(self._cubic(size, SIX))
        bits = self._bits if quarters else self._places(x)
        low, high = self._settled(bits, lambda b: elementary.circular(self._fixed(x, b + EXTRA), quarters, b))
        return max(low, UNIT[0]), min(high, UNIT[1])

    def atan(self, x: Decimal) -> Interval:
        if x < ZERO:
            return negative(self.atan(x.copy_negate()))
        if x == ZERO:
            return ZERO, ZERO
        if x > self._huge:
            low, high = self.pi
            low = self.down.subtract(self.down.divide(low, TWO), self.up.divide(ONE, x))
            return low, self.up.divide(high, TWO)
        return self._cubic(x, THREE) if x < self._tiny else self._settled(self._places(x), lambda b: self._atan(x, b))

    def _atan(self, x: Decimal, bits: int) -> tuple[int, int]:
        fixed = self._fixed(x, bits)
        one = 1 << bits
        if fixed <= one:
            value, error = elementary.arctangent(fixed, bits)
            return value, error + 2
        value, error = elementary.arctangent((one << bits) // fixed, bits)
        return (elementary.pi(bits) >> 1) - value, error + 6

    # the error function

    def erf(self, x: Decimal) -> Interval:
        if x < ZERO:
            return negative(self.erf(x.copy_negate()))
        if x == ZERO:
            return ZERO, ZERO
        if x < self._tiny:
            low, high = self._cubic(x, THREE)
            root = elementary.root_of_pi(self._bits)
            least, most = self._outward(root - 3, root + 3, self._bits)
            return (
                self.down.divide(self.down.multiply(low, TWO), most),
                self.up.divide(self.up.multiply(high, TWO), least),
            )
        if self.down.multiply(x, x) > self._erf_limit:
            return self.down.next_minus(ONE), ONE
        if self._series_suits(x):
            low, high = self._settled(self._places(x) + 8, lambda b: self._erf(x, b))
        else:
            low, high = self._erfc_by_fraction(x, self._need - int(self.down.multiply(x, x)))
            low, high = self.down.subtract(ONE, high), self.up.subtract(ONE, low)
        return low, min(high, ONE)

    def _series_suits(self, x: Decimal) -> bool:
        return x < FAR and int(self.down.multiply(x, x)) * 8 <= self._bits

    def _erf(self, x: Decimal, bits: int) -> tuple[int, int]:
        value, error = elementary.error_function(self._fixed(x, bits), bits)
        return value, error + 3

    def complementary_error(self, x: Decimal) -> Interval:
        """erfc x = 1 - erf x, to relative accuracy."""
        if x <= ZERO:
            low, high = self.erf(x.copy_negate())
            return self.down.add(ONE, low), self.up.add(ONE, high)
        if x == INFINITY:
            return ZERO, ZERO
        if x < EIGHTH:
            low, high = self.erf(x)
            return self.down.subtract(ONE, high), self.up.subtract(ONE, low)
        if self._series_suits(x):
            bits = self._bits + int(self.up.multiply(x, x)) * 3 // 2 + 12
            return self._settled(bits, lambda b: self._one_minus_erf(x, b))
        if x > FAR:
            return ZERO, self.complementary_error(FAR)[1]
        return self._erfc_by_fraction(x, self._need)

    def _one_minus_erf(self, x: Decimal, bits: int) -> tuple[int, int]:
        value, error = self._erf(x, bits)
        return (1 << bits) - value, error

    def _erfc_by_fraction(self, x: Decimal, need: int) -> Interval:
        """exp(-x^2) / (sqrt(pi) K) for 1 < x <= 10^9, K to ``need`` binary digits."""
        bits = self._bits
        fine = self._fixed(x, bits + EXTRA)
        slack = (4 * fine >> (bits + EXTRA)) + 8
        k, low, high = elementary.exponential(-(fine * fine >> (bits + EXTRA)), slack, bits)
        coarse = fine >> EXTRA
        bottom, top = elementary.mills_fraction(coarse - 1, coarse + 2, _fraction_terms(float(x), need), bits)
        root = elementary.root_of_pi(bits)
        low = (low << 2 * bits) // ((root + 3) * top)
        high = (high << 2 * bits) // ((root - 3) * bottom) + 1
        return self._outward(low, high, bits, k)


def _fraction_terms(x: float, need: int) -> int:
    """How many terms of the fraction for K give about ``need`` binary digits; a guess that no proof rests on."""
    terms, gained = 1, 0.0
    while gained < need + 4:
        tail = x / 2 + math.sqrt(x * x / 4 + terms / 2)
        gained += math.log2(2 * tail * tail / terms)
        terms += 1
    return terms
