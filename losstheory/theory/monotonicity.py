"""A margin loss that never increases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from losstheory.claims import Attempt, Budget, Status
from losstheory.formulas.calculus import substitute
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import Pieces, value_at
from losstheory.formulas.shape import mul, sub
from losstheory.formulas.tree import Tree, number
from losstheory.losses.loss import Loss
from losstheory.rigor import find_violation
from losstheory.theory.properties import LIMIT, LossStatement, rules
from losstheory.theory.search.signs import cuts_json, neighbours, positive, prove_each, room, scales, triples_at
from losstheory.theory.views import expression_pieces, slope

FALLS, RISES = rules(
    ("nonpositive slope", Status.PROVED, "rudin1976principles, Theorem 5.11"),
    ("rise between two scores", Status.REFUTED, "definition"),
)
Pair = tuple[Fraction, Fraction]


@dataclass(frozen=True, eq=False)
class NonIncreasing(LossStatement):
    """phi(a) >= phi(b) for all a < b."""

    name: ClassVar[str] = "nonincreasing"
    kinds: ClassVar[tuple[str, ...]] = ("margin",)
    rules: ClassVar = (FALLS, RISES, LIMIT)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        pair = rise(self.loss, budget)
        if pair:
            a, b = map(str, pair)
            yield Attempt(RISES, {"points": [a, b]}, {"a": a, "b": b})
            return
        split = expression_pieces(self.loss, 0)
        evidence = falling_evidence(split, 0, 1, self.loss.variable, budget)
        if evidence:
            yield Attempt(FALLS, evidence)

    @property
    def open_reason(self) -> str:
        return "neither a rise nor a proof that the slope is nonpositive was found"


def falling_evidence(split: Pieces, i: int, way: int, name: str, budget: Budget) -> dict[str, object] | None:
    """``way`` times tree i has a nonpositive slope on every part."""
    proofs = prove_each(split.parts, lambda part: mul(number(-way), slope(part, i, name)), False, name, budget)
    return None if proofs is None else {"cuts": cuts_json(split), "signs": proofs}


def rise(loss: Loss, budget: Budget) -> Pair | None:
    """Rationals a < b with phi(a) < phi(b)."""
    split = expression_pieces(loss, 0)
    formula, name = loss.expressions[0], loss.variable
    for part in split.parts:
        x = find_violation(mul(number(-1), slope(part, 0, name)), False, name, part.lower, part.upper, budget)
        if x is None:
            continue
        for h in scales(room(x, part)):
            budget.spend(1)
            if _rises(formula, name, x, x + h):
                return x, x + h
    for left, cut, right in neighbours(split):
        if not any(_steps_up(left.trees[0], right.trees[0], formula, name, cut)):
            continue
        for a, m, b in triples_at(left, cut, right):
            budget.spend(1)
            for pair in ((a, m), (m, b), (a, b)):
                if _rises(formula, name, *pair):
                    return pair
    return None


def _steps_up(left: Tree, right: Tree, formula: Tree, name: str, cut: Tree) -> Iterator[bool]:
    """Whether a one-sided limit and the value at a cut are out of order, or unknown."""
    try:
        value = value_at(formula, name, cut)
        steps = [sub(substitute(left, name, cut), value), sub(value, substitute(right, name, cut))]
    except LossTheoryError:
        yield True
        return
    yield from (positive(mul(number(-1), step)) for step in steps)


def _rises(formula: Tree, name: str, a: Fraction, b: Fraction) -> bool:
    try:
        return positive(sub(value_at(formula, name, number(b)), value_at(formula, name, number(a))))
    except LossTheoryError:
        return False
