"""Ridnik et al. (2021), "Asymmetric Loss for Multi-Label Classification".

ICCV 2021, one label at a time: the positive loss is -(1 - p)^a log p, the negative one -s^b log(1 - s) with
s = max(p - m, 0). Setting of every claim: p in (0, 1); calibrated for the 0-1 loss with threshold 1/2, where p = 1/2
counts as an error; eta in [0, 1].
"""

from fractions import Fraction

from losstheory.claims import Claim
from losstheory.losses import probability
from losstheory.theory import Calibrated, Equal, Proper, StrictlyProper

PAPER = "ridnik2021asl"

DEFAULT = probability.asl(gamma_pos=0, gamma_neg=4, m=Fraction(1, 20))
SHIFT = probability.asl(gamma_pos=0, gamma_neg=0, m=Fraction(1, 20))
FOCUS = probability.asl(gamma_pos=0, gamma_neg=4, m=0)

CLAIMS = (
    Claim("a negative with p below m costs nothing", Equal(DEFAULT.negative, "0", "p", "0", "1/20"), PAPER),
    Claim("without focus and shift it is strictly proper", StrictlyProper(probability.asl(gamma_neg=0, m=0)), PAPER),
    Claim(
        "equal focus without shift is calibrated", Calibrated(probability.asl(gamma_pos=2, gamma_neg=2, m=0)), "ours"
    ),
    Claim("a = 0, b = 4, m = 1/20 is not proper", Proper(DEFAULT), "ours", expected=False),
    Claim("a = 0, b = 4, m = 1/20 is not calibrated at the threshold 1/2", Calibrated(DEFAULT), "ours", expected=False),
    Claim(
        "unequal focus alone, a = 0, b = 4: not calibrated at the threshold 1/2",
        Calibrated(FOCUS),
        "ours",
        expected=False,
    ),
    Claim("the shift alone, m = 1/20: not calibrated at the threshold 1/2", Calibrated(SHIFT), "ours", expected=False),
)
