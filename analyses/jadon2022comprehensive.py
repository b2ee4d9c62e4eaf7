"""Jadon, Patil & Jadon (2022), "A Comprehensive Survey of Regression Based Loss Functions for Time Series Forecasting".

arXiv:2211.02989. Fourteen losses are compared by their errors as if they had one target. What each elicits is claimed
here: an identity with a loss whose functional is known (docs/rules.md, section 9), or a law of the label on which
another forecast beats the functional. A law gives probabilities to labels; x is the forecast, r = y - x.
"""

from fractions import Fraction

from losstheory.claims import Claim
from losstheory.formulas.tree import Tree, number, variable
from losstheory.losses import residual
from losstheory.losses.loss import ResidualLoss, substitute
from losstheory.theory import (
    BoundedBelow,
    Convex,
    Differentiable,
    Equal,
    Exists,
    InfimumIs,
    Less,
    LimitIs,
    Lipschitz,
    NonNegative,
    StrictlyConvex,
    StronglyConvex,
)

PAPER = "jadon2022comprehensive"
LINE = ("r", "-oo", "oo")
OUTLIER = {0: Fraction(3, 4), 4: Fraction(1, 4)}  # median 0, mean 1
MAE, MSE, MBE, LOG_COSH = residual.ABSOLUTE_ERROR, residual.SQUARED_ERROR, residual.BIAS_ERROR, residual.LOG_COSH
HUBER = residual.huber(delta=1)
QUANTILE = residual.pinball(tau=Fraction(9, 10))


def risk(loss: ResidualLoss, law: dict[int, Fraction]) -> Tree:
    """The expected loss of the forecast x."""
    minus = Tree("mul", (number(-1), variable("x")))
    residuals = {y: Tree("add", (number(y), minus)) for y in law}
    terms = [Tree("mul", (number(p), substitute(loss.rho, "r", residuals[y]))) for y, p in law.items()]
    return Tree("add", tuple(terms))


ELICITS = (
    Claim("MAE elicits the median: it is |r|", Equal(MAE.rho, "max(r, -r)", *LINE), PAPER),
    Claim("MSE elicits the mean: it is r^2", Equal(MSE.rho, "r**2", *LINE), PAPER),
    Claim("quantile loss, 9/10, elicits that quantile", Equal(QUANTILE.rho, "max(9*r/10, -r/10)", *LINE), PAPER),
    Claim("quantile loss, 1/2, is MAE/2", Equal(residual.pinball().rho, "abs(r)/2", *LINE), PAPER),
    Claim("MBE elicits nothing: it falls without bound", BoundedBelow(MBE), "ours", expected=False),
    Claim("MBE takes negative values", NonNegative(MBE), "ours", expected=False),
    Claim("Huber is no multiple of r^2", Equal(HUBER.rho, "r**2/2", *LINE), "ours", expected=False),
    Claim("Huber does not elicit the mean 1", Exists(risk(HUBER, OUTLIER), "1", "x"), "ours"),
    Claim("Huber does not elicit the median 0", Exists(risk(HUBER, OUTLIER), "7/8", "x"), "ours"),
    Claim("Huber: the least risk, at x = 1/3, is 5/6", InfimumIs(risk(HUBER, OUTLIER), "x", "5/6"), "ours"),
    Claim(
        "log-cosh does not elicit the mean 1",
        Exists(risk(LOG_COSH, OUTLIER), "3/4*log(cosh(1)) + 1/4*log(cosh(3))", "x"),
        "ours",
    ),
    Claim("log-cosh does not elicit the median 0", Exists(risk(LOG_COSH, OUTLIER), "log(cosh(4))/4", "x"), "ours"),
    Claim(
        "MAPE on the labels 1, 2, 3: the least risk, at x = 1",
        InfimumIs("(abs(1 - x) + abs(2 - x)/2 + abs(3 - x)/3)/3", "x", "7/18"),
        "ours",
    ),
    Claim(
        "MAPE does not elicit the median: on 1, 2, 3 a forecast beats 2",
        Exists("(abs(1 - x) + abs(2 - x)/2 + abs(3 - x)/3)/3", "4/9", "x"),
        "ours",
    ),
    Claim(
        "MSLE on the labels 0, 3: the least risk, at x = 1, below the mean 3/2",
        InfimumIs("log(1 + x)**2/2 + (log(4) - log(1 + x))**2/2", "x", "log(2)**2", "-1"),
        "ours",
    ),
    Claim(
        "RRMSE squared on the labels 1, 3: the least value, at x = E Y^2/E Y = 5/2",
        InfimumIs("((1 - x)**2 + (3 - x)**2)/(2*x**2)", "x", "1/5", "0"),
        "ours",
    ),
    Claim(
        "RRMSE does not elicit the mean: on 1, 3 a forecast beats 2",
        Exists("((1 - x)**2 + (3 - x)**2)/(2*x**2)", "1/4", "x", "0"),
        "ours",
    ),
    Claim(
        "RAE on the labels 1, 3 is a multiple of MAE",
        Equal("(abs(1 - x) + abs(3 - x))/(abs(1 - 2) + abs(3 - 2))", "(abs(1 - x) + abs(3 - x))/2", "x"),
        PAPER,
    ),
    Claim(
        "RSE as released divides the error by itself: on the residuals x and 1 it is 1",
        Equal("(x**2 + 1)/(x**2 + 1)", "1", "x"),
        "ours",
    ),
)

