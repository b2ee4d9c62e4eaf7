"""Neural collapse: how near features are to it, and where the unconstrained-features model has its global minima.

>>> from losstheory.landscape import measure_collapse, unconstrained_features
>>> measure_collapse(features, labels, model.head.weight, model.head.bias).variability
>>> unconstrained_features((50, 30, 10, 4), decay=(0.02, 0.02)).lost
"""

from losstheory.landscape.collapse.cross_entropy import BalancedCrossEntropy, balanced_cross_entropy
from losstheory.landscape.collapse.frames import orthogonal_distance, simplex_distance, simplex_etf
from losstheory.landscape.collapse.label_encoding import SimplexEncodedLabels, simplex_encoded_labels
from losstheory.landscape.collapse.measures import Collapse, measure_collapse
from losstheory.landscape.collapse.minimizer import Minimizer
from losstheory.landscape.collapse.unconstrained import UnconstrainedFeatures, unconstrained_features

__all__ = [
    "BalancedCrossEntropy",
    "Collapse",
    "Minimizer",
    "SimplexEncodedLabels",
    "UnconstrainedFeatures",
    "balanced_cross_entropy",
    "measure_collapse",
    "orthogonal_distance",
    "simplex_distance",
    "simplex_encoded_labels",
    "simplex_etf",
    "unconstrained_features",
]
