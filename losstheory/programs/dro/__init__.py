"""Distributionally robust expectations: the worst case of a loss over a set of laws.

>>> from losstheory.programs import dro
>>> losses, weights = ["1/2", -1, 2, "7/2", 0], ["3/10", "1/5", "1/5", "1/10", "1/5"]
>>> dro.worst_case(losses, weights, dro.CVaR("1/4")).exact
Fraction(13, 5)
>>> worst = dro.worst_case(losses, weights, dro.KLBall("3/10"))
>>> round(float(worst.value), 9), float(worst.gap) < 1e-15
(1.801937537, True)
"""

from losstheory.programs.dro.ball import Ball, worst_case, worst_case_program
from losstheory.programs.dro.chi_square import ChiSquareBall
from losstheory.programs.dro.groups import GroupDRO
from losstheory.programs.dro.kullback_leibler import KLBall
from losstheory.programs.dro.law import Law
from losstheory.programs.dro.logistic import worst_logistic
from losstheory.programs.dro.moments import worst_shortfall, worst_tail
from losstheory.programs.dro.tails import CVaR, TotalVariationBall
from losstheory.programs.dro.wasserstein import WassersteinBall

__all__ = [
    "Ball",
    "CVaR",
    "ChiSquareBall",
    "GroupDRO",
    "KLBall",
    "Law",
    "TotalVariationBall",
    "WassersteinBall",
    "worst_case",
    "worst_case_program",
    "worst_logistic",
    "worst_shortfall",
    "worst_tail",
]
