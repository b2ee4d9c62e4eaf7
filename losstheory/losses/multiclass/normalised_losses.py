"""Losses divided by their sum over the classes, so that they sum to one."""

from __future__ import annotations

from fractions import Fraction

from losstheory.losses.families import Parameter
from losstheory.losses.multiclass import every_k
from losstheory.losses.multiclass.every_k import EveryKLoss
from losstheory.losses.multiclass.families import family_of_every_k
from losstheory.losses.multiclass.notation import power


@family_of_every_k("ma2020normalized")
def nce() -> EveryKLoss:
    """log q_y over the sum of log q_k."""
    return every_k.normalised(every_k.comp_sum("log(1 + u)"))


@family_of_every_k(
    "ma2020normalized",
    Parameter("gamma", "focusing exponent", Fraction(1, 2), 0, closed=(True, False)),
)
def nfl(gamma: Fraction) -> EveryKLoss:
    """(1 - q_y)^gamma log q_y over the sum of (1 - q_k)^gamma log q_k."""
    return every_k.normalised(every_k.comp_sum(f"log(1 + u)*{power('(u/(1 + u))', gamma)}" if gamma else "log(1 + u)"))


@family_of_every_k(
    "ma2020normalized",
    Parameter("q", "exponent of the Box-Cox transform", Fraction(7, 10), 0),
)
def ngce(q: Fraction) -> EveryKLoss:
    """(1 - q_y^q) over the sum of 1 - q_k^q."""
    return every_k.normalised(every_k.softmax(f"1 - {power('q', q)}"))


@family_of_every_k("ma2020normalized")
def nmae() -> EveryKLoss:
    """(1 - q_y)/(K - 1), as the sum of 1 - q_k is K - 1."""
    return every_k.softmax("1/(K - 1)*(1 - q)")


@family_of_every_k("ma2020normalized")
def nrce() -> EveryKLoss:
    """(1 - q_y)/(K - 1): the factor A of the reverse cross-entropy cancels."""
    return every_k.softmax("1/(K - 1)*(1 - q)")
