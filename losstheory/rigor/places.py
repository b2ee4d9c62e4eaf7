"""An open interval of one variable, and what is known of an expression at its ends."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from flint import ctx

from losstheory.formulas.calculus import substitute
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.forms import Form
from losstheory.formulas.intervals import INFINITY, MINUS_INFINITY, Interval, exact, point
from losstheory.formulas.tree import Tree

from .enclosure import constant
from .simplest import simplest_between, simplest_inside

End = Tree | str


@dataclass(frozen=True)
class OpenInterval:
    """lower < ``name`` < upper; an end is a constant, "oo" or "-oo"."""

    name: str
    lower: End
    upper: End

    @cached_property
    def box(self) -> Interval:
        """The closed hull, outward."""
        return Interval(_bounds(self.lower).lower, _bounds(self.upper).upper)

    @cached_property
    def inside(self) -> tuple[Fraction | None, Fraction | None]:
        """Rational bounds that are not outside; None for an infinite end."""
        return _rational_end(self.lower, upward=True), _rational_end(self.upper, upward=False)

    @property
    def variable_form(self) -> Form:
        """The sign of the variable."""
        if self.box.lower >= 0:
            return Form.POSITIVE
        return Form.NEGATIVE if self.box.upper <= 0 else Form.UNKNOWN

    def contains(self, x: Fraction) -> bool:
        """Whether a rational is certainly inside."""
        lower, upper = self.inside
        above = lower is None or x > lower or (x == lower and _value(self.lower) != x)
        return above and (upper is None or x < upper or (x == upper and _value(self.upper) != x))

    def at(self, tree: Tree, end: End) -> Tree | None:
        """The constant that an expression is at a finite end, by substitution; None where that is undefined."""
        if isinstance(end, str):
            return None
        try:
            return substitute(tree, self.name, end)
        except LossTheoryError:
            return None

    def probes(self, count: int = 9) -> list[Fraction]:
        """Simple rationals inside: evenly spread, near both ends, and far out on a tail."""
        lower, upper = self.inside
        if lower is None or upper is None:
            return _tail_probes(lower, upper, count)
        width = upper - lower
        spread = [Fraction(k, count + 1) for k in range(1, count + 1)]
        near = [Fraction(1, 2**k) for k in (5, 10, 20)]
        places = [*near[::-1], *spread, *(1 - x for x in near)]
        slack = Fraction(1, 8 * (count + 1))
        return [
            simplest_between(lower + width * (x - min(slack, x / 4)), lower + width * (x + min(slack, (1 - x) / 4)))
            for x in places
        ]

    @cached_property
    def some_probes(self) -> list[Fraction]:
        """The probes most often used."""
        return self.probes(7)

    def middle(self) -> Fraction:
        """A simple rational well inside."""
        lower, upper = self.inside
        if lower is not None and upper is not None:
            return simplest_inside(lower, upper)
        if lower is not None:
            return Fraction(max(lower.numerator // lower.denominator, 0) + 1)
        return Fraction(0) if upper is None else Fraction(min(-(-upper.numerator // upper.denominator), 0) - 1)


def _tail_probes(lower: Fraction | None, upper: Fraction | None, count: int) -> list[Fraction]:
    steps = [Fraction(1, 2**k) for k in (20, 10, 5, 2, 1)] + [Fraction(2**k) for k in range(count)] + [Fraction(10**6)]
    if lower is None and upper is None:
        return [*(-step for step in reversed(steps[2:])), Fraction(0), *steps[2:]]
    if lower is not None:
        return [lower + step for step in steps]
    assert upper is not None
    return [upper - step for step in reversed(steps)]


def _value(end: End) -> Fraction | None:
    return end.value if isinstance(end, Tree) else None


def _bounds(end: End) -> Interval:
    if isinstance(end, str):
        infinite = INFINITY if end == "oo" else MINUS_INFINITY
        return Interval(infinite, infinite)
    if end.value is not None:
        with ctx.workprec(64):
            return point(end.value)
    return constant(end, 64)


def _rational_end(end: End, upward: bool) -> Fraction | None:
    if isinstance(end, str):
        return None
    if end.value is not None:
        return end.value
    bounds = constant(end, 64)
    return exact(bounds.upper if upward else bounds.lower)
