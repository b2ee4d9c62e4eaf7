"""Calibration where the conditional risk is convex in the softmax probabilities: for each number k of classes."""

from __future__ import annotations

from fractions import Fraction

from ...calculus import derivative, substitute
from ...constants import sign
from ...multiclass import MulticlassLoss
from ...nodes import number, sub
from ...notation import parse_number
from ...signs import check_sign
from ...work import Reject
from ..evidence import field
from .separable import check_start, softmax_piece


def convex_softmax(loss: MulticlassLoss, evidence: object) -> None:
    """l_y = a(q_y) + sum over k != y of b(q_k), b'' >= 0, l = a - b with l'' >= 0 on (0, 1) and l'(1/(k + 1)) < 0;
    a pole or a steep start at 0. The order of all classes asks for k = 1.
    """
    if field(evidence, "start") not in ("pole", "steep"):
        raise Reject("the start at probability 0 is 'pole' or 'steep'")
    piece = softmax_piece(loss, evidence)
    difference = sub(*piece.nodes)
    slope = derivative(difference, "q")
    check_sign(piece.place, derivative(slope, "q"), False, field(evidence, "bends"))
    check_sign(piece.place, piece.slope(1, order=2), False, field(evidence, "other bends"))
    k = 1 if loss.value is None else int(parse_number(loss.value))
    if sign(substitute(slope, "q", number(Fraction(1, k + 1)))) != -1:
        raise Reject(f"the slope of the difference at 1/{k + 1} is not negative")
    check_start(piece, evidence)
