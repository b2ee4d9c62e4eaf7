r"""Fenchel-Young losses :math:`\Omega^*(s) + \Omega(e_y) - s_y` of negative entropies :math:`\Omega` on the simplex.

Here :math:`\Omega` vanishes at the vertices, and so does :math:`\Omega(e_y)`; :math:`\Omega^*(s) = \max_p \langle s, p
\rangle - \Omega(p)`. The maximum is attained where some probabilities vanish (blondel2020fenchel): their scores are
left out, or raised to the threshold of the others, which does not change it.

=============  ===========================================================  ======================
``SHANNON``    :math:`\sum_k p_k \log p_k`                                  softmax
``GINI``       :math:`(\sum_k p_k^2 - 1) / 2`                               sparsemax
``TSALLIS``    :math:`\frac{4}{3} (\sum_k p_k^{3/2} - 1)`                   entmax with alpha = 3/2
``SPHERICAL``  :math:`\sqrt{\sum_k p_k^2} - 1`
=============  ===========================================================  ======================
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, final

from losstheory.formulas import build
from losstheory.formulas.tree import ZERO, Tree, number, variable
from losstheory.losses.loss import LossError, read_formula
from losstheory.losses.multiclass.constructions import difference, flat, sum_of
from losstheory.losses.multiclass.kinds import MAX_CLASSES, MulticlassLoss, class_count, score_names

if TYPE_CHECKING:
    from losstheory.losses.loss import Formula

HALF = number(Fraction(1, 2))


@final
@dataclass(frozen=True)
class Entropy:
    """A negative entropy by its conjugate, a formula of the scores; it grows with K, so K is bounded."""

    name: str
    conjugate: Callable[[Sequence[Tree]], Tree]
    max_classes: int = MAX_CLASSES


def fenchel_young(entropy: Entropy | Formula, classes: int) -> MulticlassLoss:
    r"""The loss :math:`\Omega^*(s) - s_y`.

    Args:
        entropy: one of this module, or a formula in s1, …, sK for its conjugate.
        classes: K.

    Raises:
        LossError: the closed form has no bounded size for K.

    >>> print(fenchel_young(SHANNON, 2).expressions[0])
    log(1 + exp(s2 - s1))
    """
    names = score_names(class_count(classes))
    if not isinstance(entropy, Entropy):
        conjugate = read_formula(entropy, names)
        return MulticlassLoss(f"fenchel_young({entropy})", *(_minus(conjugate, variable(name)) for name in names))
    if classes > entropy.max_classes:
        raise LossError(
            f"the closed form of {entropy.name} grows too fast with K; "
            f"expected at most {entropy.max_classes} classes, got {classes}"
        )
    shifted = ([ZERO if name == own else difference(name, own) for name in names] for own in names)
    return MulticlassLoss(f"fenchel_young({entropy.name})", *(flat(entropy.conjugate(row)) for row in shifted))


def log_sum_exp(scores: Sequence[Tree]) -> Tree:
    """The conjugate of the sum of p log p."""
    return Tree("log", (sum_of([number(1) if x == ZERO else Tree("exp", (x,)) for x in scores]),))


def gini_conjugate(scores: Sequence[Tree]) -> Tree:
    r"""The maximum of :math:`\langle s, p \rangle - (\sum_k p_k^2 - 1)/2`.

    A score counts if it exceeds (sum over S - 1)/|S| for every set S of other scores; one that does not is raised.
    With all scores raised the value is their mean, plus half their scatter, plus (1 - 1/K)/2.
    """
    count = len(scores)
    raised = [_largest([own, *_levels([x for k, x in enumerate(scores) if k != i])]) for i, own in enumerate(scores)]
    ends = number(Fraction(count - 1, 2 * count))
    return sum_of([_mean(raised), _times(HALF, _scatter(raised)), ends])


def tsallis_conjugate(scores: Sequence[Tree]) -> Tree:
    r"""The maximum of :math:`\langle s, p \rangle - \frac43 (\sum_k p_k^{3/2} - 1)`.

    With x = s/2, over the n scores above the threshold tau of :math:`\sum_k (x_k - \tau)_+^2 = 1`, m their mean, V
    their scatter and T the sum of (x_k - m)^3, it is :math:`2m + \frac23 T - \frac43 n ((1 - V)/n)^{3/2} + \frac43`.
    """
    return _by_support([_times(HALF, x) for x in scores], _tsallis_inside)


def _tsallis_inside(raised: Sequence[Tree]) -> Tree:
    if len(raised) == 1:
        return _times(number(2), raised[0])
    mean, count = _mean(raised), len(raised)
    cubes = sum_of([Tree("pow", (_minus(x, mean), number(3))) for x in raised])
    below = Tree("pow", (_times(number(Fraction(1, count)), _rest(raised)), number(Fraction(3, 2))))
    factors = (Fraction(2), Fraction(2, 3), Fraction(-4 * count, 3))
    terms = [_times(number(c), part) for c, part in zip(factors, (mean, cubes, below), strict=True)]
    return sum_of([*terms, number(Fraction(4, 3))])


def spherical_conjugate(scores: Sequence[Tree]) -> Tree:
    r"""The maximum of :math:`\langle s, p \rangle - \|p\| + 1`: 1 + tau, :math:`\sum_k (s_k - \tau)_+^2 = 1`."""
    return _by_support(scores, lambda inside: inside[0] if len(inside) == 1 else _threshold(inside))


def _by_support(scores: Sequence[Tree], value: Callable[[Sequence[Tree]], Tree]) -> Tree:
    """The value of the two or three scores, or of the largest ones of them, that exceed the threshold tau.

    The n largest ones do if their excesses over the least of them have squares of a sum below 1.
    """
    high, low = Tree("max", tuple(scores)), Tree("min", tuple(scores))
    middle = sum_of([total_of(scores), build.negated(high), build.negated(low)])
    nested = [[high, middle], scores] if len(scores) == 3 else [scores]
    parts: list[Tree] = []
    for inside in reversed(nested):
        least = low if inside is scores else middle
        excess = sum_of([Tree("pow", (_minus(x, least), number(2))) for x in inside if x is not least])
        parts += [value(inside), Tree("<", (excess, number(1)))]
    return Tree("piecewise", (*parts, value([high]), Tree("true", ())))


def _threshold(scores: Sequence[Tree]) -> Tree:
    """1 + tau, for the tau below all scores with the sum of (x_k - tau)^2 equal to 1."""
    below = Tree("pow", (_times(number(Fraction(1, len(scores))), _rest(scores)), HALF))
    return sum_of([number(1), _mean(scores), build.negated(below)])


def _rest(scores: Sequence[Tree]) -> Tree:
    """1 minus the scatter: n (mean - tau)^2, where the largest of the n scores exceeds tau by n^(-1/2) or more.

    So it is at least 1/n^2, and the maximum with that changes nothing but shows that it is positive everywhere.
    """
    return Tree("max", (number(Fraction(1, len(scores) ** 2)), _minus(number(1), _deviations(scores))))


def total_of(terms: Sequence[Tree]) -> Tree:
    """The sum of the terms that are not 0."""
    return sum_of([tree for tree in terms if tree != ZERO] or [ZERO])


def _levels(scores: Sequence[Tree]) -> list[Tree]:
    """(sum over S - 1)/|S| for every set S of the scores but the empty one."""
    sets = (chosen for size in range(1, len(scores) + 1) for chosen in combinations(scores, size))
    return [_times(number(Fraction(1, len(some))), _minus(total_of(some), number(1))) for some in sets]


def _mean(scores: Sequence[Tree]) -> Tree:
    return _times(number(Fraction(1, len(scores))), total_of(scores))


def _scatter(scores: Sequence[Tree]) -> Tree:
    """The sum of the squared deviations from the mean, in differences."""
    squares = [Tree("pow", (_minus(a, b), number(2))) for a, b in combinations(scores, 2)]
    return _times(number(Fraction(1, len(scores))), sum_of(squares))


def _deviations(scores: Sequence[Tree]) -> Tree:
    """The same, as it stands."""
    mean = _mean(scores)
    return sum_of([Tree("pow", (_minus(x, mean), number(2))) for x in scores])


def _largest(trees: Sequence[Tree]) -> Tree:
    return trees[0] if len(trees) == 1 else Tree("max", tuple(trees))


def _times(*factors: Tree) -> Tree:
    """The product without the ones, or 0."""
    if ZERO in factors:
        return ZERO
    kept = [tree for tree in factors if tree.value != 1]
    return kept[0] if len(kept) == 1 else Tree("mul", tuple(kept))


def _minus(left: Tree, right: Tree) -> Tree:
    opposite = build.negated(right)
    return opposite if left == ZERO else left if right == ZERO else Tree("add", (left, opposite))


SHANNON = Entropy("SHANNON", log_sum_exp)
GINI = Entropy("GINI", gini_conjugate, 5)
TSALLIS = Entropy("TSALLIS", tsallis_conjugate, 3)
SPHERICAL = Entropy("SPHERICAL", spherical_conjugate, 3)
