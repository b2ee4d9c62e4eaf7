r"""Margin losses: :math:`\ell(y, s) = \varphi(t)`, :math:`t = y s`, :math:`y \in \{-1, +1\}`.

A loss is its formula and its source. Slopes, convexity, calibration, numpy and torch callables, LaTeX and figures are
derived; no property is declared here. Probability losses at the sigmoid of the margin are built from their scores.
Natural logarithms.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

from sympy import Abs, Max, Min, Piecewise, Rational, atan, erf, exp, log, pi, sqrt, tanh

from losstheory.formulas.symbols import t
from losstheory.losses.families import Family, Parameter
from losstheory.losses.loss import MarginLoss
from losstheory.losses.probability import (
    EPSILON,
    GAMMA,
    SMOOTHING,
    TAU,
    Q,
    encouraging_score,
    focal_score,
    gce_score,
    poly1_score,
    smoothed_log_score,
)

Expr: TypeAlias = Any  # sympy expressions: their operators carry no types


def _hinge(rho: Expr = 1) -> Expr:
    return Max(0, rho - t)


def _huberized(h: Expr) -> Expr:
    """Hinge with its kink at 1 replaced by a parabola on [1 - h, 1 + h]."""
    return Piecewise((0, t > 1 + h), ((1 + h - t) ** 2 / (4 * h), t >= 1 - h), (1 - t, True))


def _alpha(alpha: Expr) -> Expr:
    return log(1 + exp(-t)) if alpha == 1 else alpha / (alpha - 1) * (1 - (1 + exp(-t)) ** (1 / alpha - 1))


def _comp_sum(tau: Expr) -> Expr:
    """The transform of ``u = exp(-t)``; with ``q = 1/(1 + u)`` it is ``probability.comp_sum`` at q."""
    return log(1 + exp(-t)) if tau == 1 else ((1 + exp(-t)) ** (1 - tau) - 1) / (1 - tau)


def _tukey(c: Expr) -> Expr:
    return Piecewise((c**2 / 6 * (1 - (1 - ((1 - t) / c) ** 2) ** 3), Abs(1 - t) <= c), (c**2 / 6, True))


def _at_sigmoid(name: str, score: Callable[..., Expr], source: str, *parameters: Parameter) -> Family:
    """The margin losses ``score(sigmoid(t), sigmoid(-t))``."""

    def make(**values: Expr) -> Expr:
        return score(1 / (1 + exp(-t)), 1 / (1 + exp(t)), **values)

    return Family(name, MarginLoss, parameters, make, source)


def _positive(name: str, meaning: str, default: Fraction | int | None = 1) -> Parameter:
    return Parameter(name, meaning, default, 0)


HINGE = MarginLoss("hinge", _hinge(), source="cortes1995support")
SQUARED_HINGE = MarginLoss("squared_hinge", _hinge() ** 2, source="bartlett2006convexity")
LOGISTIC = MarginLoss("logistic", log(1 + exp(-t)), source="bartlett2006convexity")
EXPONENTIAL = MarginLoss("exponential", exp(-t), source="freund1997decision")
SQUARED = MarginLoss("squared", (1 - t) ** 2, source="bartlett2006convexity")
ABSOLUTE = MarginLoss("absolute", Abs(1 - t), source="bartlett2006convexity")
PERCEPTRON = MarginLoss("perceptron", _hinge(0), source="rosenblatt1958perceptron")
UNHINGED = MarginLoss("unhinged", 1 - t, source="vanrooyen2015unhinged")
SIGMOID = MarginLoss("sigmoid", 1 / (1 + exp(t)), source="ghosh2015making")
RAMP = MarginLoss("ramp", Min(1, Max(0, (1 - t) / 2)), source="ghosh2015making")
SAVAGE = MarginLoss("savage", 1 / (1 + exp(t)) ** 2, source="masnadi2008savage")
TANGENT = MarginLoss("tangent", (2 * atan(t) - 1) ** 2, source="masnadi2010tangent")
ZERO_ONE = MarginLoss("zero_one", Piecewise((1, t <= 0), (0, True)), source="bartlett2006convexity")
SMOOTH_HINGE = MarginLoss(
    "smooth_hinge",
    Piecewise((0, t >= 1), ((1 - t) ** 2 / 2, t >= 0), (Rational(1, 2) - t, True)),
    source="rennie2005preference",
)
MODIFIED_HUBER = MarginLoss(
    "modified_huber", Piecewise((-4 * t, t < -1), (_hinge() ** 2, True)), source="zhang2004statistical"
)
DWD = MarginLoss("dwd", Piecewise((1 - t, t <= Rational(1, 2)), (1 / (4 * t), True)), source="marron2007dwd")
DOUBLE_HINGE = MarginLoss("double_hinge", Max(-t, Max(0, (1 - t) / 2)), source="duplessis2015convex")
ARCTAN = MarginLoss("arctan", pi / 2 - atan(t), source="ours")
NORMAL_CDF = MarginLoss("normal_cdf", (1 - erf(t / sqrt(2))) / 2, source="germain2009pacbayes")
PROBIT = MarginLoss("probit", -log((1 + erf(t / sqrt(2))) / 2), source="reid2010composite")

shifted_hinge = Family(
    "shifted_hinge",
    MarginLoss,
    (Parameter("rho", "margin below which a score is charged", 1, 0, closed=(True, False)),),
    _hinge,
    "krauth1987learning",
)
p_hinge = Family(
    "p_hinge",
    MarginLoss,
    (Parameter("power", "exponent of the hinge", 2, 1, closed=(True, False)),),
    lambda power: _hinge() ** power,
    "cortes1995support",
)
rho_margin = Family(
    "rho_margin",
    MarginLoss,
    (_positive("rho", "margin from which the loss is 0"),),
    lambda rho: Min(1, Max(0, 1 - t / rho)),
    "awasthi2022hconsistency",
)
clipped_hinge = Family(
    "clipped_hinge",
    MarginLoss,
    (Parameter("s", "margin below which the loss is constant", -1, None, 1),),
    lambda s: Min(1 - s, _hinge()),
    "collobert2006trading",
)
tanh_margin = Family(
    "tanh_margin", MarginLoss, (_positive("k", "slope at 0"),), lambda k: 1 - tanh(k * t), "awasthi2022hconsistency"
)
huberized_hinge = Family(
    "huberized_hinge",
    MarginLoss,
    (_positive("h", "half the width of the parabola", Fraction(1, 2)),),
    _huberized,
    "chapelle2007training",
)
leaky_hinge = Family(
    "leaky_hinge",
    MarginLoss,
    (Parameter("leak", "minus the slope right of 1", Fraction(1, 10), 0, 1, closed=(True, True)),),
    lambda leak: Max(1 - t, leak * (1 - t)),
    "ours",
)
coherence = Family(
    "coherence",
    MarginLoss,
    (_positive("rho", "temperature"),),
    lambda rho: rho * log(1 + exp((1 - t) / rho)),
    "zhang2012coherence",
)
linex = Family(
    "linex",
    MarginLoss,
    (_positive("a", "rate of the exponential"), _positive("b", "slope added", Fraction(1, 2))),
    lambda a, b: exp(-a * t) + b * t,
    "varian1975bayesian",
)
correntropy = Family(
    "correntropy",
    MarginLoss,
    (_positive("sigma", "width of the kernel"),),
    lambda sigma: 1 - exp(-((1 - t) ** 2) / (2 * sigma**2)),
    "singh2014closs",
)
tukey = Family(
    "tukey", MarginLoss, (_positive("c", "residual from which it is constant", 4),), _tukey, "beaton1974fitting"
)
barrier_hinge = Family(
    "barrier_hinge",
    MarginLoss,
    (Parameter("b", "slope of the barrier", 5, 0, closed=(True, False)), _positive("r", "place of the barrier")),
    lambda b, r: Max(-b * (r + t) + r, Max(b * (t - r), r - t)),
    "charoenphakdee2019symmetric",
)
alpha_loss = Family("alpha_loss", MarginLoss, (_positive("alpha", "order", 2),), _alpha, "sypherd2022tunable")
comp_sum_margin = Family("comp_sum_margin", MarginLoss, (TAU,), _comp_sum, "mao2023crossentropy")
focal_margin = _at_sigmoid("focal_margin", focal_score, "lin2017focal", GAMMA)
poly1_margin = _at_sigmoid("poly1_margin", poly1_score, "leng2022polyloss", EPSILON)
gce_margin = _at_sigmoid("gce_margin", gce_score, "zhang2018gce", Q)
smoothed_logistic = _at_sigmoid("smoothed_logistic", smoothed_log_score, "szegedy2016rethinking", SMOOTHING)
encouraging_margin = _at_sigmoid(
    "encouraging_margin",
    encouraging_score,
    "zhao2022wellclassified",
    Parameter("log_end", "probability from which the bonus is linear", Fraction(3, 4), 0, 1, closed=(False, True)),
)
