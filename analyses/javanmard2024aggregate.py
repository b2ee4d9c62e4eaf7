"""Javanmard, Chen, Mirrokni, Badanidiyuru & Fu (2024), "Learning from Aggregate Responses: Instance Level versus Bag
Level Loss Functions".

ICLR 2024. Setting: a bag of two instances with predictions f1, f2 and the mean response y. The bag loss compares y with
the mean prediction, the instance loss y with each prediction, on average. The variance is (f1 - f2)^2/4.

A polynomial identity of degree at most 2 in each of f1, f2, y, rho holds for all of them if and only if it holds at
f1 = t, f2 = t^3, y = t^9, rho = t^27 for every t: no two monomials become the same power of t.

Measured is linear regression on n = 5 d standard normal rows in bags of k = 2, theta of length 1, noise of the standard
deviation sigma; the risk is |estimate - theta|^2. The bag estimator is least squares on the n/k means, with an inverse
Wishart matrix for its covariance: its risk is sigma^2 d/(n/k - d - 1).
"""

from collections.abc import Sequence
from itertools import product

import numpy as np

from losstheory.claims import Claim
from losstheory.empirical import Measured, Measurement
from losstheory.theory import Equal, Exists, InfimumIs, Less, ValueIs

PAPER = "javanmard2024aggregate"

F1, F2, Y, RHO = "t", "t**3", "t**9", "t**27"
ALONE = f"(1 - {RHO})**2"
"""The loss of a bag of one, with the response 1 and a free prediction."""


def instance(loss: str, f1: str, f2: str) -> str:
    """The mean loss of the two predictions; ``loss`` is a formula in F."""
    return f"(({loss.replace('F', f'({f1})')}) + ({loss.replace('F', f'({f2})')}))/2"


def bag(loss: str, f1: str, f2: str) -> str:
    """The loss of the mean prediction."""
    return loss.replace("F", f"((({f1}) + ({f2}))/2)")


def gap(loss: str, f1: str, f2: str) -> str:
    return f"({instance(loss, f1, f2)}) - ({bag(loss, f1, f2)})"


def logistic(y: str) -> str:
    """The logistic loss of a score F at a response in [0, 1]."""
    return f"(log(1 + exp(F)) - {y}*F)"


def of_mean_probability(y: str, f1: str, f2: str) -> str:
    """The logistic bag loss at the mean of the two probabilities instead of the mean score."""
    p = f"((1/(1 + exp(-({f1}))) + 1/(1 + exp(-({f2}))))/2)"
    return f"(-{y}*log({p}) - (1 - {y})*log(1 - {p}))"


SQUARE, ABSOLUTE, QUARTIC = f"({Y} - F)**2", "Abs(1 - F)", "(1 - F)**4"
VARIANCE = f"(({F1}) - ({F2}))**2/4"
CENTRED, SHIFTED = (-1, 1), (0, 2)


def regression(features: Sequence[int]) -> str:
    """The mean instance loss of w x over all bags of two features, with the mean of the two as response: weight 1."""
    bags = list(product(features, repeat=2))
    squares = [f"(Rational({a + b}, 2) - w*({x}))**2" for a, b in bags for x in (a, b)]
    return f"({' + '.join(squares)})/{len(squares)}"


