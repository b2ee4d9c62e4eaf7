"""A property of a multiclass loss for every number of classes from some number on, or for none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

from losstheory.claims import Attempt, Budget, Rule, Statement, Status
from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.multiclass import EveryKLoss
from losstheory.losses.multiclass.kinds import MAX_CLASSES
from losstheory.rigor import decide
from losstheory.theory.multiclass.calibration import Calibrated, RankPreserving
from losstheory.theory.multiclass.convexity import Convex
from losstheory.theory.multiclass.every_k import fails, holds
from losstheory.theory.multiclass.every_k.functions import Evidence, Functions
from losstheory.theory.multiclass.noise import NoiseTolerant, flip_rate
from losstheory.theory.multiclass.properness import SoftmaxProper
from losstheory.theory.multiclass.statement import MulticlassStatement
from losstheory.theory.multiclass.symmetry import ShiftInvariant, Symmetric
from losstheory.theory.properties import NotApplicable

SHARE, WORK = 6_000, 300
ASKED = (Convex, Calibrated, RankPreserving, Symmetric, ShiftInvariant, SoftmaxProper, NoiseTolerant)
ABSENT, CHORD, ONE = "class that never occurs", "chord without the other classes", "one number of classes"


@dataclass(frozen=True, eq=False)
class EveryK(Statement):
    """A loss has a property for every number of classes K >= ``first`` (``holds``), or for none.

    Args:
        claimed: the property, such as ``Calibrated`` of losses of several classes.
        loss: a loss of every number of classes.
        first: the least number of classes.
        holds: whether it has the property for every K, or for no K.
        rate: of uniform label noise, for ``NoiseTolerant``.
    """

    claimed: type[MulticlassStatement]
    loss: EveryKLoss
    first: int = 2
    holds: bool = True
    rate: Fraction | int | str | None = None
    rules: ClassVar = ()

    def __post_init__(self) -> None:
        if not isinstance(self.loss, EveryKLoss):
            raise TypeError(
                f"EveryK needs a loss of every number of classes, got {type(self.loss).__name__}; "
                'build one with lt.multiclass(…, classes="every")'
            )
        if self.claimed not in ASKED or (self.claimed is NoiseTolerant) is not (self.rate is not None):
            names = ", ".join(each.name for each in ASKED)
            raise NotApplicable(f"for every number of classes one asks {names}, the last one with a rate")
        if self.loss.sum_to_zero and "multiclass_sum_to_zero" not in self.claimed.kinds:
            raise NotApplicable(f"{self.claimed.name} is asked of a loss on all scores")
        if self.rate is not None:
            object.__setattr__(self, "rate", flip_rate(self.rate))
        if isinstance(self.first, bool) or not 2 <= self.first <= MAX_CLASSES:
            raise NotApplicable(f"the least number of classes lies from 2 to {MAX_CLASSES}, got {self.first}")

    @cached_property
    def _json(self) -> dict[str, Any]:
        claim: dict[str, Any] = {"property": self.claimed.name, "loss": self.loss.to_json()}
        if self.rate is not None:
            claim["value"] = str(self.rate)
        return {"property": "every_k", "from": self.first, "holds": self.holds, "claim": claim}

    def to_json(self) -> dict[str, Any]:
        return self._json

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        functions = Functions(self.loss, budget)
        budget.spend(WORK)
        shared = functions.defined
        if shared is None:
            return
        if self.holds:
            for rule, evidence in self._holds(functions):
                yield Attempt(_rule(rule, Status.PROVED), shared | evidence)
        for rule, evidence in self._fails(functions):
            yield self._never(rule, shared | evidence, fails.START[rule])
        yield from self._at_one(functions, shared)

    def _holds(self, functions: Functions) -> Iterator[tuple[str, Evidence]]:
        match self.claimed.name:
            case "calibrated" | "rank_preserving":
                yield from holds.calibrated(functions, self.claimed is RankPreserving)
            case "convex":
                yield from holds.convex(functions)
            case "softmax_proper":
                yield from holds.softmax_proper(functions)
            case "shift_invariant":
                yield "terms of differences", {}
            case "symmetric" | "noise_tolerant":
                yield "terms of constant sum", {}

    def _fails(self, functions: Functions) -> Iterator[tuple[str, Evidence]]:
        match self.claimed.name:
            case "calibrated" | "rank_preserving":
                yield from fails.calibrated(functions)
            case "symmetric":
                yield from fails.bent_sum(functions)
            case "softmax_proper":
                yield from fails.softmax_proper(functions)

    def _at_one(self, functions: Functions, shared: Evidence) -> Iterator[Attempt]:
        """What is known for the first numbers of classes, and whether it lasts."""
        for classes in range(self.first, min(self.first + 2, MAX_CLASSES) + 1):
            functions.budget.spend(WORK)
            try:
                verdict = decide(self._member(classes), SHARE)
            except LossTheoryError:
                continue
            if verdict.certificate is None:
                continue
            one = {"classes": classes, "rule": verdict.rule, "then": verdict.certificate["evidence"]}
            if verdict.status is Status.REFUTED:
                for rule, evidence in self._lasting(functions, verdict.rule):
                    yield self._never(rule, {**shared, **evidence, **one}, classes)
            if verdict.status is (Status.REFUTED if self.holds else Status.PROVED):
                yield Attempt(_rule(ONE, Status.REFUTED), {**shared, **one}, {"K": str(classes)})

    def _never(self, rule: str, evidence: Evidence, start: int) -> Attempt:
        """For no K from ``start`` on."""
        if not self.holds:
            return Attempt(_rule(rule, Status.PROVED), evidence)
        return Attempt(_rule(rule, Status.REFUTED), evidence, {"from K": str(max(start, self.first))})

    def _lasting(self, functions: Functions, rule: str | None) -> Iterator[tuple[str, Evidence]]:
        """Why a refutation for one K is one for every greater K."""
        if self.claimed is Convex:
            yield CHORD, {}
        elif self.claimed in (Calibrated, RankPreserving) and rule is not None:
            evidence = fails.absent_class(functions)
            if evidence is not None:
                yield ABSENT, evidence

    def _member(self, classes: int) -> MulticlassStatement:
        loss = self.loss.of(classes)
        return NoiseTolerant(loss, flip_rate(self.rate)) if self.rate is not None else self.claimed(loss)

    @property
    def open_reason(self) -> str:
        return "no rule with its evidence was found whose premises are the same for all numbers of classes"


def _rule(name: str, status: Status) -> Rule:
    return Rule(name, status, "docs/rules.md")


def every_k_statements(loss: EveryKLoss) -> dict[str, EveryK]:
    """What is asked by default of a loss of every number of classes."""
    asked = ASKED[:4] if loss.sum_to_zero else ASKED[:6]
    return {each.name: EveryK(each, loss) for each in asked}
