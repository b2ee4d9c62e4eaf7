"""A softmax loss with functions of single scores, of their log-sum-exp, or a normalised part added to it, guessed.

What is found here is compared on a few floats and left to the checker, which shows the identity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from losstheory.formulas.calculus import normal, substitute
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.open_values import moving
from losstheory.formulas.shape import add, mul, neg, sub
from losstheory.formulas.tree import ZERO, Tree, variable
from losstheory.losses.multiclass import AnyMulticlass
from losstheory.theory.multiclass.forms import HALF, Form, Recogniser, separated
from losstheory.theory.search.scores import Floats, evaluate, is_close, losses_at, samples, softmax

TOTAL = "x"


@dataclass(frozen=True)
class AddedForm:
    """l_y = a(q_y) + sum b(q_k) + A(s_y) + sum B(s_k) + c(x), sums over k != y, x = log(e^s1 + … + e^sK)."""

    softmax: Form
    scores: Form
    total: Tree


@dataclass(frozen=True)
class NormalisedForm:
    """l_y = a(q_y) + sum b(q_k) over k != y + weight n(q_y) / (n(q_1) + … + n(q_K))."""

    softmax: Form
    part: Tree
    weight: Fraction


def added_form(loss: AnyMulticlass) -> AddedForm | None:
    """The parts of a loss in which functions of scores or of their log-sum-exp are added to a softmax loss."""
    points = samples(loss)
    q, names = softmax(points), _names(loss)
    values = _values(loss, points) | _values(loss, q, names) | {TOTAL: _total(points)}
    tree = Recogniser(loss, points, q, names, {TOTAL: values[TOTAL]}).read(loss.formulas[0])
    if tree is None:
        return None
    base = dict.fromkeys(names, HALF) | dict.fromkeys((*loss.names, TOTAL), ZERO)

    def at(**free: str) -> Tree:
        return _filled(tree, base | {old: variable(new) for old, new in free.items()})

    try:
        level = at()
        first, second = names[:2]
        form = AddedForm(
            (at(**{first: "q"}), sub(at(**{second: "q"}), level)),
            (sub(at(s1="s"), level), sub(at(s2="s"), level)),
            sub(at(**{TOTAL: TOTAL}), level),
        )
    except LossTheoryError:
        return None
    return form if _agrees(loss, form, q, points) else None


def normalised_form(loss: AnyMulticlass) -> NormalisedForm | None:
    """The parts of a loss in which a function of the probability, divided by its sum over the classes, occurs."""
    points = samples(loss)
    q, names = softmax(points), _names(loss)
    tree = Recogniser(loss, points, q, names).read(loss.formulas[0])
    if tree is None:
        return None
    terms = tree.args if tree.op == "add" else (tree,)
    for k, term in enumerate(terms):
        found = _normalised(term, names, _values(loss, q, names))
        if found is None:
            continue
        part, weight = found
        columns = [evaluate(part, {"q": q[:, y]}) for y in range(loss.classes)]
        rest = losses_at(loss, points) - float(weight) * np.array(columns) / sum(columns)
        form = separated(loss, add(*terms[:k], *terms[k + 1 :], ZERO), names, q, list(rest))
        if form is not None:
            return NormalisedForm(form, part, weight)
    return None


def _normalised(term: Tree, names: tuple[str, ...], values: Mapping[str, Floats]) -> tuple[Tree, Fraction] | None:
    """n and w with term = w n(q_1) / (n(q_1) + … + n(q_K)): n is the product of the factors of q_1 alone."""
    factors = term.args if term.op == "mul" else (term,)
    own = [factor for factor in factors if moving(factor) == {names[0]}]
    if not own or all(moving(factor) <= {names[0]} for factor in factors):
        return None
    part = substitute(mul(*own), names[0], variable("q"))
    columns = [evaluate(part, {"q": values[name]}) for name in names]
    if columns[0][0] < 0:
        part, columns = neg(part), [-column for column in columns]
    ratio = evaluate(term, values) * sum(columns) / columns[0]
    if not np.isfinite(ratio[0]):
        return None
    weight = Fraction(float(ratio[0])).limit_denominator(1000)
    return (part, weight) if weight > 0 and is_close(ratio, float(weight)) else None


def _agrees(loss: AnyMulticlass, form: AddedForm, q: Floats, points: Floats) -> bool:
    """Whether the losses look like the sum of the parts."""
    common = evaluate(form.total, {TOTAL: _total(points)})
    for y, value in enumerate(losses_at(loss, points)):
        parts = [common]
        for (own, other), name, columns in ((form.softmax, "q", q), (form.scores, "s", points)):
            parts += [evaluate(other if k != y else own, {name: columns[:, k]}) for k in range(loss.classes)]
        if not is_close(value, sum(parts)):
            return False
    return True


def _names(loss: AnyMulticlass) -> tuple[str, ...]:
    return tuple(f"q{k + 1}" for k in range(loss.classes))


def _values(loss: AnyMulticlass, columns: Floats, names: tuple[str, ...] | None = None) -> dict[str, Floats]:
    return {name: columns[:, k] for k, name in enumerate(names or loss.names)}


def _total(points: Floats) -> Floats:
    total: Floats = np.log(np.exp(points).sum(axis=1))
    return total


def _filled(tree: Tree, values: Mapping[str, Tree]) -> Tree:
    found = normal(tree)
    for name, value in values.items():
        found = substitute(found, name, value)
    return found
