r"""Probability losses: :math:`\ell(+1, p) = \ell_+(p)` and :math:`\ell(-1, p) = \ell_-(p)` with :math:`p \in (0, 1)`.

Most are label symmetric: one score of the probability ``own`` of the label that was seen and of
``other = 1 - own``. The same scores, taken at a sigmoid, give margin losses. Natural logarithms.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias

from sympy import Integer, Max, Piecewise, Rational, binomial, log, sqrt

from losstheory.formulas.symbols import p
from losstheory.losses.families import Family, Parameter
from losstheory.losses.loss import ProbabilityLoss

Expr: TypeAlias = Any  # sympy expressions: their operators carry no types
Pair: TypeAlias = tuple[Expr, Expr]

GAMMA = Parameter("gamma", "focusing exponent", 2, 0, closed=(True, False))
EPSILON = Parameter("epsilon", "coefficient added to the linear term", 1)
Q = Parameter("q", "exponent of the Box-Cox transform", Fraction(7, 10), 0)
TAU = Parameter("tau", "index of the family", 1, 0, closed=(True, False))
SMOOTHING = Parameter("smoothing", "mass moved to the other label", Fraction(1, 10), 0, 1, closed=(True, True))
COST = Parameter("cost", "weight of the positive label, that of the negative being 1", 2, 0)
HALF = Rational(1, 2)


def both(score: Callable[..., Expr], **parameters: Expr) -> Pair:
    """The label symmetric loss of a score: ``score(p, 1 - p)`` and ``score(1 - p, p)``."""
    return score(p, 1 - p, **parameters), score(1 - p, p, **parameters)


def log_score(own: Expr, other: Expr) -> Expr:
    return -log(own)


def focal_score(own: Expr, other: Expr, gamma: Expr) -> Expr:
    return other**gamma * log_score(own, other)


def poly1_score(own: Expr, other: Expr, epsilon: Expr) -> Expr:
    return log_score(own, other) + epsilon * other


def comp_sum_score(own: Expr, other: Expr, tau: Expr) -> Expr:
    return log_score(own, other) if tau == 1 else (1 - own ** (tau - 1)) / (tau - 1)


def gce_score(own: Expr, other: Expr, q: Expr) -> Expr:
    return comp_sum_score(own, other, 1 + q)


def smoothed_log_score(own: Expr, other: Expr, smoothing: Expr) -> Expr:
    return (1 - smoothing) * log_score(own, other) + smoothing * log_score(other, own)


def encouraging_score(own: Expr, other: Expr, log_end: Expr) -> Expr:
    """Log loss plus the bonus ``log(1 - own)``, continued by its tangent from ``log_end`` on."""
    bonus = log(other)
    if log_end != 1:
        tangent = log(1 - log_end) - (own - log_end) / (1 - log_end)
        bonus = Piecewise((bonus, own <= log_end), (tangent, True))
    return log_score(own, other) + bonus


def _power_score(own: Expr, other: Expr, k: Expr) -> Expr:
    return other**k


def _boosting_score(own: Expr, other: Expr) -> Expr:
    return sqrt(other / own)


def _spherical_score(own: Expr, other: Expr) -> Expr:
    return -own / sqrt(own**2 + other**2)


def _poly1_focal_score(own: Expr, other: Expr, gamma: Expr, epsilon: Expr) -> Expr:
    return focal_score(own, other, gamma) + epsilon * other ** (gamma + 1)


def _taylor_score(own: Expr, other: Expr, order: Expr) -> Expr:
    return sum(other**k / Integer(k) for k in range(1, int(order) + 1))


def _sce_score(own: Expr, other: Expr, alpha: Expr, beta: Expr, clip: Expr) -> Expr:
    return alpha * log_score(own, other) + beta * clip * other


def _zero_one_score(own: Expr, other: Expr) -> Expr:
    return Piecewise((1, own < HALF), (0, own > HALF), (HALF, True))


def _balanced_focal(gamma: Expr, alpha: Expr) -> Pair:
    positive, negative = both(focal_score, gamma=gamma)
    return alpha * positive, (1 - alpha) * negative


def _weighted_log(cost: Expr) -> Pair:
    positive, negative = both(log_score)
    return cost * positive, negative


def _asymmetric(gamma_pos: Expr, gamma_neg: Expr, m: Expr) -> Pair:
    """Focal losses with two exponents, the negative one at the shifted probability ``max(p - m, 0)``."""
    shifted = Max(p - m, 0) if m else p
    return focal_score(p, 1 - p, gamma_pos), focal_score(1 - shifted, shifted, gamma_neg)


def _beta(a: Expr, b: Expr) -> Pair:
    """The proper loss whose weight is ``p^(a - 1) (1 - p)^(b - 1)``."""
    return _beta_partial(1 - p, a, b), _beta_partial(p, b, a)


def _beta_partial(x: Expr, a: Expr, b: Expr) -> Expr:
    r""":math:`\int_0^x u^b (1 - u)^{a - 1} du`, a polynomial for integers a, b >= 1."""
    return sum((-1) ** k * binomial(a - 1, k) * x ** (b + 1 + k) / (b + 1 + k) for k in range(int(a)))


def _symmetric(name: str, score: Callable[..., Expr], source: str, *parameters: Parameter) -> Family:
    """A family of label symmetric losses."""
    return Family(name, ProbabilityLoss, parameters, partial(both, score), source)


LOG = ProbabilityLoss("log", *both(log_score), source="gneiting2007strictly")
BRIER = ProbabilityLoss("brier", *both(_power_score, k=Integer(2)), source="gneiting2007strictly")
SPHERICAL = ProbabilityLoss("spherical", *both(_spherical_score), source="gneiting2007strictly")
BOOSTING = ProbabilityLoss("boosting", *both(_boosting_score), source="buja2005loss")
ZERO_ONE_P = ProbabilityLoss("zero_one_p", *both(_zero_one_score), source="reid2010composite")
MAE = ProbabilityLoss("mae", *both(_power_score, k=Integer(1)), source="ghosh2017robust")

focal = _symmetric("focal", focal_score, "lin2017focal", GAMMA)
poly1 = _symmetric("poly1", poly1_score, "leng2022polyloss", EPSILON)
poly1_focal = _symmetric("poly1_focal", _poly1_focal_score, "leng2022polyloss", GAMMA, EPSILON)
gce = _symmetric("gce", gce_score, "zhang2018gce", Q)
comp_sum = _symmetric("comp_sum", comp_sum_score, "mao2023crossentropy", TAU)
label_smoothing = _symmetric("label_smoothing", smoothed_log_score, "szegedy2016rethinking", SMOOTHING)
encouraging = _symmetric(
    "encouraging",
    encouraging_score,
    "zhao2022wellclassified",
    Parameter("log_end", "probability from which the bonus is linear", Fraction(3, 4), 0, 1, closed=(False, True)),
)
power = _symmetric("power", _power_score, "buja2005loss", Parameter("k", "exponent of |y - p|", 2, 0))
taylor_log = _symmetric(
    "taylor_log",
    _taylor_score,
    "feng2020taylor",
    Parameter("order", "number of terms of the series of -log", 2, 1, 16, closed=(True, True), integer=True),
)
symmetric_log = _symmetric(
    "symmetric_log",
    _sce_score,
    "wang2019symmetric",
    Parameter("alpha", "weight of the log loss", 1, 0),
    Parameter("beta", "weight of the reverse term", 1, 0),
    Parameter("clip", "minus the value given to log 0", 4, 0),
)
balanced_focal = Family(
    "balanced_focal",
    ProbabilityLoss,
    (GAMMA, Parameter("alpha", "weight of the positive label; the negative one has 1 - alpha", Fraction(1, 4), 0, 1)),
    _balanced_focal,
    "lin2017focal",
)
weighted_log = Family("weighted_log", ProbabilityLoss, (COST,), _weighted_log, "elkan2001foundations")
beta = Family(
    "beta",
    ProbabilityLoss,
    (
        Parameter("a", "the weight is p^(a-1) (1-p)^(b-1)", 2, 1, 8, closed=(True, True), integer=True),
        Parameter("b", "the weight is p^(a-1) (1-p)^(b-1)", 2, 1, 8, closed=(True, True), integer=True),
    ),
    _beta,
    "buja2005loss",
)
asl = Family(
    "asl",
    ProbabilityLoss,
    (
        Parameter("gamma_pos", "focusing exponent of the positive label", 0, 0, closed=(True, False)),
        Parameter("gamma_neg", "focusing exponent of the negative label", 4, 0, closed=(True, False)),
        Parameter("m", "shift of the probability of the negative label", Fraction(1, 20), 0, 1, closed=(True, False)),
    ),
    _asymmetric,
    "ridnik2021asl",
)
