r"""Elementary functions in integer arithmetic, with proven error bounds.

A real number x is held as an integer X with ``bits`` binary places, x = X / 2^bits; one unit in
the last place is u = 2^-bits. A function that returns ``(value, error)`` promises
|f(x) - value u| <= error u for the argument exactly as given. Every rounding is a floor of an
integer quotient, so each loop below adds less than 2 u per term; the counts in the code include
that, the first term left out, and the tail behind it. ``bits`` must be at least 64.
"""

from __future__ import annotations

import math
from functools import lru_cache

EXTRA = 64


@lru_cache(maxsize=256)
def ten_to(exponent: int) -> int:
    return int(10**exponent)


@lru_cache(maxsize=64)
def pi(bits: int) -> int:
    """pi by Machin's formula 16 atan(1/5) - 4 atan(1/239), within 2 u."""
    places = bits + 32
    return (16 * _inverse_series(5, places, -1) - 4 * _inverse_series(239, places, -1)) >> 32


@lru_cache(maxsize=64)
def log_ten(bits: int) -> int:
    """log 10 = 46 artanh(1/31) + 34 artanh(1/49) + 20 artanh(1/161), within 2 u."""
    places = bits + 32
    parts = ((46, 31), (34, 49), (20, 161))
    return sum(weight * _inverse_series(base, places, 1) for weight, base in parts) >> 32


@lru_cache(maxsize=64)
def root_of_pi(bits: int) -> int:
    """The square root of pi, within 3 u."""
    return math.isqrt(pi(bits) << bits)


