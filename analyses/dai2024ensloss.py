"""Dai (2024), "EnsLoss: Stochastic Calibrated Loss Ensembles for Preventing Overfitting in Classification".

arXiv:2409.00908. The paper states its conditions on the derivative: non-decreasing (convex), continuous and negative at
0 (calibrated), and a right tail that falls fast enough (bounded below). Setting of every claim: labels -1 and +1,
target the 0-1 loss with a score of zero counted as an error, eta in [0, 1], values in the extended reals.
"""

from losstheory.claims import Claim
from losstheory.losses import MarginLoss, margin
from losstheory.losses.catalogue import catalogue
from losstheory.theory import BoundedBelow, Calibrated, Convex

PAPER = "dai2024ensloss"

SLOW_TAIL = MarginLoss("derivative -1/t beyond 1", "Piecewise((1 - t, t <= 1), (-log(t), True))")
FAST_TAIL = MarginLoss("derivative -1/t^2 beyond 1", "Piecewise((1 - t, t <= 1), (1/t - 1, True))")
KINKED = MarginLoss("kinked", "Max(-t/5, -3*t)")
DROP = MarginLoss("drop at 1", "Piecewise((1 - t, t <= 1), (exp(1 - t) - 2, True))")

CLAIMS = (
    Claim("a sum of calibrated convex losses is calibrated", Calibrated(catalogue.parse("hinge+2*logistic")), PAPER),
    Claim("tail -1/t^2 of the derivative: convex", Convex(FAST_TAIL), PAPER),
    Claim("tail -1/t^2 of the derivative: calibrated", Calibrated(FAST_TAIL), PAPER),
    Claim("tail -1/t^2 of the derivative: bounded below", BoundedBelow(FAST_TAIL), PAPER),
    Claim("tail -1/t of the derivative: convex", Convex(SLOW_TAIL), "ours"),
    Claim("tail -1/t of the derivative: calibrated", Calibrated(SLOW_TAIL), "ours"),
    Claim("tail -1/t of the derivative: not bounded below", BoundedBelow(SLOW_TAIL), "ours", expected=False),
    Claim("calibration alone needs no bound: unhinged loss is calibrated", Calibrated(margin.UNHINGED), "ours"),
    Claim("unhinged loss is not bounded below", BoundedBelow(margin.UNHINGED), "ours", expected=False),
    Claim("max(-t/5, -3t) is convex, its slopes at 0 negative", Convex(KINKED), "ours"),
    Claim("max(-t/5, -3t) has a kink at 0: not calibrated", Calibrated(KINKED), PAPER, expected=False),
    Claim("a hinge that drops from 0 to -1 at 1: not convex", Convex(DROP), "ours", expected=False),
)
