"""Kendall, Gal & Cipolla (2018), "Multi-Task Learning Using Uncertainty to Weigh Losses for Scene Geometry and
Semantics".

CVPR 2018, arXiv:1705.07115. A regression loss L enters as L/(2 sigma^2) + log(sigma), a classification loss as
L/sigma^2 + log(sigma), with learned v = sigma^2. Since the least value over sigma is log(L)/2 and a
constant, the sum over tasks is minimised as their product is. Setting of the compromises: two tasks with the losses
w^2 + c and (w - 1)^2 + c of one shared weight w, floor c.
"""

from losstheory.claims import Claim
from losstheory.theory import Equal, Exists, InfimumIs, LimitIs, ValueIs

PAPER = "kendall2018multitask"


def profiled(loss: str) -> str:
    """The least objective of one regression task over sigma."""
    return f"(1/2 + log({loss})/2)"


def product(floor: str) -> str:
    """Of the losses of the two tasks; its logarithm is minimised when sigma is learned."""
    return f"(w**2 + {floor})*((w - 1)**2 + {floor})"


def exact(scale: str) -> str:
    """-log of the probability of the first class, softmax of the scores (t, 0) times ``scale`` = 1/sigma^2."""
    return f"(log(exp({scale}*t) + 1) - {scale}*t)"


def approximate(scale: str) -> str:
    """Cross-entropy over sigma^2, plus log(sigma)."""
    return f"({scale}*(log(exp(t) + 1) - t) - log({scale})/2)"


CLAIMS = (
    Claim(
        "regression loss 2: the least value over sigma is 1/2 + log(2)/2",
        InfimumIs("2/(2*v) + log(v)/2", "v", "1/2 + log(2)/2", "0", "oo"),
        PAPER,
    ),
    Claim(
        "regression loss L, v = r L: the objective is log(L)/2 more than 1/(2 r) + log(r)/2, least at r = 1",
        InfimumIs("1/(2*r) + log(r)/2", "r", "1/2", "0", "oo"),
        PAPER,
    ),
    Claim(
        "a task in other units, 1000 times its loss: the objective changes by a constant, no weight by hand",
        Equal(profiled("1000*t"), f"{profiled('t')} + log(1000)/2", "t", "0", "oo"),
        PAPER,
    ),
    Claim(
        "not bounded below: the objective falls without end as the loss of one task tends to 0",
        ValueIs(profiled("t"), "t", "limit_right", "0", "-oo"),
        "ours",
    ),
    Claim(
        "floor 1: the compromise w = 1/2 is best, as with equal weights",
        InfimumIs(product("1"), "w", "25/16"),
        "ours",
    ),
    Claim(
        "floor 1/8: the compromise w = 1/2 is best",
        InfimumIs(product("1/8"), "w", "9/64"),
        "ours",
        expected=False,
    ),
    Claim(
        "floor 1/8: a weight that prefers one task is better than the compromise",
        Exists(product("1/8"), "9/64", "w", "0", "1/2"),
        "ours",
    ),
    Claim(
        "floor 0: between the two tasks the compromise is the worst",
        InfimumIs(f"-{product('0')}", "w", "-1/16", "0", "1"),
        "ours",
    ),
    Claim(
        "classification, sigma = 1: the objective is the loss of the softmax",
        Equal(approximate("1"), exact("1")),
        PAPER,
    ),
    Claim(
        "classification, sigma = 1/2: the objective is the loss of the scaled softmax",
        Equal(approximate("4"), exact("4")),
        "ours",
        expected=False,
    ),
    Claim(
        "classification, sigma = 1/2: the sums of the approximation, 2 (e^(4t) + 1) and (e^t + 1)^4, differ by a factor"
        " 2 for far scores",
        LimitIs("2*(exp(4*t) + 1)/(exp(t) + 1)**4", "t", "oo", "2"),
        "ours",
    ),
    Claim(
        "classification loss 1: the objective has a best finite temperature, sigma^2 = 2",
        InfimumIs("1/v + log(v)/2", "v", "1/2 + log(2)/2", "0", "oo"),
        "ours",
    ),
    Claim(
        "the exact loss of the scores (1, 0) has none: it falls to 0 with the temperature",
        InfimumIs("log(1 + exp(-1/v))", "v", "0", "0", "oo"),
        "ours",
    ),
)
