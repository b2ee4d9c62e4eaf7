"""Enclosures of constants that are given as the only zero in an interval."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

from .arithmetic import ONE, ZERO, Arithmetic, Interval, Undefined
from .nodes import Node

EXTRA_DIGITS = 10
STEPS = 400
Evaluate = Callable[[Node, Decimal, Arithmetic], Interval]


def polynomial_root(coefficients: tuple[Fraction, ...], low: Fraction, high: Fraction, ops: Arithmetic) -> Interval:
    """The only zero of c0 + c1 x + ... in [low, high], to the precision of the arithmetic.

    Without a change of sign (a zero of even multiplicity) the interval itself is returned.
    """
    least, most = _bisected(coefficients, low, high, ops.digits)
    return ops.exact(least)[0], ops.exact(most)[1]


@lru_cache(maxsize=512)
def _bisected(
    coefficients: tuple[Fraction, ...], low: Fraction, high: Fraction, digits: int
) -> tuple[Fraction, Fraction]:
    """Bisection of y in [0, 1], x = low + (high - low) y, in integers."""
    scaled = _in_unit_interval(coefficients, low, high)
    first, last = _sign_at(scaled, 0, 0), _sign_at(scaled, 1, 0)
    if first * last >= 0:
        return (low, low) if first == 0 != last else (high, high) if last == 0 != first else (low, high)
    m, depth, width = 0, 0, high - low
    while depth < 14 * digits:
        depth += 1
        m *= 2
        middle = _sign_at(scaled, m + 1, depth)
        if middle == 0:
            exact = low + width * Fraction(m + 1, 2**depth)
            return exact, exact
        m += middle == first
        if depth >= 10 * digits // 3 and depth % 16 == 0:
            a, b = (low + width * Fraction(k, 2**depth) for k in (m, m + 1))
            if (b - a) * 10**digits <= min(abs(a), abs(b)):
                break
    return low + width * Fraction(m, 2**depth), low + width * Fraction(m + 1, 2**depth)


def _in_unit_interval(coefficients: tuple[Fraction, ...], low: Fraction, high: Fraction) -> list[int]:
    """Integer coefficients of a positive multiple of p(low + (high - low) y)."""
    shifted: list[Fraction] = []
    for c in reversed(coefficients):  # Horner: shifted = shifted * (low + width y) + c
        above = [Fraction(0), *((high - low) * s for s in shifted)]
        shifted = [u + low * s for u, s in zip(above, [*shifted, Fraction(0)], strict=True)]
        shifted[0] += c
    common = lcm(*(s.denominator for s in shifted))
    whole = [int(s * common) for s in shifted]
    divisor = gcd(*whole) or 1
    return [w // divisor for w in whole]


def _sign_at(coefficients: list[int], m: int, depth: int) -> int:
    """The sign of the polynomial at m / 2^depth."""
    total, shift = 0, 0
    for c in reversed(coefficients):
        total = total * m + (c << shift)
        shift += depth
    return (total > 0) - (total < 0)


def crossing(node: Node, low: Fraction, high: Fraction, ops: Arithmetic, evaluate: Evaluate) -> Interval:
    """The only zero in [low, high] of ``node``, which has opposite strict signs at the ends.

    A sign is believed only where the enclosure excludes zero, so the result is sound at any width;
    where the signs at the ends cannot be told apart it is the interval itself.
    """
    return _narrowed(node, low, high, ops.digits, evaluate)


@lru_cache(maxsize=512)
def _narrowed(node: Node, low: Fraction, high: Fraction, digits: int, evaluate: Evaluate) -> Interval:
    """Quadratic refinement: try a short step around the secant's zero, shorter after each success."""
    ops, outer = Arithmetic(digits + EXTRA_DIGITS), Arithmetic(digits)
    search = _Bracket(node, ops.exact(low)[1], ops.exact(high)[0], ops, evaluate)
    if not search.opposite:
        return outer.exact(low)[0], outer.exact(high)[1]
    search.refine(digits)
    return outer.add((search.a, search.b), (ZERO, ZERO))


class _Bracket:
    """a < b with opposite certain signs of a function, and its rough values there."""

    def __init__(self, node: Node, a: Decimal, b: Decimal, ops: Arithmetic, evaluate: Evaluate) -> None:
        self._node, self._ops, self._evaluate = node, ops, evaluate
        self.a, self.b = a, b
        self._left, self._right = self._value(a), self._value(b)

    @property
    def opposite(self) -> bool:
        return self.a < self.b and (self._left < ZERO < self._right or self._right < ZERO < self._left)

    def _value(self, x: Decimal) -> Decimal:
        """The end of the enclosure nearer to zero; zero where the sign is not certain."""
        try:
            low, high = self._evaluate(self._node, x, self._ops)
        except Undefined:
            return ZERO
        return low if low > ZERO else high if high < ZERO else ZERO

    def _try(self, x: Decimal) -> bool:
        """Move one end to x if the sign there is certain."""
        if not self.a < x < self.b:
            return True
        value = self._value(x)
        if value == ZERO:
            return False
        if (value > ZERO) == (self._left > ZERO):
            self.a, self._left = x, value
        else:
            self.b, self._right = x, value
        return True

    def refine(self, digits: int) -> None:
        context = self._ops.rounding
        ratio, goal = Decimal("0.125"), Decimal((0, (1,), -digits))
        for _ in range(STEPS):
            width = context.subtract(self.b, self.a)
            fine = context.multiply(goal, max(goal, min(self.a.copy_abs(), self.b.copy_abs())))
            if width <= fine:
                return
            slope = context.subtract(self._right, self._left)
            part = context.divide(self._left.copy_negate(), slope)
            part = part if ZERO < part < ONE else Decimal("0.5")
            guess = context.add(self.a, context.multiply(width, part))
            step = max(context.multiply(width, ratio), context.multiply(fine, Decimal("0.4")))
            before = width
            self._try(context.subtract(guess, step))
            self._try(context.add(guess, step))
            after = context.subtract(self.b, self.a)
            if after <= context.multiply(step, Decimal(3)):
                ratio = context.multiply(ratio, ratio)
            else:
                ratio = min(Decimal("0.25"), context.sqrt(ratio))
                middle = context.add(self.a, context.divide(after, Decimal(2)))
                if not self._try(middle) and after == before:
                    return
