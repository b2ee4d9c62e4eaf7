"""Normalised losses, which find the least probable class."""

from __future__ import annotations

from ...losses import one_sided
from ...multiclass import MulticlassLoss
from ...nodes import neg
from ...notation import parse_number
from ...work import Reject
from .composites import without_normalised
from .separable import softmax_piece


def least_class(loss: MulticlassLoss, evidence: object) -> None:
    """l_y = w n(q_y) / sum n(q_k) + a(q_y) + sum b(q_k), w > 0, n > 0 never rises, n(0+) = oo, a' = -u <= 0, b' = 0;
    asked for K - 1 classes.
    """
    if loss.value is None or parse_number(loss.value) != loss.classes - 1:
        raise Reject("the least probable class is what calibration for all classes but one asks for")
    piece, whole = without_normalised(loss, evidence)
    if one_sided(piece.place, piece.nodes[0], "lower") != "oo":
        raise Reject("the normalised part does not tend to infinity at probability 0")
    rest = softmax_piece(whole, evidence)
    if not all(map(rest.place.vanishes, (rest.slope(0, order=2), rest.slope(1)))):
        raise Reject("the rest of the loss is not an affine function of the probability of the class")
    if not rest.place.nonnegative(neg(rest.slope(0))):
        raise Reject("the rest of the loss rises with the probability of the class")
