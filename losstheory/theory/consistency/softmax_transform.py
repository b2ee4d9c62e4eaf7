"""The transform of a softmax loss for K classes: the least regret of a wrong class, in its 0-1 regret theta."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from losstheory.claims import Attempt, Budget, Status
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import pieces, value_at
from losstheory.formulas.shape import sub
from losstheory.formulas.tree import ONE, ZERO, Tree, number
from losstheory.losses.loss import read_formula
from losstheory.theory.derived.statement import PLACES, Evidence
from losstheory.theory.multiclass.softmax import softmax_evidence
from losstheory.theory.multiclass.statement import MulticlassStatement
from losstheory.theory.properties import rules
from losstheory.theory.search.least_risk.walk import NotDerived
from losstheory.theory.search.signs import cuts_json, sign

from .hypotheses import AllMeasurable, HypothesesError, HypothesisSet, hypotheses
from .power_form import PowerForm, power_form

LEAST, OTHER = rules(
    ("least regret of a power of the softmax", Status.PROVED, "mao2023crossentropy"),
    ("other value", Status.REFUTED, "definition"),
)
NO_POWER = "the loss is not shown to be one function a(q_y) of a softmax probability with the slope of a power"


@dataclass(frozen=True, eq=False)
class OverAllScores(MulticlassStatement):
    """A formula in theta on (0, 1), claimed for a multiclass loss and all measurable scores.

    Raises:
        HypothesesError: another hypothesis set.
    """

    value: Tree
    over: HypothesisSet = AllMeasurable()
    kinds: ClassVar[tuple[str, ...]] = ("multiclass",)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "value", read_formula(self.value, "theta"))
        object.__setattr__(self, "over", hypotheses(self.over))
        if not isinstance(self.over, AllMeasurable):
            raise HypothesesError(
                f"a multiclass transform or bound is one over all measurable scores ('all'), got {self.over}"
            )

    def to_json(self) -> dict[str, Any]:
        return {**super().to_json(), "value": {"formula": self.value.to_json(), "hypotheses": self.over.to_json()}}


@dataclass(frozen=True, eq=False)
class SoftmaxTransform(OverAllScores):
    """``value`` is the least C(p, s) - inf C(p, .) of the p and s with a 0-1 regret theta, for 0 < theta < 1.

    The 0-1 regret is max p less the p of the class with the greatest score, the least such p if several have it.

    >>> from losstheory.losses.multiclass import softmax
    >>> from losstheory.rigor import decide
    >>> decide(SoftmaxTransform(softmax("1 - q", 3), "min(max(theta/3, theta - 1/3), theta/2)")).status
    <Status.PROVED: 'PROVED'>
    """

    name: ClassVar[str] = "transform"
    rules: ClassVar = (LEAST, OTHER)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        form = power_form(self.loss)
        shared = None if form is None or not form.exact else softmax_evidence(form.own, ZERO, budget)
        if form is None or shared is None:
            return
        try:
            whole, evidence = form.allowed(self.loss.classes)
            right = form.transform(self.loss.classes)
        except NotDerived:
            return
        proof = {**shared, "tau": str(form.tau), **evidence}
        proof.pop("function", None)
        at = next((x for x in PLACES if sign(sub(*(self._at(f, x) for f in (self.value, right)))) in (1, -1)), None)
        if at is None:
            yield Attempt(LEAST, proof | self._cuts(form, self.value, whole))
        else:
            proof |= self._cuts(form, right, whole)
            yield Attempt(OTHER, {"right": right.to_json(), "proof": proof, "at": str(at)}, {"theta": str(at)})

    @staticmethod
    def _at(formula: Tree, x: Any) -> Tree:
        return value_at(formula, "theta", number(x))

    @staticmethod
    def _cuts(form: PowerForm, *trees: Tree) -> Evidence:
        """Where the two formulas are compared piece by piece."""
        return {} if form.tau < 2 else {"cuts": cuts_json(pieces(trees, "theta", ZERO, ONE))}

    @property
    def open_reason(self) -> str:
        form = power_form(self.loss)
        if form is None:
            return NO_POWER
        if not form.exact:
            return "the transform is not known for an exponent tau between 3/2 and 2"
        try:
            form.allowed(self.loss.classes)
        except LossTheoryError as reason:
            return str(reason)
        return "the formula was not shown to be the transform, nor another one"
