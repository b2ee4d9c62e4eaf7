"""Refutations of a multiclass loss with a witness that may move with an open parameter (``docs/rules.md``, 14)."""

from __future__ import annotations

from fractions import Fraction

from ...calculus import derivative, substitute
from ...common_factor import without_common_factor
from ...constants import sign
from ...generators import NormalForm
from ...losses import Domain, Loss, one_sided, replaced
from ...multiclass import MulticlassLoss
from ...nodes import ONE, ZERO, Node, add, log, mul, neg, number, sub
from ...notation import parse_number
from ...parameters import NONE, open_ranges, opened
from ...places import OpenInterval, constant
from ...reading import read
from ...several import weights_of
from ...work import Reject
from ..evidence import field, items, whole
from ..throughout import THROUGHOUT_RULES, check_over_parameter
from .subgradients import check_minimum


def bends_along_line(loss: MulticlassLoss, evidence: object) -> None:
    """t -> l_k(a + t d) is not convex, by a rule for functions of t; a convex l_k would be convex along each line."""
    k = whole(evidence, "which", loss.classes)
    start, way = _line(loss, evidence)
    rule = field(evidence, "rule")
    check = THROUGHOUT_RULES["convex", "REFUTED"].get(rule) if isinstance(rule, str) else None
    if check is None:
        raise Reject(f"no rule {str(rule)[:60]!r} refutes the convexity of a function of one variable")
    check(Loss("margin", (_along(loss, k, start, way),)), field(evidence, "then"))


def stationary_wrong_top(loss: MulticlassLoss, evidence: object) -> None:
    """Zero is a subgradient of a convex risk at a score of which the k greatest may be chosen wrongly."""
    k = 1 if loss.value is None else int(parse_number(loss.value))
    chosen = [whole({"class": i}, "class", loss.classes) for i in items(evidence, "chosen", k)]
    left = [j for j in range(loss.classes) if j not in chosen]
    if len(set(chosen)) != k:
        raise Reject("a class is chosen twice")
    first, second = (whole({"class": i}, "class", loss.classes) for i in items(evidence, "pair", 2))
    if first not in chosen or second not in left:
        raise Reject("the pair is one chosen class and one that is left out")
    point = _stationary(loss, evidence, first, second)
    if not all(_at_least(point, i, j) for i in chosen for j in left):
        raise Reject("the chosen classes are not shown to have the greatest scores")


def stationary_wrong_pair(loss: MulticlassLoss, evidence: object) -> None:
    """Zero is a subgradient of a convex risk at a score with two classes in the wrong order."""
    first, second = (whole({"class": i}, "class", loss.classes) for i in items(evidence, "pair", 2))
    if not _at_least(_stationary(loss, evidence, first, second), first, second):
        raise Reject("the score of the first class is not shown to be at least that of the second")


def _stationary(loss: MulticlassLoss, evidence: object, first: int, second: int) -> tuple[Node, ...]:
    """The score, at which w_1 l_1 + … + w_K l_K is least; every w_k >= 0, and that of the first class is the smaller.

    So the weights have a positive sum, and divided by it they are a law of the label.
    """
    weights, point = (
        [constant(item) for item in items(evidence, "weights", loss.classes)],
        loss.point(field(evidence, "at")),
    )
    for weight, proof in zip(weights, items(evidence, "signs", loss.classes), strict=True):
        _check(weight, False, proof)
    _check(sub(weights[second], weights[first]), True, field(evidence, "order"))
    check_minimum(loss, weights, point, field(evidence, "least"))
    return point


def _at_least(point: tuple[Node, ...], i: int, j: int) -> bool:
    return sign(sub(point[i], point[j])) in (0, 1)