def _inverse_series(base: int, bits: int, sign: int) -> int:
    """sum of sign^j / ((2j + 1) base^(2j + 1)): artanh or atan of 1/base, within 2 u per term."""
    term = total = (1 << bits) // base
    square, n, factor = base * base, 1, 1
    while term:
        n += 2
        factor *= sign
        term //= square
        total += factor * (term // n)
    return total


def growth(r: int, bits: int) -> tuple[int, int]:
    """``(v, e)`` with v u <= exp(r u) <= v u (1 + e u), for r >= 0.

    Taylor series at r / 2^h < 2^-7, then h squarings; a squaring of v >= 1 doubles the relative
    error and adds at most 2 u, as long as e^2 u <= 1/2.
    """
    halvings = max(0, r.bit_length() - bits + 8)
    s = r >> halvings
    total = term = s
    n = 1
    while term:
        n += 1
        term = (term * s >> bits) // n
        total += term
    value, error = total + (1 << bits), 2 * n + 3
    for _ in range(halvings):
        value = value * value >> bits
        error = 2 * error + 2
    if 2 * error * error >> bits:
        raise ArithmeticError(f"{bits} places are too few for an exponential of this size")
    return value, error


def exponential(x: int, slack: int, bits: int) -> tuple[int, int, int]:
    """``(k, low, high)`` with low u 10^k <= exp(y) <= high u 10^k.

    ``x`` and ``slack`` have ``bits + EXTRA`` places; y is any number within ``slack`` of ``x``.
    """
    k, r = divmod(x, log_ten(bits + EXTRA))
    slop = ((slack + 2 * abs(k)) >> EXTRA) + 2
    if slop >> (bits - 2):
        raise ArithmeticError("the argument of the exponential is too uncertain")
    value, error = growth(r >> EXTRA, bits)
    low = value - (value * slop >> bits) - 1
    high = value + (value * error >> bits) + 1
    return k, low, high + (2 * high * slop >> bits) + 1


def area_tangent(z: int, bits: int) -> tuple[int, int]:
    """artanh for 0 <= z u <= 1/8."""
    term = total = z
    square, n = z * z >> bits, 1
    while term:
        n += 2
        term = term * square >> bits
        total += term // n
    return total, n + 2


def logarithm(m: int, bits: int) -> tuple[int, int]:
    """log for 1 <= m u <= 16: log m = g + 2 artanh((m - e^g) / (m + e^g)), g a float near log m."""
    guess = int(max(0.0, math.log(m / (1 << bits))) * 2**53) << (bits - 53)
    value, error = growth(guess, bits)
    z = (abs(m - value) << bits) // (m + value)
    if z >> (bits - 3):
        raise ArithmeticError("the first guess of the logarithm is too far away")
    rest, uncertainty = area_tangent(z, bits)
    return guess + (2 * rest if m >= value else -2 * rest), error + 2 * uncertainty + 3


def log_one_plus(v: int, bits: int) -> tuple[int, int]:
    """log(1 + v u) for |v u| <= 1/8, as 2 artanh(v / (2 + v))."""
    z = (abs(v) << bits) // ((2 << bits) + v)
    value, error = area_tangent(z, bits)
    return (2 * value if v >= 0 else -2 * value), 2 * error + 3


def circular(x: int, quarters: int, bits: int) -> tuple[int, int]:
    """sin(y + quarters pi/2) for every y within 2 units of ``x``, which has ``bits + EXTRA`` places."""
    half = pi(bits + EXTRA) >> 1
    q = (2 * x + half) // (2 * half)
    r = (x - q * half) >> EXTRA
    slop = ((2 * abs(q) + 2) >> EXTRA) + 2
    quadrant = (q + quarters) & 3
    n = 1 - (quadrant & 1)
    term = total = abs(r) if n else 1 << bits
    square, factor = r * r >> bits, 1
    while term:
        term = (term * square >> bits) // ((n + 1) * (n + 2))
        n += 2
        factor = -factor
        total += factor * term
    negative = (quadrant >= 2) != (quadrant % 2 == 0 and r < 0)
    return (-total if negative else total), n + 3 + slop


def arctangent(x: int, bits: int) -> tuple[int, int]:
    """atan for 0 <= x u <= 1: atan x = 8 atan z, by z = x / (1 + sqrt(1 + x^2)) three times."""
    one = 1 << bits
    for _ in range(3):
        x = (x << bits) // (one + math.isqrt((one << bits) + x * x))
    term = total = x
    square, n, factor = x * x >> bits, 1, 1
    while term:
        n += 2
        factor = -factor
        term = term * square >> bits
        total += factor * (term // n)
    return 8 * total, 8 * (n + 4)


def error_function(x: int, bits: int) -> tuple[int, int]:
    r"""erf for x > 0 by :math:`\frac{2}{\sqrt\pi} e^{-x^2} \sum_n t_n`, t_0 = x, t_n = t_(n-1) 2 x^2 / (2n + 1).

    With S the sum, N its terms and a = 2 x^2: a step adds at most (t_n + 3) u, and t_n / t_j <=
    max(1, t_n / x) for j <= n since t rises, then falls; so the sum is short by at most
    N (S + 3 N + 3 S / x) u, and so is the tail, its ratio being below 1/2 as N >= a.
    """
    a = x * x >> (bits - 1)
    term = total = x
    n = 0
    while term or n << bits <= a:
        n += 1
        term = (term * a >> bits) // (2 * n + 1)
        total += term
    short = 2 * (n + 1) * ((2 * total >> bits) + 3 * n + 6 * (total // x) + 12)
    if 2 * short > total:
        raise ArithmeticError(f"{bits} places are too few for the error function")
    bound, error = growth(x * x >> bits, bits)
    value = (2 * total << bits) // bound
    value = (value << bits) // root_of_pi(bits)
    return value, 4 * (value * short // total) + (2 * value * (error + 8) >> bits) + 4


def mills_fraction(low: int, high: int, terms: int, bits: int) -> tuple[int, int]:
    r"""Bounds of :math:`K = x + \frac{1/2}{x +} \frac{1}{x +} \frac{3/2}{x +} \dots` for low u <= x <= high u, x > 0.

    :math:`\operatorname{erfc}(x) = e^{-x^2} / (\sqrt\pi K)`; the tail after any number of terms is at least x.
    """
    bottom, top = low, high + ((terms + 1) << (2 * bits - 1)) // low + 1
    for n in range(terms, 0, -1):
        scaled = n << (2 * bits - 1)
        bottom, top = low + scaled // top, high + scaled // bottom + 1
    return bottom, top