SHAPES = (
    *(Claim(f"{one.name} is convex", Convex(one), PAPER) for one in (MAE, MSE, MBE, HUBER, LOG_COSH, QUANTILE)),
    Claim("MSE is strongly convex", StronglyConvex(MSE), PAPER),
    Claim("log-cosh is strictly convex", StrictlyConvex(LOG_COSH), PAPER),
    Claim("log-cosh is not strongly convex", StronglyConvex(LOG_COSH), "ours", expected=False),
    Claim("MAE is not strictly convex", StrictlyConvex(MAE), "ours", expected=False),
    Claim("Huber is not strictly convex", StrictlyConvex(HUBER), "ours", expected=False),
    *(Claim(f"{one.name} is Lipschitz", Lipschitz(one), PAPER) for one in (MAE, HUBER, LOG_COSH, QUANTILE)),
    Claim("MSE is not Lipschitz", Lipschitz(MSE), "ours", expected=False),
    *(Claim(f"{one.name} is differentiable", Differentiable(one), PAPER) for one in (MSE, HUBER, LOG_COSH)),
    Claim("MAE is not differentiable", Differentiable(MAE), PAPER, expected=False),
    Claim("quantile loss is not differentiable", Differentiable(QUANTILE), "ours", expected=False),
    *(Claim(f"{one.name} is nonnegative", NonNegative(one), PAPER) for one in (MAE, MSE, HUBER, LOG_COSH, QUANTILE)),
    Claim("Huber is MSE/2 up to delta", Equal(residual.huber(delta=10).rho, "r**2/2", "r", "-10", "10"), PAPER),
    Claim("log-cosh is at most r^2/2", Less(LOG_COSH.rho, "r**2/2", *LINE, strict=False), PAPER),
    Claim("log-cosh exceeds |r| - log 2", Less("abs(r) - log(2)", LOG_COSH.rho, *LINE), PAPER),
    Claim("log-cosh approaches r - log 2", LimitIs("log(cosh(r)) - r", "r", "oo", "-log(2)"), PAPER),
    Claim(
        "MSLE of the label 0 is not convex in the forecast: it lies above chords",
        Exists("log(1 + x)**2", "(log(x - 4)**2 + log(x + 6)**2)/2", "x", "5", "oo", relation=">"),
        "ours",
    ),
)

CLAIMS = (*ELICITS, *SHAPES)
