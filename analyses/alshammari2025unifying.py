"""Alshammari, Hershey, Feldmann, Freeman & Hamilton (2025), "I-Con: A Unifying Framework for Representation Learning".

arXiv:2504.16929: losses as the mean over points i of KL(p(.|i) || q(.|i)), p given and q learned. Claimed are rows of
its table on one point, whose candidates have the scores t, 2 and 0, and the debiasing of p and of q; clustering and
spectral methods are not claimed. t-SNE compares two laws of pairs: of three points, the first two have the similarity
t in q, other pairs 1, and all pairs the same p. Natural logarithms.
"""

from collections.abc import Sequence
from fractions import Fraction

from losstheory.claims import Claim
from losstheory.losses import MarginLoss
from losstheory.theory import Equal, InfimumIs, Less, ValueIs
from losstheory.theory.derived import LinkIs

PAPER = "alshammari2025unifying"

SCORES = ("t", "2", "0")
SIMILARITY = (("0", "t", "1"), ("t", "0", "1"), ("1", "1", "0"))


def normalised(weights: Sequence[str]) -> list[str]:
    return [f"({weight})/({' + '.join(weights)})" for weight in weights]


def divergence(p: Sequence[Fraction], q: Sequence[str]) -> str:
    """KL(p || q), with 0 log 0 = 0."""
    return " + ".join(f"({x})*log(({x})/({y}))" for x, y in zip(p, q, strict=True) if x)


def contrastive(*p: str) -> str:
    """KL of ``p`` from the softmax of SCORES."""
    return divergence([Fraction(x) for x in p], normalised([f"exp({score})" for score in SCORES]))


def even(n: int, *zeros: int) -> list[Fraction]:
    """The uniform law on those of n places that are not ``zeros``."""
    return [Fraction(i not in zeros, n - len(zeros)) for i in range(n)]


INFO_NCE = "log(exp(t) + exp(2) + 1) - t"
SUP_CON = "log(exp(t) + exp(2) + 1) - (t + 2)/2"
"""The mean over two positives, scores t and 2, of -log of their softmax probabilities."""
SMOOTHED = MarginLoss("logistic, labels smoothed by 1/5", "9*log(1 + exp(-t))/10 + log(1 + exp(t))/10")
ENTROPY = "log(10)/10 - 9*log(9/10)/10"
FLOORED = "-log(4*exp(t)/(exp(t) + 3)/5 + 1/20)"
"""InfoNCE of a score t against three of 0, the softmax mixed with weight 1/5 of the uniform law of four."""
T_SNE = divergence(even(9, 0, 4, 8), normalised([w for row in SIMILARITY for w in row]))
ROWS = " + ".join(f"({divergence(even(3, i), normalised(row))})/3" for i, row in enumerate(SIMILARITY))
MARGINALS = divergence(even(3), normalised([f"({' + '.join(row)})" for row in SIMILARITY]))

CLAIMS = (
    Claim("p = the positive of score t: InfoNCE", Equal(contrastive("1", "0", "0"), INFO_NCE), PAPER),
    Claim(
        "p = half on each of two positives: SupCon less log 2",
        Equal(contrastive("1/2", "1/2", "0"), f"{SUP_CON} - log(2)"),
        PAPER,
    ),
    Claim(
        "p = half on each of two positives: SupCon itself",
        Equal(contrastive("1/2", "1/2", "0"), SUP_CON),
        "ours",
        expected=False,
    ),
    Claim(
        "p mixed with 3/10 of the uniform law: 7/10 InfoNCE and 3/10 of its mean over all candidates, less p's entropy",
        Equal(
            contrastive("4/5", "1/10", "1/10"),
            f"7*({INFO_NCE})/10 + 3*(log(exp(t) + exp(2) + 1) - (t + 2)/3)/10 + 4*log(4/5)/5 - log(10)/5",
        ),
        PAPER,
    ),
    Claim(
        "two candidates, p = (9/10, 1/10), q = (x, 1 - x): the least cross-entropy is p's entropy",
        InfimumIs("-9*log(x)/10 - log(1 - x)/10", "x", ENTROPY, "0", "1"),
        "ours",
    ),
    Claim(
        "two candidates, p = (9/10, 1/10): the score log 9 has it, infinite scores are not asked for",
        ValueIs(SMOOTHED.phi, "t", "value", "log(9)", ENTROPY),
        "ours",
    ),
    Claim(
        "two candidates, p = (9/10, 1/10): the best score is the log odds",
        LinkIs(SMOOTHED, "log(eta/(1 - eta))"),
        "ours",
        expected=False,
    ),
    Claim(
        "two candidates, p = (9/10, 1/10): it is the log odds of 1/10 + 4 eta/5",
        LinkIs(SMOOTHED, "log((1 + 8*eta)/(9 - 8*eta))"),
        "ours",
    ),
    Claim("q mixed with 1/5 of the uniform law of four: no loss exceeds log 20", Less(FLOORED, "log(20)"), PAPER),
    Claim("q not mixed: no loss exceeds log 20", Less("log(1 + 3*exp(-t))", "log(20)"), "ours", expected=False),
    Claim("t-SNE is the mean of the KL of its rows", Equal(T_SNE, ROWS, "t", "0", "oo"), "ours", expected=False),
    Claim(
        "t-SNE is that mean and the KL of the marginals",
        Equal(T_SNE, f"{ROWS} + {MARGINALS}", "t", "0", "oo"),
        "ours",
    ),
)
