"""Isolated real roots of integer polynomials as balls, by the certified root finder of flint."""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq_poly, fmpz_poly


def integral(polynomial: fmpq_poly) -> fmpz_poly:
    """An integer multiple with integer coefficients."""
    return fmpz_poly([int(c) for c in (polynomial * polynomial.denom()).coeffs()])


def real_balls(polynomial: fmpz_poly) -> list[arb]:
    """Disjoint balls, one around each real root; flint marks a real root by an imaginary part that is exactly 0."""
    found: list[Any] = list(polynomial.complex_roots())
    return [root.real for root, _ in found if root.imag == 0]
