"""Han, Moniz & Chawla (2024), "AnyLoss: Transforming Classification Metrics into Loss Functions".

KDD 2024, arXiv:2405.14745. Metrics are computed from A(p) = 1/(1 + exp(-L (p - 1/2))), L = 73, in place of the
decision, p in (0, 1) being the predicted probability. The loss is 1 less the metric.
"""

from losstheory.claims import Claim
from losstheory.losses import ProbabilityLoss
from losstheory.theory import Calibrated, Equal, Less, LimitIs, Proper, Symmetric, ValueIs

PAPER = "han2024anyloss"


def soft(p: str, sharpness: str = "73") -> str:
    return f"(1/(1 + exp(-{sharpness}*(({p}) - 1/2))))"


SLOPE = f"73*{soft('t')}*(1 - {soft('t')})"
ACCURACY = ProbabilityLoss("1 - soft accuracy", f"1 - {soft('p')}", soft("p"), PAPER)


def f1(positives: list[str], negatives: list[str]) -> str:
    """1 - 2 TP/(P + TP + FP) of the soft decisions for each class."""
    true = " + ".join(positives)
    return f"(1 - 2*({true})/({len(positives)} + {' + '.join(positives + negatives)}))"


def accuracy(positives: list[str], negatives: list[str]) -> str:
    """1 - (N - P - sum A + 2 TP)/N."""
    size, true = len(positives) + len(negatives), " + ".join(positives)
    return f"(1 - ({size - len(positives)} - ({' + '.join(positives + negatives)}) + 2*({true}))/{size})"


FIRST, SECOND = (["t"], ["1/2"]), (["1"], ["0"])
BOTH = (FIRST[0] + SECOND[0], FIRST[1] + SECOND[1])

CLAIMS = (
    Claim("the slope of A at 1/2 is L/4 = 73/4", ValueIs(soft("t"), "t", "slope_right", "1/2", "73/4"), PAPER),
    Claim("the slope of A is below 1/20 from 3/5 on", Less(SLOPE, "1/20", "t", "3/5", "1"), "ours"),
    Claim(
        "from 3/4 on 1 - A is below 2^-25, so that A and its slope are rounded to 1 and 0 in single precision",
        Less(f"1 - {soft('t')}", "2**(-25)", "t", "3/4", "1"),
        "ours",
    ),
    Claim(
        "L = 73: 1 - A is above 2^-54, so that A is not rounded to 1 in double precision",
        Less("2**(-54)", f"1 - {soft('t')}", "t", "0", "1"),
        PAPER,
    ),
    Claim(
        "L = 75: the same",
        Less("2**(-54)", f"1 - {soft('t', '75')}", "t", "0", "1"),
        "ours",
        expected=False,
    ),
    Claim("soft accuracy: the losses of the two classes sum to 1", Symmetric(ACCURACY), "ours"),
    Claim("soft accuracy: calibrated for the 0-1 loss", Calibrated(ACCURACY), "ours"),
    Claim("soft accuracy: not proper, its minimiser is no probability", Proper(ACCURACY), "ours", expected=False),
    Claim(
        "soft accuracy: the mean over two batches of one size is that of the whole",
        Equal(accuracy(*BOTH), f"({accuracy(*FIRST)} + {accuracy(*SECOND)})/2", "t", "0", "1"),
        "ours",
    ),
    Claim(
        "soft F1: the mean over two batches is that of the whole",
        Equal(f1(*BOTH), f"({f1(*FIRST)} + {f1(*SECOND)})/2", "t", "0", "1"),
        "ours",
        expected=False,
    ),
    Claim(
        "soft F1, decisions 1 and 0 for the positive class, 1 for the negative: the metric 2/(2 + 1 + 1)",
        ValueIs(f1(["t", "0"], ["1"]), "t", "value", "1", "1/2"),
        PAPER,
    ),
    Claim(
        "soft F1, probabilities 4/5 and 1/5 for the positive class, 3/5 for the negative: the metric as L grows",
        LimitIs(f1([soft("4/5", "x"), soft("1/5", "x")], [soft("3/5", "x")]), "x", "oo", "1/2"),
        PAPER,
    ),
    Claim(
        "soft F1: for every L the loss is above that of the decisions",
        Less("1/2", f1([soft("4/5", "x"), soft("1/5", "x")], [soft("3/5", "x")]), "x", "0", "oo"),
        "ours",
        expected=False,
    ),
    Claim(
        "G-mean sqrt(TPR/2), TNR = 1/2: the slope in TPR is infinite at 0",
        ValueIs("sqrt(t/2)", "t", "slope_right", "0", "oo"),
        "ours",
    ),
    Claim(
        "G-mean as a function of p: the slope of sqrt(A) stays below 29/2, for A is never 0",
        Less(f"73/2*sqrt({soft('t')})*(1 - {soft('t')})", "29/2", "t", "0", "1"),
        "ours",
    ),
)
