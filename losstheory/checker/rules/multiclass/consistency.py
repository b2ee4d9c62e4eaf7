"""Consistency bounds of softmax losses over all measurable scores, from two classes (``docs/rules.md``, section 13)."""

from __future__ import annotations

from fractions import Fraction

from ...calculus import substitute
from ...constants import sign
from ...losses import Domain
from ...multiclass import MulticlassLoss
from ...nodes import ONE, ZERO, Node, number, sub, variable
from ...several import weights_of
from ...signs import check_sign
from ...work import Reject
from ..consistency import check_convex_bound
from ..evidence import check_each, field, fraction, items, whole
from ..properness import weighted
from ..psi import check_convex
from .floors import check_floor
from .least_regret import TWO_CLASSES, check_own, check_power, check_two_classes, from_ties


def power_bound(loss: MulticlassLoss, evidence: object) -> None:
    """T is convex, at most 0 at 0, and at most the least regret, or for 3/2 < tau < 2 a number below it.

    tau <= 3/2: the transform F of the pair a(p), a(1 - p); 3/2 < tau < 2: (2/K)^(tau - 1) F; tau >= 2: `from_ties`.
    """
    own, tau = check_power(loss, evidence)
    pair = None if tau >= 2 else check_two_classes(field(evidence, "function"), evidence)
    allowed = from_ties(loss, own, evidence) if pair is None else _scaled(evidence, tau, loss.classes)
    _, pieces = check_convex_bound(field(loss.value, "formula"), allowed, evidence)
    proofs = items(evidence, "convex", len(pieces))
    if pair is None or tau > TWO_CLASSES:
        return check_each(pieces, [piece.slope(order=2) for piece in pieces], False, proofs)
    for piece, proof in zip(pieces, proofs, strict=True):
        check_convex(pair, piece, field(evidence, "proof"), proof)


def _scaled(evidence: object, tau: Fraction, classes: int) -> object:
    """F, for tau > 3/2 times (2/K)^(tau - 1)."""
    function = field(evidence, "function")
    return function if tau <= TWO_CLASSES else ["mul", ["pow", str(Fraction(2, classes)), str(tau - 1)], function]


def not_bound(loss: MulticlassLoss, evidence: object) -> None:
    """A law p, a score that prefers class j, and a number c below the risks of all scores.

    Violated: T(max p - p_j) exceeds the risk of the score less c; no class less probable than j has its score.
    """
    p, j = weights_of(field(evidence, "p"), loss.classes), whole(evidence, "class", loss.classes)
    score, floor = loss.point(field(evidence, "score")), number(fraction(evidence, "floor"))
    for k, weight in enumerate(p):
        if sign(sub(score[j], score[k])) not in ((1,) if weight < p[j] else (0, 1)):
            raise Reject(f"class {j + 1} is not shown to be the least probable one with the greatest score")
    _check_floor(loss, p, floor, field(evidence, "least"))
    theta = max(p) - p[j]
    if not 0 < theta < 1:
        raise Reject("the regret of the class must lie in (0, 1)")
    (claimed,) = Domain("theta", ZERO, ONE, (field(loss.value, "formula"),)).at(number(theta))
    if sign(sub(claimed, sub(loss.risk_at(p, score), floor))) != 1:
        raise Reject("the bound is not shown to exceed a regret")


def _check_floor(loss: MulticlassLoss, p: list[Fraction], floor: Node, evidence: object) -> None:
    """C(p, s) >= floor for every s; for two classes and l_y = a(q_y), a' < 0, by eta a(x) + (1 - eta) a(1 - x)."""
    if field(evidence, "by") != "two classes":
        return check_floor(loss, p, floor, evidence)
    if any(p[2:]):
        raise Reject("the law is not one of the first two classes")
    own = check_own(loss, evidence)
    mirrored = substitute(own.nodes[0], "q", sub(ONE, variable("q")))
    risk = weighted(number(p[0]), own.nodes[0], mirrored)
    check_sign(own.place, sub(risk, floor), False, field(evidence, "sign"))
