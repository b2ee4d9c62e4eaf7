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
    Claim(
        "focal loss in the margin, gamma = 2, is non-increasing", NonIncreasing(margin.focal_margin(gamma=2)), ORIGINAL
    ),
    Claim("focal loss with gamma = 0 is strictly proper", StrictlyProper(probability.focal(gamma=0)), PAPER),
    Claim("focal loss with gamma = 2 is not proper", Proper(FOCAL), PAPER, expected=False),
    Claim(
        "focal loss with gamma = 1/100 is not proper",
        Proper(probability.focal(gamma=Fraction(1, 100))),
        PAPER,
        expected=False,
    ),
    Claim(
        "underconfident with gamma = 2: at eta = 9/10 every p > 7/10 is worse than 7/10",
        Less(substitute(RISK, "p", number("7/10")), RISK, "p", "7/10", "1"),
        PAPER,
    ),
    Claim("focal loss in the margin, gamma = 0, is convex", Convex(margin.focal_margin(gamma=0)), "ours"),
    Claim(
        "focal loss in the margin, gamma = 2, is not convex",
        Convex(margin.focal_margin(gamma=2)),
        "ours",
        expected=False,
    ),
    Claim(
        "focal loss in the margin, gamma = 1/2, is not convex",
        Convex(margin.focal_margin(gamma=Fraction(1, 2))),
        "ours",
        expected=False,
    ),
    Claim("with weights 1/4 and 3/4 (RetinaNet) it is not calibrated", Calibrated(RETINANET), "ours", expected=False),
    Claim(
        "with weights 1/2 and 1/2 it is calibrated",
        Calibrated(probability.balanced_focal(gamma=2, alpha=Fraction(1, 2))),
        "ours",
    ),
    Claim(
        "with weights 1/4 and 3/4 the risk at eta = 3/4 is least at p = 1/2",
        InfimumIs(RETINANET.conditional_risk("3/4"), "p", "3*log(2)/32", "0", "1"),
        "ours",
    ),
)
