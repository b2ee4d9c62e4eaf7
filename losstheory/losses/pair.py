r"""Pair losses: :math:`\ell(+1, t) = \ell_+(t)` and :math:`\ell(-1, t) = \ell_-(t)` of one score t.

Both formulas come from one margin loss :math:`\varphi`, shifted, scaled or weighted by label. Natural logarithms.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from sympy import Max, exp, log

from losstheory.formulas.symbols import t
from losstheory.losses.families import Family, Parameter
from losstheory.losses.loss import PairLoss
from losstheory.losses.probability import COST

Expr: TypeAlias = Any  # sympy expressions: their operators carry no types
Pair: TypeAlias = tuple[Expr, Expr]


def _softplus(x: Expr) -> Expr:
    return log(1 + exp(x))


def _positive_part(x: Expr) -> Expr:
    return Max(0, x)


def _squared_positive_part(x: Expr) -> Expr:
    return Max(0, x) ** 2


def _shifted(upward: Callable[[Expr], Expr]) -> Callable[..., Pair]:
    """``upward(margin - t)`` for the positive and ``upward(margin + t)`` for the negative label."""

    def make(positive: Expr, negative: Expr) -> Pair:
        return upward(positive - t), upward(negative + t)

    return make


def _weighted(upward: Callable[[Expr], Expr], margin: Expr = 0) -> Callable[..., Pair]:
    def make(cost: Expr) -> Pair:
        return cost * upward(margin - t), upward(margin + t)

    return make


def _uneven(beta: Expr, gamma: Expr) -> Pair:
    return _softplus(-t), beta * _softplus(gamma * t)


MARGINS = (
    Parameter("positive", "margin asked of the positive label", 1),
    Parameter("negative", "margin asked of the negative label", 1),
)
UNEVEN = (
    Parameter("beta", "weight of the negative label", 1, 0),
    Parameter("gamma", "scale of the score at the negative label", 1, 0),
)

ldam = Family("ldam", PairLoss, MARGINS, _shifted(_softplus), "cao2019ldam")
uneven_hinge = Family("uneven_hinge", PairLoss, MARGINS, _shifted(_positive_part), "scott2012calibrated")
uneven_squared_hinge = Family(
    "uneven_squared_hinge", PairLoss, MARGINS, _shifted(_squared_positive_part), "scott2012calibrated"
)
uneven_logistic = Family("uneven_logistic", PairLoss, UNEVEN, _uneven, "scott2012calibrated")
cost_logistic = Family("cost_logistic", PairLoss, (COST,), _weighted(_softplus), "elkan2001foundations")
cost_hinge = Family("cost_hinge", PairLoss, (COST,), _weighted(_positive_part, 1), "scott2012calibrated")
