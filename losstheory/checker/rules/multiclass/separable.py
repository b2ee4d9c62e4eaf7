"""Calibration where the conditional risk is a sum of functions of single scores, or of single softmax probabilities."""

from __future__ import annotations

from collections.abc import Callable

from ...calculus import derivative, substitute
from ...constants import sign
from ...losses import Domain, Piece, finite_limit, one_sided, replaced
from ...multiclass import MulticlassLoss
from ...nodes import HALF, ONE, ZERO, add, mul, neg, sub, variable
from ...places import OpenInterval
from ...several import read_whole
from ...signs import check_sign
from ...wellformed import check_formula
from ...work import Reject
from ..evidence import check_each, field, items
from .slopes import check_differentiable


def softmax(loss: MulticlassLoss, evidence: object) -> None:
    """l_y = a(q_y) + sum over k != y of b(q_k), q the softmax of s; a - b falls strictly with a negative slope."""
    check_falling(softmax_piece(loss, evidence), evidence, strict=True)


def softmax_to_one_half(loss: MulticlassLoss, evidence: object) -> None:
    """l = a - b has l' < 0 on (0, 1/2], l'' >= 0 on (1/2, 1), l(q) > l(1 - q) on [0, 1/2), and l(1-) is finite."""
    check_to_one_half(softmax_piece(loss, evidence), evidence)


def check_to_one_half(piece: Piece, evidence: object) -> None:
    """What is asked of a - b."""
    difference = sub(*piece.nodes)
    left, right = (OpenInterval("q", lower, upper) for lower, upper in ((ZERO, HALF), (HALF, ONE)))
    slope = derivative(difference, "q")
    check_sign(left, neg(slope), True, field(evidence, "falls"))
    if sign(substitute(slope, "q", HALF)) != -1:
        raise Reject("the slope of the difference at 1/2 is not negative")
    check_sign(right, derivative(slope, "q"), False, field(evidence, "bends"))
    lead = sub(difference, substitute(difference, "q", sub(ONE, variable("q"))))
    check_sign(left, lead, True, field(evidence, "leads"))
    finite_limit(right, difference, "upper")
    if left.height(lead, "lower") != 1:
        raise Reject("the difference at probability 0 is not shown to exceed that at 1")


def softmax_to_one_half_in_order(loss: MulticlassLoss, evidence: object) -> None:
    """Moreover two scores that tie at the end of a face are not best: by a pole or a steep start."""
    softmax_to_one_half(loss, evidence)
    if field(evidence, "start") not in ("pole", "steep"):
        raise Reject("the start at probability 0 is 'pole' or 'steep'")
    check_start(softmax_piece(loss, evidence), evidence)


def softmax_in_order(loss: MulticlassLoss, evidence: object) -> None:
    """Moreover two scores that tie at the end of a face are not best: by a pole, a steep start or stationarity."""
    piece = softmax_piece(loss, evidence)
    check_falling(piece, evidence, strict=True)
    check_start(piece, evidence)


def check_start(piece: Piece, evidence: object) -> None:
    """Why two scores that tie at probability 0 are not best; the stationary reason needs a difference that falls."""
    place, (own, other) = piece.place, piece.nodes
    match field(evidence, "start"):
        case "pole":
            if one_sided(place, own, "lower") != "oo":
                raise Reject("the own loss does not tend to infinity at probability 0")
        case "steep":
            if one_sided(place, piece.slope(0), "lower") != "-oo" or one_sided(place, piece.slope(1), "lower") == "oo":
                raise Reject("the slopes at probability 0 are not shown to point down")
            for k in (0, 1):
                finite_limit(place, piece.slope(k), "upper")
        case "stationary":
            check_stationary(piece)
            finite_limit(place, own, "upper")
            finite_limit(place, other, "lower")
        case other_word:
            raise Reject(f"unknown reason at probability 0: {str(other_word)[:40]!r}")


def softmax_piece(loss: MulticlassLoss, evidence: object, bounded: bool = True) -> Piece:
    """a and b on (0, 1), smooth, with the identity checked; ``bounded``: limits above minus infinity at both ends."""
    parts = field(evidence, "own"), field(evidence, "other")
    for part in parts:
        check_formula(part, "q")
    (piece,) = Domain("q", ZERO, ONE, parts).pieces([])
    check_decomposition(loss, *parts, lambda part, k: replaced(part, "q", loss.softmax(k)))
    if bounded:
        check_ends(piece, piece)
    return piece


def check_falling(piece: Piece, evidence: object, strict: bool) -> None:
    """a - b has a negative slope."""
    check_sign(piece.place, sub(piece.slope(1), piece.slope(0)), strict, field(evidence, "falls"))


def check_stationary(piece: Piece) -> None:
    """q a'(q) + (1 - q) b'(q) is constant."""
    q = variable(piece.place.name)
    level = add(mul(q, piece.slope(0)), mul(sub(ONE, q), piece.slope(1)))
    if not piece.place.vanishes(derivative(level, piece.place.name)):
        raise Reject("q a'(q) + (1 - q) b'(q) is not shown to be constant")


def check_ends(first: Piece, last: Piece) -> None:
    """No formula tends to minus infinity at an end."""
    for k in range(len(first.nodes)):
        if "-oo" in (one_sided(first.place, first.nodes[k], "lower"), one_sided(last.place, last.nodes[k], "upper")):
            raise Reject("a part of the loss tends to minus infinity")


def check_decomposition(loss: MulticlassLoss, own: object, other: object, at: Callable[[object, int], object]) -> None:
    """l_y - own at y - the sum of other at the rest vanishes identically, for every class."""
    owns, others = ([read_whole(at(part, k), loss.scores) for k in range(loss.classes)] for part in (own, other))
    for y, node in enumerate(loss.whole):
        rest = [owns[y], *(others[k] for k in range(loss.classes) if k != y)]
        if not loss.scores.vanishes(sub(node, add(*rest))):
            raise Reject(f"the loss of class {y + 1} is not shown to have this form")


def one_versus_all(loss: MulticlassLoss, evidence: object) -> None:
    """l_y = a(s_y) + sum over k != y of b(s_k) on R^K; a, b differentiable, (a - b)' < 0, a(-oo) = b(oo) = oo."""
    if loss.constrained:
        raise Reject("one versus all is a rule for free scores")
    parts = field(evidence, "own"), field(evidence, "other")
    for part in parts:
        check_formula(part, "s")
    check_decomposition(loss, *parts, lambda part, k: replaced(part, "s", loss.names[k]))
    domain = Domain("s", "-oo", "oo", parts)
    check_scores(domain, domain.pieces(field(evidence, "cuts")), evidence)


def check_scores(domain: Domain, pieces: list[Piece], evidence: object) -> None:
    """What is asked of a and b."""
    check_ends(pieces[0], pieces[-1])
    first, last = pieces[0], pieces[-1]
    if one_sided(first.place, first.nodes[0], "lower") != "oo" or one_sided(last.place, last.nodes[1], "upper") != "oo":
        raise Reject("the losses of a class far on its wrong side are not shown to tend to infinity")
    check_each(pieces, [sub(p.slope(1), p.slope(0)) for p in pieces], True, items(evidence, "falls"))
    slopes = [check_differentiable(domain.only(k), [Piece(p.place, (p.nodes[k],)) for p in pieces]) for k in (0, 1)]
    for own, other in zip(*slopes, strict=True):
        if sign(sub(other, own)) != 1:
            raise Reject("the difference does not fall at a cut")
