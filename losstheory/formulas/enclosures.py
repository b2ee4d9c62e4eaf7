"""Enclosures by intervals with exact Arb ends or infinite ones, at the working precision of flint.

An :class:`Interval` stands for the real numbers between its ends; ``enclose(tree, boxes)`` contains the value of the
tree at every point of the boxes at which the tree is defined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce

from flint import arb, ctx, fmpq

from losstheory.formulas.calculus import derivative
from losstheory.formulas.errors import Unresolved
from losstheory.formulas.shape import add, mul, power
from losstheory.formulas.tree import Tree, number, variable

INFINITY, MINUS_INFINITY, NAUGHT, UNIT = arb("inf"), arb("-inf"), arb(0), arb(1)


@dataclass(frozen=True, slots=True)
class Interval:
    """The real numbers between two exact or infinite ends."""

    lower: arb
    upper: arb

    @property
    def sign(self) -> int | None:
        """1, -1, or 0 for the point 0; None where the sign is not certain."""
        if self.lower > 0 or self.upper < 0:
            return 1 if self.lower > 0 else -1
        return 0 if self.lower == 0 and self.upper == 0 else None


LINE = Interval(MINUS_INFINITY, INFINITY)


def interval(value: arb) -> Interval:
    """The tightest interval around a ball."""
    return LINE if value.is_nan() else Interval(value.lower(), value.upper())


def rational(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def span(lower: Fraction, upper: Fraction) -> Interval:
    return Interval(rational(lower).lower(), rational(upper).upper())


def enclose(tree: Tree, boxes: Mapping[str, Interval]) -> Interval:
    """An interval that holds the values of a smooth tree in normal shape on the boxes of its variables."""
    match tree.op:
        case "number":
            return interval(rational(tree.args[0]))
        case "variable":
            return boxes[tree.args[0]]
        case "pi":
            return interval(arb.pi())
        case "root" | "crossing":
            return refined(tree, ctx.prec)
        case "add" | "mul":
            combine = _sum if tree.op == "add" else _product
            return reduce(combine, (enclose(arg, boxes) for arg in tree.args))
        case "pow":
            return _power(enclose(tree.args[0], boxes), tree.args[1].args[0])
    return _function(tree.op, enclose(tree.args[0], boxes))


def _sum(a: Interval, b: Interval) -> Interval:
    return Interval(_down(a.lower + b.lower), _up(a.upper + b.upper))


def _product(a: Interval, b: Interval) -> Interval:
    products = [_times(x, y) for x in (a.lower, a.upper) for y in (b.lower, b.upper)]
    lows, highs = list(map(_down, products)), list(map(_up, products))
    return Interval(reduce(arb.min, lows), reduce(arb.max, highs))


def _times(x: arb, y: arb) -> arb:
    return NAUGHT if x.is_zero() or y.is_zero() else x * y


def _down(value: arb) -> arb:
    return MINUS_INFINITY if value.is_nan() else value.lower()


def _up(value: arb) -> arb:
    return INFINITY if value.is_nan() else value.upper()


def _power(a: Interval, exponent: Fraction) -> Interval:
    if exponent < 0:
        return _inverse(_power(a, -exponent))
    if exponent.denominator != 1:
        clipped = Interval(a.lower.max(NAUGHT), a.upper.max(NAUGHT))
        return _increasing(clipped, lambda x: x if x.is_zero() else x ** fmpq(exponent.numerator, exponent.denominator))
    n = exponent.numerator
    if n % 2 or a.lower >= 0:
        return _increasing(a, lambda x: x**n)
    if a.upper <= 0:
        return _increasing(Interval(-a.upper, -a.lower), lambda x: x**n)
    return Interval(NAUGHT, _up((-a.lower).max(a.upper) ** n))


def _inverse(a: Interval) -> Interval:
    if a.lower >= 0:
        return Interval(_reciprocal(a.upper, _down), _reciprocal(a.lower, _up))
    if a.upper <= 0:
        mirrored = _inverse(Interval(-a.upper, -a.lower))
        return Interval(-mirrored.upper, -mirrored.lower)
    return LINE


def _reciprocal(end: arb, rounded: Callable[[arb], arb]) -> arb:
    """1/end for an end >= 0; the limit from the right at 0."""
    if end.is_zero():
        return INFINITY
    return rounded(1 / end) if end.is_finite() else NAUGHT


def _increasing(
    a: Interval, f: Callable[[arb], arb], least: arb = MINUS_INFINITY, greatest: arb = INFINITY
) -> Interval:
    """The image under an increasing function with the limits ``least`` at -oo and ``greatest`` at oo."""
    lower = f(a.lower) if a.lower.is_finite() else greatest if a.lower > 0 else least
    upper = f(a.upper) if a.upper.is_finite() else greatest if a.upper > 0 else least
    return Interval(_down(lower).max(_down(least)), _up(upper).min(_up(greatest)))


def _function(name: str, a: Interval) -> Interval:
    match name:
        case "exp":
            return _increasing(a, arb.exp, NAUGHT)
        case "log":
            clipped = Interval(a.lower.max(NAUGHT), a.upper.max(NAUGHT))
            return _increasing(clipped, lambda x: MINUS_INFINITY if x.is_zero() else x.log())
        case "softplus":
            return _increasing(a, lambda x: x.max(NAUGHT) + (-abs(x)).exp().log1p(), NAUGHT)
        case "sigmoid":
            return _increasing(a, lambda x: 1 / (1 + (-x).exp()) if x > 0 else x.exp() / (1 + x.exp()), NAUGHT, UNIT)
        case "atan":
            return _increasing(a, arb.atan, -arb.pi() / 2, arb.pi() / 2)
        case "erf":
            return _increasing(a, arb.erf, -UNIT, UNIT)
        case "sin" | "cos" if a.lower.is_finite() and a.upper.is_finite():
            wave = interval(getattr(a.lower.union(a.upper), name)())
            return Interval(wave.lower.max(-UNIT), wave.upper.min(UNIT))
        case "sin" | "cos":
            return Interval(-UNIT, UNIT)
    raise Unresolved(f"{name!r} has no enclosure before its branch is chosen")


def equation(constant: Tree) -> tuple[Tree, Fraction, Fraction]:
    """The tree in x of which a root or crossing is the only zero in its bracket, and the bracket."""
    first, lower, upper = constant.args
    if constant.op == "root":
        x = variable("x")
        first = add(*(mul(number(c), power(x, Fraction(i))) for i, c in enumerate(first)))
    return first, lower, upper


@lru_cache(maxsize=2048)
def refined(constant: Tree, precision: int) -> Interval:
    """An enclosure of a root or crossing of width about 2^-precision times its size.

    Interval Newton steps while they help, bisection of the bracket otherwise.

    Raises:
        Unresolved: a sign at a point of the bracket could not be decided.
    """
    tree, lower, upper = equation(constant)
    slope = derivative(tree, "x")
    with ctx.workprec(precision + 64):
        box = span(lower, upper)
        for _ in range(4 * precision):
            if box.upper - box.lower <= _tolerance(box, precision):
                return box
            box = _newton(tree, slope, box)
    raise Unresolved("a bracket could not be refined")


def _tolerance(box: Interval, precision: int) -> arb:
    return arb(2) ** -precision * (abs(box.lower).max(abs(box.upper))).max(arb(2) ** -precision)


def _newton(tree: Tree, slope: Tree, box: Interval) -> Interval:
    """A smaller box around the only zero in ``box``."""
    middle = Interval(*([((box.lower + box.upper) / 2).mid()] * 2))
    value, rise = enclose(tree, {"x": middle}), enclose(slope, {"x": box})
    if rise.sign:
        step = _product(value, _inverse(rise))
        low, high = (middle.lower - step.upper).lower(), (middle.lower - step.lower).upper()
        found = Interval(low.max(box.lower), high.min(box.upper))
        if found.upper - found.lower <= (box.upper - box.lower) * 3 / 4:
            return found
    left = enclose(tree, {"x": Interval(box.lower, box.lower)}).sign
    if value.sign == 0:
        return middle
    if value.sign is None or not left:
        raise Unresolved("the sign at a point of a bracket is not clear")
    return Interval(middle.lower, box.upper) if value.sign == left else Interval(box.lower, middle.upper)
