"""Properties of losses, one a file, and general statements: sentences, rules, and the searches for their premises."""

from losstheory.theory.boundedness import BoundedBelow, NonNegative
from losstheory.theory.calibration import Calibrated
from losstheory.theory.convexity import Convex
from losstheory.theory.elicitation import Elicited, elicited
from losstheory.theory.general import Equal, Exists, InfimumIs, Less, LimitIs, ValueIs
from losstheory.theory.lipschitz import Lipschitz
from losstheory.theory.monotonicity import NonIncreasing
from losstheory.theory.properness import Proper, StrictlyProper
from losstheory.theory.properties import LossStatement, NotApplicable
from losstheory.theory.smoothness import Differentiable, DifferentiableAtCentre
from losstheory.theory.strictness import StrictlyConvex, StronglyConvex
from losstheory.theory.symmetry import Symmetric

__all__ = [
    "BoundedBelow", "Calibrated", "Convex", "Differentiable", "DifferentiableAtCentre", "Elicited", "Equal", "Exists",
    "InfimumIs", "Less", "LimitIs", "Lipschitz", "LossStatement", "NonIncreasing", "NonNegative", "NotApplicable",
    "Proper", "StrictlyConvex", "StrictlyProper", "StronglyConvex", "Symmetric", "ValueIs", "by_kind", "elicited",
    "properties",
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
    "strictly_convex": StrictlyConvex,
    "strongly_convex": StronglyConvex,
    "lipschitz": Lipschitz,
    "differentiable": Differentiable,
    "nonnegative": NonNegative,
}

by_kind: dict[str, tuple[str, ...]] = {
    "margin": ("convex", "nonincreasing", "bounded_below", "calibrated", "symmetric"),
    "pair": ("convex", "calibrated"),
    "probability": ("proper", "strictly_proper", "convex", "calibrated", "symmetric"),
    "residual": ("convex", "strictly_convex", "strongly_convex", "lipschitz", "differentiable", "nonnegative"),
}
