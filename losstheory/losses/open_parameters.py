"""The formulas of a family with parameters left open, and families that somebody typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.parser import parse
from losstheory.formulas.tree import Tree
from losstheory.losses.families import Family, Parameter, ParameterError
from losstheory.losses.loss import LossError, read_formula, substitute
from losstheory.losses.multiclass.kinds import class_count
from losstheory.losses.typed import KINDS

if TYPE_CHECKING:
    from losstheory.losses.multiclass.open_families import ClassFamily

Bound = int | Fraction | None
TAKEN = frozenset(("t", "p", "r", "s", "x", "eta"))


def open_name(label: str) -> str:
    """The variable that stands for a parameter: its own name, unless a formula of a loss may contain that.

    >>> open_name("gamma"), open_name("s")
    ('gamma', 's_')
    """
    return f"{label}_" if label in TAKEN else label


def open_formulas(family: Family, fixed: Mapping[str, Any], free: tuple[str, ...]) -> tuple[Tree, ...]:
    """The formulas of the family in its variable and in the free parameters.

    Args:
        family: each of its formulas must be one expression in the free parameters.
        fixed: the other parameters; defaults are filled in.
        free: the labels of parameters that stay open, each under its ``open_name``.

    Raises:
        ParameterError: a parameter is unknown or out of range, or the formulas need its value, as the number of terms.
    """
    from sympy import Rational

    from losstheory.formulas.symbols import symbol

    known = {parameter.name: parameter for parameter in family.parameters}
    for label in free:
        if label not in known:
            raise ParameterError(f"{family.name} has no parameter {label!r}, only {', '.join(known)}")
        if known[label].integer:
            raise ParameterError(
                f"{label} of {family.name} is {known[label].range}; it does not run through an interval"
            )
    given = {label: value for label, value in fixed.items() if label not in free}
    inner = {label: _inside(known[label]) for label in free}
    values = {
        label: symbol(open_name(label)) if label in free else Rational(x.numerator, x.denominator)
        for label, x in family.read({**given, **inner}).items()
    }
    made = family.make(**values)
    names = (family.form.variable, *map(open_name, free))
    return tuple(read_formula(item, names) for item in (made if isinstance(made, tuple) else (made,)))


def _inside(parameter: Parameter) -> Fraction:
    """A value of the range."""
    low, high = parameter.lower, parameter.upper
    if low is None:
        return Fraction(0) if high is None else Fraction(high) - 1
    return Fraction(low) + 1 if high is None else (Fraction(low) + Fraction(high)) / 2


@dataclass(frozen=True)
class TypedFormulas:
    """Formulas with parameters, as ``Family.make``."""

    trees: tuple[Tree, ...]

    def __call__(self, **values: Any) -> tuple[Tree, ...]:
        from losstheory.formulas.bridge import from_sympy

        out = self.trees
        for label, value in values.items():
            out = tuple(substitute(tree, label, from_sympy(value)) for tree in out)
        return out


def family(
    *formulas: str,
    kind: str | None = None,
    classes: int | None = None,
    sum_to_zero: bool = False,
    name: str | None = None,
    **ranges: tuple[Bound, Bound],
) -> Family | ClassFamily:
    """The family of losses that somebody typed: formulas with named parameters.

    Args:
        formulas: one in t (margin) or r (residual), or two in t (pair) or p (probability); with ``classes`` as
            ``lt.multiclass`` reads them, in s1, …, sK or in q.
        kind: ``"margin"``, ``"pair"``, ``"probability"`` or ``"residual"``; None: by the formulas and their variable.
        classes: the number of classes of a multiclass family; None: a binary one.
        sum_to_zero: whether the scores of several classes are only those of sum zero.
        name: what to call the family; None: its formulas.
        ranges: for each parameter its least and its greatest value, both exact and admitted; None: no bound.

    Raises:
        LossError: no parameter, or formulas of no kind.
        ParameterError: a range that is none.

    >>> family("max(0, 1 - t) + b*max(0, -1 - t)", b=(0, 2))(b=1).name
    'max(0, 1 - t) + b*max(0, -1 - t)(b=1)'
    >>> family("-log(q) + e*(1 - q)", classes=3, e=(-2, None)).classes
    3
    """
    if not ranges or not formulas or (classes is None and len(formulas) > 2):
        raise LossError(
            "a family needs one or two formulas and the range of each parameter, as in family('...', b=(0, 2)); "
            "with classes=K one formula for class 1, in q, or for each class"
        )
    parameters = tuple(_parameter(label, given) for label, given in ranges.items())
    title = name if name is not None else "; ".join(formulas)
    if classes is not None or kind == "multiclass":
        from losstheory.losses.multiclass.open_families import typed_family

        return typed_family(formulas, class_count(classes), parameters, sum_to_zero, title)
    if taken := sorted(TAKEN & ranges.keys()):
        raise ParameterError(f"{taken[0]} cannot be the name of a parameter; {', '.join(sorted(TAKEN))} are variables")
    words = {"t", "p", "r", *ranges}
    trees = tuple(parse(text, words) for text in formulas)
    used = {word for tree in trees for word in tree.variables()} - ranges.keys()
    if kind is None:
        kind = (
            "residual" if used == {"r"} else "probability" if used == {"p"} else "pair" if len(trees) == 2 else "margin"
        )
    if kind not in KINDS:
        raise LossError(f"there is no kind {kind!r}; expected {', '.join(KINDS)}")
    form = KINDS[kind]
    if len(trees) != form.arity:
        raise LossError(f"a {form.kind} loss has {form.arity} formula(s), got {len(trees)}")
    for tree in trees:
        read_formula(tree, (form.variable, *ranges))
    return Family(title, form, parameters, TypedFormulas(trees), "typed")


def _parameter(label: str, given: object) -> Parameter:
    if not isinstance(given, tuple) or len(given) != 2:
        raise ParameterError(f"the range of {label} must be (least, greatest), got {given!r}")
    read = [None if x is None else Parameter(label, "an end of its range").read(x) for x in given]
    low, high = read
    if low is not None and high is not None and low >= high:
        raise ParameterError(f"the range of {label} must increase, got {given!r}")
    return Parameter(label, "typed", None, low, high, closed=(low is not None, high is not None))


__all__ = ["LossTheoryError", "family", "open_formulas", "open_name"]
