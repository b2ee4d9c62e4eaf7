"""Wang, Xu, Liu, Li, Thuraisingham & Tang (2021), "Imbalanced Adversarial Training with Reweighting".

arXiv:2107.13639, for two normal classes N(+-eta, sigma^2) on a line, s = eta/sigma their separability. Let class + have
e^w times the weight of class -, frequencies included. The weighted error is least at the threshold -w/(2 s), in units
of sigma, which leaves the errors Phi(-s - w/(2 s)) of + and Phi(-s + w/(2 s)) of -. Training that is robust to moves of
up to eps has the threshold for s - eps/sigma.
"""

from losstheory.claims import Claim
from losstheory.losses import PairLoss
from losstheory.theory import Calibrated, Equal, Less, LimitIs, ValueIs
from losstheory.theory.derived import LinkIs

PAPER = "wang2021imbalanced"


def phi(x: str) -> str:
    """The distribution function of the standard normal law."""
    return f"(1 + erf(({x})/sqrt(2)))/2"


def density(x: str) -> str:
    """Its density, up to its constant."""
    return f"exp(-({x})**2/2)"


def gap(s: str, w: str, trained: str = "") -> str:
    """The error of class - less that of class +; ``trained``: the separability that the threshold is best for."""
    move = f"({w})/(2*({trained or s}))"
    return f"({phi(f'-({s}) + {move}')} - ({phi(f'-({s}) - {move}')}))"


REWEIGHTED = PairLoss("logistic, class + weighted by 3", "3*log(1 + exp(-t))", "log(1 + exp(t))")

CLAIMS = (
    Claim(
        "at b = -w/(2 s) the weighted error is flat, s = 2",
        Equal(f"exp(w)*{density('2 + w/4')}", density("2 - w/4"), "w"),
        "ours",
    ),
    Claim(
        "weight 1, s = 1: no threshold has a smaller sum of errors than 0, 2 Phi(-1)",
        Less(f"2*{phi('-1')}", f"{phi('-1 - b')} + {phi('-1 + b')}", "b", strict=False),
        "ours",
    ),
    Claim(
        "a larger weight of + hurts -: its error less that of + is positive for all w > 0, s = 1",
        Less("0", gap("1", "w"), "w", "0", "oo"),
        PAPER,
    ),
    Claim(
        "poor separability makes the gap larger: w = 1, s > 1 against s = 1",
        Less(gap("s", "1"), gap("1", "1"), "s", "1", "oo"),
        PAPER,
    ),
    Claim(
        "w = 1: the gap tends to 1 as s tends to 0",
        ValueIs(gap("s", "1"), "s", "limit_right", "0", "1"),
        "ours",
    ),
    Claim("w = 1: the gap tends to 0 as s grows", LimitIs(gap("s", "1"), "s", "oo", "0"), "ours"),
    Claim(
        "w = 1, s = 1: a threshold that is best for a separability r < 1, of robust training, makes the gap larger",
        Less(gap("1", "1"), gap("1", "1", trained="r"), "r", "0", "1"),
        "ours",
    ),
    Claim(
        "w = 1: one error rises e times as fast as the other falls, for every s; only how far they move depends on s",
        Equal(f"{density('-s + 1/(2*s)')}/{density('-s - 1/(2*s)')}", "exp(1)", "s", "0", "oo"),
        "ours",
    ),
    Claim(
        "logistic loss with the weight 3 on + is calibrated for the 0-1 loss",
        Calibrated(REWEIGHTED),
        "ours",
        expected=False,
    ),
    Claim(
        "logistic loss with the weight 3 on +: the best score is the log odds and log 3",
        LinkIs(REWEIGHTED, "log(3*eta/(1 - eta))"),
        "ours",
    ),
)
