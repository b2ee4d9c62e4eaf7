"""The kinds of multiclass loss: one formula in the scores of all classes for each class."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, TypeAlias, final

from losstheory.formulas.tree import Tree
from losstheory.losses.loss import Loss, LossError, read_formula

if TYPE_CHECKING:
    from losstheory.losses.loss import Formula

MAX_CLASSES = 12


def score_names(classes: int) -> tuple[str, ...]:
    """s1, …, sK."""
    return tuple(f"s{k + 1}" for k in range(classes))


def class_count(classes: int | None) -> int:
    """K, if it is one.

    Raises:
        LossError: K is missing, or not from 2 to MAX_CLASSES.
    """
    if not isinstance(classes, int) or isinstance(classes, bool) or not 2 <= classes <= MAX_CLASSES:
        hint = "; say how many (classes=K, --classes K), or give one formula for each class" if classes is None else ""
        raise LossError(f"expected a number of classes from 2 to {MAX_CLASSES}, got {classes}{hint}")
    return classes


@dataclass(frozen=True, init=False, repr=False)
class FormulaPerClass(Loss):
    """What the losses of several classes share: one formula for each class in one variable for each class."""

    name: str = field(compare=False)
    formulas: tuple[Tree, ...]
    source: str = field(compare=False)

    def __init__(self, name: str, *formulas: Formula, source: str = "ours") -> None:
        if not 2 <= len(formulas) <= MAX_CLASSES:
            raise LossError(f"a multiclass loss has 2 to {MAX_CLASSES} classes, got {len(formulas)} formula(s)")
        names = tuple(f"{self.variable}{k + 1}" for k in range(len(formulas)))
        trees = tuple(read_formula(formula, names) for formula in formulas)
        for label, value in (("name", name), ("formulas", trees), ("source", source)):
            object.__setattr__(self, label, value)

    @property
    def classes(self) -> int:
        return len(self.formulas)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"{self.variable}{k + 1}" for k in range(self.classes))

    @property
    def expressions(self) -> tuple[Tree, ...]:
        return self.formulas

    @property
    def partials(self) -> tuple[Tree, Tree]:
        """None.

        Raises:
            LossError: always; a multiclass loss has no two partial losses of one score.
        """
        raise LossError(f"{self.name} is a multiclass loss; its formulas are in `expressions`")

    def _repr_latex_(self) -> str:
        from losstheory.formulas.latex import to_latex

        lines = (rf"\ell_{{{k + 1}}} = {to_latex(tree)}" for k, tree in enumerate(self.formulas))
        return "$" + r",\quad ".join(lines) + "$"


class ScoreLoss(FormulaPerClass):
    """What the losses of several scores share: a loss on all scores, or on those of sum zero."""

    variable: ClassVar[str] = "s"
    lower: ClassVar[str] = "-oo"
    upper: ClassVar[str] = "oo"
    sum_to_zero: ClassVar[bool]


@final
@dataclass(frozen=True, init=False, repr=False)
class MulticlassLoss(ScoreLoss):
    r""":math:`\ell_1, \dots, \ell_K` on all scores.

    >>> from losstheory.losses.multiclass import softmax
    >>> softmax("-log(q)", 3).classes
    3
    """

    kind: ClassVar[str] = "multiclass"
    sum_to_zero: ClassVar[bool] = False


@final
@dataclass(frozen=True, init=False, repr=False)
class SumToZeroLoss(ScoreLoss):
    r""":math:`\ell_1, \dots, \ell_K` on the scores with :math:`s_1 + \dots + s_K = 0`."""

    kind: ClassVar[str] = "multiclass_sum_to_zero"
    sum_to_zero: ClassVar[bool] = True


AnyMulticlass: TypeAlias = MulticlassLoss | SumToZeroLoss
