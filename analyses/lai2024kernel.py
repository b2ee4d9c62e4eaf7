"""Lai, Li, Huang & Lin (2024), "The Optimality of Kernel Classifiers in Sobolev Space".

ICLR 2024, arXiv:2402.01148. What is finite in it: the plug-in classifier sign(f), f an estimate of 2 eta - 1 by least
squares, has an excess 0-1 risk of at most the square root of its excess square risk. The minimax rates are statements
about the worst law; measured is how the risks fall for one law, kernel ridge regression with 1 + min(x, x') on [0, 1],
2 eta - 1 = 4 sin(2 pi x)/5 and the penalty n^(-2/3)/20. For this kernel and a regression function in its space, beta =
2 and s = 1, the rates are n^(-2/3) of the square risk and n^(-1/3) of the 0-1 risk.
"""

from collections.abc import Sequence

import numpy as np

from losstheory.claims import Claim
from losstheory.empirical import Measured, Measurement
from losstheory.losses import margin
from losstheory.numeric.callables import Floats
from losstheory.theory import Calibrated
from losstheory.theory.derived import BayesRiskIs, CalibrationFunctionIs, LinkIs, PsiIs

PAPER = "lai2024kernel"
SQUARED = margin.SQUARED
NODES = 1000


def regression_function(x: Floats) -> Floats:
    """2 eta - 1."""
    return 4 / 5 * np.sin(2 * np.pi * x)


def excess_risks(seeds: Sequence[int], sizes: Sequence[int]) -> dict[str, Measurement]:
    """Of the plug-in classifier: ``"0-1 risk, n = 50"``, a tenth of its bound, and the square risk in two scales."""
    found = {}
    for n in sizes:
        risks = np.array([fitted_risks(n, np.random.default_rng(seed)) for seed in seeds])
        square, wrong = risks.T
        for name, values in {
            "0-1 risk": wrong,
            "tenth of the bound": square**0.5 / 10,
            "root n square risk": n**0.5 * square,
            "n square risk": n * square,
        }.items():
            protocol = {"n": n, "seeds": list(seeds)}
            found[f"{name}, n = {n}"] = Measurement.of(values.tolist(), protocol=protocol)
    return found


def fitted_risks(n: int, rng: np.random.Generator) -> tuple[float, float]:
    """The excess square risk and the excess 0-1 risk of one sample; integrals by the midpoint rule."""
    x = rng.random(n)
    y = np.where(2 * rng.random(n) < 1 + regression_function(x), 1.0, -1.0)
    penalty = n ** (1 / 3) / 20
    weights = np.linalg.solve(1 + np.minimum.outer(x, x) + penalty * np.eye(n), y)
    nodes = (np.arange(NODES) + 0.5) / NODES
    score, truth = (1 + np.minimum.outer(nodes, x)) @ weights, regression_function(nodes)
    return float(((score - truth) ** 2).mean()), float((np.abs(truth) * (score * truth < 0)).mean())


def measured(*comparisons: tuple[str, str, str]) -> Measured:
    short = {"seeds": list(range(40)), "sizes": [50, 600]}
    return Measured(f"{__file__}:excess_risks", short, comparisons, full={"seeds": list(range(200))})


CLAIMS = (
    Claim("square loss is calibrated", Calibrated(SQUARED), "bartlett2006convexity"),
    Claim("the regression function 2 eta - 1 is the only minimiser", LinkIs(SQUARED, "2*eta - 1"), PAPER),
    Claim(
        "its Bayes risk is the variance 4 eta (1 - eta) of the label", BayesRiskIs(SQUARED, "4*eta*(1 - eta)"), PAPER
    ),
    Claim("a score of the wrong sign costs at least (2 eta - 1)^2", CalibrationFunctionIs(SQUARED, "theta**2"), PAPER),
    Claim("excess 0-1 risk <= sqrt(excess square risk): psi = theta^2", PsiIs(SQUARED, "theta**2"), PAPER),
    Claim("not more: 2 theta^2 is too much", PsiIs(SQUARED, "2*theta**2"), "ours", expected=False),
    Claim(
        "measured: from n = 50 to 600 the excess square risk falls faster than n^(-1/2) and slower than 1/n",
        measured(
            ("root n square risk, n = 600", "<", "root n square risk, n = 50"),
            ("n square risk, n = 600", ">", "n square risk, n = 50"),
        ),
        PAPER,
    ),
    Claim(
        "measured: the excess 0-1 risk is below a tenth of its bound, n = 600",
        measured(("0-1 risk, n = 600", "<", "tenth of the bound, n = 600")),
        "ours",
    ),
)
