"""Rational points at which a claimed sign fails, each certified by an enclosure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from losstheory.claims.budget import Budget, Exhausted
from losstheory.formulas.rational_functions import RationalFunction
from losstheory.formulas.tree import Tree, number

from .enclosure import Enclosure, constant_sign
from .extrema import lowest_points
from .landmarks import landmarks
from .places import End, OpenInterval
from .polynomials import preimage, recognise, roots_inside, samples, sign_at
from .simplest import simplest_between

WORK = 2000
PRECISIONS = (64, 160, 640)
DENOMINATORS = (1, 2, 3, 4, 5, 8, 10, 20, 50, 100, 1000, 10**4, 10**6, 10**9)


def find_violation(
    f: Tree, strict: bool, name: str, lower: End, upper: End, budget: Budget | None = None
) -> Fraction | None:
    """A rational x inside with f(x) < 0, or f(x) <= 0 if the claim is ``strict``; None if none was found.

    ``f`` is smooth on the open interval and in its normal shape. Where f is rational in x or in an exponential,
    its isolated zeros decide and no grid is used; elsewhere probes, landmarks and a refined scan propose points.
    """
    search = _Search(f, strict, OpenInterval(name, lower, upper), (budget or Budget()).part(WORK))
    try:
        found = search.run()
        return None if found is None else search.simpler(found)
    except Exhausted:
        return None


class _Search:
    def __init__(self, f: Tree, strict: bool, place: OpenInterval, budget: Budget) -> None:
        self.f, self.strict, self.place, self.budget = f, strict, place, budget
        self.enclosure = Enclosure(f, place.name)

    def run(self) -> Fraction | None:
        probes = sorted(self.place.probes(), key=lambda x: (x.denominator, abs(x)))
        cheap = next((x for x in probes if self.violates(x)), None)
        if cheap is not None:
            return cheap
        function = recognise(self.f, self.place.name)
        points = self._guesses() if function is None else self._exact(function)
        return next((x for x in points if self.violates(x)), None)

    def violates(self, x: Fraction) -> bool:
        """Whether the claim fails at a rational point, for certain."""
        if not self.place.contains(x):
            return False
        for precision in PRECISIONS:
            self.budget.spend(self.enclosure.work)
            bounds = self.enclosure.at(x, precision)
            if bounds.lower > 0 or bounds.upper < 0:
                return bool(bounds.upper < 0)
        return self.strict and self._zero_at(x)

    def _zero_at(self, x: Fraction) -> bool:
        height = self.place.at(self.f, number(x))
        return height is not None and height.value == 0 and constant_sign(height) == 0

    def _exact(self, function: RationalFunction) -> Iterator[Fraction]:
        """A point of each part between the zeros and poles, negative ones only, and the rational zeros."""
        lower, upper = self.place.lower, self.place.upper
        product = function.numerator * function.denominator
        self.budget.spend(4)
        roots = roots_inside(product, function, lower, upper, unsure=False) if product.degree() > 0 else []
        for z in samples(function, lower, upper, roots):
            if sign_at(function, z) < 0:
                yield from _nearby(function, z)
        yield from (preimage(root.lower, function.rate) for root in roots if root.lower == root.upper)

    def _guesses(self) -> Iterator[Fraction]:
        for mark in landmarks(self.f, self.place.name):
            x, slack = Fraction(mark), Fraction(abs(mark) + 1e-30) / 2**50
            yield simplest_between(x - slack, x + slack)
        yield from self._tails()
        yield from lowest_points(self.f, self.place, self.budget)

    def _tails(self) -> Iterator[Fraction]:
        """Points ever nearer to a finite end and ever farther out on an infinite one."""
        lower, upper = self.place.inside
        width = Fraction(1) if lower is None or upper is None else min(Fraction(1), upper - lower)
        for power in (1, 2, 3, 4, 6, 8, 12):
            far, near = Fraction(10**power), width / 10**power
            yield (lower or Fraction(0)) + far if upper is None else upper - near
            yield (upper or Fraction(0)) - far if lower is None else lower + near

    def simpler(self, x: Fraction) -> Fraction:
        """A violating point of smaller denominator near a violating point, if there is one."""
        for denominator in DENOMINATORS:
            if denominator >= x.denominator:
                return x
            near = Fraction(round(x * denominator), denominator)
            if self.violates(near):
                return near
        return x


def _nearby(function: RationalFunction, z: Fraction) -> Iterator[Fraction]:
    """The preimage of z, rounded ever less."""
    if function.rate is None:
        yield z
    elif z > 0:
        for precision in PRECISIONS:
            yield preimage(z, function.rate, precision)
