"""Losses of scores compared: one class against the rest, a score against its rivals, or against the largest one."""

from __future__ import annotations

from fractions import Fraction

from losstheory.losses.families import Parameter
from losstheory.losses.multiclass import every_k
from losstheory.losses.multiclass.every_k import EveryKLoss
from losstheory.losses.multiclass.families import family_of_every_k
from losstheory.losses.multiclass.notation import plus

MARGIN = Parameter("margin", "by which the true class must lead", 1, 0, closed=(True, False))
LOGISTIC, EXPONENTIAL, SIGMOID = "log(1 + exp(-t))", "exp(-t)", "1/(1 + exp(t))"
HINGE, SQUARED_HINGE, SQUARED = "max(0, 1 - t)", "max(0, 1 - t)**2", "(1 - t)**2"


@family_of_every_k("crammer2001algorithmic", MARGIN)
def crammer_singer(margin: Fraction) -> EveryKLoss:
    """max(0, margin - (s_y - max over k != y of s_k))."""
    return every_k.largest_rival(_hinge(margin))


@family_of_every_k("crammer2001algorithmic", MARGIN)
def squared_crammer_singer(margin: Fraction) -> EveryKLoss:
    """max(0, margin - (s_y - max over k != y of s_k))^2."""
    return every_k.largest_rival(f"{_hinge(margin)}**2")


@family_of_every_k("weston1999support", MARGIN)
def weston_watkins(margin: Fraction) -> EveryKLoss:
    """The sum over k != y of max(0, margin - (s_y - s_k))."""
    return every_k.pairwise(_hinge(margin))


@family_of_every_k("lee2004multicategory", MARGIN)
def lee_lin_wahba(margin: Fraction) -> EveryKLoss:
    """The sum over k != y of max(0, margin + s_k), on the scores of sum zero; in the source margin = 1/(K - 1)."""
    return every_k.constrained(_hinge(margin))


@family_of_every_k("lee2004multicategory")
def constrained_exponential() -> EveryKLoss:
    """The sum over k != y of exp(s_k), on the scores of sum zero."""
    return every_k.constrained(EXPONENTIAL)


@family_of_every_k("zhang2004multicategory")
def ova_hinge() -> EveryKLoss:
    """max(0, 1 - s_y) + the sum over k != y of max(0, 1 + s_k)."""
    return every_k.one_versus_all(HINGE)


@family_of_every_k("zhang2004multicategory")
def ova_squared_hinge() -> EveryKLoss:
    """max(0, 1 - s_y)^2 + the sum over k != y of max(0, 1 + s_k)^2."""
    return every_k.one_versus_all(SQUARED_HINGE)


@family_of_every_k("zhang2004multicategory")
def ova_squared() -> EveryKLoss:
    """(1 - s_y)^2 + the sum over k != y of (1 + s_k)^2."""
    return every_k.one_versus_all(SQUARED)


@family_of_every_k("zhang2004multicategory")
def ova_logistic() -> EveryKLoss:
    """log(1 + exp(-s_y)) + the sum over k != y of log(1 + exp(s_k))."""
    return every_k.one_versus_all(LOGISTIC)


@family_of_every_k("zhang2004multicategory")
def ova_exponential() -> EveryKLoss:
    """exp(-s_y) + the sum over k != y of exp(s_k)."""
    return every_k.one_versus_all(EXPONENTIAL)


@family_of_every_k("charoenphakdee2019symmetric")
def ova_sigmoid() -> EveryKLoss:
    """1/(1 + exp(s_y)) + the sum over k != y of 1/(1 + exp(-s_k))."""
    return every_k.one_versus_all(SIGMOID)


@family_of_every_k("zhang2004multicategory")
def pairwise_logistic() -> EveryKLoss:
    """The sum over k != y of log(1 + exp(s_k - s_y))."""
    return every_k.pairwise(LOGISTIC)


@family_of_every_k("zhang2004multicategory")
def pairwise_exponential() -> EveryKLoss:
    """The sum over k != y of exp(s_k - s_y)."""
    return every_k.pairwise(EXPONENTIAL)


@family_of_every_k("zhang2004multicategory")
def pairwise_squared_hinge() -> EveryKLoss:
    """The sum over k != y of max(0, 1 - (s_y - s_k))^2."""
    return every_k.pairwise(SQUARED_HINGE)


@family_of_every_k("charoenphakdee2019symmetric")
def pairwise_sigmoid() -> EveryKLoss:
    """The sum over k != y of 1/(1 + exp(s_y - s_k))."""
    return every_k.pairwise(SIGMOID)


@family_of_every_k("vanrooyen2015unhinged")
def unhinged() -> EveryKLoss:
    """The sum over k != y of 1 - (s_y - s_k)."""
    return every_k.pairwise("1 - t")


def _hinge(margin: Fraction) -> str:
    return f"max(0, {plus(margin, '(-t)')})"
