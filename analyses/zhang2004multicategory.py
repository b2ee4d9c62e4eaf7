"""Zhang (2004), "Statistical Analysis of Some Multi-Category Large Margin Classification Methods".

JMLR 5: which multi-category losses are infinite-sample consistent. Setting of every claim: K = 3 classes unless said
otherwise, free scores unless they are said to sum to zero, all p in the closed simplex; calibrated for the 0-1 loss,
ties counted as errors. Consistency for the general cost matrices of the paper is not claimed.
"""

from losstheory.claims import Claim
from losstheory.empirical.measured import Measured
from losstheory.losses.multiclass import largest_rival, multiclass, multiclass_catalogue
from losstheory.theory.multiclass import Calibrated, Convex, RankPreserving, TopKCalibrated

PAPER = "zhang2004multicategory"
CONSISTENT = {
    "pairwise comparison": ("pairwise_logistic", "pairwise_exponential", "pairwise_squared_hinge"),
    "one versus all": ("ova_logistic", "ova_exponential", "ova_squared", "ova_squared_hinge"),
    "scores of sum zero": ("lee_lin_wahba", "constrained_exponential"),
}
NOT = {
    "pairwise comparison, a kink": "weston_watkins",
    "one versus all, a kink and a plateau": "ova_hinge",
    "the largest rival": "crammer_singer",
}
SMOOTH = largest_rival("log(1 + exp(-t))", 3)
POISSON = multiclass("exp(s1) + exp(s2) + exp(s3) - s1", classes=3)
FREE = multiclass("max(0, 1 + s2) + max(0, 1 + s3)", classes=3)
THREE = {name: multiclass_catalogue[name](3) for names in CONSISTENT.values() for name in names}

CLAIMS = (
    *(
        Claim(f"{form}: {name} is calibrated", Calibrated(THREE[name]), PAPER)
        for form, names in CONSISTENT.items()
        for name in names
    ),
    Claim(
        "5 classes, scores of sum zero: the hinge is calibrated",
        Calibrated(multiclass_catalogue["lee_lin_wahba"](5)),
        PAPER,
    ),
    *(
        Claim(f"{form}: {name} is not calibrated", Calibrated(multiclass_catalogue[name](3)), PAPER, expected=False)
        for form, name in NOT.items()
    ),
    Claim("the hinge of sum zero without that constraint: not calibrated", Calibrated(FREE), "ours", expected=False),
    Claim(
        "the largest rival, squared hinge: not calibrated",
        Calibrated(multiclass_catalogue["squared_crammer_singer"](3)),
        "ours",
        expected=False,
    ),
    Claim("the largest rival, logistic: smooth in t, not calibrated", Calibrated(SMOOTH), "ours", expected=False),
    Claim("two classes, the largest rival: calibrated", Calibrated(multiclass_catalogue["crammer_singer"](2)), PAPER),
    Claim("two classes, pairwise hinge: calibrated", Calibrated(multiclass_catalogue["weston_watkins"](2)), PAPER),
    Claim("a sum of exponentials less the own score: convex", Convex(POISSON), "ours"),
    Claim("a sum of exponentials less the own score: calibrated", Calibrated(POISSON), "ours"),
    *(
        Claim(f"{name} preserves the order of the probabilities", RankPreserving(THREE[name]), "ours")
        for name in ("pairwise_squared_hinge", "ova_squared_hinge", "constrained_exponential")
    ),
    Claim(
        "the hinge of sum zero tells the best class and not the two best",
        TopKCalibrated(THREE["lee_lin_wahba"], 2),
        "ours",
        expected=False,
    ),
    Claim(
        "measured: on the law of its witness training with crammer_singer stays above the Bayes risk, and with ce not",
        Measured(
            "losstheory.empirical.experiments.wrong_classifier:measure",
            {"refuted": "crammer_singer", "others": ["ce"], "seeds": list(range(24)), "stages": 1, "epochs": 10},
            [("crammer_singer", ">", "1/50"), ("ce", "<", "crammer_singer")],
            full={"seeds": list(range(40)), "epochs": 50},
        ),
        "ours",
    ),
)
