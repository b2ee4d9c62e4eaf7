"""Convexity for every number of classes: each term is convex by a function of one variable."""

from __future__ import annotations

from ...every_k import EveryKLoss
from ...losses import Domain, replaced
from ...nodes import neg
from ...signs import check_sign
from ...work import Reject
from ..convexity import check_convex
from ..evidence import check_each, field, items


def convex(loss: EveryKLoss, evidence: object) -> None:
    """softmax: h(x) = f(1/(1 + e^x)) has h' >= 0 and h'' >= 0 for f = a and f = b; scores and pairwise: convex
    functions; largest rival: a convex function that never rises.
    """
    proofs = field(evidence, "terms")
    for name in loss.terms:
        if name == "normalised":
            raise Reject("a normalised part is not convex by the rules")
        (_of_log_odds if name == "softmax" else _of_scores)(loss, name, field(proofs, name), evidence)


def _of_log_odds(loss: EveryKLoss, name: str, proofs: object, evidence: object) -> None:
    if not isinstance(proofs, list) or len(proofs) != 2:
        raise Reject("a softmax term has proofs for two functions")
    for formula, proof in zip(loss.domain(name).formulas, proofs, strict=True):
        moved = replaced(formula, "q", ["sigmoid", ["mul", "-1", "x"]])
        (piece,) = Domain("x", "-oo", "oo", (moved,)).pieces([])
        if not piece.place.vanishes(piece.slope()):
            check_sign(piece.place, piece.slope(), False, field(proof, "rises"))
            check_sign(piece.place, piece.slope(order=2), False, field(proof, "bends"))


def _of_scores(loss: EveryKLoss, name: str, proofs: object, evidence: object) -> None:
    domain = loss.domain(name)
    for i, part in enumerate(items({"parts": proofs}, "parts", len(domain.formulas))):
        check_convex(domain.only(i), part)
    if name == "largest_rival":
        pieces = loss.pieces(name, evidence)
        check_each(pieces, [neg(piece.slope()) for piece in pieces], False, items(evidence, "sinks"))
