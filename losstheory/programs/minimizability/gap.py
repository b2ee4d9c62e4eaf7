r"""Minimizability gaps of convex losses on finite distributions: :math:`M(H) = R^*(H) - E \inf_s f_x(s)`."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from losstheory.claims import Status, Verdict
from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.loss import Loss, MarginLoss
from losstheory.losses.multiclass import MulticlassLoss
from losstheory.losses.typed import loss as typed
from losstheory.programs.minimizability.conditional import BinaryRisks, ConditionalRisks, MulticlassRisks
from losstheory.programs.minimizability.distribution import FiniteDistribution
from losstheory.programs.minimizability.linear_risk import least_linear_risk
from losstheory.programs.minimizability.pointwise import least_at_each_input
from losstheory.programs.minimizability.reaches import reaches, read_set
from losstheory.programs.minimizability.rounding import float_above, float_below, interval
from losstheory.programs.solution import DataError, Solution, SolveError
from losstheory.theory.consistency.hypotheses import AllMeasurable, HypothesisSet, Linear
from losstheory.theory.convex_scores import boundedness, convex_in_scores
from losstheory.theory.views import weighted

TOLERANCE, STEPS = 1e-9, 3000


class GapError(LossTheoryError):
    """A gap that is not defined, or that cannot be enclosed; the message has the reason."""


@dataclass(frozen=True)
class MinimizabilityGap:
    """M(H) = R*(H) - E inf, between certified bounds.

    Attributes:
        loss, over, data: of what: a loss, a hypothesis set, a distribution.
        risk: R*(H), the least risk over the set.
        pointwise: E inf, the mean of the least conditional risk over the scores that are reached at each input.
        convex: the verdict that the loss is convex, with its certificate.
    """

    loss: Loss
    over: HypothesisSet
    data: FiniteDistribution
    risk: Solution
    pointwise: Solution
    convex: Verdict

    @property
    def lower(self) -> Fraction:
        """0 at least, since no score of the set is better at an input than the best one there."""
        if not isinstance(self.over, Linear):
            return Fraction(0)
        return max(Fraction(0), Fraction(self.risk.lower) - Fraction(self.pointwise.upper))

    @property
    def upper(self) -> Fraction:
        """0 for sets of all functions within bounds, which are best at every input at once."""
        if not isinstance(self.over, Linear):
            return Fraction(0)
        return Fraction(self.risk.upper) - Fraction(self.pointwise.lower)

    def to_json(self) -> dict[str, Any]:
        return {
            "loss": self.loss.to_json(),
            "over": str(self.over),
            "least_risk": _floats(self.risk.lower, self.risk.upper),
            "pointwise": _floats(self.pointwise.lower, self.pointwise.upper),
            "gap": _floats(self.lower, self.upper),
            "data": self.data.meaning,
        }

    def __str__(self) -> str:
        return f"{self.loss.name} over {self.over}: gap {interval(self.lower, self.upper)}"


def minimizability_gap(
    loss: Any, over: HypothesisSet | str, data: FiniteDistribution, tol: float = TOLERANCE, steps: int = STEPS
) -> MinimizabilityGap:
    """The gap of a loss that is convex in the scores, enclosed.

    >>> data = FiniteDistribution.of([[-1.0], [1.0]], ["1/4", "3/4"])
    >>> gap = minimizability_gap("squared", "linear:1/4,1", data)
    >>> round(float(gap.lower), 6), round(float(gap.upper), 6)
    (0.0625, 0.0625)

    Args:
        loss: a margin or pair loss, a text for ``lt.loss``, or a multiclass loss without branches.
        over: ``"linear:WEIGHTS,BIAS"``, ``"bounded:SCORES"`` or ``"all"``; |w| <= WEIGHTS in the Euclidean norm and
            |b| <= BIAS, for each score of a multiclass loss on its own.
        data: a finite distribution; of two classes the second is the positive one.
        tol: the width of the enclosure of the least risk at which the search stops.
        steps: the most Newton steps; the bounds hold wherever the search stops.

    Raises:
        GapError: the loss is not shown to be convex, or E inf is minus infinity; the message has the reason.
        DataError: a loss and data of different numbers of classes.
    """
    one = loss if isinstance(loss, Loss) else typed(loss)
    if not tol > 0 or steps < 0:
        raise DataError(f"expected tol > 0 and steps >= 0, got {tol} and {steps}")
    check_classes(one, data)
    chosen, verdict = read_set(over), proved_convex(one)
    risks = conditional_risks(one, data)
    pointwise = _pointwise(one, risks, chosen, data)
    if not isinstance(chosen, Linear):
        return MinimizabilityGap(one, chosen, data, pointwise, pointwise, verdict)
    try:
        risk = least_linear_risk(risks, chosen, data, tol, steps)
    except SolveError as error:
        raise GapError(f"the gap of {one.name} is not enclosed: {error}") from error
    if risk.lower < pointwise.lower:
        risk = Solution(pointwise.lower, risk.upper, risk.primal, risk.dual)
    return MinimizabilityGap(one, chosen, data, risk, pointwise, verdict)


def check_classes(loss: Loss, data: FiniteDistribution) -> None:
    """That the loss is one of real scores, for the classes of the data.

    Raises:
        DataError: it is not.
    """
    if isinstance(loss, MulticlassLoss):
        if loss.classes != len(data.classes):
            raise DataError(f"{loss.name} has {loss.classes} classes, the data {len(data.classes)}")
        return
    if loss.kind not in ("margin", "pair"):
        hint = "; give it a link with lt.composite" if loss.kind == "probability" else ""
        raise DataError(f"expected a margin, pair or multiclass loss of real scores, got a {loss.kind} loss{hint}")
    if len(data.classes) != 2:
        raise DataError(f"{loss.name} has two labels, the data {len(data.classes)} classes; take a multiclass loss")


def conditional_risks(loss: Loss, data: FiniteDistribution) -> ConditionalRisks:
    """The conditional risks of a loss at the inputs.

    Raises:
        DataError: another number of classes, or a loss that is not one of real scores.
        GapError: the formulas of a multiclass loss branch.
    """
    check_classes(loss, data)
    if not isinstance(loss, MulticlassLoss):
        return BinaryRisks(loss, data.eta)
    try:
        return MulticlassRisks(loss, data.eta)
    except LossTheoryError as error:
        raise GapError(f"the gap of {loss.name} is not enclosed: {error}") from error


def proved_convex(loss: Loss) -> Verdict:
    """The verdict that the loss is convex in its scores, with its certificate.

    Raises:
        GapError: it is not PROVED.
    """
    verdict = convex_in_scores(loss)
    if verdict.status is not Status.PROVED:
        why = verdict.reason or ", ".join(f"{name} = {value}" for name, value in (verdict.witness or {}).items())
        raise GapError(f"no bound of the least risk from below: convex in the scores is {verdict.status} ({why})")
    return verdict


def _pointwise(loss: Loss, risks: ConditionalRisks, over: HypothesisSet, data: FiniteDistribution) -> Solution:
    try:
        return least_at_each_input(risks, reaches(over, data.x), data.weights)
    except SolveError as error:
        eta = _unbounded_at(loss, data) if isinstance(over, AllMeasurable) else None
        if eta is not None:
            raise GapError(
                f"{loss.name} is not bounded below: over all scores E inf and the least risk are -oo, by the inputs "
                f"where eta is {eta}, and the gap -oo - (-oo) is not defined; bound the scores"
            ) from error
        raise GapError(f"the gap of {loss.name} over {over} is not enclosed: {error}") from error


def _unbounded_at(loss: Loss, data: FiniteDistribution) -> Fraction | None:
    """An eta of the data at which eta l+ + (1 - eta) l- is refuted to be bounded below."""
    if isinstance(loss, MulticlassLoss):
        return None
    mixed = ((eta, MarginLoss("conditional risk", weighted(eta, *loss.partials))) for _, eta in dict.fromkeys(data.eta))
    return next((eta for eta, risk in mixed if boundedness(risk).status is Status.REFUTED), None)


def _floats(lower: Any, upper: Any) -> list[float]:
    return [float_below(Fraction(lower)), float_above(Fraction(upper))]
