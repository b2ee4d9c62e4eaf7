"""Dang, Tran, Osher, Tran-The, Ho & Nguyen (2023), "Neural Collapse in Deep Linear Networks: From Balanced to
Imbalanced Data".

ICML 2023: the features are free, M linear layers follow without bias, N samples, class k has n of them. With the
square loss |W_M ... W_1 H - Y|^2/(2 N) and decay of every factor, the least of (s - x)^2/(2 N) + (M + 1)/2 (P
x^2)^(1/(M + 1)) over x >= 0 decides on a class, s = n^(1/2), P the product of the M + 1 decays; the class is lost if
x = 0. M = 1: N = 10, P = 1/100, where N P^(1/2) = 1. More layers: N = 1 in the units of s and of the rate c = P^(1/(M
+ 1)), x = u^(M + 1).

Simplex-encoded labels: margins of 1 or more for every sample, at the least nuclear norm of the scores; with vanishing
decay the cross-entropy comes to it. Four classes, two with r samples for each one of the two others, q = ((r +
1)/2)^(1/2); FREQUENT, RARE and COSINE are of rows of the classifier, that is of the root of the scores' singular value
decomposition, with values r^(1/2) between the frequent classes, 1 between the rare ones, and q between the two pairs.
"""

from losstheory.claims import Claim
from losstheory.empirical import Measured
from losstheory.theory import Equal, Exists, InfimumIs, Less, LimitIs, ValueIs

PAPER = "dang2023neural"

ONE = "(2 - x)**2/20 + x/10"
SMALL = "(1 - x)**2/20 + x/10"
SIMPLEX, SIMPLEX_DECAY = "log(1 + 3*exp(-s))", "3*s**(1/2)"
SQUARE, SQUARE_DECAY = "log(1 + 2*exp(-s) + exp(-2*s))", "2*(2*s)**(1/2)"
"""Four classes with scores (s, 0, 0, 0), up to their mean, or (s, 0, -s, 0); the sum of roots of singular values."""

SELI = "thrampoulidis2022imbalance"
CROSS = "((r + 1)/2)**(1/2)"
FREQUENT, RARE = f"(2*r**(1/2) + {CROSS})/4", f"(2 + {CROSS})/4"
COSINE = f"({CROSS} - 2)/({CROSS} + 2)"
WIDER, WIDER_RARE = "7**(1/2)*a + 1 + (7*(2 - a)**2/2 + 1/2)**(1/2)", "7**(1/2) + b + (7/2 + (2 - b)**2/2)**(1/2)"
"""Nuclear norms for r = 7 if the frequent classes keep a margin of a between them, or the rare ones b, others 1."""


def layers(m: int, target: str, rate: str) -> str:
    return f"({target} - u**{m + 1})**2/2 + {m + 1}*({rate})*u**2/2"


