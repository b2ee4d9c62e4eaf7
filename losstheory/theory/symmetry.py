"""Symmetry: the two partial losses have a constant sum at every score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from losstheory.claims import Attempt, Budget, Status
from losstheory.formulas.constants import between
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.shape import add, sub
from losstheory.formulas.tree import Tree, number
from losstheory.losses.loss import Loss
from losstheory.theory.properties import LABELLED, LossStatement, rules
from losstheory.theory.search.signs import cuts_json, ends, sign
from losstheory.theory.views import all_pieces, centre, partials_at

CONSTANT, DIFFERENT = rules(
    ("constant sum", Status.PROVED, "ghosh2015making, Definition of symmetry"),
    ("two different sums", Status.REFUTED, "definition"),
)


@dataclass(frozen=True, eq=False)
class Symmetric(LossStatement):
    """l+ + l- is constant: phi(t) + phi(-t) for a margin loss, l+(p) + l-(p) for a probability loss."""

    name: ClassVar[str] = "symmetric"
    kinds: ClassVar[tuple[str, ...]] = LABELLED
    rules: ClassVar = (CONSTANT, DIFFERENT)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        total = add(*partials_at(self.loss, centre(self.loss)))
        for score in scores(self.loss):
            budget.spend(1)
            if _differs(self.loss, score, total):
                points = [str(centre(self.loss).value), str(score.to_json())]
                evidence = {"points": [points[0], score.to_json()]}
                names = (f"{self.loss.variable}1", f"{self.loss.variable}2")
                yield Attempt(DIFFERENT, evidence, dict(zip(names, points, strict=True)))
                return
        yield Attempt(CONSTANT, {"constant": total.to_json(), "cuts": cuts_json(all_pieces(self.loss))}, {})

    @property
    def open_reason(self) -> str:
        return "the sum takes one value wherever it was tried, but was not shown to be constant"


def _differs(loss: Loss, score: Tree, total: Tree) -> bool:
    try:
        return sign(sub(add(*partials_at(loss, score)), total)) in (1, -1)
    except LossTheoryError:
        return False


def scores(loss: Loss) -> Iterator[Tree]:
    """A few scores in every part, and the cuts."""
    split = all_pieces(loss)
    for part in split.parts:
        yield number(between(part.lower, part.upper))
        low, high = ends(part)
        if low is not None and high is not None:
            yield from (number(low + (high - low) * Fraction(k, 7)) for k in range(1, 7))
        elif low is not None or high is not None:
            end, way = (low, 1) if low is not None else (high, -1)
            yield from (number(end + way * Fraction(k)) for k in ("1/8", "1/3", "1", "7/2", "20"))  # type: ignore[operator]
        else:
            yield from (number(k) for k in ("1/3", "1", "-5/2", "7", "-20"))
    yield from split.cuts
