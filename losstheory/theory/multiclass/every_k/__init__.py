"""Statements about a multiclass loss of every number of classes, or of none from some number on.

>>> from losstheory.losses.multiclass import multiclass
>>> from losstheory.rigor import decide
>>> from losstheory.theory.multiclass import Calibrated
>>> decide(EveryK(Calibrated, multiclass("gce:q=1/2", classes="every"))).status
<Status.PROVED: 'PROVED'>
"""

from losstheory.theory.multiclass.every_k.statement import EveryK, every_k_statements

__all__ = ["EveryK", "every_k_statements"]
