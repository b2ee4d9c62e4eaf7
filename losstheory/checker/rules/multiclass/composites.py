"""Calibration of a softmax loss to which functions of single scores, of their total, or a normalised part are added."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...calculus import substitute
from ...constants import sign
from ...losses import Domain, Piece, one_sided, replaced
from ...multiclass import MulticlassLoss
from ...nodes import ONE, ZERO, Node, add, neg, number, sub
from ...places import constant
from ...signs import check_sign
from ...wellformed import check_formula
from ...work import Reject
from ..evidence import check_each, field, fraction, items
from .separable import check_ends, check_falling, softmax_piece
from .slopes import check_differentiable

Check = Callable[[MulticlassLoss, object], object]


def softmax_and_scores(loss: MulticlassLoss, evidence: object) -> None:
    """l_y = a(q_y) + sum b(q_k) + A(s_y) + sum B(s_k): a - b and A - B never rise, one falls; B(-oo) = B(oo) = oo."""
    inner, outer = field(evidence, "softmax"), field(evidence, "scores")
    falling = field(evidence, "falling")
    if falling not in ("softmax", "scores"):
        raise Reject("the part that falls strictly is 'softmax' or 'scores'")
    parts = field(outer, "own"), field(outer, "other")
    for part in parts:
        check_formula(part, "s")

    def added(y: int) -> object:
        return ["add", *(replaced(parts[k != y], "s", name) for k, name in enumerate(loss.names)), "0"]

    check_falling(softmax_piece(less(loss, added), inner), inner, strict=falling == "softmax")
    domain = Domain("s", "-oo", "oo", parts)
    pieces = domain.pieces(field(outer, "cuts"))
    check_coercive(pieces)
    strict = falling == "scores"
    check_each(pieces, [sub(p.slope(1), p.slope(0)) for p in pieces], strict, items(outer, "falls"))
    slopes = [check_differentiable(domain.only(k), [Piece(p.place, (p.nodes[k],)) for p in pieces]) for k in (0, 1)]
    for own, other in zip(*slopes, strict=True):
        if strict and sign(sub(other, own)) != 1:
            raise Reject("the difference does not fall at a cut")


def entropy_and_convex(loss: MulticlassLoss, evidence: object) -> None:
    """l_y = -w log q_y + A(s_y) + sum B(s_k) on R^K, w > 0, A and B convex and differentiable, B(-oo) = B(oo) = oo,
    A bounded below; at each score (A - B)' < w, or A' <= 0 and B' <= -w.
    """
    if loss.constrained:
        raise Reject("cross-entropy and convex functions of the scores is a rule for free scores")
    weight = fraction(evidence, "weight")
    if weight <= 0:
        raise Reject("the weight of the cross-entropy is not positive")
    parts = field(evidence, "own"), field(evidence, "other")
    for part in parts:
        check_formula(part, "s")

    def form(y: int) -> object:
        values = [replaced(parts[k != y], "s", name) for k, name in enumerate(loss.names)]
        return ["add", *values, ["mul", str(-weight), ["log", loss.softmax(y)]]]

    rest = less(loss, form)
    if not all(map(rest.scores.vanishes, rest.whole)):
        raise Reject("the loss is not shown to be a cross-entropy with functions of single scores")
    domain = Domain("s", "-oo", "oo", parts)
    pieces = domain.pieces(field(evidence, "cuts"))
    check_coercive(pieces)
    for k, name in enumerate(("own bends", "other bends")):
        check_each(pieces, [piece.slope(k, order=2) for piece in pieces], False, items(evidence, name))
    slopes = [check_differentiable(domain.only(k), [Piece(p.place, (p.nodes[k],)) for p in pieces]) for k in (0, 1)]
    proofs = items(evidence, "slopes", len(pieces))
    steep = [_check_slopes(piece, number(weight), proof) for piece, proof in zip(pieces, proofs, strict=True)]
    for k, (own, other) in enumerate(zip(*slopes, strict=True)):
        if not (steep[k] or steep[k + 1]) and sign(add(number(weight), other, neg(own))) != 1:
            raise Reject("the slope of the difference at a cut is not shown to be below the weight")


def _check_slopes(piece: Piece, weight: Node, proof: object) -> bool:
    """(A - B)' < w on the piece; or, with the answer True, A' <= 0 and B' <= -w."""
    own, other = piece.slope(0), piece.slope(1)
    if field(proof, "by") == "difference":
        check_sign(piece.place, add(weight, other, neg(own)), True, field(proof, "proof"))
        return False
    check_sign(piece.place, neg(own), False, field(proof, "own"))
    check_sign(piece.place, neg(add(weight, other)), False, field(proof, "other"))
    return True


