"""Guesses of limits: by the limit laws where they decide, else recognised from values; a checker verifies them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from flint import arb, ctx

from losstheory.formulas.calculus import normal
from losstheory.formulas.forms import Form, form_of
from losstheory.formulas.intervals import exact
from losstheory.formulas.shape import HALF, add, mul
from losstheory.formulas.tree import ONE, PI, ZERO, Tree, number

from .enclosure import Enclosure, constant, constant_sign, depends, exponent_of
from .places import End, OpenInterval
from .simplest import simplest_between

Limit = Tree | str
SATURATION: dict[tuple[str, str], Limit] = {
    ("exp", "oo"): "oo", ("exp", "-oo"): ZERO, ("softplus", "oo"): "oo", ("softplus", "-oo"): ZERO,
    ("sigmoid", "oo"): ONE, ("sigmoid", "-oo"): ZERO, ("erf", "oo"): ONE, ("erf", "-oo"): number(-1),
    ("atan", "oo"): mul(HALF, PI), ("atan", "-oo"): mul(number(Fraction(-1, 2)), PI), ("log", "oo"): "oo",
}  # fmt: skip
PRECISION = 1200
MIDDLE = 5
POWERS = (20, 23, 28, 31, 35, 40, 46, 57, 66, 80)


def guess_limit(f: Tree, name: str, at: End, side: int) -> Limit | None:
    """The likely limit of ``f`` as ``name`` tends to ``at`` from the right (``side`` 1) or the left (-1).

    Returns:
        a constant, "oo", "-oo", or None.
    """
    place = OpenInterval(name, at, "oo") if side > 0 else OpenInterval(name, "-oo", at)
    found = _Laws(place, at, side).limit(f)
    return found if found is not None else _from_values(f, name, at, side)


class _Laws:
    def __init__(self, place: OpenInterval, at: End, side: int) -> None:
        self.place, self.at, self.side = place, at, side

    def limit(self, f: Tree) -> Limit | None:
        if not depends(f, self.place.name):
            return f
        match f.op:
            case "variable":
                return self.at
            case "add":
                return self._sum([self.limit(term) for term in f.args])
            case "mul":
                return self._product([self.limit(factor) for factor in f.args])
            case "pow":
                return self._power(f, self.limit(f.args[0]))
        inner = self.limit(f.args[0])
        if inner is None or isinstance(inner, str):
            return SATURATION.get((f.op, inner)) if inner is not None else None
        if f.op == "log":
            sign = constant_sign(inner)
            return "-oo" if sign == 0 else normal(Tree("log", (inner,))) if sign == 1 else None
        return normal(Tree(f.op, (inner,)))

    def _sum(self, limits: list[Limit | None]) -> Limit | None:
        infinite = {limit for limit in limits if isinstance(limit, str)}
        if None in limits or len(infinite) > 1:
            return None
        return infinite.pop() if infinite else add(*(limit for limit in limits if isinstance(limit, Tree)))

    def _product(self, limits: list[Limit | None]) -> Limit | None:
        if None in limits:
            return None
        finite = [limit for limit in limits if isinstance(limit, Tree)]
        if len(finite) == len(limits):
            return mul(*finite)
        signs = [constant_sign(limit) for limit in finite]
        if None in signs or 0 in signs:
            return None
        negative = signs.count(-1) + limits.count("-oo")
        return "-oo" if negative % 2 else "oo"

    def _power(self, f: Tree, base: Limit | None) -> Limit | None:
        exponent = exponent_of(f)
        if base is None:
            return None
        if isinstance(base, str):
            if exponent < 0:
                return ZERO
            return "oo" if base == "oo" or exponent % 2 == 0 else "-oo" if exponent.denominator == 1 else None
        sign = constant_sign(base)
        if sign == 0 and exponent < 0:
            return self._pole(f.args[0], exponent)
        if sign is None or (sign < 0 and exponent.denominator != 1):
            return None
        return normal(Tree("pow", (base, number(exponent)))) if sign else ZERO

    def _pole(self, base: Tree, exponent: Fraction) -> Limit | None:
        if exponent.denominator != 1 or exponent % 2 == 0:
            return "oo"
        form = form_of(base, self.place.variable_form)
        if form == Form.UNKNOWN:
            values = _near(base, self.place.name, self.at, self.side)[-1:]
            form = Form(2 if values and values[0] > 0 else -2 if values and values[0] < 0 else 0)
        return "oo" if form > 0 else "-oo" if form < 0 else None


def _near(f: Tree, name: str, at: End, side: int) -> list[arb]:
    """Values at 2^-20, …, 2^-80 from a finite end, or at 2^20, …, 2^80 towards an infinite one."""
    enclosure = Enclosure(f, name)
    found = []
    for power in POWERS:
        if isinstance(at, str):
            x = Fraction(2**power) if at == "oo" else Fraction(-(2**power))
        else:
            centre = at.value if at.value is not None else exact(constant(at, PRECISION).ball().mid())
            x = centre + side * Fraction(1, 2**power)
        found.append(enclosure.at(x, PRECISION).ball())
    return found


def _from_values(f: Tree, name: str, at: End, side: int) -> Limit | None:
    with ctx.workprec(PRECISION):
        values = _near(f, name, at, side)
        if not all(value.is_finite() and value.rad() < 1e-9 for value in values):
            last = values[-1]
            return ("oo" if last > 1e6 else "-oo" if last < -1e6 else None) if last.lower().is_finite() else None
        steps = [after - before for before, after in pairwise(values)]
        if abs(steps[-1]) > 1e-3:
            rising, falling = all(step > 0 for step in steps), all(step < 0 for step in steps)
            grows = abs(values[-1] - values[MIDDLE]) > abs(values[MIDDLE] - values[0])
            return ("oo" if rising else "-oo" if falling else None) if grows else None
        late = abs(values[-1] - values[MIDDLE])
        if not late < abs(values[MIDDLE] - values[0]) / 2 and late > 1e-9:
            return None
        return _recognised(values[-1], late + 1e-15)


def _recognised(value: arb, error: arb) -> Tree | None:
    """0, a rational of denominator at most 1000, or such a multiple of pi, of log 2 or of pi^(-1/2)."""
    if error > 1e-4:
        return None
    for unit in (ONE, PI, normal(Tree("log", (number(2),))), normal(Tree("pow", (PI, number(Fraction(-1, 2)))))):
        quotient = value / constant(unit, PRECISION).ball()
        slack = 4 * error
        simple = simplest_between(exact((quotient - slack).lower()), exact((quotient + slack).upper()))
        if simple.denominator <= 1000 and abs(simple.numerator) <= 10**6:
            return mul(number(simple), unit)
    return None
