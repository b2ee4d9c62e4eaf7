"""Formulas as numerical functions."""

from losstheory.numeric.callables import to_numpy
from losstheory.numeric.infimum import Infimum, estimate_infimum

__all__ = ["Infimum", "estimate_infimum", "to_numpy"]
