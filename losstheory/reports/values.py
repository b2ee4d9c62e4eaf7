"""What is derived from a loss besides its verdicts: constants, and what a residual loss elicits."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from losstheory.losses.loss import MarginLoss, ProbabilityLoss, ResidualLoss
from losstheory.reports.absent import Absent as Absent
from losstheory.reports.consistency import Bound
from losstheory.reports.functions import derived
from losstheory.reports.threshold import Threshold, threshold
from losstheory.theory import Elicited, elicited
from losstheory.theory.constants import (
    Constant,
    ConstantIs,
    LipschitzConstantIs,
    SmoothnessConstantIs,
    StrongConvexityConstantIs,
    derive_constant,
)
from losstheory.theory.derived.derive import NAMES, DerivedFunction
from losstheory.theory.multiclass.noise_excess import NoiseExcess
from losstheory.theory.multiclass.sum_range import SumRange

if TYPE_CHECKING:
    from losstheory.losses.loss import AnyLoss

FORMS: dict[str, type[ConstantIs]] = {
    "lipschitz": LipschitzConstantIs,
    "smoothness": SmoothnessConstantIs,
    "strong_convexity": StrongConvexityConstantIs,
}
WORK = 6000


Value: TypeAlias = Constant | DerivedFunction | Elicited | SumRange | NoiseExcess | Bound | Threshold | Absent


def value_names(loss: AnyLoss) -> tuple[str, ...]:
    """The names of the values that a loss has, or of which it is said why it has none.

    ``lipschitz`` and ``smoothness`` are the least Lipschitz constants of the partial losses and of their slopes,
    ``strong_convexity`` the greatest modulus, ``elicits`` the functional that a residual loss elicits; a binary loss
    has ``bayes_risk``, ``calibration_function``, ``psi`` and ``link``, a probability loss ``weight`` too
    (``reports/functions.py``); a pair or probability loss has ``threshold``, which of a calibrated one is the centre.
    """
    if isinstance(loss, ResidualLoss):
        return (*FORMS, "elicits")
    if isinstance(loss, MarginLoss):
        return (*FORMS, *NAMES)
    return (*FORMS, *NAMES, *(["weight"] if isinstance(loss, ProbabilityLoss) else []), "threshold")


def derive_value(loss: AnyLoss, name: str, budget: int | None = None) -> Value:
    """One value of a loss, exact or enclosed with certificates, or absent with the reason."""
    if name in FORMS:
        return _constant(loss, name, budget or WORK)
    if isinstance(loss, ResidualLoss):
        return elicited(loss, budget)
    if name == "threshold":
        return threshold(loss, budget)
    return derived(loss, name, budget)


def derive_values(loss: AnyLoss, budget: int | None = None) -> dict[str, Value]:
    """The values of a loss by name (see ``value_names``)."""
    return {name: derive_value(loss, name, budget) for name in value_names(loss)}


def _constant(loss: AnyLoss, name: str, budget: int) -> Value:
    found = derive_constant(loss, FORMS[name], budget)
    if found is not None:
        return found
    if name == "strong_convexity":
        return Absent("no modulus: the loss is not shown to be convex")
    return Absent("neither the value nor an enclosure was certified within the budget")
