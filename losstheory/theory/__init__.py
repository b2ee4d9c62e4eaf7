"""Properties of losses, one a file, and general statements: sentences, rules, and the searches for their premises."""

from losstheory.theory.boundedness import BoundedBelow
from losstheory.theory.calibration import Calibrated
from losstheory.theory.convexity import Convex
from losstheory.theory.general import Equal, Exists, InfimumIs, Less, LimitIs, ValueIs
from losstheory.theory.monotonicity import NonIncreasing
from losstheory.theory.properness import Proper, StrictlyProper
from losstheory.theory.properties import LossStatement, NotApplicable
from losstheory.theory.smoothness import DifferentiableAtCentre
from losstheory.theory.symmetry import Symmetric

__all__ = [
    "BoundedBelow", "Calibrated", "Convex", "DifferentiableAtCentre", "Equal", "Exists", "InfimumIs",
    "Less", "LimitIs", "LossStatement",
    "NonIncreasing", "NotApplicable", "Proper", "StrictlyProper", "Symmetric", "ValueIs", "by_kind", "properties",
]  # fmt: skip

properties: dict[str, type[LossStatement]] = {
    "convex": Convex,
    "nonincreasing": NonIncreasing,
    "bounded_below": BoundedBelow,
    "calibrated": Calibrated,
    "symmetric": Symmetric,
    "differentiable_at_centre": DifferentiableAtCentre,
    "proper": Proper,
    "strictly_proper": StrictlyProper,
}

by_kind: dict[str, tuple[str, ...]] = {
    "margin": ("convex", "nonincreasing", "bounded_below", "calibrated", "symmetric"),
    "pair": ("convex", "calibrated"),
    "probability": ("proper", "strictly_proper", "convex", "calibrated", "symmetric"),
}
