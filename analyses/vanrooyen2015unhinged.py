"""van Rooyen, Menon & Williamson (2015), "Learning with Symmetric Label Noise: The Importance of Being Unhinged".

NeurIPS 2015. Setting of every claim: margin losses on the real line; symmetric: phi(t) + phi(-t) is the same for all
real t; calibrated for the 0-1 loss with a score of zero counted as an error, values in the extended reals.
"""

from losstheory.claims import Claim
from losstheory.losses import margin
from losstheory.theory import BoundedBelow, Calibrated, Convex, Symmetric

PAPER = "vanrooyen2015unhinged"

CLAIMS = (
    Claim("unhinged loss is convex", Convex(margin.UNHINGED), PAPER),
    Claim("unhinged loss is symmetric", Symmetric(margin.UNHINGED), PAPER),
    Claim("unhinged loss is calibrated", Calibrated(margin.UNHINGED), PAPER),
    Claim("unhinged loss is not bounded below", BoundedBelow(margin.UNHINGED), PAPER, expected=False),
    Claim("hinge is not symmetric", Symmetric(margin.HINGE), PAPER, expected=False),
    Claim("logistic loss is not symmetric", Symmetric(margin.LOGISTIC), PAPER, expected=False),
    Claim("square loss is not symmetric", Symmetric(margin.SQUARED), PAPER, expected=False),
    Claim("sigmoid loss is symmetric", Symmetric(margin.SIGMOID), "ghosh2015making"),
    Claim("sigmoid loss is bounded below", BoundedBelow(margin.SIGMOID), "ghosh2015making"),
    Claim("sigmoid loss is not convex", Convex(margin.SIGMOID), "ours", expected=False),
    Claim(
        "a barrier hinge is symmetric only near 0",
        Symmetric(margin.barrier_hinge(b=5, r=1)),
        "charoenphakdee2019symmetric",
        expected=False,
    ),
)
