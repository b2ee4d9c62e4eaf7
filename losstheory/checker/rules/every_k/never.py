"""Properties that a loss has for no number of classes from some number on, by witnesses that grow with K.

p is a law of the classes, C(p, s) the conditional risk; a wrong score is one at which a class that is not a most
probable one has the greatest score.
"""

from __future__ import annotations

from ...calculus import derivative, substitute
from ...constants import sign
from ...every_k import EveryKLoss
from ...losses import Piece, finite_limit, one_sided
from ...nodes import HALF, ONE, ZERO, mul, neg, sub, variable
from ...parameters import NONE, opened
from ...places import OpenInterval
from ...signs import check_sign
from ...work import Reject
from ..evidence import check_each, field, items, point
from ..multiclass import check_multiclass
from .symmetry import summand


def pole(loss: EveryKLoss, evidence: object) -> int:
    """n(0+) = oo: with p = (2/3, 1/3, 0, …), s = (0, 1, -t, 0, …) and t -> oo the risk tends to 0, its infimum."""
    _expect(loss, "normalised")
    piece = loss.piece("normalised")
    if one_sided(piece.place, piece.nodes[0], "lower") != "oo":
        raise Reject("the function of the normalised part is not shown to tend to infinity at probability 0")
    return 3


def line_below(loss: EveryKLoss, evidence: object) -> int:
    """phi(t) >= phi(0) + g t with g <= 0: for p = (1/2, 1/2, 0, …) the score 0, a tie of all classes, is best."""
    _expect(loss, "largest_rival")
    slope = point(evidence, "slope")
    if sign(slope) not in (0, -1):
        raise Reject("the slope of the line is not shown to be at most 0")
    domain = loss.domain("largest_rival")
    (level,) = domain.at(ZERO)
    pieces = loss.pieces("largest_rival", evidence)
    gaps = [sub(sub(piece.nodes[0], level), mul(slope, variable("t"))) for piece in pieces]
    check_each(pieces, gaps, False, items(evidence, "above"))
    for piece in pieces[:-1]:
        if sign(sub(sub(domain.at(piece.cut)[0], level), mul(slope, piece.cut))) not in (0, 1):
            raise Reject(f"the value at {piece.cut!r} is below the line")
    return 3


def unbounded(loss: EveryKLoss, evidence: object) -> int:
    """phi(oo) = -oo: with p = (2/3, 1/3, 0, …) and s = -t (0, 0, 1, …, 1) the risk tends to minus infinity."""
    _expect(loss, "pairwise")
    last = loss.pieces("pairwise", evidence)[-1]
    if one_sided(last.place, last.nodes[0], "upper") != "-oo":
        raise Reject("the function is not shown to tend to minus infinity")
    return 3


def least_inside(loss: EveryKLoss, evidence: object) -> int:
    """a(q) >= a(x) on (0, 1) for some x in (0, 1/2], and b is constant: for p = (1, 0, …) a second class may lead."""
    _expect(loss, "softmax")
    piece, at = _one_term(loss), point(evidence, "at")
    if sign(at) != 1 or sign(sub(HALF, at)) not in (0, 1):
        raise Reject("the probability is not shown to lie in (0, 1/2]")
    gap = sub(piece.nodes[0], substitute(piece.nodes[0], "q", at))
    for (lower, upper), proof in zip(((ZERO, at), (at, ONE)), items(evidence, "above", 2), strict=True):
        check_sign(OpenInterval("q", lower, upper), gap, False, proof)
    return 2


def absent_class(loss: EveryKLoss, evidence: object, target: str) -> int:
    """A refutation for one K, and functions that are least for a class far below, which a class of probability 0 is.

    pairwise: phi >= phi(oo), finite; scores: b >= b(-oo), finite. Then adding such a class adds the same number to
    the infimum over all scores and to that over the wrong ones.
    """
    if loss.constrained or not set(loss.terms) <= {"pairwise", "scores"}:
        raise Reject("the rule is for comparisons of pairs and functions of single scores, all scores free")
    for name in loss.terms:
        _check_least_far_below(loss, name, evidence)
    return _refuted_once(loss, target, evidence)


