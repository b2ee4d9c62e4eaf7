"""Lipschitz continuity of every partial loss on its score domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, isfinite
from typing import ClassVar

from losstheory.claims import Attempt, Budget, Status
from losstheory.formulas.pieces import Part, Pieces, value_at
from losstheory.formulas.shape import add, neg, sub
from losstheory.formulas.tree import Tree, number
from losstheory.rigor import guess_limit
from losstheory.theory.boundedness import approached
from losstheory.theory.properties import LossStatement, rules
from losstheory.theory.search.signs import cuts_json, low_points, neighbours, prove_each
from losstheory.theory.search.slopes import near
from losstheory.theory.smoothness import differ
from losstheory.theory.views import encode, expression_pieces, slope

BOUNDED, JUMP, STEEP = rules(
    ("bounded slope", Status.PROVED, "rudin1976principles, Theorem 5.10"),
    ("jump", Status.REFUTED, "definition"),
    ("unbounded slope", Status.REFUTED, "definition"),
)


@dataclass(frozen=True, eq=False)
class Lipschitz(LossStatement):
    """For some L, |f(x) - f(y)| <= L |x - y| for every partial loss f; the witness gives such a bound, or its lack."""

    name: ClassVar[str] = "lipschitz"
    rules: ClassVar = (BOUNDED, JUMP, STEEP)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        splits = [expression_pieces(self.loss, i) for i in range(len(self.loss.expressions))]
        for i, split in enumerate(splits):
            yield from self._jumps(i, split, budget)
            yield from self._steep_ends(i, split, budget)
        parts = [_bounded(split, budget) for split in splits]
        found = [part for part in parts if part is not None]
        if len(found) == len(parts):
            bounds = dict.fromkeys(str(part["bound"]) for part in found)
            yield Attempt(BOUNDED, {"parts": found}, {"bound": ", ".join(bounds)})

    def _jumps(self, i: int, split: Pieces, budget: Budget) -> Iterator[Attempt]:
        name = self.loss.variable
        for left, cut, right in neighbours(split):
            value = value_at(self.loss.expressions[i], name, cut)
            for part, side in ((left, -1), (right, 1)):
                budget.spend(1)
                if differ(guess_limit(part.trees[0], name, cut, side), value):
                    evidence = {"which": i, "at": cut.to_json(), "to": near(part).to_json()}
                    yield Attempt(JUMP, evidence, {name: str(cut.to_json())})

    def _steep_ends(self, i: int, split: Pieces, budget: Budget) -> Iterator[Attempt]:
        name = self.loss.variable
        for part in split.parts:
            for which, end, side in (("lower", part.lower, 1), ("upper", part.upper, -1)):
                budget.spend(1)
                if isinstance(guess_limit(slope(part, 0, name), name, end, side), str):
                    evidence = {"which": i, "between": [encode(part.lower), encode(part.upper)], "end": which}
                    yield Attempt(STEEP, evidence, {name: approached(evidence)})

    @property
    def open_reason(self) -> str:
        return "neither a bound of the slope nor a place where there is none was found"


def _bounded(split: Pieces, budget: Budget) -> dict[str, object] | None:
    """A whole number L with L - f' >= 0 and L + f' >= 0 on every part."""
    name = split.variable

    def steepest(part: Part) -> list[float]:
        f = slope(part, 0, name)
        return [abs(height) for tree in (f, neg(f)) for _, height in low_points(tree, name, part, budget)]

    heights = [height for part in split.parts for height in steepest(part)]
    if not all(map(isfinite, heights)):
        return None
    least = ceil(max(heights, default=0) - 2**-20)
    for bound in (least, least + 1, 2 * least + 2):
        limit: Tree = number(bound)
        above = prove_each(split.parts, lambda p, k=limit: sub(k, slope(p, 0, name)), False, name, budget)  # type: ignore[misc]
        below = above and prove_each(split.parts, lambda p, k=limit: add(k, slope(p, 0, name)), False, name, budget)  # type: ignore[misc]
        if above and below:
            return {"bound": str(bound), "cuts": cuts_json(split), "above": above, "below": below}
    return None
