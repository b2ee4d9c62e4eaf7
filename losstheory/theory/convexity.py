"""Convexity of every partial loss on its score domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from losstheory.claims import Attempt, Budget, Status
from losstheory.formulas.calculus import derivative, substitute
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import Part, value_at
from losstheory.formulas.shape import add, mul, sub
from losstheory.formulas.tree import Tree, number
from losstheory.losses.loss import Loss
from losstheory.rigor import find_violation
from losstheory.theory.properties import LIMIT, LossStatement, rules
from losstheory.theory.search.signs import cuts_json, neighbours, positive, prove_each, room, scales, sign, triples_at
from losstheory.theory.views import expression_pieces

CONVEX, CHORD = rules(
    ("convex partial losses", Status.PROVED, "boyd2004convex, Sections 3.1.4 and 3.2"),
    ("violated chord", Status.REFUTED, "boyd2004convex, Section 3.1.1"),
)
Triple = tuple[Fraction, Fraction, Fraction]


@dataclass(frozen=True, eq=False)
class Convex(LossStatement):
    """Every partial loss is convex on its score domain (the real line, or 0 < p < 1)."""

    name: ClassVar[str] = "convex"
    rules: ClassVar = (CONVEX, CHORD, LIMIT)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        for i in range(len(self.loss.expressions)):
            triple = violated_chord(self.loss, i, budget)
            if triple:
                points = [str(x) for x in triple]
                witness = dict(zip(("a", "m", "b"), points, strict=True))
                yield Attempt(CHORD, {"which": i, "points": points}, witness)
                return
        yield Attempt(CONVEX, convex_evidence(self.loss, budget))

    @property
    def open_reason(self) -> str:
        return "neither a violated chord nor a proof that the second derivative is nonnegative was found"


def convex_evidence(loss: Loss, budget: Budget) -> dict[str, object]:
    """Each formula by its curvature on pieces, or left to the calculus of convex functions."""
    return {"parts": [_curvature(loss, i, budget) or {"by": "calculus"} for i in range(len(loss.expressions))]}


def _curvature(loss: Loss, i: int, budget: Budget) -> dict[str, object] | None:
    split = expression_pieces(loss, i)
    if any(cut.op == "crossing" for cut in split.cuts):
        return None
    proofs = prove_each(split.parts, lambda part: second(part, loss.variable), False, loss.variable, budget)
    return None if proofs is None else {"by": "curvature", "cuts": cuts_json(split), "signs": proofs}


def second(part: Part, name: str) -> Tree:
    """The second derivative on a part."""
    return derivative(derivative(part.trees[0], name), name)


def violated_chord(loss: Loss, i: int, budget: Budget) -> Triple | None:
    """Rationals a < m < b with the loss at m above its chord from a to b."""
    split = expression_pieces(loss, i)
    formula = loss.expressions[i]
    for left, cut, right in neighbours(split):
        for triple in () if _bends_up(formula, left, cut, right, loss.variable) else triples_at(left, cut, right):
            budget.spend(1)
            if _violates(formula, loss, triple):
                return triple
    for part in split.parts:
        x = find_violation(second(part, loss.variable), False, loss.variable, part.lower, part.upper, budget)
        if x is not None:
            for h in scales(room(x, part)):
                budget.spend(1)
                if _violates(formula, loss, (x - h, x, x + h)):
                    return x - h, x, x + h
    return None


def _bends_up(formula: Tree, left: Part, cut: Tree, right: Part, name: str) -> bool:
    """Whether the two sides meet the value at a cut and the slope does not fall there."""
    try:
        value = value_at(formula, name, cut)
        steps = [sub(substitute(part.trees[0], name, cut), value) for part in (left, right)]
        steps.append(substitute(derivative(sub(right.trees[0], left.trees[0]), name), name, cut))
    except LossTheoryError:
        return False
    return sign(steps[0]) == sign(steps[1]) == 0 and sign(steps[2]) in (0, 1)


def _violates(formula: Tree, loss: Loss, triple: Triple) -> bool:
    a, m, b = triple
    try:
        left, middle, right = (value_at(formula, loss.variable, number(x)) for x in triple)
    except LossTheoryError:
        return False
    gap = add(mul(number(b - a), middle), mul(number(m - b), left), mul(number(a - m), right))
    return positive(gap)
