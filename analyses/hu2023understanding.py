"""Hu, Wu, Zhang & Zhao (2023), "Understanding the Impact of Adversarial Robustness on Accuracy Disparity".

ICML 2023: linear classifiers of two classes x = y mu + noise, against moves of up to eps in every coordinate. Balanced
classes have mu = (5/2, 2) and standard normal noise, margins are in standard deviations. Classes with the odds R to 1
for + lie on a line, mu = 1. There the threshold -log(R)/(2 (1 - eps)) is best for normal noise; for Cauchy noise,
another stable law, the slope of the robust risk has a zero, and a finite threshold can be best, only if
(R - 1)^2 <= 4 R (1 - eps)^2.
"""

from losstheory.claims import Claim
from losstheory.theory import Equal, Exists, InfimumIs, Less, ValueIs

PAPER = "hu2023understanding"

MU = ("5/2", "2")


def robust_margin(eps: str) -> str:
    """Of the direction (1, t), times its length."""
    return f"({MU[0]} + {MU[1]}*t - ({eps})*(1 + Abs(t)))"


SHRUNK = tuple(f"({part} - t)" for part in MU)
CLEAN_SQUARE = "({0}*{2} + {1}*{3})**2/({2}**2 + {3}**2)".format(*MU, *SHRUNK)
"""The squared clean margin of the direction that is best for eps = t."""


def normal(x: str) -> str:
    return f"(1 + erf(({x})/sqrt(2)))/2"


def cauchy(x: str) -> str:
    return f"(1/2 + atan({x})/pi)"


def gap(log_odds: str, eps: str) -> str:
    """The clean error of class - less that of class +, normal noise, at the robust threshold."""
    move = f"({log_odds})/(2*(1 - {eps}))"
    return f"({normal(f'-1 + {move}')} - ({normal(f'-1 - {move}')}))"


def cauchy_risk(odds: int, eps: str) -> str:
    """The robust risk of the threshold b."""
    return f"({odds}*{cauchy(f'b - 1 + {eps}')} + {cauchy(f'-b - 1 + {eps}')})/{odds + 1}"


CLAIMS = (
    Claim(
        "eps = 1/2: the largest squared robust margin of a direction is |(2, 3/2)|^2 = 25/4",
        InfimumIs(f"-{robust_margin('1/2')}**2/(1 + t**2)", "t", "-25/4"),
        "ours",
    ),
    Claim(
        "eps = 1/2: the direction is mu less eps in each part, t = 3/4",
        ValueIs(f"{robust_margin('1/2')}/sqrt(1 + t**2)", "t", "value", "3/4", "5/2"),
        "ours",
    ),
    Claim(
        "eps = 9/4 is above the second part of mu: that part is ignored, t = 0, and 1/4 is left",
        InfimumIs(f"-{robust_margin('9/4')}/sqrt(1 + t**2)", "t", "-1/4"),
        "ours",
    ),
    Claim(
        "balanced: robustness lowers the squared clean margin below |mu|^2, so the accuracy of both classes, eps < 2",
        Less(CLEAN_SQUARE, "41/4", "t", "0", "2"),
        PAPER,
    ),
    Claim(
        "odds 2 to 1: robustness widens the gap of the clean errors, for all eps below 1",
        Less(gap("log(2)", "0"), gap("log(2)", "t"), "t", "0", "1"),
        PAPER,
    ),
    Claim("odds 1 to 1: there is no gap for any eps", Equal(gap("0", "t"), "0", "t", "0", "1"), PAPER),
    Claim(
        "odds 9 to 1, normal noise: some threshold is better than to predict + always",
        Exists(f"(9*{normal('b - 1')} + {normal('-b - 1')})/10", "1/10", "b"),
        "ours",
    ),
    Claim(
        "odds 9 to 1, Cauchy noise: no threshold is better than to predict + always, though eps = 0",
        InfimumIs(cauchy_risk(9, "0"), "b", "1/10"),
        "ours",
    ),
    Claim(
        "odds 2 to 1, Cauchy noise, eps = 0: some threshold is better than to predict + always",
        Exists(cauchy_risk(2, "0"), "1/3", "b"),
        "ours",
    ),
    Claim(
        "odds 2 to 1, Cauchy noise, eps = 3/4: none is, so that all of class - is given up for robustness",
        InfimumIs(cauchy_risk(2, "3/4"), "b", "1/3"),
        "ours",
    ),
    Claim(
        "odds 2 to 1, Cauchy noise, eps = 3/4: some threshold is better still",
        Exists(cauchy_risk(2, "3/4"), "1/3", "b"),
        "ours",
        expected=False,
    ),
)
