"""The verdicts on a loss that bounds on data start from: convex in the scores, bounded below, calibrated."""

from __future__ import annotations

from functools import lru_cache

from losstheory.claims import Verdict
from losstheory.losses.loss import Loss
from losstheory.losses.multiclass import MulticlassLoss, SumToZeroLoss
from losstheory.rigor import decide
from losstheory.theory.boundedness import BoundedBelow
from losstheory.theory.calibration import Calibrated
from losstheory.theory.convexity import Convex
from losstheory.theory.multiclass.calibration import Calibrated as MulticlassCalibrated
from losstheory.theory.multiclass.calibration import TopKCalibrated
from losstheory.theory.multiclass.convexity import Convex as MulticlassConvex


@lru_cache(maxsize=128)
def convex_in_scores(loss: Loss) -> Verdict:
    """PROVED with its certificate, REFUTED or UNDECIDED: every partial loss is convex in the score or the scores.

    >>> from losstheory.losses.margin import RAMP
    >>> print(convex_in_scores(RAMP).status)
    REFUTED
    """
    if isinstance(loss, MulticlassLoss | SumToZeroLoss):
        return decide(MulticlassConvex(loss))
    return decide(Convex(loss))


@lru_cache(maxsize=128)
def boundedness(loss: Loss) -> Verdict:
    """The verdict that every partial loss of one score is bounded below."""
    return decide(BoundedBelow(loss))


@lru_cache(maxsize=128)
def calibration(loss: Loss) -> Verdict:
    """The verdict that a loss of one score or of several is classification-calibrated."""
    if isinstance(loss, MulticlassLoss | SumToZeroLoss):
        return decide(MulticlassCalibrated(loss))
    return decide(Calibrated(loss))


@lru_cache(maxsize=128)
def top_k_calibration(loss: MulticlassLoss | SumToZeroLoss, k: int) -> Verdict:
    """The verdict that a loss of several classes is top-k calibrated."""
    return decide(TopKCalibrated(loss, k))
