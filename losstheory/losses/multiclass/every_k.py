r"""Multiclass losses of every number of classes at once, as sums of terms that are written once.

==================  =====================================================================================
``softmax``         :math:`a(q_y) + \sum_{k \ne y} b(q_k)`, q the softmax of s
``normalised``      :math:`w\, n(q_y) / \sum_k n(q_k)` with a positive n and a number w > 0
``scores``          :math:`a(s_y) + \sum_{k \ne y} b(s_k)`
``pairwise``        :math:`\varphi(s_y - s_k)`, summed over the rivals :math:`k \ne y`
``largest_rival``   :math:`\varphi(s_y - \max_{k \ne y} s_k)`
==================  =====================================================================================

The functions may contain K. In place of q they may be written in u = 1/q - 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, final

from losstheory.formulas.calculus import normal
from losstheory.formulas.tree import ZERO, Tree, number, variable
from losstheory.losses.loss import Loss, LossError, read_formula, substitute
from losstheory.losses.multiclass import constructions
from losstheory.losses.multiclass.combinations import normalised as divided
from losstheory.losses.multiclass.combinations import weighted_sum
from losstheory.losses.multiclass.kinds import MulticlassLoss, SumToZeroLoss, class_count

if TYPE_CHECKING:
    from losstheory.losses.loss import Formula
    from losstheory.losses.multiclass.kinds import AnyMulticlass

COUNT = "K"
VARIABLES = {
    "softmax": ("q", "u"),
    "normalised": ("q", "u"),
    "scores": ("s",),
    "pairwise": ("t",),
    "largest_rival": ("t",),
}
Term = tuple[str, tuple[Tree, ...]]


@final
@dataclass(frozen=True, init=False, repr=False)
class EveryKLoss(Loss):
    """A loss for every K, on all scores or on those of sum zero; ``of(K)`` is that of K classes.

    >>> print(softmax("1 - q").of(3).expressions[0])
    1 - 1/(1 + exp(s2 - s1) + exp(s3 - s1))
    """

    kind: ClassVar[str] = "multiclass_every_k"
    variable: ClassVar[str] = "s"
    lower: ClassVar[str] = "-oo"
    upper: ClassVar[str] = "oo"
    name: str = field(compare=False)
    terms: tuple[Term, ...]
    sum_to_zero: bool
    source: str = field(compare=False)

    def __init__(self, name: str, *terms: Term, sum_to_zero: bool = False, source: str = "ours") -> None:
        if len({kind for kind, _ in terms}) != len(terms) or not terms:
            raise LossError(f"{name}: expected one term or several of different kinds, so that their form is known")
        labels = ("name", "terms", "sum_to_zero", "source")
        for label, value in zip(labels, (name, terms, sum_to_zero, source), strict=True):
            object.__setattr__(self, label, value)

    @property
    def expressions(self) -> tuple[Tree, ...]:
        """The functions of all terms."""
        return tuple(tree for _, trees in self.terms for tree in trees)

    @property
    def partials(self) -> tuple[Tree, Tree]:
        """None.

        Raises:
            LossError: always; a multiclass loss has no two partial losses of one score.
        """
        raise LossError(f"{self.name} is a multiclass loss; its functions are in `terms`")

    def term(self, kind: str) -> tuple[Tree, ...] | None:
        """The functions of a term, with 1/q - 1 for u; None: there is no such term."""
        trees = dict(self.terms).get(kind)
        return None if trees is None else tuple(substitute(tree, "u", _odds()) for tree in trees)

    def of(self, classes: int) -> AnyMulticlass:
        """The loss of K classes.

        Raises:
            LossError: K is not possible.
        """
        parts = [_member(kind, [_at(tree, classes) for tree in trees], classes) for kind, trees in self.terms]
        total = parts[0]
        if len(parts) > 1:
            total = weighted_sum([(Fraction(1), part) for part in parts], self.name)
        form = SumToZeroLoss if self.sum_to_zero else MulticlassLoss
        return form(self.name, *total.formulas, source=self.source)

    def to_json(self) -> dict[str, Any]:
        terms = {kind: [tree.to_json() for tree in trees] for kind, trees in self.terms}
        return {"kind": self.kind, "sum_to_zero": self.sum_to_zero, "terms": terms}

    def _repr_latex_(self) -> str:
        from losstheory.formulas.latex import to_latex

        return ",\\ ".join(f"{kind}: ${'; '.join(map(to_latex, trees))}$" for kind, trees in self.terms)


def softmax(loss: Formula) -> EveryKLoss:
    """One formula in q of the softmax probability of the true class."""
    return separable(loss, ZERO)


def comp_sum(phi: Formula) -> EveryKLoss:
    """A formula in u, the sum of the exponentials of the rivals' scores minus the own one."""
    return EveryKLoss(f"comp_sum({phi})", ("softmax", (_read(phi, "u"), ZERO)))


def separable(own: Formula, other: Formula) -> EveryKLoss:
    """A formula in q of the softmax probability of the true class, plus one of that of every other class."""
    return EveryKLoss(f"separable({own}; {other})", ("softmax", (_read(own, "q"), _read(other, "q"))))


