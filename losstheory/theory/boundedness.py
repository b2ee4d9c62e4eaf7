"""Partial losses that are bounded below, and those that are nonnegative."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, isfinite
from typing import Any, ClassVar

from losstheory.claims import Attempt, Budget, Status
from losstheory.formulas.calculus import derivative
from losstheory.formulas.pieces import Part, Pieces, value_at
from losstheory.formulas.printer import to_text
from losstheory.formulas.shape import neg, sub
from losstheory.formulas.tree import Tree, number
from losstheory.rigor import find_violation, guess_limit, prove_sign
from losstheory.theory.properties import LIMIT, LossStatement, rules
from losstheory.theory.search.signs import approximate, cuts_json, low_points, prove_each, refined, sign
from losstheory.theory.views import encode, expression_pieces

FLOOR, DIVERGES = rules(
    ("floor", Status.PROVED, "definition"),
    ("limit minus infinity", Status.REFUTED, "definition"),
)
AT_ZERO, NEGATIVE = rules(
    ("floor at zero", Status.PROVED, "definition"),
    ("negative value", Status.REFUTED, "definition"),
)
REACHES = (1, 4, 32)
Of = Callable[[Part], Tree]


@dataclass(frozen=True, eq=False)
class BoundedBelow(LossStatement):
    """Every partial loss is bounded below on its score domain."""

    name: ClassVar[str] = "bounded_below"
    rules: ClassVar = (FLOOR, DIVERGES)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        splits = [expression_pieces(self.loss, i) for i in range(len(self.loss.expressions))]
        for i, split in enumerate(splits):
            for evidence in divergence(split, lambda part: part.trees[0], budget):
                yield Attempt(DIVERGES, {"which": i, **evidence}, {self.loss.variable: approached(evidence)})
        parts = []
        for formula, split in zip(self.loss.expressions, splits, strict=True):
            at_cuts = [value_at(formula, self.loss.variable, cut) for cut in split.cuts]
            parts.append(floor_evidence(split, lambda part: part.trees[0], budget, at_cuts))
        if all(part is not None for part in parts):
            yield Attempt(FLOOR, {"parts": parts})

    @property
    def open_reason(self) -> str:
        return "neither a floor nor a limit at minus infinity was found"


@dataclass(frozen=True, eq=False)
class NonNegative(LossStatement):
    """Every partial loss is at least zero on its score domain."""

    name: ClassVar[str] = "nonnegative"
    rules: ClassVar = (AT_ZERO, NEGATIVE, LIMIT)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        name, parts = self.loss.variable, list[dict[str, object]]()
        for i, formula in enumerate(self.loss.expressions):
            split = expression_pieces(self.loss, i)
            for at in _low_places(formula, split, budget):
                if sign(value_at(formula, name, at)) == -1:
                    yield Attempt(NEGATIVE, {"which": i, "at": at.to_json()}, {name: to_text(at)})
                    return
            proofs = prove_each(split.parts, lambda part: part.trees[0], False, name, budget)
            if proofs is not None:
                parts.append({"cuts": cuts_json(split), "signs": proofs})
        if len(parts) == len(self.loss.expressions):
            yield Attempt(AT_ZERO, {"parts": parts})

    @property
    def open_reason(self) -> str:
        return "neither a negative value nor a proof that there is none was found"


def _low_places(formula: Tree, split: Pieces, budget: Budget) -> Iterator[Tree]:
    """The cuts, and a point of each part where the formula seems negative."""
    yield from split.cuts
    for part in split.parts:
        x = find_violation(part.trees[0], False, split.variable, part.lower, part.upper, budget)
        if x is not None:
            yield number(x)


def approached(evidence: dict[str, Any]) -> str:
    """The end that is approached: "oo", "-oo", or a score with the side, such as "0+"."""
    lower = evidence["end"] == "lower"
    at = evidence["between"][0 if lower else 1]
    return at if at in ("oo", "-oo") else f"{at}{'+' if lower else '-'}"


def divergence(split: Pieces, of: Of, budget: Budget) -> Iterator[dict[str, Any]]:
    """Ends of parts at which an expression seems to tend to minus infinity, by limit laws and by its slope."""
    for part in split.parts:
        for which, end, side in (("lower", part.lower, 1), ("upper", part.upper, -1)):
            if guess_limit(of(part), split.variable, end, side) != "-oo":
                continue
            between = {"between": [encode(part.lower), encode(part.upper)], "end": which}
            yield between
            yield from _by_slope(split.variable, part, of(part), which, budget)


def _by_slope(name: str, part: Part, node: Tree, which: str, budget: Budget) -> Iterator[dict[str, Any]]:
    """A slope of at least a rate towards an infinite end."""
    end = part.lower if which == "lower" else part.upper
    if not isinstance(end, str):
        return
    rise = derivative(node, name) if which == "lower" else neg(derivative(node, name))
    for start in (1, 8, 64, 1024):
        near = number(-start if which == "lower" else start)
        for rate in ("1", "1/8", "1/64", "1/1024"):
            ends: tuple[Tree | str, Tree | str] = (end, near) if which == "lower" else (near, end)
            proof = prove_sign(sub(rise, number(rate)), False, name, *ends, budget)
            if proof is not None:
                yield {"between": [encode(x) for x in ends], "end": which, "rate": rate, "slope": proof}
                return


def floor_evidence(split: Pieces, of: Of, budget: Budget, at_cuts: Sequence[Tree] = ()) -> dict[str, object] | None:
    """A rational below an expression on every part, with some slack where that helps."""
    values = [height for part in split.parts for _, height in low_points(of(part), split.variable, part, budget)]
    values += [approximate(value) for value in at_cuts]
    least = min((height for height in values if isfinite(height)), default=0)
    if not all(isfinite(height) or height > 0 for height in values):
        return None
    bounds = dict.fromkeys((number(floor(least)), number(floor(least) - 1), number(10 * floor(least) - 10)))
    for cut in (split, *(refined(split, [Fraction(-x), Fraction(x)]) for x in REACHES)):
        for bound in bounds:
            proofs = prove_each(cut.parts, lambda p, bound=bound: sub(of(p), bound), False, split.variable, budget)  # type: ignore[misc]
            if proofs is not None:
                return {"floor": str(bound.value), "cuts": cuts_json(cut), "signs": proofs}
    return None
