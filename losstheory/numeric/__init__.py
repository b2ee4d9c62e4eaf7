"""Formulas as numerical functions."""

from losstheory.numeric.accuracy import numeric_error
from losstheory.numeric.callables import to_numpy
from losstheory.numeric.infimum import Infimum, estimate_infimum
from losstheory.numeric.tensors import to_torch

__all__ = ["Infimum", "estimate_infimum", "numeric_error", "to_numpy", "to_torch"]
