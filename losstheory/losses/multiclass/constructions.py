r"""Multiclass losses from a formula of one variable: a function of q, t or u, taken at the scores.

With q the softmax of s, :math:`t` a margin and :math:`u = \sum_{k \ne y} e^{s_k - s_y} = 1/q_y - 1`:

====================  =====================================================================
``softmax``           :math:`l(q_y)`
``separable``         :math:`a(q_y) + \sum_{k \ne y} b(q_k)`
``comp_sum``          :math:`\Phi(u)`
``of_scores``         :math:`a(s_y) + \sum_{k \ne y} b(s_k)`
``one_versus_all``    :math:`\varphi(s_y) + \sum_{k \ne y} \varphi(-s_k)`
``pairwise``          :math:`\sum_{k \ne y} \varphi(s_y - s_k)`
``largest_rival``     :math:`\varphi(s_y - \max_{k \ne y} s_k)`
``constrained``       :math:`\sum_{k \ne y} \varphi(-s_k)` on the scores of sum zero
====================  =====================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import TYPE_CHECKING

from losstheory.formulas import build
from losstheory.formulas.tree import ZERO, Tree, number, variable
from losstheory.losses.loss import read_formula, substitute
from losstheory.losses.multiclass.kinds import MulticlassLoss, SumToZeroLoss, class_count, score_names

if TYPE_CHECKING:
    from losstheory.losses.loss import Formula


def softmax(loss: Formula, classes: int) -> MulticlassLoss:
    """One formula in q of the softmax probability of the true class."""
    tree, count = read_formula(loss, "q"), class_count(classes)
    return MulticlassLoss(f"softmax({loss})", *(substitute(tree, "q", _probability(y, count)) for y in range(count)))


def separable(own: Formula, other: Formula, classes: int) -> MulticlassLoss:
    """A formula in q of the softmax probability of the true class, plus one of that of every other class."""
    mine, theirs, count = read_formula(own, "q"), read_formula(other, "q"), class_count(classes)
    terms = _each(count, lambda y, k: substitute(mine if k == y else theirs, "q", _probability(k, count)))
    return MulticlassLoss(f"separable({own}; {other})", *terms)


def comp_sum(phi: Formula, classes: int) -> MulticlassLoss:
    """A formula in u, the sum of the exponentials of the rivals' scores minus the own one.

    >>> print(comp_sum("log(1 + u)", 3).expressions[0])
    log(1 + exp(s2 - s1) + exp(s3 - s1))
    """
    tree, names = read_formula(phi, "u"), score_names(class_count(classes))

    def total(y: int) -> Tree:
        return sum_of([Tree("exp", (difference(name, names[y]),)) for k, name in enumerate(names) if k != y])

    return MulticlassLoss(f"comp_sum({phi})", *(flat(substitute(tree, "u", total(y))) for y in range(classes)))


def of_scores(own: Formula, other: Formula, classes: int) -> MulticlassLoss:
    """A formula in s of the score of the true class, plus one of that of every other class."""
    mine, theirs = read_formula(own, "s"), read_formula(other, "s")

    def term(y: int, k: int) -> Tree | None:
        tree = mine if k == y else theirs
        return None if tree == ZERO else substitute(tree, "s", variable(f"s{k + 1}"))

    return MulticlassLoss(f"of_scores({own}; {other})", *_each(classes, term))


def one_versus_all(phi: Formula, classes: int) -> MulticlassLoss:
    """A margin loss of every class against the rest."""
    own, opposite = _margin(phi)
    return MulticlassLoss(f"one_versus_all({phi})", *_each(classes, lambda y, k: own(y) if k == y else opposite(k)))


def pairwise(phi: Formula, classes: int) -> MulticlassLoss:
    """A margin loss of the score of the true class minus that of each rival."""
    tree = read_formula(phi, "t")
    names = score_names(class_count(classes))
    terms = _each(classes, lambda y, k: None if k == y else substitute(tree, "t", difference(names[y], names[k])))
    return MulticlassLoss(f"pairwise({phi})", *terms)


def largest_rival(phi: Formula, classes: int) -> MulticlassLoss:
    """A margin loss of the score of the true class minus the largest rival."""
    tree, names = read_formula(phi, "t"), score_names(class_count(classes))

    def margin(y: int) -> Tree:
        rivals = [variable(name) for k, name in enumerate(names) if k != y]
        largest = rivals[0] if len(rivals) == 1 else Tree("max", tuple(rivals))
        return Tree("add", (variable(names[y]), Tree("mul", (number(-1), largest))))

    return MulticlassLoss(f"largest_rival({phi})", *(substitute(tree, "t", margin(y)) for y in range(classes)))


def constrained(phi: Formula, classes: int) -> SumToZeroLoss:
    """A margin loss of the negative score of each rival, on the scores of sum zero."""
    _, opposite = _margin(phi)
    return SumToZeroLoss(f"constrained({phi})", *_each(classes, lambda y, k: None if k == y else opposite(k)))


def sum_of(terms: Sequence[Tree]) -> Tree:
    """The sum of one term or of several."""
    return terms[0] if len(terms) == 1 else Tree("add", tuple(terms))


def _probability(y: int, classes: int) -> Tree:
    """The softmax probability of class y, a function of differences of scores."""
    names = score_names(classes)
    ratios = [Tree("exp", (difference(name, names[y]),)) for k, name in enumerate(names) if k != y]
    return build.reciprocal(sum_of([number(1), *ratios]))


def _margin(phi: Formula) -> tuple[Callable[[int], Tree], Callable[[int], Tree]]:
    """phi(s_k) and phi(-s_k)."""
    tree = read_formula(phi, "t")

    def own(k: int) -> Tree:
        return substitute(tree, "t", variable(f"s{k + 1}"))

    def opposite(k: int) -> Tree:
        return flat(substitute(tree, "t", Tree("mul", (number(-1), variable(f"s{k + 1}")))))

    return own, opposite


def _each(classes: int, term: Callable[[int, int], Tree | None]) -> list[Tree]:
    """For each class y the sum over k of the terms that there are."""
    count = class_count(classes)
    rows = ([term(y, k) for k in range(count)] for y in range(count))
    return [sum_of([tree for tree in row if tree is not None]) for row in rows]


def difference(left: str, right: str) -> Tree:
    return Tree("add", (variable(left), Tree("mul", (number(-1), variable(right)))))


def flat(tree: Tree) -> Tree:
    """The formula with sums of sums and products of products written as one, and their numbers as one number."""
    if not tree.children:
        return tree
    parts = [flat(child) for child in tree.args]
    if tree.op not in ("add", "mul"):
        return Tree(tree.op, tuple(parts))
    parts = [inner for part in parts for inner in (part.args if part.op == tree.op else (part,))]
    numbers = [part.value for part in parts if part.value is not None]
    rest = [part for part in parts if part.value is None]
    level = sum(numbers) if tree.op == "add" else prod(numbers)
    if level != (tree.op == "mul") or not rest:
        rest = [number(level), *rest]
    return rest[0] if len(rest) == 1 else Tree(tree.op, tuple(rest))
