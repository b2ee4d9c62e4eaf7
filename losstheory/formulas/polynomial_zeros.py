"""The real zeros of polynomials with rational coefficients, as exact constants."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Any

from flint import arb, ctx, fmpq_poly, fmpz_poly

from losstheory.formulas.calculus import derivative
from losstheory.formulas.enclosures import enclose, equation
from losstheory.formulas.errors import Unresolved
from losstheory.formulas.intervals import Interval, point, span
from losstheory.formulas.shape import add, mul, power
from losstheory.formulas.tree import Tree, number

SMALL_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)


def polynomial_zeros(polynomial: fmpq_poly) -> list[Tree]:
    """Each real zero once, in no order: a rational, a quadratic surd, or a ``root`` of an irreducible factor."""
    _, factors = fmpz_poly(polynomial.numer()).factor()
    return [zero for factor, _ in factors for zero in _zeros_of_irreducible(factor)]


def _zeros_of_irreducible(factor: fmpz_poly) -> list[Tree]:
    coefficients = [int(c) for c in factor.coeffs()]
    if len(coefficients) == 2:
        return [number(Fraction(-coefficients[0], coefficients[1]))]
    if len(coefficients) == 3:
        return _quadratic(*coefficients)
    exact = tuple(map(Fraction, coefficients))
    return [_bracketed(exact, ball) for ball in real_balls(factor)]


def real_balls(polynomial: fmpz_poly) -> list[arb]:
    """Disjoint balls, one around each real root; flint marks a real root by an imaginary part that is exactly 0."""
    found: list[Any] = list(polynomial.complex_roots())
    return [root.real for root, _ in found if root.imag.is_zero()]


def _quadratic(c: int, b: int, a: int) -> list[Tree]:
    """The zeros (-b +- sqrt(b^2 - 4ac)) / 2a of an irreducible quadratic."""
    discriminant = b * b - 4 * a * c
    if discriminant < 0:
        return []
    square, rest = 1, discriminant
    for prime in SMALL_PRIMES:
        while rest % (prime * prime) == 0:
            square, rest = square * prime, rest // (prime * prime)
    assert isqrt(rest) ** 2 != rest
    surd = power(number(rest), Fraction(1, 2))
    return [add(number(Fraction(-b, 2 * a)), mul(number(Fraction(s * square, 2 * a)), surd)) for s in (-1, 1)]


def _bracketed(coefficients: tuple[Fraction, ...], enclosure: arb) -> Tree:
    """The root with a short bracket on which the polynomial is strictly monotone and changes sign."""
    for bits in (10, 16, 24, 40, 64):
        lower, upper = short_bracket(enclosure, bits)
        candidate = Tree("root", (coefficients, lower, upper))
        if changes_sign_once(equation(candidate)[0], "x", lower, upper):
            return candidate
    raise Unresolved("two roots of a polynomial are too close to each other")


def short_bracket(enclosure: arb, bits: int) -> tuple[Fraction, Fraction]:
    """Dyadic numbers with ``bits`` binary digits after the point, around a ball."""
    scale = 1 << bits
    with ctx.workprec(256):
        low, high = (enclosure.lower() * scale).floor().lower(), (enclosure.upper() * scale).ceil().upper()
        return Fraction(int(low.fmpz()) - 1, scale), Fraction(int(high.fmpz()) + 1, scale)


def changes_sign_once(tree: Tree, name: str, lower: Fraction, upper: Fraction) -> bool:
    """Whether certified signs at the ends are opposite and the slope has one certified sign between."""
    with ctx.workprec(128):
        ends = [enclose(tree, {name: point(x)}).sign for x in (lower, upper)]
        if None in ends or 0 in ends or ends[0] == ends[1]:
            return False
        box = span(lower, upper)
        return bool(enclose(derivative(tree, name), {name: box}).sign) and _finite(enclose(tree, {name: box}))


def _finite(box: Interval) -> bool:
    return bool(box.lower.is_finite()) and bool(box.upper.is_finite())
