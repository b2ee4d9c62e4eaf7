"""Mao, Mohri & Zhong (2023), "Cross-Entropy Loss Functions: Theoretical Analysis and Applications".

ICML 2023: the comp-sum loss is Phi_tau(u) = ((1 + u)^(1 - tau) - 1)/(1 - tau), or log(1 + u) at tau = 1, of the sum u
of exp(s_k - s_y) over k != y; q = 1/(1 + u) is the softmax probability of the label y. With two classes u = exp(-t), t
the margin. T_tau(theta) is the least conditional regret at 0-1 regret theta over all measurable scores, K classes; the
bound T(R01(h) - R01* + M01) <= R(h) - R* + M is stated here by its T, a bound by G as T = the inverse of G. For K = 2
all T_tau with tau <= 2 are exact; for K >= 3 they are for tau <= 1, and valid but not tight for tau > 1, where the
least regret is claimed beside them: that of two classes for tau <= 3/2, that of ties of n <= K classes for tau >= 2.
"""

from fractions import Fraction

from losstheory.claims import Claim
from losstheory.empirical import Measured
from losstheory.losses import margin, probability
from losstheory.losses.loss import AnyLoss, MarginLoss
from losstheory.losses.multiclass import MulticlassLoss
from losstheory.losses.multiclass import multiclass_catalogue as several
from losstheory.theory import Calibrated, Equal, InfimumIs, Less
from losstheory.theory.consistency import HConsistencyBound, SoftmaxBound, SoftmaxTransform, TransformIs

PAPER = "mao2023crossentropy"
LINE = ("-oo", "oo")


def comp_sum(tau: Fraction | int) -> AnyLoss:
    return margin.comp_sum_margin(tau=tau)


def softmax(classes: int, tau: Fraction | int) -> MulticlassLoss:
    return several["comp_sum"](classes, tau=tau)


def published(tau: Fraction | int, classes: int) -> str:
    """T_tau as published."""
    if tau == 1:
        return "(1 + theta)/2*log(1 + theta) + (1 - theta)/2*log(1 - theta)"
    if tau >= 2:
        return f"theta/(({tau} - 1)*{classes}**({tau} - 1))"
    mean = f"((1 + theta)**(1/(2 - {tau})) + (1 - theta)**(1/(2 - {tau})))/2"
    if tau < 1:
        return f"2**(1 - {tau})/(1 - {tau})*(1 - ({mean})**(2 - {tau}))"
    return f"(({mean})**(2 - {tau}) - 1)/(({tau} - 1)*{classes}**({tau} - 1))"


def relaxed(tau: Fraction | int, classes: int = 2) -> str:
    """The relaxation sqrt(2^tau (2 - tau) z) for tau < 1, sqrt(2 K^(tau - 1) (2 - tau) z) for 1 <= tau < 2."""
    factor = f"2**({tau})" if tau < 1 else f"2*{classes}**({tau} - 1)"
    return f"theta**2/({factor}*(2 - {tau}))"


def rho_margin(tau: int) -> MarginLoss:
    """Phi_tau of max(0, min(1, 1 - t)): two classes, rho = 1."""
    u = "min(1, max(0, 1 - t))"
    return MarginLoss(f"rho-margin, tau = {tau}", {0: u, 1: f"log(1 + {u})", 2: f"1 - 1/(1 + {u})"}[tau], PAPER)


