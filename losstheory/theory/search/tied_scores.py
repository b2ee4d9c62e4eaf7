"""Equal scores, and the weights of the classes with which they are stationary. What is found the checker decides."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from losstheory.formulas.calculus import derivative, normal, substitute
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.shape import add, mul
from losstheory.formulas.tree import BRANCHING, ONE, ZERO, Tree, number
from losstheory.losses.multiclass import AnyMulticlass

MAX_CLASSES = 5


def tied_weights(loss: AnyMulticlass) -> Iterator[tuple[list[Tree], list[Tree]]]:
    """A score (c, …, c), and numbers w of which w_1 l_1 + … + w_K l_K has no slope there, up to a common factor."""
    count = loss.classes
    if count > MAX_CLASSES or any(node.op in BRANCHING for tree in loss.formulas for node in tree.walk()):
        return
    formulas = [normal(tree) for tree in loss.formulas]
    for level in (ZERO,) if loss.sum_to_zero else (ZERO, ONE):
        score = [level] * count
        try:
            rows = [[at_scores(derivative(f, name), loss, score) for f in formulas] for name in loss.names]
            weights = _kernel(rows[1:])
            yield score, _in_proportion(weights) or weights
        except LossTheoryError:
            continue


def at_scores(tree: Tree, loss: AnyMulticlass, scores: list[Tree]) -> Tree:
    """A formula in normal shape at scores."""
    for name, score in zip(loss.names, scores, strict=True):
        tree = substitute(tree, name, score)
    return tree


def _kernel(rows: list[list[Tree]]) -> list[Tree]:
    """A vector orthogonal to K - 1 rows of length K: its entries are their minors, with alternating signs."""
    size = len(rows) + 1
    minors = ([[row[j] for j in range(size) if j != k] for row in rows] for k in range(size))
    return [mul(number((-1) ** k), _determinant(minor)) for k, minor in enumerate(minors)]


def _in_proportion(weights: list[Tree]) -> list[Tree] | None:
    """The weights divided by the first one, in lowest terms."""
    from sympy import PolynomialError, cancel

    from losstheory.formulas.bridge import from_sympy, to_sympy

    try:
        first, *rest = map(to_sympy, weights)
        return [ONE, *(normal(from_sympy(cancel(weight / first))) for weight in rest)]
    except (PolynomialError, LossTheoryError):
        return None


def _determinant(matrix: list[list[Tree]]) -> Tree:
    terms = []
    for order in permutations(range(len(matrix))):
        swaps = sum(1 for i in range(len(order)) for j in range(i) if order[j] > order[i])
        terms.append(mul(number((-1) ** swaps), *(row[k] for row, k in zip(matrix, order, strict=True))))
    return add(*terms)
