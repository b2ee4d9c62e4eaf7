"""Consistency bounds of softmax losses l_y = a(q_y) over all measurable scores, from what two classes allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from losstheory.claims import Attempt, Budget, Status
from losstheory.formulas.calculus import nth_derivative
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import pieces
from losstheory.formulas.shape import sub
from losstheory.formulas.tree import ONE, ZERO
from losstheory.theory.derived.statement import Evidence
from losstheory.theory.multiclass.softmax import softmax_evidence
from losstheory.theory.properties import rules
from losstheory.theory.search.least_risk.walk import NotDerived
from losstheory.theory.search.signs import cuts_json, prove_each
from losstheory.theory.search.softmax_regrets import low_softmax_regrets

from .power_form import PowerForm, power_form
from .softmax_transform import NO_POWER, OverAllScores

POWER, VIOLATED = rules(
    ("power of the softmax", Status.PROVED, "mao2023crossentropy"),
    ("regret below the bound", Status.REFUTED, "definition"),
)


@dataclass(frozen=True, eq=False)
class SoftmaxBound(OverAllScores):
    """T(R01(h) - R01* + M01) <= R(h) - R* + M over all measurable scores, for every distribution, T = ``value``.

    A tie of the greatest scores counts as the least probable class of it; M are the minimizability gaps.

    >>> from losstheory.losses.multiclass import softmax
    >>> from losstheory.rigor import decide
    >>> decide(SoftmaxBound(softmax("-log(q)", 3), "theta**2/2")).status
    <Status.PROVED: 'PROVED'>
    """

    name: ClassVar[str] = "h_consistency"
    rules: ClassVar = (POWER, VIOLATED)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        form = power_form(self.loss)
        shared = None if form is None else softmax_evidence(form.own, ZERO, budget)
        if form is None or shared is None:
            return
        for low in low_softmax_regrets(shared, form.own, self.loss.classes, self.value, budget):
            yield Attempt(VIOLATED, *low)
        try:
            evidence = self._below(form, budget)
        except NotDerived:
            return
        yield Attempt(POWER, {**shared, **evidence})

    def _below(self, form: PowerForm, budget: Budget) -> Evidence:
        """The claimed function is convex and at most what the rule allows.

        Raises:
            NotDerived: that was not shown.
        """
        allowed, evidence = form.allowed(self.loss.classes)
        split = pieces([self.value, allowed], "theta", ZERO, ONE)
        below = prove_each(split.parts, lambda part: sub(*part.trees[::-1]), False, "theta", budget)
        convex = prove_each(split.parts, lambda part: nth_derivative(part.trees[0], "theta", 2), False, "theta", budget)
        if convex is None and form.exact and form.tau < 2:
            convex = [{"by": "difference", "side": "up"} for _ in split.parts]
        if below is None or convex is None:
            raise NotDerived(f"the formula was not shown to be {'convex' if below else 'below what two classes allow'}")
        return {"tau": str(form.tau), **evidence, "cuts": cuts_json(split), "below": below, "convex": convex}

    @property
    def open_reason(self) -> str:
        form = power_form(self.loss)
        if form is None:
            return NO_POWER
        try:
            self._below(form, Budget(4_000))
        except LossTheoryError as reason:
            return str(reason)
        return "no regret below the bound was found, and no proof that there is none"
