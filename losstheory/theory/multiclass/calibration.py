"""Calibration of a multiclass loss: for the most probable class, for k of them, and for the order of all."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from losstheory.claims import Attempt, Budget, Rule, Status
from losstheory.formulas.calculus import derivative
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.open_values import is_open
from losstheory.formulas.pieces import Pieces, pieces
from losstheory.formulas.shape import neg, sub
from losstheory.formulas.tree import ZERO, Tree
from losstheory.rigor import prove_sign
from losstheory.theory.multiclass.composites import (
    convex_and_entropy,
    least_class,
    normalised_and_softmax,
    scores_and_softmax,
    total_and_softmax,
)
from losstheory.theory.multiclass.fenchel_young import CONJUGATE, conjugates
from losstheory.theory.multiclass.forms import (
    constrained_form,
    one_versus_all_form,
    pairwise_form,
    scalings,
    softmax_form,
)
from losstheory.theory.multiclass.softmax import (
    CONVEX_PARTS,
    FALLING,
    TO_ONE_HALF,
    convex_evidence,
    difference_evidence,
)
from losstheory.theory.multiclass.statement import MulticlassStatement
from losstheory.theory.multiclass.two_classes import BINARY, two_classes
from losstheory.theory.properties import NotApplicable, rules
from losstheory.theory.search.signs import cuts_json, prove_each
from losstheory.theory.search.wrong_scores import Order, Top, wrong_minima

ADDED, CONVEX, TOTAL, ONE_VERSUS_ALL, PAIRWISE, CONSTRAINED, SCALED, MINIMUM, INFIMUM = RULES = rules(
    ("softmax and functions of single scores", Status.PROVED, "zhang2004multicategory, tewari2007consistency"),
    ("cross-entropy and convex functions of single scores", Status.PROVED, "boyd2004convex, Section 4.2.3"),
    ("softmax and a function of the log-sum-exp", Status.PROVED, "tewari2007consistency"),
    ("one versus all with a falling difference", Status.PROVED, "zhang2004multicategory"),
    ("pairwise comparison", Status.PROVED, "zhang2004multicategory"),
    ("constrained comparison", Status.PROVED, "lee2004multicategory, zhang2004multicategory"),
    ("scaled scores", Status.PROVED, "docs/rules.md"),
    ("minimum at a wrong score", Status.REFUTED, "definition"),
    ("infimum along wrong scores", Status.REFUTED, "definition"),
)
NORMALISED, LEAST, EACH = rules(
    ("softmax and a normalised part", Status.PROVED, "ma2020normalized, tewari2007consistency"),
    ("normalised part and the least probable class", Status.PROVED, "ma2020normalized"),
    ("calibrated for each number of classes", Status.PROVED, "definition"),
)
Evidence = dict[str, Any]


@dataclass(frozen=True, eq=False)
class _Calibration(MulticlassStatement):
    """What the three targets share: forms whose rules prove them all, and wrong scores that refute.

    Wrong scores are those of one loss; of one with an open parameter only the forms are looked at.
    """

    rules: ClassVar = (FALLING, TO_ONE_HALF, CONVEX_PARTS, CONJUGATE, *RULES, *BINARY)

    @property
    @abstractmethod
    def wrong(self) -> Top | Order:
        """What makes a score a wrong one."""

    @property
    def in_order(self) -> bool:
        """Whether the order of all classes is asked, or of more than the first."""
        return True

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        for rule, evidence in self.proofs(budget):
            yield Attempt(rule, evidence)
        for factor, moved in scalings(self.loss):
            for rule, evidence in forms(replace(self, loss=moved), budget):
                yield Attempt(SCALED, {"factor": factor.to_json(), "rule": rule.name, "then": evidence})
        if any(map(is_open, self.loss.formulas)):
            return
        yield from two_classes(self.loss, budget)
        for evidence, witness in wrong_minima(self.loss, self.wrong, softmax_form(self.loss), budget):
            yield Attempt(INFIMUM if "along" in evidence else MINIMUM, evidence, witness)

    def proofs(self, budget: Budget) -> Iterator[tuple[Rule, Evidence]]:
        """Rules that may prove the statement, with evidence."""
        yield from forms(self, budget)

    @property
    def open_reason(self) -> str:
        return "the loss is of none of the forms that the rules know, and no wrong score was found to be best"


@dataclass(frozen=True, eq=False)
class Calibrated(_Calibration):
    """For every p a score with a wrong class among the greatest stays away from the least conditional risk."""

    name: ClassVar[str] = "calibrated"
    rules: ClassVar = (*_Calibration.rules, NORMALISED)

    @property
    def wrong(self) -> Top | Order:
        return Top(1)

    @property
    def in_order(self) -> bool:
        return False


@dataclass(frozen=True, eq=False)
class TopKCalibrated(_Calibration):
    """The same for the k classes with the greatest scores, 1 <= k < K."""

    k: int = 2
    name: ClassVar[str] = "topk_calibrated"
    rules: ClassVar = (*_Calibration.rules, LEAST)

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.k, bool) or not 1 <= self.k < self.loss.classes:
            raise NotApplicable(f"k must be from 1 to {self.loss.classes - 1}, got {self.k}")

    def to_json(self) -> dict[str, Any]:
        return {**super().to_json(), "value": str(self.k)}

    @property
    def wrong(self) -> Top | Order:
        return Top(self.k)

    def proofs(self, budget: Budget) -> Iterator[tuple[Rule, Evidence]]:
        yield from super().proofs(budget)
        if self.k == self.loss.classes - 1:
            yield from ((LEAST, evidence) for evidence in least_class(self.loss, budget))


@dataclass(frozen=True, eq=False)
class RankPreserving(_Calibration):
    """For every p a score that puts some class at least as high as a more probable one stays away from the infimum."""

    name: ClassVar[str] = "rank_preserving"
    rules: ClassVar = (*_Calibration.rules, EACH)

    @property
    def wrong(self) -> Top | Order:
        return Order()

    def proofs(self, budget: Budget) -> Iterator[tuple[Rule, Evidence]]:
        """The rules for the order, and else the first one for each number of classes."""
        found = False
        for attempt in super().proofs(budget):
            found = True
            yield attempt
        asked = (
            ()
            if found
            else (Calibrated(self.loss), *(TopKCalibrated(self.loss, k) for k in range(2, self.loss.classes)))
        )
        parts = []
        for statement in asked:
            rule, evidence = next(statement.proofs(budget), (None, None))
            if rule is None:
                return
            parts.append({"rule": rule.name, "then": evidence})
        if parts:
            yield EACH, {"parts": parts}


def forms(statement: _Calibration, budget: Budget) -> Iterator[tuple[Rule, Evidence]]:
    """The rules of the forms that the loss seems to have, with evidence."""
    loss, in_order = statement.loss, statement.in_order
    budget.spend(20)
    if (found := softmax_form(loss)) is not None:
        yield from difference_evidence(*found, in_order, budget)
        k = statement.k if isinstance(statement, TopKCalibrated) else 1
        yield from convex_evidence(*found, k, budget)
    else:
        yield from ((ADDED, evidence) for evidence in scores_and_softmax(loss, budget))
        yield from ((CONVEX, evidence) for evidence in convex_and_entropy(loss, budget))
        yield from ((TOTAL, evidence) for evidence in total_and_softmax(loss, in_order, budget))
        yield from conjugates(loss, budget)
        if not in_order:
            yield from ((NORMALISED, evidence) for evidence in normalised_and_softmax(loss, budget))
    if (function := pairwise_form(loss)) is not None:
        split = _split(function, "t")
        proofs = split and prove_each(split.parts, lambda part: neg(derivative(part.trees[0], "t")), False, "t", budget)
        if split and proofs:
            yield PAIRWISE, {"function": function.to_json(), "cuts": cuts_json(split), "signs": proofs}
    if loss.sum_to_zero:
        if (function := constrained_form(loss)) is not None:
            evidence = _constrained(function, in_order, budget)
            if evidence is not None:
                yield CONSTRAINED, evidence
    elif (found := one_versus_all_form(loss)) is not None:
        evidence = _one_versus_all(*found, budget)
        if evidence is not None:
            yield ONE_VERSUS_ALL, evidence


def _one_versus_all(own: Tree, other: Tree, budget: Budget) -> Evidence | None:
    split = _split(own, "s", other)
    if split is None:
        return None
    fall = prove_each(split.parts, lambda part: derivative(sub(part.trees[1], part.trees[0]), "s"), True, "s", budget)
    if fall is None:
        return None
    return {"own": own.to_json(), "other": other.to_json(), "cuts": cuts_json(split), "falls": fall}


def _constrained(function: Tree, in_order: bool, budget: Budget) -> Evidence | None:
    """Unless it is smooth and rises everywhere, the function is cut at 0."""
    whole = _split(function, "t")
    if in_order:
        split, ways = whole, [True] * len(whole.parts) if whole else []
    else:
        left, right = (_split(function, "t", lower=a, upper=b) for a, b in (("-oo", ZERO), (ZERO, "oo")))
        if left is None or right is None:
            return None
        split = Pieces("t", (*left.cuts, ZERO, *right.cuts), (*left.parts, *right.parts))
        ways = [False] * len(left.parts) + [True] * len(right.parts)
    if split is None:
        return None
    proofs = [
        prove_sign(derivative(part.trees[0], "t"), strict, "t", part.lower, part.upper, budget)
        for part, strict in zip(split.parts, ways, strict=True)
    ]
    if None in proofs:
        return None
    return {"function": function.to_json(), "cuts": cuts_json(split), "signs": proofs}


def _split(tree: Tree, name: str, *more: Tree, lower: Tree | str = "-oo", upper: Tree | str = "oo") -> Pieces | None:
    try:
        return pieces([tree, *more], name, lower, upper)
    except LossTheoryError:
        return None
