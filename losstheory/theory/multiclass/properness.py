"""Properness with the softmax: s = log p minimises the conditional risk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from losstheory.claims import Attempt, Budget, Status
from losstheory.formulas.open_values import is_open
from losstheory.theory.multiclass.composites import proper_and_total
from losstheory.theory.multiclass.forecasts import forecast_proofs
from losstheory.theory.multiclass.forms import is_smooth, softmax_form
from losstheory.theory.multiclass.softmax import softmax_evidence
from losstheory.theory.multiclass.statement import MulticlassStatement, shown, written
from losstheory.theory.properties import rules
from losstheory.theory.search.wrong_scores import better_than_log

STATIONARY, TOTAL, CONVEX, FORECAST, BETTER = rules(
    ("stationary softmax with a falling difference", Status.PROVED, "gneiting2007strictly"),
    ("proper softmax and a function of the log-sum-exp", Status.PROVED, "gneiting2007strictly"),
    ("convex and stationary where the softmax is p", Status.PROVED, "boyd2004convex, Section 4.2.3"),
    ("proper as a loss of forecasts", Status.PROVED, "savage1971elicitation"),
    ("better score", Status.REFUTED, "definition"),
)


@dataclass(frozen=True, eq=False)
class SoftmaxProper(MulticlassStatement):
    """For every p with positive entries s = log p minimises p_1 l_1(s) + … + p_K l_K(s) over all scores."""

    name: ClassVar[str] = "softmax_proper"
    kinds: ClassVar[tuple[str, ...]] = ("multiclass",)
    rules: ClassVar = (STATIONARY, TOTAL, CONVEX, FORECAST, BETTER)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        budget.spend(20)
        found = better_than_log(self.loss)
        if found is not None:
            p, score = found
            evidence = {"p": written(p), "at": [tree.to_json() for tree in score]}
            yield Attempt(BETTER, evidence, {"p": shown(p)})
            return
        form = softmax_form(self.loss)
        if form is not None and all(map(is_smooth, form)):
            stationary = softmax_evidence(*form, budget, strict=False)
            if stationary is not None:
                yield Attempt(STATIONARY, stationary)
        elif (total := proper_and_total(self.loss, budget)) is not None:
            yield Attempt(TOTAL, {**total, "rule": STATIONARY.name})
        yield Attempt(CONVEX, {})
        if any(map(is_open, self.loss.formulas)):
            return
        for proof in forecast_proofs(self.loss, budget):
            yield Attempt(FORECAST, proof)

    @property
    def open_reason(self) -> str:
        return "no score was found to be better than log p, and the loss is of no form for which a rule shows that"
