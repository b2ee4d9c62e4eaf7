"""Charoenphakdee et al. (2021), "On Focal Loss for Class-Posterior Probability Estimation".

CVPR 2021, on the focal loss of Lin et al. (2017). Setting of every claim: binary labels, p = P(Y = +1) as the model
gives it; calibrated: the 0-1 loss with threshold 1/2, where p = 1/2 counts as an error; all eta in [0, 1]. The margin
form takes p = 1/(1 + exp(-t)).
"""

from fractions import Fraction

from losstheory.claims import Claim
from losstheory.formulas.tree import number
from losstheory.losses import margin, probability
from losstheory.losses.loss import substitute
from losstheory.theory import Calibrated, Convex, InfimumIs, Less, NonIncreasing, Proper, StrictlyProper

PAPER = "charoenphakdee2021focal"
ORIGINAL = "lin2017focal"

FOCAL = probability.focal(gamma=2)
RISK = FOCAL.conditional_risk("9/10")
RETINANET = probability.balanced_focal(gamma=2, alpha=Fraction(1, 4))

CLAIMS = (
    Claim("focal loss with gamma = 2 is calibrated", Calibrated(FOCAL), PAPER),
    Claim("focal loss with gamma = 5 is calibrated", Calibrated(probability.focal(gamma=5)), PAPER),
    Claim("focal loss in the margin, gamma = 2, is calibrated", Calibrated(margin.focal_margin(gamma=2)), PAPER),
    Claim("focal loss in the margin is non-increasing", NonIncreasing(margin.focal_margin(gamma=2)), ORIGINAL),
    Claim("with gamma = 0 it is strictly proper", StrictlyProper(probability.focal(gamma=0)), PAPER),
    Claim("with gamma = 2 it is not proper", Proper(FOCAL), PAPER, expected=False),
    Claim("nor with gamma = 1/100", Proper(probability.focal(gamma=Fraction(1, 100))), PAPER, expected=False),
    Claim(
        "underconfident: at eta = 9/10 every p > 7/10 is worse than p = 7/10",
        Less(substitute(RISK, "p", number("7/10")), RISK, "p", "7/10", "1"),
        PAPER,
    ),
    Claim("in the margin it is convex for gamma = 0", Convex(margin.focal_margin(gamma=0)), "ours"),
    Claim("not for gamma = 2", Convex(margin.focal_margin(gamma=2)), "ours", expected=False),
    Claim("nor for gamma = 1/2", Convex(margin.focal_margin(gamma=Fraction(1, 2))), "ours", expected=False),
    Claim("weights alpha = 1/4 and 3/4 lose calibration", Calibrated(RETINANET), "ours", expected=False),
    Claim(
        "equal weights keep it",
        Calibrated(probability.balanced_focal(gamma=2, alpha=Fraction(1, 2))),
        "ours",
    ),
    Claim(
        "with alpha = 1/4 the threshold p = 1/2 stands for eta = 3/4",
        InfimumIs(RETINANET.conditional_risk("3/4"), "p", "3*log(2)/32", "0", "1"),
        "ours",
    ),
)
