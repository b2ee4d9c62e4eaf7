"""Multiclass losses as people type them: catalogue terms, one formula for each class, or one for all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal, overload

from losstheory.formulas.calculus import normal
from losstheory.formulas.tree import Tree, variable
from losstheory.losses.loss import LossError, read_formula
from losstheory.losses.multiclass import every_k
from losstheory.losses.multiclass.catalogue import multiclass_catalogue
from losstheory.losses.multiclass.constructions import softmax
from losstheory.losses.multiclass.every_k import EveryKLoss
from losstheory.losses.multiclass.kinds import AnyMulticlass, MulticlassLoss, SumToZeroLoss, class_count, score_names

if TYPE_CHECKING:
    from losstheory.losses.loss import Formula

COMMUTATIVE = ("add", "mul", "max", "min", "and", "or")
EVERY: Final = "every"
WORDS = re.compile(r"s\d+|q|pi|E")


@overload
def multiclass(
    *formulas: Formula, classes: Literal["every"], sum_to_zero: bool = ..., name: str | None = ...
) -> EveryKLoss: ...


@overload
def multiclass(
    *formulas: Formula, classes: int | None = None, sum_to_zero: bool = ..., name: str | None = ...
) -> AnyMulticlass: ...


def multiclass(
    *formulas: Formula,
    classes: int | Literal["every"] | None = None,
    sum_to_zero: bool = False,
    name: str | None = None,
) -> AnyMulticlass | EveryKLoss:
    """The multiclass loss that somebody typed.

    Args:
        formulas: catalogue terms such as ``"gce:q=0.7"``; or one formula in s1, …, sK for each class; or one for class
            1, which the other classes share with s1 exchanged for their own score; or one in q, the softmax
            probability of the true class.
        classes: K, needed for one formula; "every": the loss of every number of classes at once, from catalogue terms
            or one formula in q, which may contain K.
        sum_to_zero: whether the scores are only those of sum zero.
        name: what to call the loss; None: its formulas or terms.

    Raises:
        LossError: the number of formulas is wrong, or that of class 1 changes when rivals are exchanged.
        CatalogueError: a single word is no name of the catalogue.
        ParameterError: a parameter of a catalogue term is unknown, missing or out of range.

    >>> multiclass("log(1 + exp(s2 - s1) + exp(s3 - s1))", classes=3).classes
    3
    >>> multiclass("nce + rce:A=4", classes=10).name
    'nce+rce:A=4'
    >>> multiclass("gce:q=1/2", classes="every").of(3).classes
    3
    """
    if isinstance(classes, str):
        if classes != EVERY:
            raise LossError(f"expected a number of classes, or {EVERY!r}, got {classes!r}")
        return _every_k(formulas, sum_to_zero, name)
    form = SumToZeroLoss if sum_to_zero else MulticlassLoss
    if len(formulas) == 1 and isinstance(formulas[0], str) and _is_named(formulas[0]):
        named = multiclass_catalogue.parse(formulas[0], class_count(classes))
        kept = SumToZeroLoss if sum_to_zero else type(named)
        return kept(named.name if name is None else name, *named.formulas, source=named.source)
    title = name if name is not None else "; ".join(str(formula).strip() for formula in formulas)
    if len(formulas) != 1:
        if classes not in (None, len(formulas)):
            raise LossError(f"expected one formula for each of {classes} classes, or one alone; got {len(formulas)}")
        return form(title, *formulas, source="typed")
    count = class_count(classes)
    tree = read_formula(formulas[0], (*score_names(count), "q"))
    if "q" in tree.variables():
        return form(title, *softmax(tree, count).formulas, source="typed")
    return form(title, *by_symmetry(tree, score_names(count)), source="typed")


def _every_k(formulas: Sequence[Formula], sum_to_zero: bool, name: str | None) -> EveryKLoss:
    if len(formulas) != 1:
        raise LossError(
            f"expected one formula in q, or catalogue terms, for every number of classes; got {len(formulas)}"
        )
    (formula,) = formulas
    named = isinstance(formula, str) and _is_named(formula)
    loss = multiclass_catalogue.parse_every_k(str(formula)) if named else every_k.softmax(formula)
    title = name if name is not None else loss.name if named else str(formula).strip()
    source = loss.source if named else "typed"
    return EveryKLoss(title, *loss.terms, sum_to_zero=sum_to_zero or loss.sum_to_zero, source=source)


def _is_named(text: str) -> bool:
    """Whether the text is one of catalogue terms; a single word that is no variable was meant as a name."""
    word = text.strip()
    return multiclass_catalogue.recognizes(text) or (word.isidentifier() and not WORDS.fullmatch(word))


def by_symmetry(tree: Tree, names: Sequence[str]) -> list[Tree]:
    """The formula of class 1 with the variables of 1 and y exchanged, if the order of the rivals does not matter.

    Raises:
        LossError: that formula is not seen to stay the same when two rivals are exchanged.
    """
    for rival in names[2:]:
        if _sorted(normal(_exchanged(tree, names[1], rival))) != _sorted(normal(tree)):
            raise LossError(
                f"the formula of class 1 is not seen to stay the same when {names[1]} and {rival} are exchanged; "
                "write the rivals in the same way, or give one formula for each class"
            )
    return [tree, *(_exchanged(tree, names[0], name) for name in names[1:])]


def _exchanged(tree: Tree, a: str, b: str) -> Tree:
    """The formula with two variables exchanged."""
    if tree.op == "variable":
        return variable(b if tree.args[0] == a else a if tree.args[0] == b else tree.args[0])
    if not tree.children:
        return tree
    return Tree(tree.op, tuple(_exchanged(child, a, b) for child in tree.args))


def _sorted(tree: Tree) -> Tree:
    """The arguments of commutative operations in one order."""
    if not tree.children:
        return tree
    args = tuple(map(_sorted, tree.args))
    return Tree(tree.op, tuple(sorted(args, key=Tree.sha256)) if tree.op in COMMUTATIVE else args)
