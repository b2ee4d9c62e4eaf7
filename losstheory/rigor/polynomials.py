"""Expressions that are rational functions of x, or of e^(g x) for one rational g, and their signs, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd, lcm

from flint import arb, ctx, fmpq_poly, fmpz_poly

from losstheory.formulas.tree import Tree

from .enclosure import constant, exponent_of
from .intervals import exact, rational
from .root_balls import integral, real_balls
from .simplest import simplest_between, simplest_inside

MAX_DEGREE = 300
PRECISIONS = (64, 256, 1024)
INF = float("inf")
Fractional = tuple[fmpq_poly, fmpq_poly]
End = Tree | str
Bounds = tuple[Fraction | float, Fraction | float]


class NotRational(Exception):
    """The expression is not of the form asked for."""


@dataclass(frozen=True)
class RationalFunction:
    """numerator(z) / denominator(z) with z = x (``growth`` None) or z = e^(growth x)."""

    numerator: fmpq_poly
    denominator: fmpq_poly
    growth: Fraction | None = None

    def ends(self, lower: End, upper: End, precision: int) -> tuple[Bounds, Bounds]:
        """Bounds in z of the two ends of an interval of x."""
        with ctx.workprec(precision):
            return _position(lower, self.growth, precision), _position(upper, self.growth, precision)

    def place(self, z: Fraction, precision: int = 96) -> Fraction:
        """A rational x near the preimage of z."""
        if self.growth is None:
            return z
        with ctx.workprec(precision):
            x = exact((arb(rational(z)).log() / arb(rational(self.growth))).mid())
        slack = abs(x) / 2 ** (precision // 2)
        return simplest_between(x - slack, x + slack)


@dataclass(frozen=True)
class Root:
    """The only root in [lo, hi] of a square-free factor, of this multiplicity; lo == hi where it is known exactly."""

    lo: Fraction
    hi: Fraction
    multiplicity: int


def recognise(tree: Tree, name: str) -> RationalFunction | None:
    """The expression as a rational function of x or of one exponential of x, or None."""
    for growth in (None, _common_growth(tree, name)):
        if growth == 0:
            continue
        try:
            top, bottom = _convert(tree, name, growth)
        except NotRational:
            continue
        shared = top.gcd(bottom)
        return RationalFunction(top // shared, bottom // shared, growth)
    return None


def _common_growth(tree: Tree, name: str) -> Fraction:
    """The greatest common divisor of the slopes of all exponents; 0 if there is none."""
    slopes = [
        slope for node in tree.walk() if node.op in ("exp", "sigmoid") if (slope := linear_slope(node.args[0], name))
    ]
    if not slopes:
        return Fraction(0)
    bottom = lcm(*(s.denominator for s in slopes))
    return Fraction(reduce(gcd, (abs(int(s * bottom)) for s in slopes)), bottom)


def linear_slope(tree: Tree, name: str) -> Fraction | None:
    """c, if the expression is c x with a rational c."""
    if tree.op == "variable":
        return Fraction(1) if tree.args[0] == name else None
    if tree.op == "mul" and len(tree.args) == 2 and tree.args[0].op == "number" and tree.args[1].op == "variable":
        return Fraction(tree.args[0].args[0]) if tree.args[1].args[0] == name else None
    return None


def _convert(tree: Tree, name: str, growth: Fraction | None) -> Fractional:
    match tree.op:
        case "number":
            return fmpq_poly([rational(tree.args[0])]), fmpq_poly([1])
        case "variable" if growth is None and tree.args[0] == name:
            return fmpq_poly([0, 1]), fmpq_poly([1])
        case "exp" if growth is not None:
            return _exponential(tree.args[0], name, growth)
        case "sigmoid" if growth is not None:
            top, bottom = _exponential(tree.args[0], name, growth)
            return top, _bounded(top + bottom)
        case "add":
            return reduce(_plus, (_convert(term, name, growth) for term in tree.args))
        case "mul":
            return reduce(_times, (_convert(factor, name, growth) for factor in tree.args))
        case "pow" if exponent_of(tree).denominator == 1:
            return _raised(_convert(tree.args[0], name, growth), int(exponent_of(tree)))
    raise NotRational


def _exponential(inner: Tree, name: str, growth: Fraction) -> Fractional:
    slope = linear_slope(inner, name)
    if slope is None or abs(slope / growth) > MAX_DEGREE:
        raise NotRational
    power = int(slope / growth)
    monomial = fmpq_poly([0] * abs(power) + [1])
    return (monomial, fmpq_poly([1])) if power > 0 else (fmpq_poly([1]), monomial)


def _bounded(polynomial: fmpq_poly) -> fmpq_poly:
    if polynomial.degree() > MAX_DEGREE:
        raise NotRational
    return polynomial


def _plus(a: Fractional, b: Fractional) -> Fractional:
    shared = a[1].gcd(b[1])
    left, right = b[1] // shared, a[1] // shared
    return _bounded(a[0] * left + b[0] * right), _bounded(a[1] * left)


def _times(a: Fractional, b: Fractional) -> Fractional:
    top, bottom = a[0] * b[0], a[1] * b[1]
    shared = top.gcd(bottom)
    return _bounded(top // shared), _bounded(bottom // shared)


def _raised(a: Fractional, power: int) -> Fractional:
    top, bottom = a if power > 0 else a[::-1]
    if bottom.degree() < 0 or max(top.degree(), bottom.degree()) * abs(power) > MAX_DEGREE:
        raise NotRational
    return top ** abs(power), bottom ** abs(power)


def _position(end: End, growth: Fraction | None, precision: int) -> Bounds:
    """Bounds of an end in z; ``growth`` is positive."""
    if isinstance(end, str):
        return (INF, INF) if end == "oo" else (-INF, -INF) if growth is None else (Fraction(0), Fraction(0))
    if growth is None and end.value is not None:
        return end.value, end.value
    if growth is not None and end.value == 0:
        return Fraction(1), Fraction(1)
    ball = constant(end, precision).ball()
    if growth is not None:
        ball = (ball * arb(rational(growth))).exp()
    return exact(ball.lower()), exact(ball.upper())


def real_roots(polynomial: fmpq_poly, precision: int = 64) -> list[Root]:
    """The isolated real roots of a non-zero polynomial, in increasing order, pairwise disjoint."""
    if polynomial.degree() < 1:
        return []
    roots: list[Root] = []
    with ctx.workprec(precision):
        for factor, multiplicity in integral(polynomial).factor_squarefree()[1]:
            roots += [_root(factor, ball, multiplicity) for ball in real_balls(factor)]
    roots.sort(key=lambda root: root.lo)
    if any(a.hi >= b.lo for a, b in zip(roots, roots[1:], strict=False)):
        return real_roots(polynomial, 2 * precision)
    return roots


def _root(factor: fmpz_poly, ball: arb, multiplicity: int) -> Root:
    lo, hi = exact(ball.lower()), exact(ball.upper())
    simple = simplest_between(lo, hi)
    if fmpq_poly(factor)(rational(simple)) == 0:
        return Root(simple, simple, multiplicity)
    return Root(lo, hi, multiplicity)


def roots_inside(polynomial: fmpq_poly, function: RationalFunction, lower: End, upper: End, unsure: bool) -> list[Root]:
    """The real roots whose x lies strictly between the ends.

    A root that cannot be told from an irrational end counts as inside if ``unsure``.
    """
    for precision in PRECISIONS:
        left, right = function.ends(lower, upper, precision)
        roots = real_roots(polynomial, precision)
        places = [_inside(root, left, right) for root in roots]
        if None not in places:
            break
    return [root for root, place in zip(roots, places, strict=True) if place or (place is None and unsure)]


def _inside(root: Root, left: Bounds, right: Bounds) -> bool | None:
    if root.hi <= left[0] or root.lo >= right[1]:
        return False
    exactly_at_end = root.lo == root.hi and root.lo in (*_point(left), *_point(right))
    if exactly_at_end:
        return False
    return True if root.lo > left[1] and root.hi < right[0] else None


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
    left, right = function.ends(lower, upper, PRECISIONS[-1])
    starts = [left[1], *(root.hi for root in roots)]
    stops = [*(root.lo for root in roots), right[0]]
    return [_between(start, stop) for start, stop in zip(starts, stops, strict=True) if start < stop]


def _between(lo: Fraction | float, hi: Fraction | float) -> Fraction:
    if isinstance(lo, Fraction) and isinstance(hi, Fraction):
        return simplest_inside(lo, hi)
    if isinstance(lo, Fraction):
        return Fraction(max(lo.numerator // lo.denominator, 0) + 1)
    if isinstance(hi, Fraction):
        return Fraction(min(-(-hi.numerator // hi.denominator), 0) - 1)
    return Fraction(0)
