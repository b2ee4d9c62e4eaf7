"""Strict and strong convexity of every partial loss on its score domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, isfinite, log2
from typing import Any, ClassVar

from losstheory.claims import Attempt, Budget, Rule, Status
from losstheory.formulas.calculus import substitute
from losstheory.formulas.constants import between
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import Part, value_at
from losstheory.formulas.shape import add, mul, neg
from losstheory.formulas.tree import Tree, number
from losstheory.losses.loss import Loss, loss_from_json
from losstheory.rigor import find_violation, guess_limit
from losstheory.theory.boundedness import approached
from losstheory.theory.convexity import Triple, convex_evidence, second, violated_chord
from losstheory.theory.properties import LossStatement, rules
from losstheory.theory.search.signs import approximate, cuts_json, ends, low_points, sign
from losstheory.theory.views import encode, expression_pieces

CURVED, CHORD = rules(
    ("convex without a straight part", Status.PROVED, "boyd2004convex, Section 3.1.1"),
    ("point on or above a chord", Status.REFUTED, "boyd2004convex, Section 3.1.1"),
)
PARABOLA, FLAT = rules(
    ("convex less a parabola", Status.PROVED, "nesterov2004introductory, Section 2.1.3"),
    ("curvature without a positive bound", Status.REFUTED, "nesterov2004introductory, Theorem 2.1.11"),
)
REACHES = (8, 64)


@dataclass(frozen=True, eq=False)
class StrictlyConvex(LossStatement):
    """Every partial loss lies strictly below each of its chords, between the ends of the chord."""

    name: ClassVar[str] = "strictly_convex"
    rules: ClassVar = (CURVED, CHORD)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        chord = chord_attempt(self.loss, budget)
        if chord:
            yield chord
            return
        parts = [_curved(self.loss, i, budget) for i in range(len(self.loss.expressions))]
        if all(part is not None for part in parts):
            yield Attempt(CURVED, {"convex": convex_evidence(self.loss, budget), "parts": parts})

    @property
    def open_reason(self) -> str:
        return "neither a point on or above a chord nor a proof of convexity without a straight part was found"


@dataclass(frozen=True, eq=False)
class StronglyConvex(LossStatement):
    """For some mu > 0, every partial loss less mu x^2/2 is convex; the witness gives such a mu, or a flat end."""

    name: ClassVar[str] = "strongly_convex"
    rules: ClassVar = (PARABOLA, CHORD, FLAT)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        chord = chord_attempt(self.loss, budget)
        if chord:
            yield chord
            return
        yield from flat_ends(self.loss, budget)
        for mu in moduli(self.loss, budget):
            evidence = {"mu": str(mu), **convex_evidence(less_parabola(self.loss, mu), budget)}
            yield Attempt(PARABOLA, evidence, {"mu": str(mu)})

    @property
    def open_reason(self) -> str:
        return "neither a positive lower bound of the second derivative nor a place where there is none was found"


def chord_attempt(loss: Loss, budget: Budget, rule: Rule = CHORD) -> Attempt | None:
    """Three points with the middle one on or above the chord: a violated chord, or a straight part."""
    for i in range(len(loss.expressions)):
        triple = violated_chord(loss, i, budget) or _straight(loss, i, budget)
        if triple:
            points = [str(x) for x in triple]
            return Attempt(rule, {"which": i, "points": points}, dict(zip(("a", "m", "b"), points, strict=True)))
    return None


def _straight(loss: Loss, i: int, budget: Budget) -> Triple | None:
    """Three points of a part on which the formula is affine."""
    for part in expression_pieces(loss, i).parts:
        middle = between(part.lower, part.upper)
        triple = between(part.lower, number(middle)), middle, between(number(middle), part.upper)
        budget.spend(1)
        if _on_a_line(loss.expressions[i], loss.variable, triple):
            return triple
    return None


def _on_a_line(formula: Tree, name: str, triple: Triple) -> bool:
    a, m, b = triple
    try:
        left, middle, right = (value_at(formula, name, number(x)) for x in triple)
    except LossTheoryError:
        return False
    return sign(add(mul(number(b - a), middle), mul(number(m - b), left), mul(number(a - m), right))) == 0


def _curved(loss: Loss, i: int, budget: Budget) -> dict[str, object] | None:
    """For each part a rational at which the second derivative is positive."""
    split = expression_pieces(loss, i)
    points = []
    for part in split.parts:
        x = find_violation(neg(second(part, loss.variable)), False, loss.variable, part.lower, part.upper, budget)
        if x is None:
            return None
        points.append(str(x))
    return {"cuts": cuts_json(split), "points": points}


def flat_ends(loss: Loss, budget: Budget) -> Iterator[Attempt]:
    """Ends of intervals at which the second derivative seems to tend to a limit <= 0."""
    for i in range(len(loss.expressions)):
        for part in expression_pieces(loss, i).parts:
            for evidence in _flat(part, loss.variable, budget):
                yield Attempt(FLAT, {"which": i, **evidence}, {loss.variable: approached(evidence)})


def _flat(part: Part, name: str, budget: Budget) -> Iterator[dict[str, Any]]:
    bend = second(part, name)
    for which, end, side in (("lower", part.lower, 1), ("upper", part.upper, -1)):
        limit = guess_limit(bend, name, end, side)
        if limit == "-oo" or (isinstance(limit, Tree) and sign(limit) in (0, -1)):
            yield {"between": [encode(part.lower), encode(part.upper)], "end": which}
    for x, height in low_points(bend, name, part, budget):
        if isinstance(x, Fraction) and abs(height) < 2**-20 and sign(substitute(bend, name, number(x))) == 0:
            yield {"between": [str(x), encode(part.upper)], "end": "lower"}


def moduli(loss: Loss, budget: Budget) -> Iterator[Fraction]:
    """Powers of two somewhat below the least second derivative."""
    heights = list[float]()
    for i in range(len(loss.expressions)):
        for part in expression_pieces(loss, i).parts:
            bend = second(part, loss.variable)
            heights += [height for _, height in low_points(bend, loss.variable, part, budget)]
            heights += [approximate(substitute(bend, loss.variable, number(x))) for x in far_points(part)]
    least = min((height for height in heights if isfinite(height)), default=0)
    if least > 0:
        power = Fraction(2) ** int(log2(least) // 1)
        yield from (power, power / 4) if power < least else (power, power / 2, power / 8)


def far_points(part: Part) -> Iterator[int]:
    """A few points far out on an unbounded part; a limit there may have no name."""
    low, high = ends(part)
    if high is None:
        yield from (ceil(low or 0) + reach for reach in REACHES)
    if low is None:
        yield from (floor(high or 0) - reach for reach in REACHES)


def less_parabola(loss: Loss, mu: Fraction) -> Loss:
    """Each formula less mu x^2/2."""
    data = loss.to_json()
    parabola = ["mul", str(-mu / 2), ["pow", loss.variable, "2"]]
    return loss_from_json({**data, "expressions": [["add", item, parabola] for item in data["expressions"]]}, loss.name)
