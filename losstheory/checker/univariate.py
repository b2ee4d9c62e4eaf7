"""A quotient in one generator as a quotient of coprime polynomials in one variable."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import reduce

from .polynomials import MAX_DEGREE, Polynomial, exact_quotient, gcd, multiply, polynomial, power
from .quotients import Polynomial as Terms
from .quotients import Quotient
from .work import Reject


def common_exponent(quotient: Quotient) -> Fraction:
    """The positive rational of which all exponents are integer multiples; 1 for a constant."""
    polys: list[Terms] = [quotient.top, *map(dict, quotient.bottom)]
    exponents = (Fraction(e) for poly in polys for m in poly for _, e in m)
    return reduce(_common, exponents, Fraction(0)) or Fraction(1)


def univariate(quotient: Quotient, rate: Fraction) -> tuple[Polynomial, Polynomial]:
    """Coprime (p, q) with quotient = p(z)/q(z), z = generator^rate for the only generator; rate divides exponents."""
    top, low = _coefficients(quotient.top, rate)
    bottom = polynomial((1,))
    for factor, k in quotient.bottom.items():
        part, least = _coefficients(dict(factor), rate)
        bottom, low = multiply(bottom, power(part, k)), low - least * k
    monomial = polynomial([0] * abs(low) + [1])
    if low > 0:
        top = multiply(top, monomial)
    else:
        bottom = multiply(bottom, monomial)
    common = gcd(top, bottom)
    return exact_quotient(top, common), exact_quotient(bottom, common)


def _common(left: Fraction, right: Fraction) -> Fraction:
    """The non-negative generator of the group of integer combinations of two rationals."""
    bottom = math.lcm(left.denominator, right.denominator)
    return Fraction(math.gcd(int(left * bottom), int(right * bottom)), bottom)


def _coefficients(poly: Terms, rate: Fraction) -> tuple[Polynomial, int]:
    """The polynomial in z without its power of z, and that power."""
    by_degree = {int(Fraction(m[0][1]) / rate) if m else 0: c for m, c in poly.items()}
    if not by_degree:
        return (), 0
    low, high = min(by_degree), max(by_degree)
    if high - low > MAX_DEGREE:
        raise Reject("a polynomial is beyond the bound on degrees")
    return polynomial(by_degree.get(k, Fraction(0)) for k in range(low, high + 1)), low
