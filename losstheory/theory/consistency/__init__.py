"""H-consistency: hypothesis sets, the transform of a loss over one, and bounds on the 0-1 estimation error."""

from losstheory.theory.consistency.bound import HConsistencyBound
from losstheory.theory.consistency.derivation import HConsistency, h_consistency
from losstheory.theory.consistency.hypotheses import (
    AllMeasurable,
    BoundedScores,
    HypothesesError,
    HypothesisSet,
    Linear,
    ReluNetworks,
    hypotheses,
)
from losstheory.theory.consistency.softmax_bound import SoftmaxBound
from losstheory.theory.consistency.softmax_transform import SoftmaxTransform
from losstheory.theory.consistency.transform import TransformIs

__all__ = [
    "AllMeasurable", "BoundedScores", "HConsistency", "HConsistencyBound", "HypothesesError", "HypothesisSet",
    "Linear", "ReluNetworks", "SoftmaxBound", "SoftmaxTransform", "TransformIs", "h_consistency", "hypotheses",
]  # fmt: skip