def slope_at_log(loss: MulticlassLoss, evidence: object) -> None:
    """All losses are smooth, and C(p, .) has a slope at s = log p in one score: p does not minimise it there."""
    p = weights_of(field(evidence, "p"), loss.classes)
    if not all(p):
        raise Reject("every class must have a positive probability")
    name = loss.names[whole(evidence, "score", loss.classes)]
    slopes = [derivative(read(formula, loss.scores), name) for formula in loss.formulas]
    total = add(*(mul(number(w), slope) for w, slope in zip(p, slopes, strict=True)))
    for other, w in zip(loss.names, p, strict=True):
        total = substitute(total, other, log(number(w)))
    way = {"+": total, "-": neg(total)}.get(str(field(evidence, "way")))
    if way is None:
        raise Reject("the way must be '+' or '-'")
    _check(way, True, field(evidence, "proof"))


def different_sums(loss: MulticlassLoss, evidence: object) -> None:
    """At two scores the losses of all classes have different sums, the first one the greater."""
    first, second = (add(*loss.at(loss.point(item))) for item in items(evidence, "points", 2))
    _check(sub(first, second), True, field(evidence, "proof"))


def sum_bends_along_line(loss: MulticlassLoss, evidence: object) -> None:
    """The sum of the losses at a + t d is smooth around t = 0, and a derivative of it there is not zero."""
    start, way = _line(loss, evidence)
    order = whole(evidence, "order", 7)
    moved = tuple(_along(loss, k, start, way) for k in range(loss.classes))
    (piece,) = Domain("t", number(-1), ONE, moved).pieces([])
    if order < 1:
        raise Reject("the order is at least one")
    bend = substitute(add(*(piece.slope(k, order) for k in range(loss.classes))), "t", ZERO)
    signed = {"+": bend, "-": neg(bend)}.get(str(field(evidence, "way")))
    if signed is None:
        raise Reject("the way must be '+' or '-'")
    _check(signed, True, field(evidence, "proof"))


def sum_without_bound(loss: MulticlassLoss, evidence: object) -> None:
    """The sum of the losses at a + t d is smooth for t > 0 and tends to infinity with t."""
    start, way = _line(loss, evidence)
    moved = tuple(_along(loss, k, start, way) for k in range(loss.classes))
    (piece,) = Domain("t", ZERO, "oo", moved).pieces([])
    if one_sided(piece.place, add(*piece.nodes), "upper") not in ("-oo", "oo"):
        raise Reject("the sum is not shown to tend to infinity along the line")


def _line(loss: MulticlassLoss, evidence: object) -> tuple[list[object], list[Fraction]]:
    """Origin and direction of a line of scores of the domain."""
    start, way = items(evidence, "from", loss.classes), list(map(parse_number, items(evidence, "along", loss.classes)))
    level = add(*map(constant, start))
    if loss.constrained and (sign(level) != 0 or sum(way) != 0):
        raise Reject("a line of scores of sum zero has an origin and a direction of sum zero")
    return start, way


def _along(loss: MulticlassLoss, k: int, start: list[object], way: list[Fraction]) -> object:
    """The formula of a class at the scores start + t way."""
    moved = loss.formulas[k]
    for name, a, d in zip(loss.names, start, way, strict=True):
        moved = replaced(moved, name, ["add", a, ["mul", str(d), "t"]])
    return moved


def _check(node: Node, strict: bool, proof: object) -> None:
    """The sign of an expression without scores for every value of the parameters: decided, or by a proof."""
    if proof is not None:
        return check_over_parameter(node, strict, proof)
    wanted = (1,) if strict else (0, 1)
    if sign(_in_generators(node)) not in wanted and sign(node) not in wanted:
        raise Reject("a sign is not shown for all values of the parameters")


def _in_generators(node: Node) -> Node:
    """One in the only parameter in lowest terms in generators, less a positive common factor; itself, if too large."""
    ranges = list(open_ranges().items())
    if len(ranges) != 1:
        return node
    name, found = ranges[0]
    with opened(NONE):
        place = OpenInterval(name, found.lower, found.upper)
        form = NormalForm(place.clearly_positive)
        try:
            reduced = form.products.node_of(form.ring.cancelled(form.normal(node)))
        except Reject:
            return node
        return without_common_factor(reduced, place.clearly_positive) or reduced
