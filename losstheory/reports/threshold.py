"""Where to threshold the score of a binary loss so that the decision is the Bayes decision."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from losstheory.claims import Status, Verdict
from losstheory.formulas.closed_forms import is_explicit
from losstheory.formulas.constants import bounds
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.printer import to_text
from losstheory.formulas.tree import ZERO, Tree, number
from losstheory.reports.absent import Absent
from losstheory.rigor import decide
from losstheory.theory.calibration import Calibrated
from losstheory.theory.search.thresholds import thresholds
from losstheory.theory.threshold import ThresholdIs
from losstheory.theory.views import centre

if TYPE_CHECKING:
    from losstheory.losses.loss import AnyLoss

HALF, TRIES, DIGITS = Fraction(1, 2), 3, 12


@dataclass(frozen=True)
class Threshold:
    """The score above which the positive label is the Bayes decision, PROVED.

    Attributes:
        loss: a pair or probability loss.
        verdict: on `ThresholdIs`, at cost 1/2; on `Calibrated` if the score is the centre.
    """

    loss: AnyLoss
    verdict: Verdict

    @property
    def score(self) -> Tree:
        return score_of(self.verdict, self.loss)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return (self.verdict,)

    def to_json(self) -> dict[str, Any]:
        return {
            "variable": self.loss.variable,
            "score": to_text(self.score),
            "enclosure": [str(end) for end in bounds(self.score)],
            "cost": str(HALF),
            "sha256": self.verdict.sha256,
        }

    def __str__(self) -> str:
        at_centre = self.score == centre(self.loss)
        return f"predict +1 for {self.loss.variable} > {shown(self.score)}" + (", the centre" if at_centre else "")


def threshold(loss: AnyLoss, budget: int | None = None) -> Threshold | Absent:
    """The threshold that is proved to be right at equal costs of the two errors.

    >>> from losstheory.losses.typed import loss
    >>> print(threshold(loss("1/3*(1 - t)**2", "2/3*(1 + t)**2", kind="pair")))
    predict +1 for t > -1/3
    """
    found = best_threshold(loss, HALF, usual_threshold(loss, HALF, budget), budget)
    return found if isinstance(found, Absent) else Threshold(loss, found)


def usual_threshold(loss: AnyLoss, cost: Fraction, budget: int | None = None) -> Verdict:
    """On p = c, or on t = 0; at cost 1/2 both are what calibration asks."""
    if cost == HALF:
        return decide(Calibrated(loss), budget)
    score = number(cost) if loss.kind == "probability" else ZERO
    return decide(ThresholdIs(loss, score, cost), budget)


def best_threshold(loss: AnyLoss, cost: Fraction, usual: Verdict, budget: int | None = None) -> Verdict | Absent:
    """The usual threshold if it is proved, else the first that is."""
    if usual.status is Status.PROVED:
        return usual
    try:
        candidates = thresholds(loss, cost)
    except LossTheoryError as error:
        return Absent(str(error))
    for score in candidates[:TRIES]:
        verdict = decide(ThresholdIs(loss, score, cost), budget)
        if verdict.status is Status.PROVED:
            return verdict
    return Absent("no score was found below which the one decision is right, and above which the other")


def score_of(verdict: Verdict, loss: AnyLoss) -> Tree:
    """The score that a verdict on a threshold is about."""
    said = verdict.statement
    return said.score if isinstance(said, ThresholdIs) else centre(loss)


def shown(score: Tree) -> str:
    """A constant in closed form, or to twelve digits."""
    if is_explicit(score):
        return to_text(score)
    low, high = bounds(score)
    return f"{float((low + high) / 2):.{DIGITS}g}"
