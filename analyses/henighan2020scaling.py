"""Henighan, Kaplan, Katz et al. (2020), "Scaling Laws for Autoregressive Generative Modeling".

arXiv:2010.14701. The fitted curves are measurements of large models; claimed here is what follows from their form, a
power law plus a constant, L(x) = Linf + (x0/x)^alpha, from cross-entropy = entropy + divergence, in nats, and from the
sum N^(-a) + D^(-b)/2 of a part that falls with the size N and one that falls with the data D, C = N D being the
compute. Settings: two symbols of probabilities 1/3 and 2/3; a = 1, b = 2.
"""

from losstheory.claims import Claim
from losstheory.theory import Equal, Exists, InfimumIs, Less, LimitIs, ValueIs

PAPER = "henighan2020scaling"

CROSS_ENTROPY = "-log(q)/3 - 2*log(1 - q)/3"
ENTROPY = "(log(3) - 2*log(2)/3)"
DIVERGENCE = "log(1/(3*q))/3 + 2*log(2/(3*(1 - q)))/3"

LOSS = "(1 + 1/sqrt(x))"
"""Linf = 1, x0 = 1, alpha = 1/2."""


def split(share: str) -> str:
    """The part of the loss that can be reduced, at the compute t^3 and the size ``share`` t^2."""
    return f"(1/(({share})*t**2) + (({share})*t**2/t**3)**2/2)"


OTHER_FIT = "1 + 1/x - (1/2 + 3/(2*sqrt(x)))"
"""The difference of two fits, of the exponents 1 and 1/2."""

CLAIMS = (
    Claim(
        "cross-entropy is entropy plus divergence, for every model q",
        Equal(CROSS_ENTROPY, f"{ENTROPY} + {DIVERGENCE}", "q", "0", "1"),
        PAPER,
    ),
    Claim("so its least value is the entropy", InfimumIs(CROSS_ENTROPY, "q", ENTROPY, "0", "1"), PAPER),
    Claim(
        "the loss tends to Linf, which estimates the entropy",
        LimitIs(LOSS, "x", "oo", "1"),
        PAPER,
    ),
    Claim(
        "the loss less Linf is straight in logarithms", Equal(f"log({LOSS} - 1)", "-log(x)/2", "x", "0", "oo"), PAPER
    ),
    Claim(
        "the loss itself is not: L(x)^2 < L(x/4) L(4 x)",
        Less("(1 + 1/sqrt(x))**2", "(1 + 2/sqrt(x))*(1 + 1/(2*sqrt(x)))", "x", "0", "oo"),
        "ours",
    ),
    Claim(
        "with too small a constant, 9/10 for 1, the exponent that one reads off tends to 0",
        LimitIs("x**(-1/2)/2/(x**(-1/2) + 1/10)", "x", "oo", "0"),
        "ours",
    ),
    Claim("1 + 1/x and 1/2 + 3/(2 sqrt(x)) agree at x = 1", ValueIs(OTHER_FIT, "x", "value", "1", "0"), "ours"),
    Claim("they agree at x = 4", ValueIs(OTHER_FIT, "x", "value", "4", "0"), "ours"),
    Claim(
        "two sizes do not tell the constant: they differ by 1/2 in the limit",
        LimitIs(OTHER_FIT, "x", "oo", "1/2"),
        "ours",
    ),
    Claim(
        "compute t^3: the least loss is (3/2) t^-2, so (3/2) C^(-2/3), exponent a b/(a + b)",
        Equal(split("1"), "3/(2*t**2)", "t", "0", "oo"),
        PAPER,
    ),
    Claim(
        "no other multiple of the size C^(2/3), exponent b/(a + b), is better",
        InfimumIs("1/r + r**2/2", "r", "3/2", "0", "oo"),
        PAPER,
    ),
    Claim(
        "the size C^(1/2): as good at every compute",
        Less("1/t**3 + (t**3/t**6)**2/2", "3/(2*t**4)", "t", "1", "oo", strict=False),
        "ours",
        expected=False,
    ),
    Claim(
        "the size C^(1/2): worse in the exponent, the loss over the best tends to infinity with C = t^6",
        LimitIs("(1/t**3 + (t**3/t**6)**2/2)/(3/(2*t**4))", "t", "oo", "oo"),
        "ours",
    ),
    Claim(
        "some size is better than C^(2/3) at the compute 8",
        Exists("1/n + (n/8)**2/2", "3/8", "n", "0", "oo"),
        "ours",
        expected=False,
    ),
)
