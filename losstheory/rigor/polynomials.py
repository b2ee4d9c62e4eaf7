"""Expressions that are rational functions of x, or of e^(g x) for one rational g, and their signs, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb, ctx, fmpq_poly, fmpz_poly

from losstheory.formulas.intervals import exact, rational
from losstheory.formulas.polynomial_zeros import real_balls
from losstheory.formulas.rational_functions import RationalFunction, rational_function
from losstheory.formulas.tree import Tree

from .enclosure import constant
from .simplest import simplest_between, simplest_inside

PRECISIONS = (64, 256, 1024)
INF = float("inf")
End = Tree | str
Bounds = tuple[Fraction | float, Fraction | float]


@dataclass(frozen=True)
class Root:
    """The only root in [lower, upper] of a square-free factor, of this multiplicity; equal ends where it is exact."""

    lower: Fraction
    upper: Fraction
    multiplicity: int


def recognise(tree: Tree, name: str) -> RationalFunction | None:
    """The expression, reduced, as a rational function of x or of one exponential of x, or None."""
    function = rational_function(tree, name)
    if function is None:
        return None
    shared = function.numerator.gcd(function.denominator)
    return RationalFunction(function.numerator // shared, function.denominator // shared, function.rate)


def positions(rate: Fraction | None, lower: End, upper: End, precision: int) -> tuple[Bounds, Bounds]:
    """Bounds in z, which is x or e^(rate x), of the two ends of an interval of x."""
    with ctx.workprec(precision):
        return _position(lower, rate, precision), _position(upper, rate, precision)


def preimage(z: Fraction, rate: Fraction | None, precision: int = 96) -> Fraction:
    """A rational x near the preimage of z."""
    if rate is None:
        return z
    with ctx.workprec(precision):
        x = exact((arb(rational(z)).log() / arb(rational(rate))).mid())
    slack = abs(x) / 2 ** (precision // 2)
    return simplest_between(x - slack, x + slack)


def _position(end: End, rate: Fraction | None, precision: int) -> Bounds:
    """Bounds of an end in z; ``rate`` is positive."""
    if isinstance(end, str):
        return (INF, INF) if end == "oo" else (-INF, -INF) if rate is None else (Fraction(0), Fraction(0))
    if rate is None and end.value is not None:
        return end.value, end.value
    if rate is not None and end.value == 0:
        return Fraction(1), Fraction(1)
    ball = constant(end, precision).ball()
    if rate is not None:
        ball = (ball * arb(rational(rate))).exp()
    return exact(ball.lower()), exact(ball.upper())


def real_roots(polynomial: fmpq_poly, precision: int = 64) -> list[Root]:
    """The isolated real roots of a non-zero polynomial, in increasing order, pairwise disjoint."""
    if polynomial.degree() < 1:
        return []
    roots: list[Root] = []
    with ctx.workprec(precision):
        for factor, multiplicity in fmpz_poly(polynomial.numer()).factor_squarefree()[1]:
            roots += [_root(factor, ball, multiplicity) for ball in real_balls(factor)]
    roots.sort(key=lambda root: root.lower)
    if any(a.upper >= b.lower for a, b in zip(roots, roots[1:], strict=False)):
        return real_roots(polynomial, 2 * precision)
    return roots


def _root(factor: fmpz_poly, ball: arb, multiplicity: int) -> Root:
    lower, upper = exact(ball.lower()), exact(ball.upper())
    leading = int(factor[factor.degree()])
    whole = (ball * leading).unique_fmpz()
    simple = simplest_between(lower, upper) if whole is None else Fraction(int(whole), leading)
    if lower <= simple <= upper and fmpq_poly(factor)(rational(simple)) == 0:
        return Root(simple, simple, multiplicity)
    return Root(lower, upper, multiplicity)


def roots_inside(polynomial: fmpq_poly, function: RationalFunction, lower: End, upper: End, unsure: bool) -> list[Root]:
    """The real roots whose x lies strictly between the ends.

    A root that cannot be told from an irrational end counts as inside if ``unsure``.
    """
    for precision in PRECISIONS:
        left, right = positions(function.rate, lower, upper, precision)
        roots = real_roots(polynomial, precision)
        places = [_inside(root, left, right) for root in roots]
        if None not in places:
            break
    return [root for root, place in zip(roots, places, strict=True) if place or (place is None and unsure)]


def _inside(root: Root, left: Bounds, right: Bounds) -> bool | None:
    if root.upper <= left[0] or root.lower >= right[1]:
        return False
    exactly_at_end = root.lower == root.upper and root.lower in (*_point(left), *_point(right))
    if exactly_at_end:
        return False
    return True if root.lower > left[1] and root.upper < right[0] else None


def _point(bounds: Bounds) -> tuple[Fraction | float, ...]:
    return bounds[:1] if bounds[0] == bounds[1] else ()


def sign_on(function: RationalFunction, lower: End, upper: End, strict: bool) -> int | None:
    """1, -1 or 0 (identically zero) where the sign is constant on the open interval, else None.

    ``strict``: the numerator has no root inside; otherwise its roots inside have even multiplicity. The
    denominator never has one.
    """
    if function.numerator.degree() < 0:
        return 0
    tops = roots_inside(function.numerator, function, lower, upper, unsure=True)
    if roots_inside(function.denominator, function, lower, upper, unsure=True):
        return None
    if tops and (strict or any(root.multiplicity % 2 for root in tops)):
        return None
    return next((s for z in samples(function, lower, upper, tops) if (s := sign_at(function, z)) != 0), None)


def sign_at(function: RationalFunction, z: Fraction) -> int:
    """The sign at a rational z; 0 at a root and at a pole."""
    product = function.numerator(rational(z)) * function.denominator(rational(z))
    return (product > 0) - (product < 0)


def samples(function: RationalFunction, lower: End, upper: End, roots: list[Root]) -> list[Fraction]:
    """One simple rational z in each open part into which the given roots divide the interval."""
    left, right = positions(function.rate, lower, upper, PRECISIONS[-1])
    starts = [left[1], *(root.upper for root in roots)]
    stops = [*(root.lower for root in roots), right[0]]
    return [_between(start, stop) for start, stop in zip(starts, stops, strict=True) if start < stop]


def _between(lo: Fraction | float, hi: Fraction | float) -> Fraction:
    if isinstance(lo, Fraction) and isinstance(hi, Fraction):
        return simplest_inside(lo, hi)
    if isinstance(lo, Fraction):
        return Fraction(max(lo.numerator // lo.denominator, 0) + 1)
    if isinstance(hi, Fraction):
        return Fraction(min(-(-hi.numerator // hi.denominator), 0) - 1)
    return Fraction(0)
