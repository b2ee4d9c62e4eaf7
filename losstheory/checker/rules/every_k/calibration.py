"""Calibration for every number of classes: the rules for one K, whose premises on the functions do not know of K."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ...every_k import EveryKLoss
from ...losses import Piece
from ...nodes import neg
from ...signs import check_sign
from ...work import Reject
from ..evidence import field
from ..multiclass import comparison, separable


def softmax(loss: EveryKLoss, evidence: object, in_order: bool) -> None:
    """a - b falls strictly; for the order of all classes there is moreover a reason at probability 0."""
    piece = _softmax(loss, "softmax")
    separable.check_falling(piece, evidence, strict=True)
    if in_order:
        separable.check_start(piece, evidence)


def softmax_to_one_half(loss: EveryKLoss, evidence: object) -> None:
    """a - b falls to one half and leads its mirror image."""
    separable.check_to_one_half(_softmax(loss, "softmax"), evidence)


def softmax_and_normalised(loss: EveryKLoss, evidence: object) -> None:
    """a - b falls strictly, and the function of the normalised part never rises."""
    piece = _softmax(loss, "softmax", "normalised")
    separable.check_falling(piece, evidence, strict=True)
    part = loss.piece("normalised")
    check_sign(part.place, neg(part.slope()), False, field(evidence, "sinks"))


def one_versus_all(loss: EveryKLoss, evidence: object) -> None:
    """Functions of single scores on all scores, with a difference that falls strictly."""
    _expect(loss, False, "scores")
    separable.check_scores(loss.domain("scores"), loss.pieces("scores", evidence), evidence)


def pairwise(loss: EveryKLoss, evidence: object) -> None:
    """A differentiable function that never rises, falls at 0 and is bounded below."""
    _expect(loss, loss.constrained, "pairwise")
    comparison.check_pairwise(loss.domain("pairwise"), loss.pieces("pairwise", evidence), evidence)


def constrained(loss: EveryKLoss, evidence: object, in_order: bool) -> None:
    """A function of the scores of the rivals, of sum zero, that rises from 0 on (everywhere for the order)."""
    _expect(loss, True, "scores")
    domain = loss.domain("scores")
    if domain.formulas[0] != "0":
        raise Reject("a constrained comparison has no function of the own score")
    pieces = [Piece(piece.place, (piece.nodes[1],)) for piece in loss.pieces("scores", evidence)]
    comparison.check_constrained(domain.only(1), pieces, evidence, in_order)


def _softmax(loss: EveryKLoss, *terms: str) -> Piece:
    """a and b on (0, 1), with limits above minus infinity at both ends."""
    _expect(loss, loss.constrained, *terms)
    piece = loss.piece("softmax")
    separable.check_ends(piece, piece)
    return piece


def _expect(loss: EveryKLoss, constrained: bool, *terms: str) -> None:
    if not loss.consists_of(*terms) or loss.constrained is not constrained:
        raise Reject(f"the rule is for losses of the terms {', '.join(terms)} on other scores, or of other terms")


CALIBRATED: dict[str, Callable[[EveryKLoss, object], object]] = {
    "softmax with a falling difference": partial(softmax, in_order=False),
    "softmax with a difference that falls to one half": softmax_to_one_half,
    "softmax and a normalised part": softmax_and_normalised,
    "one versus all with a falling difference": one_versus_all,
    "pairwise comparison": pairwise,
    "constrained comparison": partial(constrained, in_order=False),
}
IN_ORDER: dict[str, Callable[[EveryKLoss, object], object]] = {
    "softmax with a falling difference": partial(softmax, in_order=True),
    "one versus all with a falling difference": one_versus_all,
    "pairwise comparison": pairwise,
    "constrained comparison": partial(constrained, in_order=True),
}
