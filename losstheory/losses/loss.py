r"""The kinds of loss: a formula with a name and a source, and nothing else.

=================== ============================================ ======== ===========
kind                formulas                                     variable domain
=================== ============================================ ======== ===========
``MarginLoss``      :math:`\varphi(t)`, :math:`t = y s`          ``t``    (-oo, oo)
``PairLoss``        :math:`\ell_+(t), \ell_-(t)` of one score t  ``t``    (-oo, oo)
``ProbabilityLoss`` :math:`\ell_+(p), \ell_-(p)`                 ``p``    (0, 1)
``ResidualLoss``    :math:`\rho(r)`, :math:`r = y - f`           ``r``    (-oo, oo)
=================== ============================================ ======== ===========

A formula may be given as a tree, a sympy expression or a string; it is kept as the tree. Two losses are
equal if their kind and their formulas are: the name and the source say where a loss comes from, not what it is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, final

from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.open_values import open_values
from losstheory.formulas.tree import RELATIONS, Tree, number, variable

if TYPE_CHECKING:
    from sympy import Expr

    Formula: TypeAlias = Tree | Expr | str | int | Fraction

CONDITIONS = (*RELATIONS, "and", "or", "true")


class LossError(LossTheoryError, ValueError):
    """Formulas that make no loss of the wanted kind."""


def read_formula(formula: Formula, name: str | tuple[str, ...]) -> Tree:
    """The tree of a formula in the one variable ``name``, or in several, and in the parameters that are open.

    Raises:
        LossError: the formula has another variable, or is a condition.
    """
    names = (*((name,) if isinstance(name, str) else name), *open_values())
    if isinstance(formula, Tree):
        tree = formula
    elif isinstance(formula, str):
        from losstheory.formulas.parser import parse

        tree = parse(formula, set(names))
    elif isinstance(formula, (int, Fraction)):
        tree = number(formula)
    else:
        from losstheory.formulas.bridge import from_sympy

        tree = from_sympy(formula)
    words, strangers = ", ".join(names), sorted(tree.variables() - set(names))
    if strangers:
        raise LossError(f"expected a formula in {words} alone, got one in {', '.join(strangers)}")
    if tree.op in CONDITIONS:
        raise LossError(f"expected a formula in {words}, got a condition")
    return tree


def substitute(tree: Tree, name: str, value: Tree) -> Tree:
    """``tree`` with ``value`` typed in place of the variable, nothing rewritten."""
    if tree.op == "variable":
        return value if tree.args[0] == name else tree
    if not tree.children:
        return tree
    return Tree(tree.op, tuple(substitute(child, name, value) for child in tree.args))


class Loss(ABC):
    """What the kinds share."""

    kind: ClassVar[str]
    variable: ClassVar[str]
    lower: ClassVar[str]
    upper: ClassVar[str]
    arity: ClassVar[int] = 2
    heads: ClassVar[tuple[str, ...]] = (r"\ell_+", r"\ell_-")
    name: str
    source: str

    @property
    @abstractmethod
    def expressions(self) -> tuple[Tree, ...]:
        """The formulas that define the loss, ``arity`` of them: two, or one of a margin or a residual."""

    @property
    def partials(self) -> tuple[Tree, Tree]:
        """The losses of the labels +1 and -1, as functions of ``variable``."""
        positive, negative = self.expressions
        return positive, negative

    def conditional_risk(self, eta: Fraction | int | str) -> Tree:
        r""":math:`C(\eta, \cdot) = \eta\, \ell_+ + (1 - \eta)\, \ell_-`, a formula in ``variable``.

        Args:
            eta: P(Y = +1), an exact rational in [0, 1], as a string for instance ``"3/4"``.

        Raises:
            LossError: ``eta`` is a float or lies outside [0, 1].
        """
        if isinstance(eta, float) or not 0 <= Fraction(eta) <= 1:
            raise LossError(f"eta must be an exact rational in [0, 1], got {eta!r}")
        weights = (Fraction(eta), 1 - Fraction(eta))
        pairs = zip(weights, self.partials, strict=True)
        terms = tuple(_scaled(weight, tree) for weight, tree in pairs if weight)
        return terms[0] if len(terms) == 1 else Tree("add", terms)

    def to_json(self) -> dict[str, Any]:
        """The form of the loss inside a statement."""
        return {"kind": self.kind, "expressions": [tree.to_json() for tree in self.expressions]}

    def __repr__(self) -> str:
        from losstheory.formulas.printer import to_text

        formulas = ", ".join(to_text(tree) for tree in self.expressions)
        return f"{type(self).__name__}({self.name!r}, {formulas})"

    def _repr_latex_(self) -> str:
        from losstheory.formulas.latex import to_latex

        pairs = zip(self.heads, self.expressions, strict=True)
        lines = (rf"{head}({self.variable}) = {to_latex(tree)}" for head, tree in pairs)
        return "$" + r",\quad ".join(lines) + "$"


@final
@dataclass(frozen=True, init=False, repr=False)
class MarginLoss(Loss):
    r""":math:`\ell(y, s) = \varphi(t)` with :math:`t = y s`, :math:`y \in \{-1, +1\}`."""

    kind: ClassVar[str] = "margin"
    variable: ClassVar[str] = "t"
    lower: ClassVar[str] = "-oo"
    upper: ClassVar[str] = "oo"
    arity: ClassVar[int] = 1
    heads: ClassVar[tuple[str, ...]] = (r"\varphi",)
    name: str = field(compare=False)
    phi: Tree
    source: str = field(compare=False)

    def __init__(self, name: str, phi: Formula, source: str = "ours") -> None:
        _fill(self, name, source, phi=phi)

    @property
    def expressions(self) -> tuple[Tree, ...]:
        return (self.phi,)

    @property
    def partials(self) -> tuple[Tree, Tree]:
        r""":math:`\varphi(t)` and :math:`\varphi(-t)`, as functions of the score t."""
        opposite = Tree("mul", (number(-1), variable(self.variable)))
        return self.phi, substitute(self.phi, self.variable, opposite)


@final
@dataclass(frozen=True, init=False, repr=False)
class PairLoss(Loss):
    r""":math:`\ell(+1, t) = \ell_+(t)` and :math:`\ell(-1, t) = \ell_-(t)` of one score t."""

    kind: ClassVar[str] = "pair"
    variable: ClassVar[str] = "t"
    lower: ClassVar[str] = "-oo"
    upper: ClassVar[str] = "oo"
    name: str = field(compare=False)
    positive: Tree
    negative: Tree
    source: str = field(compare=False)

    def __init__(self, name: str, positive: Formula, negative: Formula, source: str = "ours") -> None:
        _fill(self, name, source, positive=positive, negative=negative)

    @property
    def expressions(self) -> tuple[Tree, ...]:
        return (self.positive, self.negative)


@final
@dataclass(frozen=True, init=False, repr=False)
class ProbabilityLoss(Loss):
    r""":math:`\ell(+1, p) = \ell_+(p)` and :math:`\ell(-1, p) = \ell_-(p)`; p stands for :math:`P(Y = +1)`."""

    kind: ClassVar[str] = "probability"
    variable: ClassVar[str] = "p"
    lower: ClassVar[str] = "0"
    upper: ClassVar[str] = "1"
    name: str = field(compare=False)
    positive: Tree
    negative: Tree
    source: str = field(compare=False)

    def __init__(self, name: str, positive: Formula, negative: Formula, source: str = "ours") -> None:
        _fill(self, name, source, positive=positive, negative=negative)

    @property
    def expressions(self) -> tuple[Tree, ...]:
        return (self.positive, self.negative)


@final
@dataclass(frozen=True, init=False, repr=False)
class ResidualLoss(Loss):
    r""":math:`\ell(y, f) = \rho(r)` with the residual :math:`r = y - f` of a real label and a real forecast."""

    kind: ClassVar[str] = "residual"
    variable: ClassVar[str] = "r"
    lower: ClassVar[str] = "-oo"
    upper: ClassVar[str] = "oo"
    arity: ClassVar[int] = 1
    heads: ClassVar[tuple[str, ...]] = (r"\rho",)
    name: str = field(compare=False)
    rho: Tree
    source: str = field(compare=False)

    def __init__(self, name: str, rho: Formula, source: str = "ours") -> None:
        _fill(self, name, source, rho=rho)

    @property
    def expressions(self) -> tuple[Tree, ...]:
        return (self.rho,)

    @property
    def partials(self) -> tuple[Tree, Tree]:
        """None.

        Raises:
            LossError: always; a real label is not one of two.
        """
        raise LossError(f"{self.name} is a residual loss; it has no partial losses of two labels")


AnyLoss: TypeAlias = MarginLoss | PairLoss | ProbabilityLoss | ResidualLoss


def _fill(loss: Loss, name: str, source: str, **formulas: Formula) -> None:
    """Set the fields of a frozen loss, its formulas as trees."""
    object.__setattr__(loss, "name", name)
    object.__setattr__(loss, "source", source)
    for label, formula in formulas.items():
        object.__setattr__(loss, label, read_formula(formula, loss.variable))


def build(form: type[AnyLoss], name: str, formulas: Iterable[Formula], source: str) -> AnyLoss:
    """The loss of a kind that is not known in advance; ``formulas`` are one or two, as the kind wants."""
    constructor: Callable[..., AnyLoss] = form
    return constructor(name, *formulas, source=source)


def loss_from_json(data: Any, name: str = "unnamed", source: str = "ours") -> AnyLoss:
    """The loss whose ``to_json`` is ``data``; the form keeps neither name nor source.

    Raises:
        LossError: there is no such kind, or it has another number of formulas.
        ParseError: an expression is none.
    """
    from losstheory.formulas.from_json import tree_from_json

    forms: tuple[type[AnyLoss], ...] = (MarginLoss, PairLoss, ProbabilityLoss, ResidualLoss)
    kinds = {form.kind: form for form in forms}
    if not isinstance(data, dict) or set(data) != {"kind", "expressions"} or str(data["kind"]) not in kinds:
        raise LossError(f'expected {{"kind": {" | ".join(kinds)}, "expressions": [...]}}')
    form, expressions = kinds[data["kind"]], data["expressions"]
    if not isinstance(expressions, list) or len(expressions) != form.arity:
        raise LossError(f"a {form.kind} loss has {form.arity} expression(s)")
    return build(form, name, [tree_from_json(item, {form.variable}) for item in expressions], source)


def weighted_sum(terms: Sequence[tuple[Fraction, AnyLoss]], name: str) -> AnyLoss:
    """The pointwise sum of positive rational multiples of losses of one kind.

    Raises:
        LossError: no term, a weight that is not positive, or losses of different kinds.
    """
    if not terms:
        raise LossError("a sum of losses needs at least one term")
    kinds = sorted({loss.kind for _, loss in terms})
    if len(kinds) > 1:
        raise LossError(f"a sum needs losses of one kind, got {' and '.join(kinds)} losses")
    for weight, loss in terms:
        if weight <= 0:
            raise LossError(f"the weight of {loss.name} must be a positive rational, got {weight}")
    scaled = [[_scaled(weight, tree) for tree in loss.expressions] for weight, loss in terms]
    sums = (column[0] if len(column) == 1 else Tree("add", column) for column in zip(*scaled, strict=True))
    sources = " + ".join(dict.fromkeys(loss.source for _, loss in terms))
    return build(type(terms[0][1]), name, sums, sources)


def _scaled(weight: Fraction, tree: Tree) -> Tree:
    return tree if weight == 1 else Tree("mul", (number(weight), tree))