def check_coercive(pieces: list[Piece]) -> None:
    """The first function has limits above minus infinity, the second tends to infinity on both sides."""
    first, last = pieces[0], pieces[-1]
    check_ends(first, last)
    if one_sided(first.place, first.nodes[1], "lower") != "oo" or one_sided(last.place, last.nodes[1], "upper") != "oo":
        raise Reject("the function of the scores of the rivals is not shown to tend to infinity on both sides")


def softmax_and_total(loss: MulticlassLoss, evidence: object, rules: Mapping[str, Check]) -> None:
    """l_y = m_y + c(log(e^s1 + … + e^sK)), c smooth and bounded below, and the m_y have a rule for softmax losses."""
    piece = total_piece(loss, evidence)
    check_ends(piece, piece)
    check_rest(loss, evidence, rules)


def proper_and_total(loss: MulticlassLoss, evidence: object, rules: Mapping[str, Check]) -> None:
    """The same, with c(x) >= c(0) in place of the bound, and m_y that are proper with the softmax."""
    piece = total_piece(loss, evidence)
    (node,) = piece.nodes
    check_sign(piece.place, sub(node, substitute(node, "x", ZERO)), False, field(evidence, "least"))
    check_rest(loss, evidence, rules)


def total_piece(loss: MulticlassLoss, evidence: object) -> Piece:
    """c, smooth on the real line."""
    if loss.constrained:
        raise Reject("a function of the log-sum-exp is a part of losses of free scores")
    total = field(evidence, "total")
    check_formula(total, "x")
    (piece,) = Domain("x", "-oo", "oo", (total,)).pieces([])
    return piece


def check_rest(loss: MulticlassLoss, evidence: object, rules: Mapping[str, Check]) -> None:
    """The loss without the function of the log-sum-exp, by a rule for softmax losses."""
    rule = field(evidence, "rule")
    check = rules.get(rule) if isinstance(rule, str) else None
    if check is None:
        raise Reject(f"no rule {str(rule)[:60]!r} is one for softmax losses")
    value = replaced(field(evidence, "total"), "x", ["log", ["add", *(["exp", name] for name in loss.names)]])
    rest = less(loss, lambda y: value)
    rest.check_defined()
    check(rest, field(evidence, "then"))


def without_normalised(loss: MulticlassLoss, evidence: object) -> tuple[Piece, MulticlassLoss]:
    """n on (0, 1), and the loss without w n(q_y) / sum n(q_k), for w > 0, n > 0 that never rises."""
    part, weight = field(evidence, "part"), fraction(evidence, "weight")
    if weight <= 0:
        raise Reject("the weight of the normalised part is not positive")
    check_formula(part, "q")
    (piece,) = Domain("q", ZERO, ONE, (part,)).pieces([])
    check_sign(piece.place, piece.nodes[0], True, field(evidence, "positive"))
    check_sign(piece.place, neg(piece.slope()), False, field(evidence, "sinks"))
    values = [replaced(part, "q", loss.softmax(k)) for k in range(loss.classes)]
    inverse = ["pow", ["add", *values], "-1"]
    return piece, less(loss, lambda y: ["mul", str(weight), values[y], inverse])


def softmax_and_normalised(loss: MulticlassLoss, evidence: object) -> None:
    """l_y = a(q_y) + sum b(q_k) + w n(q_y) / sum n(q_k): a - b falls, w > 0, n > 0, n never rises."""
    _, rest = without_normalised(loss, evidence)
    check_falling(softmax_piece(rest, evidence), evidence, strict=True)


def scaled(loss: MulticlassLoss, evidence: object, rules: Mapping[str, Check]) -> None:
    """l_y(c s), with c > 0, as a loss of s has a rule: scaling keeps the order of the scores."""
    factor = field(evidence, "factor")
    if sign(constant(factor)) != 1:
        raise Reject("the factor of the scores is not positive")
    rule = field(evidence, "rule")
    check = rules.get(rule) if isinstance(rule, str) else None
    if check is None:
        raise Reject(f"no rule {str(rule)[:60]!r} applies to scaled scores")
    formulas = loss.formulas
    for name in loss.names:
        formulas = tuple(replaced(formula, name, ["mul", factor, name]) for formula in formulas)
    check(MulticlassLoss(loss.kind, formulas, loss.value), field(evidence, "then"))


def less(loss: MulticlassLoss, part: Callable[[int], object]) -> MulticlassLoss:
    """The losses of all classes without a part."""
    formulas = (["add", formula, ["mul", "-1", part(y)]] for y, formula in enumerate(loss.formulas))
    return MulticlassLoss(loss.kind, tuple(formulas), loss.value)
