r"""Multiclass losses: :math:`\ell_y(s_1, \dots, s_K)`, one formula in the scores of all classes for each class y.

A loss is asked on all of :math:`R^K`, or on the scores of sum zero. ``multiclass`` reads what somebody typed, the
constructions build a loss from a formula of one variable, from an entropy, or from other losses, and the catalogue
has the losses with a name.

>>> multiclass_catalogue["gce"].definition
'(1 - q_y^q)/q.'
"""

from losstheory.losses.multiclass.catalogue import multiclass_catalogue
from losstheory.losses.multiclass.combinations import active_passive, normalised, weighted_sum
from losstheory.losses.multiclass.constructions import (
    comp_sum,
    constrained,
    largest_rival,
    one_versus_all,
    pairwise,
    separable,
    softmax,
)
from losstheory.losses.multiclass.entropies import GINI, SHANNON, SPHERICAL, TSALLIS, Entropy, fenchel_young
from losstheory.losses.multiclass.every_k import EveryKLoss
from losstheory.losses.multiclass.families import MulticlassFamily, Numbers
from losstheory.losses.multiclass.kinds import (
    MAX_CLASSES,
    AnyMulticlass,
    FormulaPerClass,
    MulticlassLoss,
    ScoreLoss,
    SumToZeroLoss,
    score_names,
)
from losstheory.losses.multiclass.typed import EVERY, multiclass

__all__ = [
    "EVERY", "GINI", "MAX_CLASSES", "SHANNON", "SPHERICAL", "TSALLIS", "AnyMulticlass", "Entropy", "EveryKLoss",
    "FormulaPerClass", "MulticlassFamily", "MulticlassLoss", "Numbers", "ScoreLoss", "SumToZeroLoss",
    "active_passive", "comp_sum", "constrained", "fenchel_young", "largest_rival", "multiclass",
    "multiclass_catalogue", "normalised", "one_versus_all", "pairwise", "score_names", "separable", "softmax",
    "weighted_sum",
]  # fmt: skip
