"""Evidence for softmax losses to which functions of scores, of their log-sum-exp, or a normalised part are added."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import Any

from losstheory.claims import Budget
from losstheory.formulas.calculus import derivative, nth_derivative, substitute
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.open_values import moving
from losstheory.formulas.pieces import Part, Pieces, pieces
from losstheory.formulas.shape import add, coefficient, log, mul, neg, sub
from losstheory.formulas.tree import ONE, ZERO, Tree, number, variable
from losstheory.losses.multiclass import AnyMulticlass
from losstheory.rigor import prove_sign
from losstheory.theory.multiclass.composite_forms import TOTAL, AddedForm, NormalisedForm, added_form, normalised_form
from losstheory.theory.multiclass.forms import Form, is_smooth
from losstheory.theory.multiclass.softmax import difference_evidence, softmax_evidence
from losstheory.theory.search.signs import cuts_json, prove_each

Evidence = dict[str, Any]


def scores_and_softmax(loss: AnyMulticlass, budget: Budget) -> Iterator[Evidence]:
    """Evidence for functions of single scores beside a softmax loss."""
    form = added_form(loss)
    if form is None or moving(form.total) or not all(map(is_smooth, form.softmax)):
        return
    own, other = form.scores
    split = _split(own, other)
    if split is None:
        return
    for falling in ("softmax", "scores"):
        inner = softmax_evidence(*form.softmax, budget, strict=falling == "softmax")
        if inner is None:
            continue
        outer = prove_each(split.parts, _rise, falling == "scores", "s", budget)
        if outer is not None:
            scores = {"own": own.to_json(), "other": other.to_json(), "cuts": cuts_json(split), "falls": outer}
            yield {"softmax": inner, "scores": scores, "falling": falling}
            return


def convex_and_entropy(loss: AnyMulticlass, budget: Budget) -> Iterator[Evidence]:
    """Evidence for convex functions of single scores beside a cross-entropy."""
    form = None if loss.sum_to_zero else added_form(loss)
    weight = None if form is None or moving(form.total) else _entropy(form.softmax)
    if form is None or weight is None:
        return
    own, other = form.scores
    if not (is_smooth(own) and is_smooth(other)):
        return
    room = add(number(weight), derivative(sub(other, own), "s"))
    split = _split(own, other, Tree("max", (ZERO, room)))
    if split is None:
        return
    bends = [prove_each(split.parts, partial(_bend, k), False, "s", budget) for k in (0, 1)]
    slopes = [_slopes(part, number(weight), budget) for part in split.parts]
    if None not in bends and None not in slopes:
        parts = {"own": own.to_json(), "other": other.to_json(), "cuts": cuts_json(split), "slopes": slopes}
        yield {"weight": str(weight), **parts, "own bends": bends[0], "other bends": bends[1]}


def _entropy(form: Form) -> Fraction | None:
    """w > 0 with a(q) = -w log q and b = 0."""
    weight = coefficient(form[0])[0]
    return -weight if weight < 0 and form == (mul(number(weight), log(variable("q"))), ZERO) else None


def _bend(k: int, part: Part) -> Tree:
    return nth_derivative(part.trees[k], "s", 2)


def _slopes(part: Part, weight: Tree, budget: Budget) -> Evidence | None:
    """That (A - B)' < w, or else that A' <= 0 and B' <= -w."""
    own, other = (derivative(tree, "s") for tree in part.trees[:2])
    place = "s", part.lower, part.upper, budget
    if (proof := prove_sign(add(weight, other, neg(own)), True, *place)) is not None:
        return {"by": "difference", "proof": proof}
    proofs = {
        "own": prove_sign(neg(own), False, *place),
        "other": prove_sign(neg(add(weight, other)), False, *place),
    }
    return None if None in proofs.values() else {"by": "slopes", **proofs}


def total_and_softmax(loss: AnyMulticlass, in_order: bool, budget: Budget) -> Iterator[Evidence]:
    """Evidence for a function of the log-sum-exp beside a softmax loss."""
    if (form := _with_total(loss)) is not None:
        for rule, evidence in difference_evidence(*form.softmax, in_order, budget):
            yield {"total": form.total.to_json(), "rule": rule.name, "then": evidence}


def proper_and_total(loss: AnyMulticlass, budget: Budget) -> Evidence | None:
    """Evidence for a function of the log-sum-exp that is least at 0, beside a stationary softmax loss."""
    if (form := _with_total(loss)) is None or not all(map(is_smooth, form.softmax)):
        return None
    gap = sub(form.total, substitute(form.total, TOTAL, ZERO))
    least = prove_sign(gap, False, TOTAL, "-oo", "oo", budget)
    then = softmax_evidence(*form.softmax, budget, strict=False)
    return None if least is None or then is None else {"total": form.total.to_json(), "least": least, "then": then}


def _with_total(loss: AnyMulticlass) -> AddedForm | None:
    """The form of a loss without functions of single scores."""
    form = None if loss.sum_to_zero else added_form(loss)
    if form is None or not moving(form.total) or any(moving(part) for part in form.scores):
        return None
    return form if is_smooth(form.total) else None


def normalised_and_softmax(loss: AnyMulticlass, budget: Budget) -> Iterator[Evidence]:
    """Evidence for a normalised part beside a softmax loss."""
    form = normalised_form(loss)
    if form is None or not all(map(is_smooth, (*form.softmax, form.part))):
        return
    evidence = softmax_evidence(*form.softmax, budget)
    signs = None if evidence is None else _signs(form, budget)
    if evidence is not None and signs is not None:
        yield {**evidence, **signs, "part": form.part.to_json(), "weight": str(form.weight)}


def least_class(loss: AnyMulticlass, budget: Budget) -> Iterator[Evidence]:
    """Evidence for a normalised part beside an affine function of the probability of the class."""
    form = normalised_form(loss)
    if form is None or not all(map(is_smooth, (*form.softmax, form.part))):
        return
    if (signs := _signs(form, budget)) is not None:
        own, other = form.softmax
        fixed = {"own": own.to_json(), "other": other.to_json(), "part": form.part.to_json()}
        yield {**fixed, **signs, "weight": str(form.weight)}


def _signs(form: NormalisedForm, budget: Budget) -> Evidence | None:
    """That the part is positive and never rises."""
    proofs = {
        "positive": prove_sign(form.part, True, "q", ZERO, ONE, budget),
        "sinks": prove_sign(neg(derivative(form.part, "q")), False, "q", ZERO, ONE, budget),
    }
    return None if None in proofs.values() else proofs


def _rise(part: Part) -> Tree:
    """(B - A)' on a piece."""
    own, other = part.trees
    return derivative(sub(other, own), "s")


def _split(*functions: Tree) -> Pieces | None:
    try:
        return pieces(functions, "s", "-oo", "oo")
    except LossTheoryError:
        return None
