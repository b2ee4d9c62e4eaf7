"""Losses as people type them: catalogue terms, or one or two expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from losstheory.formulas.tree import Tree
from losstheory.losses.catalogue import catalogue
from losstheory.losses.loss import AnyLoss, LossError, MarginLoss, PairLoss, ProbabilityLoss, ResidualLoss, build

if TYPE_CHECKING:
    from losstheory.losses.loss import Formula

WORDS = ("t", "p", "r", "pi", "E")
KINDS: dict[str, type[AnyLoss]] = {
    "margin": MarginLoss,
    "pair": PairLoss,
    "probability": ProbabilityLoss,
    "residual": ResidualLoss,
}


def loss(*formulas: Formula | AnyLoss, kind: str | None = None, name: str | None = None) -> AnyLoss:
    """The loss that somebody typed.

    One string of catalogue terms, such as ``"hinge"`` or ``"focal:gamma=2"``, is that loss. One other formula
    in t is a margin loss, one in r a residual loss; two are the losses of the labels +1 and -1, in t (a pair loss)
    or in p (a probability loss). A formula is a string, a sympy expression or a tree.

    Args:
        formulas: one or two.
        kind: ``"margin"``, ``"pair"``, ``"probability"`` or ``"residual"``; None: by the number of formulas and
            their variable.
        name: what to call the loss; None: its formulas.

    Raises:
        LossTheoryError: no loss of that kind; the message says why.
    """
    if kind is not None and kind not in KINDS:
        raise LossError(f"there is no kind {kind!r}; expected {', '.join(KINDS)}")
    if len(formulas) not in (1, 2):
        raise LossError(f"expected one formula or two, got {len(formulas)}")
    first = formulas[0]
    if len(formulas) == 1 and (isinstance(first, AnyLoss) or _is_named(first)):
        named = first if isinstance(first, AnyLoss) else catalogue.parse(str(first))
        if kind not in (None, named.kind):
            raise LossError(f"{named.name} is a {named.kind} loss, not a {kind} loss")
        return named
    expressions = [_expression(formula) for formula in formulas]
    form = KINDS[kind or _kind(expressions)]
    wanted = "one formula" if form.arity == 1 else "two formulas, for the labels +1 and -1"
    if len(expressions) != form.arity:
        raise LossError(f"a {form.kind} loss has {wanted}; got {len(expressions)}")
    title = name if name is not None else "; ".join(str(formula).strip() for formula in formulas)
    return build(form, title, expressions, source="typed")


def _is_named(formula: object) -> bool:
    return isinstance(formula, str) and catalogue.recognizes(formula)


def _expression(formula: Formula | AnyLoss) -> Formula:
    """A formula; a single word that is neither a variable nor a constant was meant as a name of the catalogue."""
    if isinstance(formula, AnyLoss) or _is_named(formula):
        raise LossError(f"expected two formulas, got the loss {formula}; compare takes several losses")
    if isinstance(formula, str) and formula.strip().isidentifier() and formula.strip() not in WORDS:
        catalogue.parse(formula)
    return formula


def _kind(formulas: list[Formula]) -> str:
    """The kind that the number of formulas and their variable suggest."""
    variables = set[str]().union(*map(_variables, formulas))
    if "p" in variables:
        return "probability"
    if "r" in variables:
        return "residual"
    return "margin" if len(formulas) == 1 else "pair"


def _variables(formula: Formula) -> set[str]:
    if isinstance(formula, str):
        from losstheory.formulas.parser import parse

        return set(parse(formula, {"t", "p", "r"}).variables())
    if isinstance(formula, Tree):
        return set(formula.variables())
    return {str(symbol) for symbol in getattr(formula, "free_symbols", ())}
