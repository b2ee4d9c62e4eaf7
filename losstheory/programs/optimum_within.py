"""The statement that the optimal value of a program lies between two numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any, ClassVar

from losstheory.claims import Attempt, Budget, Rule, Statement, Status, conclude
from losstheory.claims.kernel import Reject
from losstheory.formulas.errors import Unresolved
from losstheory.programs.conic import ConicProgram
from losstheory.programs.optimum import PAIR, Optimum, evidence
from losstheory.programs.rationals import Exact, rational
from losstheory.programs.solution import DataError, SolveError

DUALITY = "boyd2004convex, Section 5.9.1"
WITHIN, BEYOND = (
    Rule("primal and dual within bounds", Status.PROVED, DUALITY),
    Rule("optimum beyond bounds", Status.REFUTED, DUALITY),
)
FINEST = 400
"""Decimal places that the bounds of a certificate may have."""


@dataclass(frozen=True, eq=False)
class OptimumWithin(Statement):
    """The optimal value of ``program`` is at least ``lower`` and at most ``upper``; it need not be attained.

    >>> from losstheory import decide
    >>> from losstheory.programs.dro import KLBall, worst_case_program
    >>> program = worst_case_program([0, 1, 3], None, KLBall("1/10"))
    >>> decide(OptimumWithin(program, "1899/1000", "1900/1000")).status
    <Status.PROVED: 'PROVED'>

    Args:
        program: a ``ConicProgram`` whose points can be searched for, or the JSON form of any.
        lower, upper: integers, Fractions or texts ``"p/q"``, in this order.
    """

    program: ConicProgram
    lower: Exact
    upper: Exact
    rules: ClassVar[tuple[Rule, ...]] = (WITHIN, BEYOND)

    def __post_init__(self) -> None:
        if isinstance(self.program, Mapping):
            object.__setattr__(self, "program", ConicProgram.from_json(self.program))
        if not isinstance(self.program, ConicProgram):
            raise DataError(f"OptimumWithin needs a ConicProgram, got {type(self.program).__name__}")
        for name in ("lower", "upper"):
            object.__setattr__(self, name, rational(getattr(self, name), f"the {name} bound"))
        if Fraction(self.lower) > Fraction(self.upper):
            raise DataError(f"expected lower <= upper, got {self.lower} and {self.upper}")

    def to_json(self) -> dict[str, Any]:
        program = self.program.to_json()
        return {
            "property": "optimum_within",
            "program": program,
            "lower": str(self.lower),
            "upper": str(self.upper),
        }

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        budget.spend(1 + len(self.program.cones) // 10)
        try:
            points = self.program.points()
        except SolveError as error:
            raise Unresolved(str(error)) from error
        cost, bound = self.program.cost(points.x), self.program.bound(points.y, points.z)
        way, lower, upper = self.program.linear.orientation, Fraction(self.lower), Fraction(self.upper)
        least, most = (bound, cost) if way == 1 else (cost, bound)
        witness = {"lower": str(least), "upper": str(most)}
        if lower <= least and most <= upper:
            yield Attempt(WITHIN, evidence(points))
        elif most < lower or upper < least:
            beyond = (cost < lower) if way == 1 else (cost > upper)
            chosen = ("x",) if beyond else ("y", "z")
            shown = {key: value for key, value in evidence(points).items() if key in chosen}
            yield Attempt(BEYOND, {"by": "point" if beyond else "bound", **shown}, witness)
        else:
            raise Unresolved(f"the optimum is known to lie between {float(least)!r} and {float(most)!r} only")


def certificate(program: ConicProgram) -> dict[str, Any]:
    """The checked certificate of the value, if both points have it, else of bounds as close as their values.

    The bounds are decimals, rounded outward by at most the distance of the two values.

    Raises:
        SolveError: the checker does not accept it, most often for its size; with the reason.
    """
    try:
        points = program.points()
        cost, bound = program.cost(points.x), program.bound(points.y, points.z)
        if cost == bound:
            verdict = conclude(Optimum(program, cost), Attempt(PAIR, evidence(points)))
        else:
            lower, upper = outward(min(cost, bound), max(cost, bound))
            verdict = conclude(OptimumWithin(program, lower, upper), Attempt(WITHIN, evidence(points)))
    except Reject as reason:
        longest = max((len(text) for text in re.findall(r"[0-9/]+", json.dumps(program.to_json()))), default=0)
        raise SolveError(
            f"there is no certificate of this program, whose longest number has {longest} characters: {reason}; "
            "numbers of many digits, very small ones among them, make long certificates"
        ) from reason
    assert verdict.certificate is not None
    return verdict.certificate


def outward(lower: Fraction, upper: Fraction) -> tuple[Fraction, Fraction]:
    """The closest decimals around two numbers with places no smaller than their distance."""
    unit, gap = Fraction(1), upper - lower
    for _ in range(FINEST):
        if unit <= gap:
            break
        unit /= 10
    return floor(lower / unit) * unit, ceil(upper / unit) * unit