def estimators(seeds: Sequence[int], d: int, sigma: float, shares: Sequence[float]) -> dict[str, Measurement]:
    """``"rho = 0.2"``: the risk of the minimiser of (1 - rho) bag + rho instance loss; ``"…, along theta"``."""
    risks: dict[str, list[float]] = {}
    for seed in seeds:
        rng = np.random.default_rng(seed)
        rows, theta = rng.standard_normal((5 * d // 2, 2, d)), np.full(d, d**-0.5)
        means = rows.mean(axis=1)
        responses = (rows @ theta + sigma * rng.standard_normal(rows.shape[:2])).mean(axis=1)
        bags, instances = 2 * means.T @ means, np.einsum("bid,bie->de", rows, rows)
        for rho in shares:
            found = np.linalg.solve((1 - rho) * bags + rho * instances, 2 * means.T @ responses)
            risks.setdefault(f"rho = {rho}", []).append(float(((found - theta) ** 2).sum()))
            risks.setdefault(f"rho = {rho}, along theta", []).append(float(found @ theta))
    return {name: Measurement.of(values, protocol={"seeds": list(seeds)}) for name, values in risks.items()}


def measured(d: int, sigma: float, *comparisons: tuple[str, str, str]) -> Measured:
    short = {"seeds": list(range(20)), "d": d, "sigma": sigma, "shares": [0, 0.2, 1]}
    return Measured(f"{__file__}:estimators", short, comparisons, full={"seeds": list(range(400))})


LOW, HIGH = "Rational(1, 10)", "Rational(9, 10)"

CLAIMS = (
    Claim(
        "square loss: instance loss = bag loss + variance of the predictions, for all f1, f2, y",
        Equal(gap(SQUARE, F1, F2), VARIANCE),
        PAPER,
    ),
    Claim(
        "square loss: (1 - rho) bag + rho instance = bag + rho variance, for all f1, f2, y, rho",
        Equal(
            f"(1 - {RHO})*({bag(SQUARE, F1, F2)}) + {RHO}*({instance(SQUARE, F1, F2)})",
            f"({bag(SQUARE, F1, F2)}) + {RHO}*{VARIANCE}",
        ),
        PAPER,
    ),
    Claim(
        "bags of 2 and 1 instances, each bag weighted by its size: instance loss = bag loss + variance",
        Equal(
            f"(2*({instance(SQUARE, F1, F2)}) + {ALONE})/3",
            f"(2*({bag(SQUARE, F1, F2)}) + {ALONE})/3 + 2*{VARIANCE}/3",
        ),
        "ours",
    ),
    Claim(
        "bags of 2 and 1 instances, bags weighted equally: instance loss = bag loss + variance",
        Equal(
            f"(2*({instance(SQUARE, F1, F2)}) + {ALONE})/3",
            f"(({bag(SQUARE, F1, F2)}) + {ALONE})/2 + 2*{VARIANCE}/3",
        ),
        "ours",
        expected=False,
    ),
    Claim(
        "absolute error, y = 1, predictions t and -t: instance loss >= bag loss",
        Less("0", gap(ABSOLUTE, "t", "-t"), strict=False),
        "ours",
    ),
    Claim(
        "absolute error, y = 1, predictions t and -t, -1 < t < 1: instance loss = bag loss",
        Equal(gap(ABSOLUTE, "t", "-t"), "0", "t", "-1", "1"),
        "ours",
    ),
    Claim(
        "absolute error, y = 1, predictions t and -t: instance loss = bag loss + variance",
        Equal(gap(ABSOLUTE, "t", "-t"), "t**2"),
        "ours",
        expected=False,
    ),
    Claim(
        "fourth power, y = 1, predictions t and -t: instance loss = bag loss + variance",
        Equal(gap(QUARTIC, "t", "-t"), "t**2"),
        "ours",
        expected=False,
    ),
    Claim(
        "fourth power, y = 1, predictions t and -t: instance loss >= bag loss",
        Less("0", gap(QUARTIC, "t", "-t"), strict=False),
        "ours",
    ),
    Claim(
        "a loss that is not convex, min(1, (1 - f)^2): the instance loss may be below the bag loss",
        Exists(gap("Min(1, (1 - F)**2)", "t", "-t - 2"), "0", "t"),
        "ours",
    ),
    Claim(
        "logistic loss of the mean score, predictions t and 1: instance - bag does not depend on the response",
        Equal(gap(logistic(LOW), "t", "1"), gap(logistic(HIGH), "t", "1")),
        "ours",
    ),
    Claim(
        "logistic loss of the mean score, predictions t and 1: instance - bag >= 0",
        Less("0", gap(logistic(LOW), "t", "1"), strict=False),
        "ours",
    ),
    Claim(
        "logistic loss of the mean probability, predictions t and 1: instance - bag does not depend on the response",
        Equal(
            f"({instance(logistic(LOW), 't', '1')}) - {of_mean_probability(LOW, 't', '1')}",
            f"({instance(logistic(HIGH), 't', '1')}) - {of_mean_probability(HIGH, 't', '1')}",
        ),
        "ours",
        expected=False,
    ),
    Claim(
        "linear regression, weight 1, bags of k = 2, features -1 and 1: the least instance loss is 1/4",
        InfimumIs(regression(CENTRED), "w", "1/4"),
        "ours",
    ),
    Claim(
        "linear regression, weight 1, bags of k = 2, features -1 and 1: it is reached at 1/2, the weight over k",
        ValueIs(regression(CENTRED), "w", "value", "1/2", "1/4"),
        "ours",
    ),
    Claim(
        "linear regression, features 0 and 2, not centred: the instance loss is stationary at the weight over k",
        ValueIs(regression(SHIFTED), "w", "slope_right", "1/2", "0"),
        "ours",
        expected=False,
    ),
    Claim(
        "measured: d = 40, sigma = 1/2: the bag loss has a lower risk than the instance loss, which is biased",
        measured(40, 0.5, ("rho = 0", "<", "rho = 1")),
        PAPER,
    ),
    Claim(
        "measured: d = 40, sigma = 2: the instance loss, which has less variance, has a lower risk",
        measured(40, 2, ("rho = 1", "<", "rho = 0")),
        PAPER,
    ),
    Claim(
        "measured: d = 40, sigma = 3/4: rho = 1/5 is better than both",
        measured(40, 0.75, ("rho = 0.2", "<", "rho = 0"), ("rho = 0.2", "<", "rho = 1")),
        PAPER,
    ),
    Claim(
        "measured: d = 40, sigma = 1/2: the instance loss estimates theta/k, within 1/10",
        measured(40, 0.5, ("rho = 1, along theta", ">", "2/5"), ("rho = 1, along theta", "<", "3/5")),
        "ours",
    ),
    Claim(
        "measured: d = 80, sigma = 1: the risk of the bag loss is 80/119, within a fifth",
        measured(80, 1, ("rho = 0", ">", "64/119"), ("rho = 0", "<", "96/119")),
        PAPER,
    ),
)
