"""Calibration of losses that compare scores with one function: by pairs, or each with zero on scores of sum zero."""

from __future__ import annotations

from ...calculus import substitute
from ...constants import sign
from ...losses import Domain, Piece, check_continuous, finite_limit, one_sided, replaced
from ...multiclass import MulticlassLoss
from ...nodes import ZERO, Node, add, neg, sub
from ...several import read_whole
from ...signs import check_sign
from ...wellformed import check_formula
from ...work import Reject
from ..evidence import check_each, field, items
from .slopes import check_differentiable


def pairwise(loss: MulticlassLoss, evidence: object) -> None:
    """l_y = sum over k != y of phi(s_y - s_k); phi differentiable, phi' <= 0, phi'(0) < 0, phi bounded below."""
    domain, pieces = _function(evidence)
    (phi,) = domain.formulas
    for y, node in enumerate(loss.whole):
        gaps = (["add", loss.names[y], ["mul", "-1", name]] for k, name in enumerate(loss.names) if k != y)
        _check_equal(loss, node, [replaced(phi, "t", gap) for gap in gaps])
    check_pairwise(domain, pieces, evidence)


def check_pairwise(domain: Domain, pieces: list[Piece], evidence: object) -> None:
    """What is asked of phi."""
    slopes = check_differentiable(domain, pieces)
    check_each(pieces, [neg(piece.slope()) for piece in pieces], False, items(evidence, "signs"))
    if sign(_slope_at_zero(pieces, slopes)) != -1:
        raise Reject("the slope at 0 is not negative")
    finite_limit(pieces[-1].place, pieces[-1].nodes[0], "upper")


def constrained(loss: MulticlassLoss, evidence: object) -> None:
    """l_y = sum over k != y of psi(s_k), s of sum zero; psi' >= 0, psi' > 0 on [0, oo), finite at -oo, oo at oo."""
    _constrained(loss, evidence, in_order=False)


def constrained_in_order(loss: MulticlassLoss, evidence: object) -> None:
    """Moreover psi is differentiable with psi' > 0 everywhere."""
    _constrained(loss, evidence, in_order=True)


def _constrained(loss: MulticlassLoss, evidence: object, in_order: bool) -> None:
    if not loss.constrained:
        raise Reject("a constrained comparison is a rule for scores of sum zero")
    domain, pieces = _function(evidence)
    (psi,) = domain.formulas
    for y, node in enumerate(loss.whole):
        _check_equal(loss, node, [replaced(psi, "t", name) for k, name in enumerate(loss.names) if k != y])
    check_constrained(domain, pieces, evidence, in_order)


def check_constrained(domain: Domain, pieces: list[Piece], evidence: object, in_order: bool) -> None:
    """What is asked of psi."""
    proofs = items(evidence, "signs", len(pieces))
    smooth = [in_order or (isinstance(p.place.lower, Node) and sign(p.place.lower) in (0, 1)) for p in pieces]
    for piece, strict, proof in zip(pieces, smooth, proofs, strict=True):
        check_sign(piece.place, piece.slope(), strict, proof)
    if not in_order and not any(smooth):
        raise Reject("no piece begins at 0")
    _check_cuts(domain, pieces, in_order)
    finite_limit(pieces[0].place, pieces[0].nodes[0], "lower")
    if one_sided(pieces[-1].place, pieces[-1].nodes[0], "upper") != "oo":
        raise Reject("the function is not shown to tend to infinity")


def _check_cuts(domain: Domain, pieces: list[Piece], in_order: bool) -> None:
    """Continuity at each cut; from 0 on (or everywhere) also a positive slope. Zero is a cut unless all are smooth."""
    at_zero = in_order
    for left, right in zip(pieces, pieces[1:], strict=False):
        way = sign(check_continuous(domain, left, right))
        if way is None:
            raise Reject(f"the sign of the cut {left.cut!r} is not decided")
        at_zero = at_zero or way == 0
        if in_order or way >= 0:
            (slope,) = check_differentiable(domain, [left, right])
            if sign(slope) != 1:
                raise Reject(f"the slope at {left.cut!r} is not positive")
    if not at_zero:
        raise Reject("0 must be a cut")


def _function(evidence: object) -> tuple[Domain, list[Piece]]:
    """The function of t on its pieces."""
    formula = field(evidence, "function")
    check_formula(formula, "t")
    domain = Domain("t", "-oo", "oo", (formula,))
    return domain, domain.pieces(field(evidence, "cuts"))


def _check_equal(loss: MulticlassLoss, node: Node, terms: list[object]) -> None:
    if not loss.scores.vanishes(sub(node, add(*(read_whole(term, loss.scores) for term in terms), ZERO))):
        raise Reject("the loss is not shown to be a sum of values of the function")


def _slope_at_zero(pieces: list[Piece], slopes: list[Node]) -> Node:
    for piece, after in zip(pieces, [*slopes, None], strict=True):
        if piece.place.inside(ZERO):
            return substitute(piece.slope(), piece.place.name, ZERO)
        if after is not None and sign(piece.cut) == 0:
            return after
    raise Reject("0 lies neither in a piece nor on a cut")
