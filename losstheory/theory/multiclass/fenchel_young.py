"""Losses that are the conjugate of a strictly convex entropy, less the score of the class."""

from __future__ import annotations

from collections.abc import Iterator

from losstheory.claims import Budget, Rule, Status
from losstheory.losses.multiclass import AnyMulticlass
from losstheory.theory.properties import rules
from losstheory.theory.search.entropies import Evidence, conjugate_evidence

(CONJUGATE,) = rules(("conjugate of a strictly convex entropy", Status.PROVED, "blondel2020fenchel"))


def conjugates(loss: AnyMulticlass, budget: Budget) -> Iterator[tuple[Rule, Evidence]]:
    """The rule with each entropy that the loss may belong to."""
    yield from ((CONJUGATE, evidence) for evidence in conjugate_evidence(loss, budget))
