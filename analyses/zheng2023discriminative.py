"""Zheng, Wu, Bao et al. (2023), "Revisiting Discriminative vs. Generative Classifiers: Theory and Implications".

ICML 2023: the bound of the multinomial logistic loss, R01(h) - R01* + M01 <= sqrt(2) (R(h) - R* + M)^(1/2), natural
logarithms, all measurable scores; written T(0-1 side) <= surrogate side with T(theta) = theta^2/2. Over a restricted
set it needs scores that reach far enough: T(1) = log(2) - log(1 + exp(-L)) at the scores |t| <= L of two classes.
The rates, O(log n) samples for naive Bayes and O(n) for logistic regression, n features, are upper bounds where each
feature tells a constant amount; measured is what both do on three Gaussian classes with 6 log2(n) or 4 n samples.
"""

from losstheory.claims import Claim
from losstheory.empirical import Measured
from losstheory.losses import margin
from losstheory.losses.multiclass import multiclass_catalogue as several
from losstheory.theory.consistency import HConsistencyBound, SoftmaxBound

PAPER = "zheng2023discriminative"
ENTROPY = "(1 + theta)/2*log(1 + theta) + (1 - theta)/2*log(1 - theta)"
LOGARITHMIC = [[16, 24], [128, 42]]
LINEAR = [[32, 128], [96, 384]]
TWO_REGIMES = [[60, 120], [60, 2000]]


def measured(sizes: list[list[int]], *comparisons: tuple[str, str, str], **law: str | float) -> Measured:
    protocol = "losstheory.empirical.experiments.generative_discriminative:measure"
    return Measured(
        protocol, {"seeds": list(range(8)), "sizes": sizes, **law}, comparisons, full={"seeds": list(range(40))}
    )


CLAIMS = (
    *(
        Claim(f"{classes} classes: the bound with sqrt(2)", SoftmaxBound(several["ce"](classes), "theta**2/2"), PAPER)
        for classes in (2, 3, 4, 10)
    ),
    Claim(
        "3 classes: the bound by ((1 + t) log(1 + t) + (1 - t) log(1 - t))/2",
        SoftmaxBound(several["ce"](3), ENTROPY),
        "ours",
    ),
    Claim(
        "3 classes: the constant sqrt(2) could be smaller",
        SoftmaxBound(several["ce"](3), "51*theta**2/100"),
        "ours",
        expected=False,
    ),
    Claim("3 classes: a linear bound", SoftmaxBound(several["ce"](3), "theta/2"), "ours", expected=False),
    Claim(
        "two classes, scores |t| <= 2: the bound holds",
        HConsistencyBound(margin.LOGISTIC, "theta**2/2", "bounded:2"),
        "ours",
    ),
    Claim(
        "two classes, scores |t| <= 3/2: the bound holds",
        HConsistencyBound(margin.LOGISTIC, "theta**2/2", "bounded:3/2"),
        "ours",
        expected=False,
    ),
    Claim(
        "measured: constant information, 6 log2(n) samples: the excess risk of naive Bayes falls from n = 16 to 128",
        measured(
            LOGARITHMIC,
            ("naive Bayes, n = 128, m = 42", "<", "naive Bayes, n = 16, m = 24"),
            information="constant",
            strength=0.5,
        ),
        PAPER,
    ),
    Claim(
        "measured: constant information, 6 log2(n) samples: that of logistic regression falls too, O(n) is no bound",
        measured(
            LOGARITHMIC,
            ("logistic regression, n = 128, m = 42", "<", "logistic regression, n = 16, m = 24"),
            information="constant",
            strength=0.5,
        ),
        "ours",
    ),
    Claim(
        "measured: a fixed Bayes risk, 6 log2(n) samples: the excess risk of naive Bayes grows with n",
        measured(
            LOGARITHMIC,
            ("naive Bayes, n = 128, m = 42", ">", "naive Bayes, n = 16, m = 24"),
            information="vanishing",
            strength=1.2,
        ),
        "ours",
    ),
    Claim(
        "measured: a fixed Bayes risk, 4 n samples: naive Bayes is better than logistic regression",
        measured(
            LINEAR,
            ("naive Bayes, n = 32, m = 128", "<", "logistic regression, n = 32, m = 128"),
            ("naive Bayes, n = 96, m = 384", "<", "logistic regression, n = 96, m = 384"),
            information="vanishing",
            strength=1.2,
        ),
        PAPER,
    ),
    Claim(
        "measured: a third of the features correlated: naive Bayes is better with 120 samples, worse with 2000",
        measured(
            TWO_REGIMES,
            ("naive Bayes, n = 60, m = 120", "<", "logistic regression, n = 60, m = 120"),
            ("naive Bayes, n = 60, m = 2000", ">", "logistic regression, n = 60, m = 2000"),
            information="vanishing",
            strength=1.2,
            shared=0.15,
        ),
        PAPER,
    ),
)
