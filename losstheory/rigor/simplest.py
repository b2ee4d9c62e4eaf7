"""Rationals of least denominator between two others."""

from __future__ import annotations

from fractions import Fraction


def simplest_inside(lo: Fraction, hi: Fraction) -> Fraction:
    """A rational of small denominator strictly between, in the middle half."""
    quarter = (hi - lo) / 4
    return simplest_between(lo + quarter, hi - quarter)


def simplest_between(lo: Fraction, hi: Fraction) -> Fraction:
    """The rational of least denominator in [lo, hi], the least in absolute value among those (Stern and Brocot)."""
    if lo <= 0 <= hi:
        return Fraction(0)
    if hi < 0:
        return -simplest_between(-hi, -lo)
    whole = -(-lo.numerator // lo.denominator)
    if whole <= hi:
        return Fraction(whole)
    floor = whole - 1
    return floor + 1 / simplest_between(1 / (hi - floor), 1 / (lo - floor))
