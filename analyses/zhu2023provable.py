"""Zhu, Wang, Chen, Wang, Sonka, Wu & Yang (2023), "Provable Multi-instance Deep AUC Maximization with Stochastic
Pooling".

ICML 2023: bags of instances, the AUC of a pooled score h by the minimum over a, b and the maximum over alpha of
E+ (h - a)^2 + E- (h - b)^2 + 2 alpha (c + E- h - E+ h) - alpha^2. Setting: two positive bags of scores t and 1, three
negative ones of 0, 2 and 2, c = 1; bags of two instances of scores t and 0, smoothed maximum of temperature tau.
"""

from collections.abc import Sequence

from losstheory.claims import Claim
from losstheory.theory import Equal, InfimumIs, Less, LimitIs, ValueIs

PAPER = "zhu2023provable"

POSITIVE, NEGATIVE = ("t", "1"), ("0", "2", "2")


def mean(terms: Sequence[str]) -> str:
    return f"(({' + '.join(terms)})/{len(terms)})"


def variance(scores: Sequence[str]) -> str:
    """The least over a of the mean of (h - a)^2."""
    return mean([f"({score} - {mean(scores)})**2" for score in scores])


PAIRWISE = mean([f"(1 - ({positive} - {negative}))**2" for positive in POSITIVE for negative in NEGATIVE])
GAP = f"(1 + {mean(NEGATIVE)} - {mean(POSITIVE)})"
SPREAD = f"{variance(POSITIVE)} + {variance(NEGATIVE)}"


def smoothed(inverse: str) -> str:
    """tau log of the mean of exp(score/tau), ``inverse`` = 1/tau, of the scores t and 0."""
    return f"log((exp({inverse}*t) + 1)/2)/({inverse})"


CLAIMS = (
    Claim(
        "the maximum over alpha of 2 alpha x - alpha^2 is x^2, x = -3/2",
        InfimumIs("al**2 + 3*al", "al", "-9/4"),
        PAPER,
    ),
    Claim(
        "the variances and the square of c + E- h - E+ h are the mean pairwise loss (c - (h+ - h-))^2",
        Equal(PAIRWISE, f"{SPREAD} + {GAP}**2"),
        PAPER,
    ),
    Claim(
        "the maximum over alpha >= 0 is 0 for x = -3/2",
        InfimumIs("al**2 + 3*al", "al", "0", "0", "oo"),
        "ours",
    ),
    Claim(
        "alpha >= 0: the mean pairwise square loss still",
        Equal(PAIRWISE, f"{SPREAD} + Max(0, {GAP})**2"),
        "ours",
        expected=False,
    ),
    Claim(
        "alpha >= 0: the same as long as E+ h - E- h is below the margin, t < 11/3",
        Equal(PAIRWISE, f"{SPREAD} + Max(0, {GAP})**2", "t", "-oo", "11/3"),
        "ours",
    ),
    Claim(
        "alpha >= 0: bags that are ranked beyond the margin cost their spread alone, t > 11/3",
        Equal(f"{SPREAD} + Max(0, {GAP})**2", SPREAD, "t", "11/3", "oo"),
        "ours",
    ),
    Claim(
        "smoothed maximum, tau = 1/10: above the maximum less tau log 2",
        Less("Max(t, 0) - log(2)/10", smoothed("10")),
        PAPER,
    ),
    Claim("smoothed maximum, tau = 1/10: at most the maximum", Less(smoothed("10"), "Max(t, 0)", strict=False), PAPER),
    Claim(
        "smoothed maximum of 1 and 0: it tends to the maximum as tau tends to 0",
        LimitIs("log((exp(x) + 1)/2)/x", "x", "oo", "1"),
        PAPER,
    ),
    Claim(
        "smoothed maximum of 1 and 0: it tends to the mean 1/2 as tau grows",
        ValueIs("log((exp(x) + 1)/2)/x", "x", "limit_right", "0", "1/2"),
        PAPER,
    ),
    Claim(
        "smoothed maximum: it falls with tau, from 1/2 to 1",
        Less(smoothed("1"), smoothed("2"), strict=False),
        "ours",
    ),
    Claim(
        "one instance drawn at random: too small on average, hence estimators of the inner mean that are kept",
        Less("t/2", smoothed("1"), strict=False),
        PAPER,
    ),
)
