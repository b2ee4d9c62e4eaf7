"""What a loss guarantees over a hypothesis set: the transform, the bound that it gives, and its inverse."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from losstheory.claims import Status, Verdict
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import value_at
from losstheory.formulas.printer import to_text
from losstheory.formulas.shape import sub
from losstheory.formulas.tree import ZERO, Tree, number
from losstheory.losses.multiclass import ScoreLoss
from losstheory.losses.typed import loss as typed
from losstheory.rigor import decide
from losstheory.theory.derived.calibration_function import CalibrationFunctionIs
from losstheory.theory.derived.derive import DerivedFunction
from losstheory.theory.derived.psi import PsiIs
from losstheory.theory.derived.statement import evidence_of, proved
from losstheory.theory.derived.tables import FunctionTable, table
from losstheory.theory.properties import NotApplicable
from losstheory.theory.search.least_risk.walk import NotDerived
from losstheory.theory.search.signs import sign

from .bound import HConsistencyBound
from .hypotheses import HypothesisSet, hypotheses
from .power_form import power_form
from .softmax_bound import SoftmaxBound
from .softmax_transform import OverAllScores, SoftmaxTransform
from .transform import OverHypotheses, TransformIs

if TYPE_CHECKING:
    from losstheory.losses.loss import AnyLoss
    from losstheory.losses.multiclass import AnyMulticlass

HALVINGS = 20


@dataclass(frozen=True)
class HConsistency:
    """The guarantee of a loss over a hypothesis set.

    Attributes:
        loss: the loss.
        over: the hypothesis set.
        transform: the transform with its certificates, exact or as a table; None where there is neither.
        bound: the PROVED bound, with the greatest convex function below the transform where that is exact; None where
            there is none.
        reason: why a part is missing, or None.
    """

    loss: AnyLoss | AnyMulticlass
    over: HypothesisSet
    transform: DerivedFunction | None
    bound: Verdict | None
    reason: str | None

    @property
    def convex_transform(self) -> Tree | None:
        """T of the bound, in theta."""
        said = None if self.bound is None else self.bound.statement
        return said.value if isinstance(said, OverHypotheses | OverAllScores) else None

    def gamma(self, regret: Fraction | int | str) -> Fraction:
        """A bound of the 0-1 estimation error (with its gap) where that of the loss is at most ``regret``.

        It is at most 2^-20 above sup{theta in [0, 1]: T(theta) <= regret}, hence 1 where ``regret`` exceeds T(1).

        Raises:
            LossTheoryError: there is no bound, or ``regret`` is negative or no exact number.
        """
        formula = self.convex_transform
        if formula is None:
            raise LossTheoryError(f"no bound was proved: {self.reason}")
        if isinstance(regret, float) or Fraction(regret) < 0:
            raise LossTheoryError(f"expected an exact regret, at least 0, got {regret!r}")
        low, high = Fraction(0), Fraction(1)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            excess = sub(value_at(formula, "theta", number(middle)), number(Fraction(regret)))
            low, high = (low, middle) if sign(excess) == 1 else (middle, high)
        return high

    def decide(self, formula: str) -> Verdict:
        """The verdict on another T, such as a published one, in the bound.

        >>> print(h_consistency("logistic").decide("51*theta**2/100").status)
        REFUTED
        """
        if isinstance(self.loss, ScoreLoss):
            return decide(SoftmaxBound(self.loss, formula, self.over))  # type: ignore[arg-type]
        return decide(HConsistencyBound(self.loss, formula, self.over))  # type: ignore[arg-type]

    def __str__(self) -> str:
        if self.bound is None:
            return f"no H-consistency bound of {self.loss.name} over {self.over} was proved: {self.reason}"
        assert self.convex_transform is not None
        return (
            f"T(R01(h) - R01*(H) + M01(H)) <= R(h) - R*(H) + M(H) for every h in H and every distribution, "
            f"H = {self.over}, T(theta) = {to_text(self.convex_transform)}"
        )


def h_consistency(
    loss: AnyLoss | AnyMulticlass | str, over: HypothesisSet | str = "all", budget: int | None = None
) -> HConsistency:
    """The transform of a margin or pair loss over a hypothesis set, and the best bound that it gives.

    For a multiclass loss a(q_y) of the softmax with the slope of a power (comp-sum losses) it is over all measurable
    scores, and there is the bound alone where the exponent tau lies between 3/2 and 2.

    Args:
        loss: the loss, or a text for ``lt.loss``.
        over: ``"all"``, ``"bounded:SCORES"``, ``"linear:WEIGHTS,BIAS"`` or ``"relu:OUTER,WEIGHTS,BIAS"``.
        budget: units of work for each verdict.

    Raises:
        NotApplicable: the loss is no function of a real score of two classes.
        HypothesesError: there is no such hypothesis set.

    >>> found = h_consistency("hinge", "linear:1,1/2")
    >>> print(found)  # doctest: +ELLIPSIS
    T(R01(h) - R01*(H) + M01(H)) <= R(h) - R*(H) + M(H) for every h ... H = linear:1,1/2, T(theta) = theta/2
    >>> round(float(found.gamma("1/8")), 5)
    0.25
    """
    reach = hypotheses(over)
    if isinstance(loss, ScoreLoss):
        return _multiclass(loss, reach, budget)
    one = typed(loss)
    if one.kind not in OverHypotheses.kinds:
        raise NotApplicable(f"a hypothesis set needs a margin or pair loss, got a {one.kind} loss")
    small = reach.restricted(one)
    try:
        exact, _ = evidence_of(proved(CalibrationFunctionIs, small))
    except NotDerived as missing:
        return _tabulated(one, reach, str(missing), budget)
    verdict = decide(TransformIs(one, exact, reach), budget)
    if verdict.status is not Status.PROVED:
        return HConsistency(one, reach, None, None, verdict.reason)
    transform = DerivedFunction("transform", "theta", exact, (), (), (verdict,))
    try:
        convex, _ = evidence_of(proved(PsiIs, small))
    except NotDerived as missing:
        return HConsistency(one, reach, transform, None, str(missing))
    bound = decide(HConsistencyBound(one, convex, reach), budget)
    if bound.status is not Status.PROVED:
        return HConsistency(one, reach, transform, None, bound.reason)
    return HConsistency(one, reach, transform, bound, None)


def _multiclass(loss: AnyMulticlass, over: HypothesisSet, budget: int | None) -> HConsistency:
    """The transform where it is known, and the greatest bound that it gives."""
    form = power_form(loss)
    if form is None:
        return HConsistency(loss, over, None, None, SoftmaxBound(loss, ZERO, over).open_reason)
    try:
        exact, convex = form.transform(loss.classes), form.greatest_bound(loss.classes)
    except NotDerived as missing:
        return HConsistency(loss, over, None, None, str(missing))
    said = decide(SoftmaxTransform(loss, exact, over), budget)
    known = said.status is Status.PROVED
    transform = DerivedFunction("transform", "theta", exact, (), (), (said,)) if known else None
    bound = decide(SoftmaxBound(loss, convex, over), budget)
    if bound.status is not Status.PROVED:
        return HConsistency(loss, over, transform, None, bound.reason)
    return HConsistency(loss, over, transform, bound, None if known else said.reason)


def _tabulated(loss: AnyLoss, over: HypothesisSet, reason: str, budget: int | None) -> HConsistency:
    """Certified enclosures of the transform, where the scores are the same at every input."""
    found = None if over.varies else table(over.restricted(loss), "calibration_function", budget)
    if found is None or not isinstance(found.statement, FunctionTable):
        return HConsistency(loss, over, None, None, reason)
    transform = DerivedFunction("transform", "theta", None, found.statement.value, (), (found,))
    return HConsistency(loss, over, transform, None, reason)
