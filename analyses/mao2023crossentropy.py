"""Mao, Mohri & Zhong (2023), "Cross-Entropy Loss Functions: Theoretical Analysis and Applications".

ICML 2023, two classes: the comp-sum loss is Phi_tau(u) = ((1 + u)^(1 - tau) - 1)/(1 - tau), or log(1 + u) at tau = 1,
of u = exp(-t), t the margin; q = 1/(1 + u). T_tau(theta) is the least conditional regret at 0-1 regret theta over all
scores, and theta <= G(T_tau(theta)) is what a bound by G asserts.
"""

from fractions import Fraction

from losstheory.claims import Claim
from losstheory.losses import margin, probability
from losstheory.losses.loss import AnyLoss
from losstheory.theory import Calibrated, Equal, InfimumIs, Less

PAPER = "mao2023crossentropy"
LINE = ("-oo", "oo")


def comp_sum(tau: Fraction | int) -> AnyLoss:
    return margin.comp_sum_margin(tau=tau)


CLAIMS = (
    Claim("tau = 0 is the exponential loss", Equal(comp_sum(0).phi, margin.EXPONENTIAL.phi, "t", *LINE), PAPER),
    Claim("tau = 1 is the logistic loss", Equal(comp_sum(1).phi, margin.LOGISTIC.phi, "t", *LINE), PAPER),
    Claim("tau = 2 is the mean absolute error", Equal(comp_sum(2).phi, "1/(1 + exp(t))", "t", *LINE), PAPER),
    Claim(
        "tau = 3/2: Phi(1/q - 1) is the generalized cross entropy with exponent 1/2",
        Equal("((1 + (1/p - 1))**(-1/2) - 1)/(1 - 3/2)", probability.gce(q=Fraction(1, 2)).positive, "p", "0", "1"),
        PAPER,
    ),
    Claim("tau = 1/2 is calibrated", Calibrated(comp_sum(Fraction(1, 2))), PAPER),
    Claim("tau = 3/2 is calibrated", Calibrated(comp_sum(Fraction(3, 2))), PAPER),
    Claim("tau = 3 is calibrated", Calibrated(comp_sum(3)), PAPER),
    Claim(
        "tau = 2: H(4/5) = 1/5, so T(3/5) = 1/2 - 1/5 = (3/5)/2",
        InfimumIs(comp_sum(2).conditional_risk("4/5"), "t", "1/5"),
        PAPER,
    ),
    Claim(
        "tau = 1: the bound sqrt(2 z) holds",
        Less(
            "theta**2/2",
            "(1 + theta)*log(1 + theta)/2 + (1 - theta)*log(1 - theta)/2",
            "theta",
            "0",
            "1",
            strict=False,
        ),
        PAPER,
    ),
    Claim(
        "tau = 3/2: the bound sqrt(2^(1/2) z), read off the leading term, is false",
        Less("theta**2/sqrt(2)", "sqrt(2)*(sqrt(1 + theta**2) - 1)", "theta", "0", "1", strict=False),
        "ours",
        expected=False,
    ),
)
