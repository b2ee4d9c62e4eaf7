"""Differentiability of every partial loss at the centre."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from losstheory.claims import Attempt, Budget, Status
from losstheory.formulas.printer import to_text
from losstheory.formulas.shape import sub
from losstheory.formulas.tree import Tree
from losstheory.rigor import guess_limit
from losstheory.theory.properties import LossStatement, rules
from losstheory.theory.search.signs import sign
from losstheory.theory.search.slopes import near, next_to_centre
from losstheory.theory.views import centre, partials_at, slope

EQUAL, UNEQUAL = rules(
    ("equal one-sided slopes", Status.PROVED, "definition"),
    ("unequal one-sided slopes", Status.REFUTED, "definition"),
)


@dataclass(frozen=True, eq=False)
class DifferentiableAtCentre(LossStatement):
    """Every partial loss is differentiable at the centre (t = 0, p = 1/2); the witness gives its one-sided slopes."""

    name: ClassVar[str] = "differentiable_at_centre"
    rules: ClassVar = (EQUAL, UNEQUAL)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        left, right = next_to_centre(self.loss)
        evidence: dict[str, object] = {"between": [near(left).to_json(), near(right).to_json()]}
        for i in (0, 1) if self.loss.kind != "margin" else (0,):
            name, middle = self.loss.variable, centre(self.loss)
            slopes = [guess_limit(slope(part, i, name), name, middle, side) for part, side in ((left, -1), (right, 1))]
            values = [guess_limit(part.trees[i], name, middle, side) for part, side in ((left, -1), (right, 1))]
            value = partials_at(self.loss, middle)[i]
            budget.spend(4)
            if _differ(*slopes) or any(_differ(x, value) for x in values):
                texts = [to_text(x) if isinstance(x, Tree) else str(x) for x in slopes]
                witness = dict(zip(("left_slope", "right_slope"), texts, strict=True))
                yield Attempt(UNEQUAL, evidence | {"which": i}, witness)
                return
        yield Attempt(EQUAL, evidence)


def _differ(left: Tree | str | None, right: Tree | str | None) -> bool:
    """Whether two guessed limits are not one finite number."""
    if isinstance(left, Tree) and isinstance(right, Tree):
        return sign(sub(left, right)) not in (0, None)
    return left is not None and right is not None