CLAIMS = (
    Claim("M = 1, n = 4: x = n^(1/2) - N P^(1/2) = 1 is best", InfimumIs(ONE, "x", "3/20", "0", "oo"), PAPER),
    Claim("M = 1, n = 4: 3/20 is reached there", ValueIs(ONE, "x", "value", "1", "3/20"), PAPER),
    Claim("M = 1, n = N^2 P = 1: the class is lost", Less("1/20", SMALL, "x", "0", "oo"), PAPER),
    Claim(
        "M = 1, n = 4: losing the class is a local minimum",
        Less("1/5", ONE, "x", "0", "1/10"),
        "ours",
        expected=False,
    ),
    Claim(
        "M = 2: at n^2 = 16 P the lost class and x = n^(1/2)/2 are equally good",
        ValueIs(layers(2, "2", "1"), "u", "value", "1", "2"),
        "ours",
    ),
    Claim("M = 2: nothing is better there", InfimumIs(layers(2, "2", "1"), "u", "2", "0", "oo"), "ours"),
    Claim(
        "M = 2: for a smaller class nothing is as good as losing it",
        Less("2", layers(2, "2", "101/100"), "u", "0", "oo"),
        "ours",
    ),
    Claim("M = 2: for a larger one something is better", Exists(layers(2, "2", "99/100"), "2", "u", "0", "oo"), "ours"),
    Claim(
        "M = 2: losing the class is the only best at the threshold, as with one layer",
        Less("2", layers(2, "2", "1"), "u", "0", "oo"),
        "ours",
        expected=False,
    ),
    Claim(
        "M = 2: the threshold is that of one layer, n <= P^(2/3): n = 4, P = 1",
        Less("2", layers(2, "2", "7/10"), "u", "0", "oo"),
        "ours",
        expected=False,
    ),
    Claim(
        "M = 2, a large class: losing it is still a local minimum",
        Less("2", layers(2, "2", "1/10"), "u", "0", "1/20"),
        "ours",
    ),
    Claim(
        "M = 3, s = 3, x = z^2: at n^3 = 729 P/4 the lost class and x = 2 n^(1/2)/3 = 2 are equally good",
        ValueIs("(3 - z**2)**2/2 + 2*2**(1/2)*z", "z", "value", "2**(1/2)", "9/2"),
        "ours",
    ),
    *(
        Claim(
            f"balanced cross-entropy, K = 3, c = (P n)^(1/2) = 1/8: the gap log(1/c - 2) is better than {which}",
            Less("log(4/3) + log(6)/4", "log(1 + 2/z) + log(z)/4", "z", lower, upper),
            "ours",
        )
        for which, lower, upper in (("less", "1", "6"), ("more", "6", "oo"))
    ),
    Claim(
        "balanced cross-entropy, K = 3, c = 1/3: all is lost, at the threshold n = N^2 P of the square loss",
        Less("log(3)", "log(1 + 2/z) + 2*log(z)/3", "z", "1", "oo"),
        "ours",
    ),
    Claim(
        "cross-entropy, K = 4, M = 3: the simplex, singular values s, s, s, decays less than the square, 2 s, 2 s",
        Less(SIMPLEX_DECAY, SQUARE_DECAY, "s", "0", "oo"),
        "ours",
        expected=False,
    ),
    Claim("the square decays less at every gap", Less(SQUARE_DECAY, SIMPLEX_DECAY, "s", "0", "oo"), "ours"),
    Claim("the square has the lesser cross-entropy too", Less(SQUARE, SIMPLEX, "s", "0", "oo"), "ours"),
    Claim(
        "with a rate c = 1/100 of decay the simplex is as good as the square at some gap",
        Exists(f"{SIMPLEX} + {SIMPLEX_DECAY}/50", f"{SQUARE} + {SQUARE_DECAY}/50", "s", "0", "oo", relation="<="),
        "ours",
        expected=False,
    ),
    Claim("M = 1: the simplex decays less at every gap", Less("3*s", "4*s", "s", "0", "oo"), "ours"),
    Claim(
        "NC3 with centred means and rows as they are is 0 at the orthogonal frame of K classes",
        Equal("2 - 2*(k - 1)/(k*(k - 1))**(1/2)", "0", "k", "2", "oo"),
        "ours",
        expected=False,
    ),
    Claim(
        "its square there is 2 - 2 (1 - 1/K)^(1/2)",
        Equal("2 - 2*(k - 1)/(k*(k - 1))**(1/2)", "2 - 2*(1 - 1/k)**(1/2)", "k", "2", "oo"),
        "ours",
    ),
    Claim("r = 1: rows of all classes are equally long", ValueIs(f"{FREQUENT} - {RARE}", "r", "value", "1", "0"), SELI),
    Claim("r = 1: the rare rows have the cosine -1/3 of a simplex", ValueIs(COSINE, "r", "value", "1", "-1/3"), SELI),
    Claim("it is that of a simplex for every r", Equal(COSINE, "-1/3", "r", "0", "oo"), "ours", expected=False),
    Claim("r > 1: rows of rare classes are shorter", Less(RARE, FREQUENT, "r", "1", "oo"), SELI),
    Claim("r > 1: rows of rare classes are at a smaller angle", Less("-1/3", COSINE, "r", "1", "oo"), SELI),
    Claim("r = 7: it is a right angle", ValueIs(COSINE, "r", "value", "7", "0"), "ours"),
    Claim("as r grows they become one direction", LimitIs(COSINE, "r", "oo", "1"), SELI),
    Claim("at every r they are two", Less(COSINE, "1", "r", "0", "oo"), "ours"),
    *(
        Claim(
            f"r = 7: a margin above 1 between the {which} classes has a greater nuclear norm",
            Less("7**(1/2) + 3", norm, variable, "1", "oo"),
            SELI,
        )
        for which, norm, variable in (("frequent", WIDER, "a"), ("rare", WIDER_RARE, "b"))
    ),
    Claim(
        "measured: descent loses a class of 2 beside three of 20, keeps one of 12, and comes to the closed form",
        Measured(
            "losstheory.empirical.experiments.minority_collapse:measure",
            {"majority": 20, "minorities": [2, 12], "decay": 0.03, "seeds": list(range(5)), "steps": 400},
            [("size 2", "<", "1/1000"), ("size 12", ">", "1/3"), ("gap 12", "<", "1/1000")],
            full={"seeds": list(range(20)), "steps": 4000},
        ),
        PAPER,
    ),
)
