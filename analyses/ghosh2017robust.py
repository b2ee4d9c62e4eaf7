"""Ghosh, Kumar & Sastry (2017), "Robust Loss Functions under Label Noise for Deep Neural Networks".

AAAI 2017, its binary part. Symmetric: the losses of the two labels have a constant sum; this is what tolerance to
uniform label noise of rate below 1/2 rests on. Setting of every claim: p in (0, 1), or a margin on the real line;
calibrated for the 0-1 loss, ties counted as errors.
"""

from losstheory.claims import Claim
from losstheory.losses import margin, probability
from losstheory.theory import Calibrated, Less, Proper, Symmetric

PAPER = "ghosh2017robust"

CLAIMS = (
    Claim("mean absolute error is symmetric", Symmetric(probability.MAE), PAPER),
    Claim("cross entropy is not symmetric", Symmetric(probability.LOG), PAPER, expected=False),
    Claim("mean square error is not symmetric", Symmetric(probability.BRIER), PAPER, expected=False),
    Claim(
        "mean square error: the sum of its two losses is bounded above by 1",
        Less("(1 - p)**2 + p**2", "1", "p", "0", "1"),
        PAPER,
    ),
    Claim(
        "mean square error: the sum of its two losses is bounded below by 1/2",
        Less("1/2", "(1 - p)**2 + p**2", "p", "0", "1", strict=False),
        PAPER,
    ),
    Claim("mean absolute error is calibrated", Calibrated(probability.MAE), "ours"),
    Claim("mean absolute error is not proper", Proper(probability.MAE), "ours", expected=False),
    Claim("0-1 loss is symmetric if p = 1/2 is charged one half", Symmetric(probability.ZERO_ONE_P), "ours"),
    Claim(
        "0-1 loss is not symmetric if a score of 0 is an error for both labels",
        Symmetric(margin.ZERO_ONE),
        "ours",
        expected=False,
    ),
    Claim("ramp loss is symmetric", Symmetric(margin.RAMP), "ghosh2015making"),
    Claim(
        "rho-margin loss, a ramp from 0 on, is not symmetric",
        Symmetric(margin.rho_margin(rho=1)),
        "ours",
        expected=False,
    ),
    Claim("generalized cross entropy with q = 1 is symmetric", Symmetric(probability.gce(q=1)), "zhang2018gce"),
)
