"""The loss that a claim of a claims file is about: catalogue terms or formulas, with exact parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from losstheory.formulas.parser import parse
from losstheory.formulas.tree import Tree
from losstheory.losses.catalogue import catalogue
from losstheory.losses.loss import read_formula, substitute
from losstheory.losses.multiclass import EVERY, multiclass, multiclass_catalogue
from losstheory.losses.multiclass.kinds import class_count
from losstheory.losses.typed import KINDS
from losstheory.reports.claims_file.keys import KeyFault, as_formula, choice_of, count_of, flag_of, formulas_of, reading
from losstheory.reports.questions import subject

if TYPE_CHECKING:
    from losstheory.reports.questions import Classes, Subject

LOSS_KEYS = ("loss", "kind", "classes", "sum_to_zero", "parameters")
SEVERAL = "multiclass"
BINARY_WORDS = ("t", "p", "r", "q")


def loss_of(table: Mapping[str, Any]) -> Subject:
    """The loss of the keys ``LOSS_KEYS``.

    Raises:
        KeyFault: they make none.

    >>> loss_of({"loss": "focal", "parameters": {"gamma": 2}}).name
    'focal(gamma=2)'
    >>> loss_of({"loss": "max(0, a - t)", "parameters": {"a": "1/2"}})
    MarginLoss('max(0, 1/2 - t)', max(0, 1/2 - t))
    """
    formulas = formulas_of(table, "loss")
    kind = choice_of(table, "kind", (*KINDS, SEVERAL, "simplex")) if "kind" in table else None
    classes = _classes(table)
    of_several = kind == SEVERAL or (kind is None and classes is not None)
    given = _parameters(table, formulas, classes)
    if "sum_to_zero" in table and flag_of(table, "sum_to_zero"):
        if not of_several:
            raise KeyFault("sum_to_zero", "it belongs to a multiclass loss: give the key classes")
        with reading("loss"):
            return multiclass(*given, classes=classes, sum_to_zero=True)
    with reading("loss"):
        return subject(*given, kind=kind, classes=classes)


def _classes(table: Mapping[str, Any]) -> Classes:
    if "classes" not in table:
        return None
    if table["classes"] == EVERY:
        return EVERY
    with reading("classes"):
        return class_count(count_of(table, "classes"))


def _parameters(table: Mapping[str, Any], formulas: tuple[str, ...], classes: Classes) -> tuple[str | Tree, ...]:
    """The formulas with the parameters in them: settings of a catalogue term, or constants for names.

    Raises:
        KeyFault: the parameters are no numbers, or there is no place for them.
    """
    values = table.get("parameters", {})
    if not isinstance(values, dict):
        raise KeyFault("parameters", "expected a table such as {gamma = 2}")
    if not values:
        return formulas
    if len(formulas) == 1 and (catalogue.recognizes(formulas[0]) or multiclass_catalogue.recognizes(formulas[0])):
        if not formulas[0].strip().isidentifier():
            raise KeyFault("parameters", "they belong to one catalogue name; in a sum write them into the terms")
        return (f"{formulas[0].strip()}:{','.join(f'{name}={_setting(name, x)}' for name, x in values.items())}",)
    words = {*BINARY_WORDS, "K"}
    for prefix in ("s", "q"):
        words |= {f"{prefix}{k + 1}" for k in range(max(len(formulas), classes if isinstance(classes, int) else 2))}
    for name in values:
        if name in words or not name.isidentifier() or not name.isascii():
            raise KeyFault(f"parameters.{name}", "it cannot be the name of a parameter; t, p, r, q, s1 are variables")
    trees = tuple(_parsed(text, words | values.keys()) for text in formulas)
    for name in values:
        if not any(name in tree.variables() for tree in trees):
            raise KeyFault(f"parameters.{name}", "it does not occur in the formulas of the loss")
    return tuple(_filled(tree, values) for tree in trees)


def _setting(name: str, value: object) -> str:
    """A number, or an array of numbers, one for each class, as catalogue terms write it."""
    key = f"parameters.{name}"
    return ":".join(as_formula(x, key) for x in value) if isinstance(value, list) else as_formula(value, key)


def _parsed(text: str, names: set[str]) -> Tree:
    with reading("loss"):
        return parse(text, names)


def _filled(tree: Tree, values: Mapping[str, Any]) -> Tree:
    for name, value in values.items():
        with reading(f"parameters.{name}"):
            tree = substitute(tree, name, read_formula(as_formula(value, f"parameters.{name}"), ()))
    return tree
