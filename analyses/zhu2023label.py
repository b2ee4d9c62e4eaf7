"""Zhu, Ying & Yang (2023), "Label Distributionally Robust Losses for Multi-class Classification".

ICML 2023. With b_k = f_k - f_y + c 1[k != y] the losses are max over laws p of p.b - lambda R(p); LDR-KL takes
R = KL(p || uniform) and is lambda log(mean_k exp(b_k / lambda)), natural logarithms. For two classes t = f_y - f_k, so
that each loss is a margin loss. Expected losses are for a law q on the three classes, over all scores f. Calibrated
(top-1 consistent), top-k calibrated, order preserved: over all scores, for all laws, by infima not always reached.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

from losstheory.claims import Claim
from losstheory.losses import MarginLoss, margin
from losstheory.losses.multiclass import multiclass_catalogue
from losstheory.programs import LinearProgram, Optimum, OptimumWithin, ldr
from losstheory.theory import Calibrated, Convex, Equal, InfimumIs, Less, LimitIs, Symmetric, ValueIs
from losstheory.theory.derived import LinkIs
from losstheory.theory.multiclass import Calibrated as ClassCalibrated
from losstheory.theory.multiclass import Convex as ClassConvex
from losstheory.theory.multiclass import RankPreserving, SoftmaxProper, TopKCalibrated
from losstheory.theory.multiclass import Symmetric as ConstantSum

PAPER = "zhu2023label"

LDR_KL = MarginLoss("ldr_kl", "log((1 + exp(-t))/2)")
WARM = MarginLoss("ldr_kl_2", "2*log((1 + exp(-t/2))/2)")
WITH_MARGIN = MarginLoss("ldr_kl_margin", "log((1 + exp(1 - t))/2)")
MEAN = MarginLoss("ldr_mean", "(1 - t)/2")
KL_2, KL_MARGIN = (
    multiclass_catalogue["ldr_kl"](3, **values) for values in ({"temperature": 2, "margin": 0}, {"margin": 1})
)
FIVE = multiclass_catalogue["ldr_kl"](5, temperature=Fraction(1, 2), margin=2)
MAE, PAIRWISE, UNHINGED = (multiclass_catalogue[name](3) for name in ("mae", "pairwise_sigmoid", "unhinged"))

Law = Sequence[str]
LEADING, EVEN, CLEAR = ("3/5", "1/5", "1/5"), ("2/5", "3/10", "3/10"), ("1/2", "3/10", "1/5")
ONE = Fraction(1)


def crammer_singer(q: Law, ahead: str | None = None) -> LinearProgram:
    """The least expected Crammer-Singer loss; with ``ahead``, of scores in which class 0 leads by that much."""
    rows = [({3 + y: 1, k: -1, y: 1}, ">=", 1) for y, k in permutations(range(3), 2)]
    if ahead is not None:
        rows += [({0: 1, k: -1}, ">=", ahead) for k in (1, 2)]
    return LinearProgram.of("min", [0, 0, 0, *q], rows, range(3))


def mean_of_two_largest(q: Law) -> LinearProgram:
    """The least expected LDR-2 loss without margin: s_y is at least the mean of any two of f_k - f_y."""
    half = Fraction(1, 2)
    rows = []
    for y in range(3):
        for left_out in range(3):
            above = {k: -half * (k != left_out) + ONE * (k == y) for k in range(3)}
            rows.append((above | {3 + y: ONE}, ">=", 0))
    return LinearProgram.of("min", [0, 0, 0, *q], rows, range(6))


def largest_weighted_sum(b: Law, at_most: str, exactly: bool) -> LinearProgram:
    """Maximise p.b over p >= 0 with p_k <= ``at_most`` and the sum 1 (at most 1 unless ``exactly``)."""
    total = (dict.fromkeys(range(len(b)), 1), "==" if exactly else "<=", 1)
    return LinearProgram.of("max", b, [total, *(({k: 1}, "<=", at_most) for k in range(len(b)))])


def absolute_error(q: Law, gap: str = "0") -> LinearProgram:
    """The least expected 1 - p_y over laws p with p_1 - p_2 >= ``gap``; the constant 1 is the last variable."""
    rows = [({0: 1, 1: 1, 2: 1}, "==", 1), ({1: 1, 2: -1}, ">=", gap), ({3: 1}, "==", 1)]
    return LinearProgram.of("min", [*(-Fraction(v) for v in q), 1], rows)


def adaptive(at: str) -> str:
    """ALDR-KL before the maximum over lambda: 1000 classes, b = (3, 0, ..., 0), lambda_0 = 1, alpha = 11/10."""
    return f"{at}*log((999 + exp(3/({at})))/1000) - 11/20*log(1000)*({at} - 1)**2"


CLAIMS = (
    Claim(
        "lambda = 1, c = 0, two classes: LDR-KL is cross entropy minus log 2",
        Equal("log((1 + exp(-t))/2)", "log(1 + exp(-t)) - log(2)"),
        PAPER,
    ),
    Claim(
        "lambda = 1, c = 0, scores (0, -t, -2t): LDR-KL is cross entropy minus log 3",
        Equal("log((1 + exp(-t) + exp(-2*t))/3)", "log(1 + exp(-t) + exp(-2*t)) - log(3)"),
        PAPER,
    ),
    Claim(
        "lambda = 1, c = 0: LDR-KL is cross entropy, without the constant",
        Equal("log((1 + exp(-t))/2)", "log(1 + exp(-t))"),
        "ours",
        expected=False,
    ),
    Claim(
        "b = (log 3, 0), lambda = 1: the maximum over p of p.b - KL is log((3 + 1)/2) = log 2",
        InfimumIs("p*log(2*p) + (1 - p)*log(2*(1 - p)) - p*log(3)", "p", "-log(2)", "0", "1"),
        PAPER,
    ),
    Claim(
        "b = (1, 0): as lambda tends to infinity LDR-KL tends to the mean of b",
        LimitIs("x*log((1 + exp(1/x))/2)", "x", "oo", "1/2"),
        PAPER,
    ),
    Claim(
        "b = (1, 0): as lambda tends to 0 LDR-KL tends to the largest b",
        ValueIs("x*log((1 + exp(1/x))/2)", "x", "limit_right", "0", "1"),
        PAPER,
    ),
    Claim(
        "b = (x, 0), lambda = 1: LDR-KL is at least the mean of b",
        Less("x/2", "log((1 + exp(x))/2)", "x", strict=False),
        "ours",
    ),
    Claim(
        "b = (x, 0), lambda = 1: LDR-KL exceeds the mean of b by at most x^2/8",
        Less("log((1 + exp(x))/2)", "x/2 + x**2/8", "x", strict=False),
        "ours",
    ),
    Claim("lambda = infinity: the mean of b is a symmetric loss", Symmetric(MEAN), PAPER),
    Claim("lambda = 1: LDR-KL is not symmetric", Symmetric(LDR_KL), "ours", expected=False),
    Claim("LDR-KL with margin c = 1 is convex", Convex(WITH_MARGIN), PAPER),
    Claim("LDR-KL with margin c = 1, two classes: calibrated", Calibrated(WITH_MARGIN), PAPER),
    Claim("LDR-KL with lambda = 2, two classes: calibrated", Calibrated(WARM), PAPER),
    Claim("lambda = 2, c = 0: the minimiser is lambda times the log odds", LinkIs(WARM, "2*log(eta/(1 - eta))"), PAPER),
    Claim(
        "lambda = 1, c = 1, eta = 3/4: the expected loss is stationary at the log odds, as for cross entropy",
        ValueIs(WITH_MARGIN.conditional_risk("3/4"), "t", "slope_right", "log(3)", "0"),
        "ours",
        expected=False,
    ),
    Claim("lambda = 0, c = 1, two classes: the hinge, calibrated", Calibrated(margin.HINGE), PAPER),
    Claim("Crammer-Singer at q = (2/5, 3/10, 3/10): the optimum is 1", Optimum(crammer_singer(EVEN), 1), "ours"),
    Claim(
        "Crammer-Singer at q = (2/5, 3/10, 3/10): a lead of 1 of the likeliest class costs 6/5",
        Optimum(crammer_singer(EVEN, ahead="1"), "6/5"),
        "ours",
    ),
    Claim(
        "Crammer-Singer at q = (2/5, 3/10, 3/10): a lead of 1 of the likeliest class reaches the optimum 1",
        Optimum(crammer_singer(EVEN, ahead="1"), 1),
        "ours",
        expected=False,
    ),
    Claim(
        "Crammer-Singer at q = (3/5, 1/5, 1/5), a majority: a lead of 1 is optimal, 4/5",
        Optimum(crammer_singer(LEADING, ahead="1"), "4/5"),
        "ours",
    ),
    Claim(
        "Crammer-Singer at q = (3/5, 1/5, 1/5): 4/5 is the optimum over all scores",
        Optimum(crammer_singer(LEADING), "4/5"),
        "ours",
    ),
    Claim(
        "p_k <= 1/2 on the laws p: at b = (0, -1, -3) the loss is the mean of the two largest, -1/2",
        Optimum(largest_weighted_sum(("0", "-1", "-3"), "1/2", True), "-1/2"),
        "ours",
    ),
    Claim(
        "p_k <= 1/2 on the laws p: at b = (0, -1, -3) the loss is the top-2 hinge, 0",
        Optimum(largest_weighted_sum(("0", "-1", "-3"), "1/2", True), 0),
        "lapin2015topk",
        expected=False,
    ),
    Claim(
        "the top-2 hinge of sub-laws (sum at most 1, p_k <= 1/2) is 0 at b = (0, -1, -3)",
        Optimum(largest_weighted_sum(("0", "-1", "-3"), "1/2", False), 0),
        "lapin2015topk",
    ),
    Claim(
        "p_k <= 1/2, R = 0: at q = (3/5, 1/5, 1/5), outside the cap, the expected loss is unbounded below",
        Optimum(mean_of_two_largest(LEADING), "-oo"),
        "ours",
    ),
    Claim(
        "p_k <= 1/2, R = 0: at q = (2/5, 3/10, 3/10), within the cap, the least expected loss is 0",
        Optimum(mean_of_two_largest(EVEN), 0),
        "ours",
    ),
    Claim(
        "absolute error, symmetric, on laws p: at q = (1/2, 3/10, 1/5) the optimum is 1/2",
        Optimum(absolute_error(CLEAR), "1/2"),
        "ours",
    ),
    Claim(
        "absolute error at q = (1/2, 3/10, 1/5): ranking the second class ahead of the third by 1/10 costs 13/25",
        Optimum(absolute_error(CLEAR, gap="1/10"), "13/25"),
        "ours",
    ),
    Claim(
        "ALDR-KL, alpha = 11/10, 1000 classes, b = (3, 0, ...): in lambda lower at 7/20 than at 1/10",
        Less(adaptive("7/20"), adaptive("1/10"), "x", "0", "1"),
        "ours",
    ),
    Claim(
        "ALDR-KL, alpha = 11/10, 1000 classes, b = (3, 0, ...): lower at 7/20 than at 1 too, so not concave in lambda",
        Less(adaptive("7/20"), adaptive("1"), "x", "0", "1"),
        "ours",
    ),
    Claim(
        "lambda = 1, b = (0, 1, 3): the maximum over p of p.b - KL, log((1 + e + e^3)/3), is 2.071...",
        OptimumWithin(ldr.KL(1).program((0, 1, 3)), "2071/1000", "2072/1000"),
        PAPER,
    ),
    Claim(
        "p_k <= 1/2, lambda = 1, b = (0, 1, 3): the capped maximum is 1.75...",
        OptimumWithin(ldr.TopKL(2, 1).program((0, 1, 3)), "175/100", "176/100"),
        "ours",
    ),
    Claim(
        "ALDR-KL, alpha = 11/10, 1000 classes, b = (3, 0, ...): above 19/1000 at the strength 199/200",
        Less("19/1000", adaptive("199/200"), "x", "0", "1"),
        "ours",
    ),
    Claim(
        "ALDR-KL, alpha = 11/10, 1000 classes, b = (3, 0, ...): below 1/10 at every strength below lambda_0",
        Less(adaptive("x"), "1/10", "x", "0", "1"),
        "ours",
    ),
    Claim("three classes, LDR-KL, c = 1: convex", ClassConvex(KL_MARGIN), PAPER),
    Claim(
        "three classes, LDR-KL, lambda = 2, c = 0: preserves the order, so top-k calibrated for k = 1, 2",
        RankPreserving(KL_2),
        PAPER,
    ),
    Claim("three classes, LDR-KL, lambda = 1, c = 1: preserves the order", RankPreserving(KL_MARGIN), PAPER),
    Claim("five classes, LDR-KL, lambda = 1/2, c = 2: preserves the order", RankPreserving(FIVE), PAPER),
    Claim(
        "three classes, LDR-KL, lambda = 2: the softmax of the best scores is q",
        SoftmaxProper(KL_2),
        "ours",
        expected=False,
    ),
    Claim("three classes, lambda = infinity, up to a factor: symmetric", ConstantSum(UNHINGED), PAPER),
    Claim(
        "three classes, lambda = infinity: calibrated on all scores, where it is unbounded below",
        ClassCalibrated(UNHINGED),
        "ours",
        expected=False,
    ),
    Claim("three classes, absolute error: symmetric", ConstantSum(MAE), PAPER),
    Claim("three classes, absolute error: calibrated", ClassCalibrated(MAE), PAPER),
    Claim("three classes, absolute error: top-2 calibrated", TopKCalibrated(MAE, 2), PAPER, expected=False),
    Claim("three classes, pairwise sigmoid: symmetric", ConstantSum(PAIRWISE), "charoenphakdee2019symmetric"),
    Claim(
        "three classes, pairwise sigmoid: preserves the order, so that a symmetric loss may be top-k calibrated",
        RankPreserving(PAIRWISE),
        "ours",
    ),
)
