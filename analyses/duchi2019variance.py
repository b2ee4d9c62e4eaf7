"""Duchi & Namkoong (2019), "Variance-based Regularization with Convex Objectives".

JMLR 20. The worst mean loss over laws q with sum (q - p)^2/p <= rho is compared with mean + sqrt(rho variance) (here
without the factors 1/2 and 1/n of the paper). The two agree if and only if the weights 1 + sqrt(rho/variance) (loss -
mean) are nonnegative. Losses 0 and 1, the latter with probability p; the dual is an infimum over a number x. At the end
losses 0, 1 and 3, equally likely, over the whole ball.
"""

from losstheory.claims import Claim
from losstheory.programs import ConicProgram, LinearProgram, Optimum, OptimumWithin
from losstheory.programs.dro import ChiSquareBall, worst_case_program
from losstheory.theory import Equal, InfimumIs, Less, ValueIs

PAPER = "duchi2019variance"

EVEN = "(1 + sqrt(r))/2"
"""mean + sqrt(rho variance) at p = 1/2, in r = rho."""


def formula(p: str, rho: str) -> str:
    return f"({p} + sqrt({rho}*{p}*(1 - {p})))"


def distance(p: str, q: str) -> str:
    """The sum of (q - p)^2/p of the laws (1 - p, p) and (1 - q, q)."""
    return f"(({q} - {p})**2/({p}*(1 - {p})))"


def dual(rho: str) -> str:
    """x + sqrt((1 + rho) E max(loss - x, 0)^2) at p = 1/2."""
    return f"x + sqrt((1 + {rho})*(Max(1 - x, 0)**2 + Max(-x, 0)**2)/2)"


def three_losses(rho: str) -> LinearProgram | ConicProgram:
    """The worst mean of the losses 0, 1, 3 at p = (1/3, 1/3, 1/3)."""
    return worst_case_program((0, 1, 3), None, ChiSquareBall(rho))


CLAIMS = (
    Claim(
        "p = 1/2, rho = 1/4, weights nonnegative: the dual at x = -1/2 bounds the worst mean by the formula, 3/4",
        ValueIs(dual("1/4"), "x", "value", "-1/2", "3/4"),
        "ours",
    ),
    Claim(
        "p = 1/2, rho = 4: the worst mean is mean + sqrt(rho variance) = 3/2",
        InfimumIs(dual("4"), "x", "3/2"),
        "ours",
        expected=False,
    ),
    Claim("p = 1/2, rho = 4: the worst mean is the largest loss, 1", InfimumIs(dual("4"), "x", "1"), "ours"),
    Claim(
        "p = 1/2, rho < 1: the law with the mean loss mean + sqrt(rho variance) is in the ball, on its edge",
        Equal(distance("(1/2)", f"({EVEN})"), "r", "r", "0", "1"),
        PAPER,
    ),
    Claim(
        "p = 1/2: mean + sqrt(rho variance) exceeds the largest loss as soon as rho > 1",
        Less("1", EVEN, "r", "1", "oo"),
        "ours",
    ),
    Claim(
        "p = 1/2: mean + sqrt(rho variance) is the worst mean min(1, ...) for every rho",
        Equal(EVEN, f"Min(1, {EVEN})", "r", "0", "oo"),
        "ours",
        expected=False,
    ),
    Claim(
        "rho = 1, p < 1/2: the formula stays below the largest loss, the weights are nonnegative",
        Less(formula("p", "1"), "1", "p", "0", "1/2"),
        "ours",
    ),
    Claim(
        "rho = 1, p > 1/2: the formula exceeds the largest loss",
        Less("1", formula("p", "1"), "p", "1/2", "1"),
        "ours",
    ),
    Claim(
        "losses 0, 1, 3, rho = 1/4, weights nonnegative: the worst mean is 4/3 + sqrt(7/18) to four decimals",
        OptimumWithin(three_losses("1/4"), "19569/10000", "19570/10000"),
        PAPER,
    ),
    Claim(
        "losses 0, 1, 3, rho = 1, the weight of the loss 0 negative: the worst mean is 4/3 + sqrt(14/9) = 2.58...",
        OptimumWithin(three_losses("1"), "258/100", "259/100"),
        "ours",
        expected=False,
    ),
    Claim("losses 0, 1, 3, rho = 2: the worst mean is the largest loss, 3", Optimum(three_losses("2"), 3), "ours"),
)
