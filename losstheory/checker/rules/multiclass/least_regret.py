"""The least regret of a wrong class under softmax losses with the slope of a power (``docs/rules.md``, section 13)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ...calculus import substitute
from ...constants import sign
from ...hypotheses import check_formula_over
from ...losses import Domain, Loss, Piece, finite_limit, replaced, same
from ...multiclass import MulticlassLoss
from ...nodes import ONE, ZERO, mul, number, sub, variable
from ...places import constant
from ...wellformed import check_formula
from ...work import Reject
from ..calibration_function import check_excess
from ..evidence import field, fraction, items, point
from ..lines import need_zero
from .separable import check_falling, softmax_piece

TWO_CLASSES = Fraction(3, 2)


def check_value(loss: MulticlassLoss) -> None:
    """A formula in theta, and the set of all measurable functions."""
    check_formula_over(loss.value)
    if field(field(loss.value, "hypotheses"), "set") != "all":
        raise Reject("the hypothesis set of a multiclass loss is that of all measurable functions")
    if loss.constrained:
        raise Reject("a transform, or a bound, is asked of a loss of all scores")


def check_own(loss: MulticlassLoss, evidence: object) -> Piece:
    """a on (0, 1), with the loss of every class shown to be a(q_y), and a' < 0."""
    piece = softmax_piece(loss, evidence)
    if not piece.place.vanishes(piece.nodes[1]):
        raise Reject("the loss is not one function of the probability of its class")
    check_falling(piece, evidence, strict=True)
    return piece


def check_power(loss: MulticlassLoss, evidence: object) -> tuple[Piece, Fraction]:
    """a and tau, with q a'' = (tau - 2) a'."""
    own, tau = check_own(loss, evidence), fraction(evidence, "tau")
    slope, bend = own.slope(), own.slope(order=2)
    if not own.place.vanishes(sub(mul(variable("q"), bend), mul(number(tau - 2), slope))):
        raise Reject("q a'' = (tau - 2) a' is not shown")
    return own, tau


def check_two_classes(function: object, evidence: object) -> Loss:
    """The margin loss a(sigmoid(t)) or the pair a(p), a(1 - p), with the function shown to be its transform."""
    own = field(evidence, "own")
    if field(evidence, "as") == "margin":
        pair = Loss("margin", (replaced(own, "q", ["sigmoid", "t"]),))
    else:
        formulas = replaced(own, "q", "p"), replaced(own, "q", ["add", "1", ["mul", "-1", "p"]])
        pair = Loss("probability", formulas)
    check_excess(pair, function, field(evidence, "proof"))
    return pair


def from_ties(loss: MulticlassLoss, own: Piece, evidence: object) -> object:
    """For tau >= 2 the least over n = 1, ..., K of d_1 M - d_n min(n M - theta, 1), M = max(theta, (1 + theta)/K).

    d_n = a(0) - a(1/n) are the ``drops`` of the evidence.
    """
    drops, top = items(evidence, "drops", loss.classes), finite_limit(own.place, own.nodes[0], "lower")
    for n, drop in enumerate(drops, 1):
        check_formula(drop, None)
        share = number(Fraction(1, n))
        value = finite_limit(own.place, own.nodes[0], "upper") if n == 1 else substitute(own.nodes[0], "q", share)
        if not same(constant(drop), sub(top, value)):
            raise Reject(f"drop {n} is not shown to be a(0) - a(1/{n})")
    most: object = ["max", "theta", ["mul", str(Fraction(1, loss.classes)), ["add", "1", "theta"]]]
    shares = [["min", ["add", ["mul", str(n), most], ["mul", "-1", "theta"]], "1"] for n in range(1, loss.classes + 1)]
    whole = ["mul", drops[0], most]
    return ["min", *(["add", whole, ["mul", "-1", d, x]] for d, x in zip(drops, shares, strict=True))]


def transform(loss: MulticlassLoss, evidence: object) -> None:
    """tau <= 3/2: the transform of two classes; tau >= 2: the least regret of a tie of n classes."""
    formula = field(loss.value, "formula")
    own, tau = check_power(loss, evidence)
    if tau <= TWO_CLASSES:
        check_two_classes(formula, evidence)
    elif tau < 2:
        raise Reject("no transform is known for an exponent tau between 3/2 and 2")
    else:
        domain = Domain("theta", ZERO, ONE, (formula, from_ties(loss, own, evidence)))
        pieces = domain.pieces(field(evidence, "cuts"))
        for piece in pieces:
            need_zero(piece.place, sub(*piece.nodes))
        if not all(same(*domain.at(piece.cut)) for piece in pieces[:-1]):
            raise Reject("the formula is not the transform at a cut")


def not_transform(loss: MulticlassLoss, evidence: object) -> None:
    """Another formula is the transform, and the two differ at a point."""
    right = field(evidence, "right")
    check_formula(right, "theta")
    value = {"formula": right, "hypotheses": field(loss.value, "hypotheses")}
    transform(replace(loss, value=value), field(evidence, "proof"))
    values = Domain("theta", ZERO, ONE, (field(loss.value, "formula"), right)).at(point(evidence, "at"))
    if sign(sub(*values)) not in (1, -1):
        raise Reject("the two formulas are not shown to differ at the point")