def normalised(loss: EveryKLoss) -> EveryKLoss:
    r"""The loss divided by its sum over the classes: a positive function of the probability of the true class."""
    functions = dict(loss.terms).get("softmax")
    if len(loss.terms) != 1 or functions is None or functions[1] != ZERO:
        raise LossError(f"expected a function of the probability of the true class to normalise, got {loss.name}")
    return EveryKLoss(f"normalised({loss.name})", ("normalised", (functions[0], number(1))))


def one_versus_all(phi: Formula) -> EveryKLoss:
    """A margin loss of every class against the rest."""
    return EveryKLoss(f"one_versus_all({phi})", ("scores", (_moved(phi, 1), _moved(phi, -1))))


def pairwise(phi: Formula) -> EveryKLoss:
    """A margin loss of the score of the true class minus that of each rival."""
    return EveryKLoss(f"pairwise({phi})", ("pairwise", (_read(phi, "t"),)))


def largest_rival(phi: Formula) -> EveryKLoss:
    """A margin loss of the score of the true class minus the largest rival."""
    return EveryKLoss(f"largest_rival({phi})", ("largest_rival", (_read(phi, "t"),)))


def constrained(phi: Formula) -> EveryKLoss:
    """A margin loss of the negative score of each rival, on the scores of sum zero."""
    return EveryKLoss(f"constrained({phi})", ("scores", (ZERO, _moved(phi, -1))), sum_to_zero=True)


def added(parts: Sequence[tuple[Fraction, EveryKLoss]], name: str) -> EveryKLoss:
    """The sum of positive rational multiples of losses of every K on the same scores.

    Raises:
        LossError: a weight is not positive, the scores differ, or two terms are normalised by different sums.
    """
    found: dict[str, tuple[Tree, ...]] = {}
    for weight, loss in parts:
        if weight <= 0 or loss.sum_to_zero is not parts[0][1].sum_to_zero:
            raise LossError(f"{name}: expected positive weights of losses on the same scores")
        for kind, trees in loss.terms:
            if kind == "normalised" and kind in found and found[kind][0] != trees[0]:
                raise LossError(f"{name}: two normalised parts are no form that is known for every number of classes")
            scaled = (
                (trees[0], _times(weight, trees[1]))
                if kind == "normalised"
                else tuple(_times(weight, tree) for tree in trees)
            )
            old = found.get(kind)
            found[kind] = scaled if old is None else _sum(kind, old, scaled)
    sources = " + ".join(dict.fromkeys(loss.source for _, loss in parts))
    return EveryKLoss(name, *found.items(), sum_to_zero=parts[0][1].sum_to_zero, source=sources)


def _sum(kind: str, old: tuple[Tree, ...], new: tuple[Tree, ...]) -> tuple[Tree, ...]:
    if kind == "normalised":
        return (old[0], normal(Tree("add", (old[1], new[1]))))
    if kind == "largest_rival":
        return (Tree("add", (old[0], new[0])),)
    return tuple(b if a == ZERO else a if b == ZERO else Tree("add", (a, b)) for a, b in zip(old, new, strict=True))


def _times(weight: Fraction, tree: Tree) -> Tree:
    if weight == 1 or tree == ZERO:
        return tree
    return (
        normal(Tree("mul", (number(weight), tree))) if tree.value is not None else Tree("mul", (number(weight), tree))
    )


def _read(formula: Formula, name: str) -> Tree:
    return read_formula(formula, (name, COUNT))


def _moved(phi: Formula, way: int) -> Tree:
    """phi(way s), a formula in s."""
    score = variable("s")
    tree = substitute(_read(phi, "t"), "t", score if way == 1 else Tree("mul", (number(-1), score)))
    return constructions.flat(tree)


def _odds() -> Tree:
    """1/q - 1."""
    return Tree("add", (Tree("pow", (variable("q"), number(-1))), number(-1)))


def _at(tree: Tree, classes: int) -> Tree:
    """The function for K classes, with what K enters computed."""
    if COUNT not in tree.variables():
        return tree
    if tree.variables() == {COUNT}:
        return normal(substitute(tree, COUNT, number(class_count(classes))))
    parts = [_at(child, classes) for child in tree.args]
    return constructions.flat(Tree(tree.op, tuple(parts))) if tree.op == "mul" else Tree(tree.op, tuple(parts))


def _member(kind: str, trees: list[Tree], classes: int) -> AnyMulticlass:
    """One term for K classes."""
    match kind:
        case "pairwise":
            return constructions.pairwise(trees[0], classes)
        case "largest_rival":
            return constructions.largest_rival(trees[0], classes)
        case "scores":
            return constructions.of_scores(trees[0], trees[1], classes)
        case "normalised":
            share = divided(_function(trees[0], classes))
            return share if trees[1].value == 1 else weighted_sum([(_weight(trees[1]), share)], share.name)
    own, other = trees
    return _function(own, classes) if other == ZERO else constructions.separable(own, other, classes)


def _function(tree: Tree, classes: int) -> MulticlassLoss:
    odds = "u" in tree.variables()
    return constructions.comp_sum(tree, classes) if odds else constructions.softmax(tree, classes)


def _weight(tree: Tree) -> Fraction:
    value = tree.value
    if value is None:
        raise LossError(f"the weight of a normalised part is a number, got {tree}")
    return value
