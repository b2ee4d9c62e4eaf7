"""Zhao et al. (2022), "Well-Classified Examples are Underestimated in Classification with Deep Neural Networks".

AAAI 2022, for two classes: the encouraging loss is -log q + log(1 - q), q the probability of the label that was seen;
the conservative bonus is continued by its tangent from q = 3/4 on. In the margin, q = 1/(1 + exp(-t)). Calibrated: for
the 0-1 loss with a score of zero counted as an error, values in the extended reals.
"""

from fractions import Fraction

from losstheory.claims import Claim
from losstheory.losses import margin, probability
from losstheory.theory import BoundedBelow, Calibrated, Convex, Equal, NonIncreasing, Proper, Symmetric

PAPER = "zhao2022wellclassified"

FULL = margin.encouraging_margin(log_end=1)
CONSERVATIVE = margin.encouraging_margin(log_end=Fraction(3, 4))

CLAIMS = (
    Claim("full bonus: the loss is -t, slope -1 at every margin", Equal(FULL.phi, "-t", "t", "-oo", "oo"), PAPER),
    Claim("full bonus: symmetric, as the unhinged loss", Symmetric(FULL), "ours"),
    Claim("full bonus: calibrated", Calibrated(FULL), "ours"),
    Claim("full bonus: not bounded below", BoundedBelow(FULL), "ours", expected=False),
    Claim("full bonus: not proper", Proper(probability.encouraging(log_end=1)), "ours", expected=False),
    Claim("conservative bonus: non-increasing", NonIncreasing(CONSERVATIVE), PAPER),
    Claim("conservative bonus: bounded below", BoundedBelow(CONSERVATIVE), "ours"),
    Claim("conservative bonus: convex in the margin", Convex(CONSERVATIVE), "ours"),
    Claim("conservative bonus: calibrated", Calibrated(CONSERVATIVE), "ours"),
)