def _check_least_far_below(loss: EveryKLoss, name: str, evidence: object) -> None:
    """The function of an added class is at least its finite limit where the score of that class tends to -oo."""
    i = 1 if name == "scores" else 0
    domain = loss.domain(name).only(i)
    pieces = [Piece(piece.place, (piece.nodes[i],)) for piece in loss.pieces(name, evidence)]
    far = pieces[0] if name == "scores" else pieces[-1]
    least = finite_limit(far.place, far.nodes[0], "lower" if name == "scores" else "upper")
    above = field(evidence, "above")
    check_each(pieces, [sub(piece.nodes[0], least) for piece in pieces], False, items(above, name))
    for piece in pieces[:-1]:
        if sign(sub(domain.at(piece.cut)[0], least)) not in (0, 1):
            raise Reject(f"the value at {piece.cut!r} is below the limit")


def chord(loss: EveryKLoss, evidence: object) -> int:
    """A violated chord for one K, and losses that tend to those of one class fewer where its score tends to -oo.

    softmax: b(0+) is finite; pairwise: phi(oo) is finite; functions of the added score alone do not bend the others.
    """
    if loss.constrained or "normalised" in loss.terms:
        raise Reject("the classes that are added have free scores and no part in a normalised sum")
    for name in loss.terms:
        pieces = loss.pieces(name, evidence)
        if name == "softmax":
            finite_limit(pieces[0].place, pieces[0].nodes[1], "lower")
        if name == "pairwise":
            finite_limit(pieces[-1].place, pieces[-1].nodes[0], "upper")
    return _refuted_once(loss, "convex", evidence)


def _refuted_once(loss: EveryKLoss, name: str, evidence: object) -> int:
    """The number of classes for which a rule for that number refutes the property."""
    if loss.mentions_count():
        raise Reject("the functions must be the same for every number of classes")
    classes, rule = field(evidence, "classes"), field(evidence, "rule")
    if isinstance(classes, bool) or not isinstance(classes, int) or not isinstance(rule, str):
        raise Reject("the evidence names no number of classes, or no rule")
    with opened(NONE):
        check_multiclass({"property": name, "loss": loss.of(classes)}, "REFUTED", rule, field(evidence, "then"))
    return classes


def bent_sum(loss: EveryKLoss, evidence: object) -> int:
    """The losses sum to that of h over the classes (pairs), with a strictly convex or concave h: it is not constant."""
    names = [name for name in loss.terms if name != "normalised"]
    if len(names) != 1:
        raise Reject("the rule is for one term, beside a normalised part")
    place, node = summand(loss, names[0])
    way = {"+": node, "-": neg(node)}.get(str(field(evidence, "way")))
    if way is None:
        raise Reject("the way must be '+' or '-'")
    check_sign(place, derivative(derivative(way, place.name), place.name), True, field(evidence, "bends"))
    return 2


def not_logarithmic(loss: EveryKLoss, evidence: object) -> int:
    """b is constant and x a'(x) is not the same at two probabilities; a proper one-term loss of K >= 3 is affine in
    -log q.
    """
    _expect(loss, "softmax")
    slope = _one_term(loss).slope()
    first, second = (point({"x": item}, "x") for item in items(evidence, "points", 2))
    for x in (first, second):
        if sign(x) != 1 or sign(sub(ONE, x)) != 1:
            raise Reject("the probabilities are not shown to lie in (0, 1)")
    values = [mul(x, substitute(slope, "q", x)) for x in (first, second)]
    if sign(sub(*values)) not in (1, -1):
        raise Reject("the two values of q a'(q) are not shown to differ")
    return 3


def _one_term(loss: EveryKLoss) -> Piece:
    """a on (0, 1), where b is constant."""
    piece = loss.piece("softmax")
    if not piece.place.vanishes(piece.slope(1)):
        raise Reject("the function of the other classes is not constant")
    return Piece(piece.place, piece.nodes[:1])


def _expect(loss: EveryKLoss, *terms: str) -> None:
    if not loss.consists_of(*terms):
        raise Reject(f"the rule is for losses of the terms {', '.join(terms)} alone")
