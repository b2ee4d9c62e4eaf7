"""Polynomials in one variable over the rationals: real roots counted exactly.

A polynomial is the tuple (c0, c1, …, cn) of c0 + c1 x + … + cn x^n with cn != 0; zero is (). Remainder
sequences run on primitive integer polynomials. Degrees, coefficients and work are bounded: `Reject` beyond.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from .work import Reject, spend

Polynomial = tuple[Fraction, ...]
End = Fraction | float
MAX_DEGREE, MAX_BITS, MAX_WORK = 400, 40_000, 15_000_000


def polynomial(coefficients: Iterable[Fraction | int]) -> Polynomial:
    """The polynomial with these coefficients, constant first, without leading zeros."""
    out = [Fraction(c) for c in coefficients]
    while out and out[-1] == 0:
        out.pop()
    if len(out) > MAX_DEGREE + 1:
        raise Reject(f"a polynomial of degree {len(out) - 1} is beyond the bound {MAX_DEGREE}")
    if any(max(c.numerator.bit_length(), c.denominator.bit_length()) > MAX_BITS for c in out):
        raise Reject("a coefficient of a polynomial is too large")
    return tuple(out)


def add(left: Polynomial, right: Polynomial) -> Polynomial:
    size = max(len(left), len(right))
    pad = [Fraction(0)]
    padded = ((*p, *pad * (size - len(p))) for p in (left, right))
    return polynomial(a + b for a, b in zip(*padded, strict=True))


def multiply(left: Polynomial, right: Polynomial) -> Polynomial:
    if len(left) + len(right) > MAX_DEGREE + 2:
        raise Reject(f"a product of polynomials has a degree beyond the bound {MAX_DEGREE}")
    out = [Fraction(0)] * max(len(left) + len(right) - 1, 0)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            out[i + j] += a * b
    return polynomial(out)


def power(base: Polynomial, exponent: int) -> Polynomial:
    """The power with an exponent >= 0."""
    if exponent < 0 or (len(base) - 1) * exponent > MAX_DEGREE:
        raise Reject("a power of a polynomial is out of range")
    bits = max((max(c.numerator.bit_length(), c.denominator.bit_length()) for c in base), default=0)
    if bits * exponent > MAX_BITS:
        raise Reject("a coefficient of a power of a polynomial is too large")
    out = polynomial((1,))
    for _ in range(exponent):
        out = multiply(out, base)
    return out


def derivative(poly: Polynomial) -> Polynomial:
    return polynomial(k * c for k, c in enumerate(poly) if k)


def exact_quotient(dividend: Polynomial, divisor: Polynomial) -> Polynomial:
    """The quotient; `Reject` if the divisor does not divide."""
    if not divisor:
        raise Reject("division by the zero polynomial")
    rest, out = list(dividend), []
    while len(rest) >= len(divisor):
        factor = rest[-1] / divisor[-1]
        out.append(factor)
        shift = len(rest) - len(divisor)
        for i, c in enumerate(divisor):
            rest[shift + i] -= factor * c
        rest.pop()
    if any(rest):
        raise Reject("a polynomial does not divide another")
    return polynomial(reversed(out))


def _primitive(poly: Sequence[Fraction | int]) -> list[int]:
    """The positive multiple with coprime integer coefficients."""
    scale = math.lcm(*(c.denominator for c in poly))
    whole = [int(c * scale) for c in poly]
    common = math.gcd(*whole)
    return [c // common for c in whole] if common > 1 else whole


def _remainder(dividend: list[int], divisor: list[int]) -> list[int]:
    """The primitive positive multiple of dividend modulo divisor."""
    rest, lead = dividend, divisor[-1]
    while len(rest) >= len(divisor):
        common = math.gcd(rest[-1], lead)
        scale, factor = abs(lead) // common, rest[-1] // common * (1 if lead > 0 else -1)
        shift = len(rest) - len(divisor)
        rest = [scale * c for c in rest[:shift]] + [
            scale * c - factor * d for c, d in zip(rest[shift:], divisor, strict=True)
        ]
        while rest and rest[-1] == 0:
            rest.pop()
    return _primitive(rest)


def _remainders(first: Polynomial, second: Polynomial) -> list[list[int]]:
    """first, second and the negated remainders, up to positive factors, until the last that is not zero."""
    chain = [_primitive(first), _primitive(second)]
    if not chain[1]:
        return chain[:1]
    work = 0
    while len(chain[-1]) > 1:
        words = max(c.bit_length() for c in chain[-2]) // 30 + 10
        work += len(chain[-2]) * words**2 * (1 + len(chain[-2]) - len(chain[-1]))
        spend(work // 50)
        if work > MAX_WORK:
            raise Reject("a remainder sequence takes too much work")
        rest = _remainder(chain[-2], chain[-1])
        if not rest:
            break
        chain.append([-c for c in rest])
    return chain


def gcd(left: Polynomial, right: Polynomial) -> Polynomial:
    """The monic greatest common divisor; gcd(0, 0) = 0."""
    if len(left) < len(right):
        left, right = right, left
    if not left:
        return ()
    last = _remainders(left, right)[-1]
    return polynomial(Fraction(c, last[-1]) for c in last)


def square_free_factors(poly: Polynomial) -> list[tuple[Polynomial, int]]:
    """Monic square-free coprime f_i, each with its multiplicity i: poly = c · prod f_i^i (Yun's algorithm)."""
    if not poly:
        raise Reject("the zero polynomial has no square-free factors")
    slope = derivative(poly)
    common = gcd(poly, slope)
    rest, other = exact_quotient(poly, common), exact_quotient(slope, common)
    out, multiplicity = [], 0
    while len(rest) > 1:
        multiplicity += 1
        other = add(other, tuple(-c for c in derivative(rest)))
        factor = gcd(rest, other)
        if len(factor) > 1:
            out.append((factor, multiplicity))
        rest, other = exact_quotient(rest, factor), exact_quotient(other, factor)
    return out


def odd_part(poly: Polynomial) -> Polynomial:
    """The monic product of the square-free factors of odd multiplicity: poly = c · odd_part · (a square)."""
    out = polynomial((1,))
    for factor, multiplicity in square_free_factors(poly):
        if multiplicity % 2:
            out = multiply(out, factor)
    return out


def sign_at(poly: Sequence[Fraction | int], point: End) -> int:
    """The sign at a rational point, or near -oo or +oo."""
    if not poly:
        return 0
    if isinstance(point, float):
        if not math.isinf(point):
            raise Reject("an end must be rational or infinite")
        lead = poly[-1] if point > 0 or len(poly) % 2 else -poly[-1]
        return (lead > 0) - (lead < 0)
    value, top, scale = Fraction(0), point.numerator, 1
    for c in reversed(poly):
        value = value * top + c * scale
        scale *= point.denominator
    return (value > 0) - (value < 0)


def sturm_chain(poly: Polynomial) -> list[list[int]]:
    """The Sturm sequence of a polynomial that is not zero, up to positive factors."""
    if not poly:
        raise Reject("the zero polynomial has no Sturm chain")
    return _remainders(poly, derivative(poly))


def _variations(chain: list[list[int]], point: End) -> int:
    signs = [s for p in chain if (s := sign_at(p, point))]
    return sum(a != b for a, b in pairwise(signs))


def _shifted(poly: list[int], by: int) -> list[int]:
    """The coefficients of p(x + by)."""
    out = list(poly)
    for i in range(len(out) - 1):
        for k in range(len(out) - 2, i - 1, -1):
            out[k] += by * out[k + 1]
    return out


def _descartes(poly: Polynomial, lower: End, upper: End) -> int | None:
    """Descartes' rule of signs, the interval carried to (0, oo): the number of roots if it is 0 or 1, else None."""
    if isinstance(lower, float):
        if isinstance(upper, float):
            return None
        return _descartes(tuple(c * (-1) ** k for k, c in enumerate(poly)), -upper, math.inf)
    scale = lower.denominator if isinstance(upper, float) else math.lcm(lower.denominator, upper.denominator)
    degree = len(poly) - 1
    if degree * (scale.bit_length() + lower.numerator.bit_length()) > MAX_BITS:
        return None
    whole = [c * scale ** (degree - k) for k, c in enumerate(_primitive(poly))]
    spend(degree**2 * (1 + max(c.bit_length() for c in whole) // 500) // 10)
    whole = _shifted(whole, int(lower * scale))
    if isinstance(upper, Fraction):
        width = int((upper - lower) * scale)
        whole = _shifted([c * width**k for k, c in enumerate(whole)][::-1], 1)
    signs = [c > 0 for c in whole if c]
    changes = sum(a != b for a, b in pairwise(signs))
    return changes if changes < 2 else None


def _without_root(poly: Polynomial, point: End) -> Polynomial:
    """The polynomial divided by x - point as often as possible."""
    while isinstance(point, Fraction) and len(poly) > 1 and sign_at(poly, point) == 0:
        poly = exact_quotient(poly, (-point, Fraction(1)))
    return poly


def _check_ends(lower: End, upper: End) -> None:
    for end in (lower, upper):
        if not isinstance(end, Fraction) and not (isinstance(end, float) and math.isinf(end)):
            raise Reject("an end must be rational or infinite")
    if not lower < upper:
        raise Reject("an interval must have its ends in increasing order")


def roots_in_open(poly: Polynomial, lower: End, upper: End) -> int:
    """The number of distinct real roots in the open interval (lower, upper), by Descartes' rule or Sturm's theorem.

    Roots at the ends are divided out first; the polynomial need not be square-free.
    """
    _check_ends(lower, upper)
    stripped = _without_root(_without_root(polynomial(poly), lower), upper)
    if not stripped:
        raise Reject("the zero polynomial has no number of roots")
    if len(stripped) == 1:
        return 0
    found = _descartes(stripped, lower, upper)
    if found is not None:
        return found
    chain = sturm_chain(stripped)
    return _variations(chain, lower) - _variations(chain, upper)


def _inside(lower: End, upper: End) -> Fraction:
    if isinstance(lower, Fraction):
        return (lower + upper) / 2 if isinstance(upper, Fraction) else lower + 1
    return upper - 1 if isinstance(upper, Fraction) else Fraction(0)


def sign_constant_on(poly: Polynomial, lower: End, upper: End, strict: bool) -> int | None:
    """The sign on the whole open interval: 0 if identically zero, None if it is not constant.

    strict: no zero inside. Otherwise zeros of even multiplicity are allowed, and the sign is that off the zeros.
    """
    _check_ends(lower, upper)
    poly = polynomial(poly)
    if not poly:
        return 0
    if strict:
        return None if roots_in_open(poly, lower, upper) else sign_at(poly, _inside(lower, upper))
    odd = odd_part(poly)
    if roots_in_open(odd, lower, upper):
        return None
    return sign_at(odd, _inside(lower, upper)) * (1 if poly[-1] > 0 else -1)
