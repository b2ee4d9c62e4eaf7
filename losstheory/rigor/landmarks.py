"""Points where an expression may do something that a grid misses: thin bumps, steep steps, poles."""

from __future__ import annotations

from fractions import Fraction

from losstheory.formulas.intervals import rational
from losstheory.formulas.rational_functions import RationalFunction
from losstheory.formulas.tree import Tree

from .enclosure import depends
from .polynomials import preimage, real_roots, recognise

MAX_DEGREE, MAX_MARKS = 40, 200
LEVELS = (Fraction(0), Fraction(1), Fraction(-1), Fraction(-1, 8), Fraction(-8))


def landmarks(f: Tree, name: str) -> list[float]:
    """Zeros, extreme points and levels 0, 1, -1, -1/8, -8 of each rational argument of a function or a power in ``f``.

    A bump exp(-((x - c)/w)^2) has its centre c among them, and c - w, c + w.
    """
    found: dict[float, None] = {}
    for argument in dict.fromkeys(node.args[0] for node in f.walk() if _bends(node, name)):
        function = recognise(argument, name)
        if function is not None and max(function.numerator.degree(), function.denominator.degree()) <= MAX_DEGREE:
            found.update(dict.fromkeys(_marks(function)))
        if len(found) > MAX_MARKS:
            break
    return sorted(found)[:MAX_MARKS]


def _bends(node: Tree, name: str) -> bool:
    return node.op not in ("number", "variable", "add", "mul", "pi", "root", "crossing") and depends(node, name)


def _marks(function: RationalFunction) -> list[float]:
    top, bottom = function.numerator, function.denominator
    slope = top.derivative() * bottom - top * bottom.derivative()
    places = [slope, bottom, *(top - bottom * rational(level) for level in LEVELS)]
    roots = [root for polynomial in places if polynomial.degree() > 0 for root in real_roots(polynomial)]
    middles = [(root.lower + root.upper) / 2 for root in roots]
    inside = middles if function.rate is None else [preimage(z, function.rate) for z in middles if z > 0]
    return [float(x) for x in inside if abs(x) < 10**300]
