"""Losses that are learned or drawn while a model trains, with what makes them calibrated or proper built in.

>>> import numpy as np
>>> from losstheory.nn.learned import EnsLoss, LegendreTron, Potential
>>> EnsLoss(np.random.default_rng(0), reduction="sum")
EnsLoss(labels=(0, 1), reduction='sum', tail=2)
"""

from losstheory.nn.learned.drawn_loss import DrawnLoss, draw
from losstheory.nn.learned.ens_loss import EnsLoss
from losstheory.nn.learned.jacobian import JacobianTest, measure_jacobian, softmax_plus
from losstheory.nn.learned.legendre_tron import Canonical, LegendreTron
from losstheory.nn.learned.potential import Potential

__all__ = [
    "Canonical",
    "DrawnLoss",
    "EnsLoss",
    "JacobianTest",
    "LegendreTron",
    "Potential",
    "draw",
    "measure_jacobian",
    "softmax_plus",
]
