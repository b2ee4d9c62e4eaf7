"""Rational numbers in and out of ball arithmetic, rounded outward."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from flint import arb, fmpq

from losstheory.formulas.errors import LossTheoryError
from losstheory.programs.rationals import fraction

TINY = Fraction(1, 1 << 20000)
HUGE = arb(2) ** 20000
ROOM = Fraction(1, 1 << 200)
ZERO = Fraction(0)


class Imprecise(LossTheoryError):
    """A ball that is not finite, or too large, at the working precision."""


def ball(x: Fraction) -> arb:
    """The number at the working precision, enclosed."""
    return arb(fmpq(x.numerator, x.denominator))


def below(x: arb) -> Fraction:
    """A rational that no number of the ball is below.

    Raises:
        Imprecise: the ball is not finite, or beyond 2^20000.
    """
    end = x.lower()
    return _rational(end, -TINY if end < 0 else Fraction(0), x)


def above(x: arb) -> Fraction:
    """A rational that no number of the ball exceeds; raises as ``below`` does."""
    return -below(-x)


def middle(x: arb) -> Fraction:
    """The middle of the ball, 0 where it is below 2^-20000; raises as ``below`` does."""
    return _rational(x.mid(), Fraction(0), x)


def _rational(end: arb, negligible: Fraction, whole: arb) -> Fraction:
    """The end of a ball, or ``negligible`` where its exponent is too small to write it out."""
    if not whole.is_finite() or not abs(end) < HUGE:
        raise Imprecise("a value is not finite, or beyond 2^20000, at the working precision")
    return fraction(end.fmpq()) if end == 0 or abs(end) > ball(TINY) else negligible


def short(x: Fraction, bits: int) -> Fraction:
    """The number rounded to so many significant bits."""
    unit = Fraction(2) ** (x.numerator.bit_length() - x.denominator.bit_length() - bits)
    return round(x / unit) * unit


def raised(factor: Fraction, exponent: Fraction) -> Fraction:
    """A little more than factor e^exponent for a factor > 0; the factor itself for the exponent 0.

    The room of 2^-200 of the value lets few digits show the bound; values are rounded up to 2^-400 of the factor.
    """
    if exponent == 0:
        return factor
    unit = short(factor, 1) / (1 << 400)
    return ceil(above(ball(factor) * ball(exponent).exp() * ball(1 + ROOM)) / unit) * unit


def entropy_above(q: Fraction, p: Fraction) -> Fraction:
    """A little more than q log(q / p), by 2^-200 q; 0 for q = 0 and for q = p."""
    return ZERO if q in (0, p) else above(ball(q) * ball(q / p).log()) + q * ROOM


def dyadic(weights: list[Fraction], bits: int, most: Fraction = Fraction(1)) -> list[int] | None:
    """Integers w_j with sum 2^bits and 0 <= w_j <= most 2^bits, near the weights; None if ``most`` leaves no room."""
    unit = 1 << bits
    highest = floor(most * unit)
    out = [min(highest, max(0, floor(w * unit))) for w in weights]
    missing = unit - sum(out)
    for j in sorted(range(len(out)), key=lambda j: -out[j]):
        step = max(-out[j], min(highest - out[j], missing))
        out[j] += step
        missing -= step
    return None if missing else out
