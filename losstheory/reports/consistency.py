"""What is reported of a loss and a hypothesis set: the transform, and the bound that it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from losstheory.claims import Verdict
from losstheory.formulas.printer import to_text
from losstheory.formulas.tree import Tree
from losstheory.reports.absent import Absent
from losstheory.theory.consistency import HypothesisSet, h_consistency
from losstheory.theory.derived.derive import DerivedFunction

if TYPE_CHECKING:
    from losstheory.losses.loss import AnyLoss
    from losstheory.losses.multiclass import AnyMulticlass


@dataclass(frozen=True)
class Bound:
    """A PROVED bound T(0-1 estimation error) <= surrogate estimation error, gaps included, over a hypothesis set."""

    over: HypothesisSet
    transform: Tree
    verdict: Verdict

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return (self.verdict,)

    def to_json(self) -> dict[str, Any]:
        return {
            "hypotheses": str(self.over),
            "formula": to_text(self.transform),
            "statement": str(self.verdict.statement),
            "sha256": self.verdict.sha256,
        }

    def __str__(self) -> str:
        formula = to_text(self.transform)
        return f"T(R01(h) - R01*(H) + M01(H)) <= R(h) - R*(H) + M(H), H = {self.over}, T(theta) = {formula}"


def transform_over(
    loss: AnyLoss | AnyMulticlass, over: HypothesisSet, budget: int | None = None
) -> DerivedFunction | Absent:
    """The transform over the set, in theta: exact, as a table, or absent with the reason."""
    found = h_consistency(loss, over, budget)
    return Absent(str(found.reason)) if found.transform is None else found.transform


def bound_over(loss: AnyLoss | AnyMulticlass, over: HypothesisSet, budget: int | None = None) -> Bound | Absent:
    """The best bound that is proved over the set.

    >>> from losstheory.losses.margin import HINGE
    >>> from losstheory.theory.consistency import hypotheses
    >>> print(bound_over(HINGE, hypotheses("linear:1,1/2")))
    T(R01(h) - R01*(H) + M01(H)) <= R(h) - R*(H) + M(H), H = linear:1,1/2, T(theta) = theta/2
    """
    found = h_consistency(loss, over, budget)
    if found.bound is None or found.convex_transform is None:
        return Absent(str(found.reason))
    return Bound(over, found.convex_transform, found.bound)


def consistency_values(
    loss: AnyLoss | AnyMulticlass, over: HypothesisSet
) -> dict[str, Callable[..., DerivedFunction | Bound | Absent]]:
    """What derives ``transform`` and ``h_consistency`` of a loss over a hypothesis set."""
    return {"transform": partial(transform_over, loss, over), "h_consistency": partial(bound_over, loss, over)}
