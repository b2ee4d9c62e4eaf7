r"""Residual losses: :math:`\ell(y, f) = \rho(r)`, :math:`r = y - f` for a real label y and a real forecast f.

A loss is its formula and its source; what it elicits, its convexity and its slopes are derived. No hidden 1/2.

Of the fourteen losses of jadon2022comprehensive, six are functions of r alone: the mean absolute, mean squared and
mean bias errors, Huber, log-cosh and the quantile loss, here ``pinball``. The others are no residual losses:

* MAPE divides by the label, \|r\|/\|y\|, and MSLE is the squared error of log(1 + y): functions of y and f apart;
* RAE and RSE are the absolute and squared errors of a sample divided by those of its mean, a factor that depends on
  the labels of the whole sample;
* RMSE, NRMSE and RMSLE are square roots of a mean over the sample, so no sum of losses of single labels;
* RRMSE divides by the forecasts as well.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

from sympy import Abs, Max, Piecewise, cosh, log

from losstheory.formulas.symbols import r
from losstheory.losses.families import Family, Parameter
from losstheory.losses.loss import ResidualLoss

Expr: TypeAlias = Any  # sympy expressions: their operators carry no types
LEVEL = Parameter("tau", "level", Fraction(1, 2), 0, 1)
WIDTH = Parameter("epsilon", "residual up to which nothing is charged", 1, 0, closed=(True, False))

ABSOLUTE_ERROR = ResidualLoss("absolute_error", Abs(r), source="jadon2022comprehensive")
SQUARED_ERROR = ResidualLoss("squared_error", r**2, source="jadon2022comprehensive")
BIAS_ERROR = ResidualLoss("bias_error", r, source="jadon2022comprehensive")
LOG_COSH = ResidualLoss("log_cosh", log(cosh(r)), source="jadon2022comprehensive")


def _huber(delta: Expr) -> Expr:
    """A parabola up to delta, continued by its tangents."""
    return Piecewise((r**2 / 2, Abs(r) <= delta), (delta * (Abs(r) - delta / 2), True))


def _expectile(tau: Expr) -> Expr:
    return Piecewise((tau * r**2, r >= 0), ((1 - tau) * r**2, True))


huber = Family(
    "huber",
    ResidualLoss,
    (Parameter("delta", "residual from which it is linear", 1, 0),),
    _huber,
    "huber1964robust",
)
pinball = Family("pinball", ResidualLoss, (LEVEL,), lambda tau: Max(tau * r, (tau - 1) * r), "koenker1978regression")
expectile = Family("expectile", ResidualLoss, (LEVEL,), _expectile, "newey1987asymmetric")
epsilon_insensitive = Family(
    "epsilon_insensitive", ResidualLoss, (WIDTH,), lambda epsilon: Max(0, Abs(r) - epsilon), "vapnik1995nature"
)
squared_epsilon_insensitive = Family(
    "squared_epsilon_insensitive",
    ResidualLoss,
    (WIDTH,),
    lambda epsilon: Max(0, Abs(r) - epsilon) ** 2,
    "vapnik1995nature",
)
power_error = Family(
    "power_error",
    ResidualLoss,
    (Parameter("power", "exponent", 2, 0),),
    lambda power: Abs(r) ** power,
    "ours",
)
