"""The losses that statements are about, and the names that the catalogues have for their formulas."""

from __future__ import annotations

from functools import cache
from typing import Any

from losstheory.claims import Statement
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.from_json import tree_from_json
from losstheory.losses.loss import AnyLoss, Loss, loss_from_json
from losstheory.losses.multiclass import FormulaPerClass, MulticlassLoss, SumToZeroLoss
from losstheory.losses.simplex import SimplexLoss

PER_CLASS: dict[str, type[FormulaPerClass]] = {form.kind: form for form in (MulticlassLoss, SumToZeroLoss, SimplexLoss)}
NAMED_CLASSES = (2, 3, 4)


def loss_of(statement: Statement) -> Loss | None:
    """The loss of a statement about one; None for others, also for those about a family."""
    data = statement.to_json().get("loss")
    try:
        return _loss(data)
    except LossTheoryError:
        return None


def _loss(data: Any) -> Loss | None:
    if not isinstance(data, dict):
        return None
    form = PER_CLASS.get(str(data.get("kind")))
    if form is None:
        return loss_from_json(data)
    formulas = data.get("expressions")
    if not isinstance(formulas, list):
        return None
    names = {f"{form.variable}{k + 1}" for k in range(len(formulas))}
    return form("unnamed", *(tree_from_json(formula, names) for formula in formulas))


def name_of(loss: Loss) -> str | None:
    """The name of a catalogue for exactly these formulas; None: there is none."""
    return _names().get(loss)


@cache
def _names() -> dict[Loss, str]:
    """The losses with a name that needs no parameter; those of several classes for the least numbers of them."""
    from losstheory.losses.catalogue import catalogue
    from losstheory.losses.multiclass import multiclass, multiclass_catalogue

    found: dict[Loss, str] = {}
    for name in catalogue:
        if isinstance(one := catalogue[name], AnyLoss):
            found.setdefault(one, name)
    for name in multiclass_catalogue:
        for classes in NAMED_CLASSES:
            try:
                found.setdefault(multiclass(name, classes=classes), name)
            except LossTheoryError:  # it needs a parameter, or another number of classes
                continue
    return found