HALF, THREE_HALVES = Fraction(1, 2), Fraction(3, 2)
TWO_CLASSES = (
    *(
        Claim(f"two classes, tau = {tau}: T_tau is exact", TransformIs(comp_sum(tau), published(tau, 2), "all"), PAPER)
        for tau in (0, HALF, 1, THREE_HALVES, 2)
    ),
    Claim(
        "two classes, tau = 3: T_tau = theta/8 is exact",
        TransformIs(comp_sum(3), published(3, 2), "all"),
        PAPER,
        expected=False,
    ),
    Claim("two classes, tau = 3: T_tau gives a bound", HConsistencyBound(comp_sum(3), published(3, 2), "all"), PAPER),
    Claim(
        "two classes, mean absolute error: T = theta^2/2 is exact",
        TransformIs(comp_sum(2), "theta**2/2", "all"),
        "ours",
        expected=False,
    ),
    *(
        Claim(
            f"two classes: the relaxation holds for tau = {tau}",
            HConsistencyBound(comp_sum(tau), relaxed(tau), "all"),
            PAPER,
        )
        for tau in (0, HALF, 1, Fraction(6, 5))
    ),
    *(
        Claim(
            f"two classes: the relaxation holds for tau = {tau}",
            HConsistencyBound(comp_sum(tau), relaxed(tau), "all"),
            PAPER,
            expected=False,
        )
        for tau in (Fraction(7, 5), THREE_HALVES, Fraction(17, 10), Fraction(9, 5))
    ),
    *(
        Claim(
            f"rho-margin, tau = {tau}: the regret divided by Phi_tau(1)",
            HConsistencyBound(rho_margin(tau), divided, "all"),
            "ours",
        )
        for tau, divided in ((0, "theta"), (1, "log(2)*theta"), (2, "theta/2"))
    ),
    *(
        Claim(
            f"rho-margin, tau = {tau}: the regret multiplied by Phi_tau(1)",
            HConsistencyBound(rho_margin(tau), multiplied, "all"),
            "ours",
            expected=False,
        )
        for tau, multiplied in ((1, "theta/log(2)"), (2, "2*theta"))
    ),
)
MORE_CLASSES = (
    *(
        Claim(f"{k} classes, tau = {tau}: T_tau gives a bound", SoftmaxBound(softmax(k, tau), published(tau, k)), PAPER)
        for k, tau in ((3, 0), (3, HALF), (3, 1), (3, THREE_HALVES), (3, 2), (3, 3), (4, 1), (4, 2), (10, 2))
    ),
    *(
        Claim(f"3 classes: the relaxation holds for tau = {tau}", SoftmaxBound(softmax(3, tau), relaxed(tau, 3)), PAPER)
        for tau in (0, HALF, 1)
    ),
    Claim(
        "3 classes, mean absolute error: the transform of two classes, theta/2, gives a bound",
        SoftmaxBound(softmax(3, 2), "theta/2"),
        "ours",
        expected=False,
    ),
    Claim(
        "3 classes, mean absolute error: the slope 1/3 could be larger",
        SoftmaxBound(softmax(3, 2), "34*theta/100"),
        "ours",
        expected=False,
    ),
    Claim(
        "3 classes, mean absolute error: theta^2/3 is a bound, weaker than theta/3",
        SoftmaxBound(softmax(3, 2), "theta**2/3"),
        "ours",
    ),
)
MAE_OF_THREE = "min(max(theta/3, theta - 1/3), theta/2)"
LEAST_REGRETS = (
    *(
        Claim(f"3 classes, tau = {tau}: T_tau is exact", SoftmaxTransform(softmax(3, tau), published(tau, 3)), PAPER)
        for tau in (0, HALF, 1)
    ),
    *(
        Claim(
            f"3 classes, tau = {tau}: T_tau is exact",
            SoftmaxTransform(softmax(3, tau), published(tau, 3)),
            "ours",
            expected=False,
        )
        for tau in (Fraction(5, 4), THREE_HALVES, 2, 3)
    ),
    *(
        Claim(
            f"{k} classes, tau = {tau}: the exact transform is that of two classes",
            SoftmaxTransform(softmax(k, tau), published(tau, 2)),
            "ours",
        )
        for k, tau in ((3, Fraction(5, 4)), (3, THREE_HALVES), (6, THREE_HALVES))
    ),
    Claim("3 classes, mean absolute error: the exact transform", SoftmaxTransform(softmax(3, 2), MAE_OF_THREE), "ours"),
    Claim(
        "3 classes, mean absolute error: the greatest convex bound",
        SoftmaxBound(softmax(3, 2), "max(theta/3, 2*theta/3 - 1/6)"),
        "ours",
    ),
    Claim(
        "6 classes, mean absolute error: theta^2/(1 + theta), the same for every number of classes, is a bound",
        SoftmaxBound(softmax(6, 2), "theta**2/(1 + theta)"),
        "ours",
    ),
    Claim(
        "3 classes, tau = 3: the exact transform",
        SoftmaxTransform(softmax(3, 3), "min(theta/2, max(1/12 + 5*theta/24, 3*theta/8))"),
        "ours",
    ),
)


TOP_TWO = {
    "refuted": "mae",
    "others": ["ce"],
    "seeds": list(range(16)),
    "samples": 1000,
    "stages": 1,
    "epochs": 20,
    "rate": 0.3,
    "batch": 64,
    "model_name": "mlp:64",
}

CLAIMS = (
    *TWO_CLASSES,
    *MORE_CLASSES,
    *LEAST_REGRETS,
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
    Claim(
        "measured: networks in training stay below the bounds of ce and of comp-sum tau = 2, which is half of mae",
        Measured(
            "losstheory.empirical.experiments.regret_bound:measure",
            {
                "losses": ["ce", "comp_sum:tau=2"],
                "seeds": list(range(6)),
                "model_name": "mlp:16",
                "samples": 320,
                "stages": 12,
                "rate": 0.05,
            },
            [("ce", "<", "1"), ("comp_sum:tau=2", "<", "1")],
            full={"losses": ["ce", "comp_sum:tau=1/2", "comp_sum:tau=2"], "seeds": list(range(20)), "stages": 60},
        ),
        "ours",
    ),
    Claim(
        "measured: mae, calibrated for the most probable class alone, leaves a top-2 risk that ce does not",
        Measured(
            "losstheory.empirical.experiments.top_k:measure",
            TOP_TWO,
            [("mae, top 2", ">", "ce, top 2")],
            full={"seeds": list(range(40))},
        ),
        "ours",
    ),
    Claim(
        "measured: smooth adversarial cross-entropy bounds the robust error in training, and lowers it on the law",
        Measured(
            "losstheory.empirical.experiments.adversarial_training:measure",
            {"gamma": 0.4, "seeds": list(range(100, 112)), "steps": 120},
            [("used", "<", "1"), ("adversarial, robust", "<", "plain, robust")],
            full={"seeds": list(range(100, 140)), "steps": 1000},
        ),
        PAPER,
    ),
)
