"""Properness with the softmax for every number of classes."""

from __future__ import annotations

from ...calculus import substitute
from ...every_k import EveryKLoss
from ...nodes import exp, mul, neg, sub, variable
from ...signs import check_sign
from ...work import Reject
from ..evidence import field
from ..multiclass.separable import check_falling, check_stationary


def softmax_proper(loss: EveryKLoss, evidence: object) -> None:
    """q a' + (1 - q) b' is constant and (a - b)' <= 0."""
    if not loss.consists_of("softmax"):
        raise Reject("the rule is for functions of the softmax probabilities")
    piece = loss.piece("softmax")
    check_stationary(piece)
    check_falling(piece, evidence, strict=False)


def pairs(loss: EveryKLoss, evidence: object) -> None:
    """Pairwise with phi'' >= 0 and e^t phi'(t) = phi'(-t): each pair of classes is best at its log-odds."""
    if not loss.consists_of("pairwise"):
        raise Reject("the rule is for comparisons of pairs")
    piece = loss.piece("pairwise")
    check_sign(piece.place, piece.slope(order=2), False, field(evidence, "bends"))
    t, slope = variable("t"), piece.slope()
    if not piece.place.vanishes(sub(mul(exp(t), slope), substitute(slope, "t", neg(t)))):
        raise Reject("the pairs are not shown to be stationary at their log-odds")
