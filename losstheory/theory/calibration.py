"""Classification calibration for the 0-1 target; ``docs/rules.md`` states and proves the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import ClassVar

from losstheory.claims import Attempt, Status
from losstheory.rigor import Budget, Exhausted
from losstheory.theory.properness import proper_with_weight
from losstheory.theory.properties import LABELLED, LossStatement, rules
from losstheory.theory.search import odd_part, slopes, wrong_side

CONVEX, CENTRE, FALLING, ODD, RIGHT, PROPER, MINIMUM, INFIMUM, UNBOUNDED, SLOPE, MIRROR = rules(
    ("convex with opposite slopes at the centre", Status.PROVED, "bartlett2006convexity, Theorem 2"),
    ("centre best on the wrong side", Status.PROVED, "docs/rules.md"),
    ("falling with a strict start", Status.PROVED, "docs/rules.md"),
    ("negative odd part", Status.PROVED, "docs/rules.md"),
    ("unbounded on the right side", Status.PROVED, "docs/rules.md"),
    ("proper with a weight next to the centre", Status.PROVED, "reid2010composite, Theorem 1"),
    ("minimum on the wrong side", Status.REFUTED, "bartlett2006convexity, Definition 1"),
    ("infimum on the wrong side", Status.REFUTED, "bartlett2006convexity, Definition 1"),
    ("unbounded on the wrong side", Status.REFUTED, "bartlett2006convexity, Definition 1"),
    ("convex with a slope at the centre that leads nowhere", Status.REFUTED, "bartlett2006convexity, Theorem 2"),
    ("mirror image no worse", Status.REFUTED, "docs/rules.md"),
)


SHARES = (400, 4000, 40_000)


@dataclass(frozen=True, eq=False)
class Calibrated(LossStatement):
    """For every eta in [0, 1] but 1/2, the infimum of the conditional risk over the wrong side exceeds the infimum.

    The wrong side holds the scores of the other sign and the centre (t = 0, p = 1/2) itself.
    """

    name: ClassVar[str] = "calibrated"
    kinds: ClassVar[tuple[str, ...]] = LABELLED
    rules: ClassVar = (CONVEX, CENTRE, FALLING, ODD, RIGHT, PROPER, MINIMUM, INFIMUM, UNBOUNDED, SLOPE, MIRROR)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        """Every search in turn with a small share of the budget, then with larger ones."""
        loss = self.loss
        searches = (
            (SLOPE, wrong_side.convex_slope),
            (CONVEX, slopes.convex_slopes),
            (UNBOUNDED, wrong_side.unbounded),
            (MIRROR, wrong_side.mirror_image),
            (FALLING, odd_part.falling_loss),
            (CENTRE, slopes.centre_best),
            (RIGHT, odd_part.unbounded_right),
            (PROPER, proper_with_weight),
            (MINIMUM, wrong_side.minimum),
            (INFIMUM, wrong_side.infimum),
            (ODD, odd_part.negative_odd_part),
        )
        for share, (rule, search) in product(SHARES, searches):
            try:
                for evidence, witness in search(loss, budget.part(share)):
                    yield Attempt(rule, evidence, witness)
            except Exhausted:
                if not budget.left:
                    raise

    @property
    def open_reason(self) -> str:
        return "neither a score on the wrong side that no right one beats nor a proof that there is none was found"
