r"""Differences with a square root: :math:`c \sqrt{P} + Q = (c^2 P - Q^2) / (c \sqrt{P} - Q)`, P and Q polynomials."""

from __future__ import annotations

from fractions import Fraction

from losstheory.formulas.shape import HALF, add, coefficient, mul, neg, power
from losstheory.formulas.tree import ONE, Tree, number
from losstheory.numeric.polynomials import coefficients, from_coefficients, times
from losstheory.numeric.rewriting import Rewriting, select


def conjugate(tree: Tree, rewriting: Rewriting) -> Tree | None:
    """A canonical sum with one square root of a polynomial, rewritten; None for others."""
    for term in tree.args:
        base, exponent = _root(term)
        if base is None:
            continue
        root, rest = power(base, Fraction(1, 2)), add(tree, neg(term))
        if exponent == Fraction(1, 2):
            return _difference(coefficient(term)[0], base, rest, rewriting)
        above = add(mul(rest, root), mul(term, root))
        found = conjugate(above, rewriting) if above.op == "add" and rest.value is not None else None
        return None if found is None else _quotient(found, rewriting.value(root), tree, rewriting)
    return None


def _quotient(above: Tree, root: Tree, tree: Tree, rewriting: Rewriting) -> Tree:
    """The sum as a quotient, where it is smaller than its terms."""
    plain = rewriting.plain(tree)
    return select(Tree("<", (Tree("abs", (plain,)), Tree("abs", (tree.args[0],)))), Tree("div", (above, root)), plain)


def _root(term: Tree) -> tuple[Tree | None, Fraction]:
    """The base and the exponent, 1/2 or -1/2, of the square root in a term; 1/2 only where it stands alone."""
    _, rest = coefficient(term) if term.value is None else (None, ONE)
    for factor in rest.args if rest.op == "mul" else (rest,):
        exponent = factor.args[1].value if factor.op == "pow" else None
        if exponent == Fraction(-1, 2) or (exponent == Fraction(1, 2) and factor == rest):
            return factor.args[0], exponent
    return None, Fraction(0)


def _difference(factor: Fraction, base: Tree, rest: Tree, rewriting: Rewriting) -> Tree | None:
    name = rewriting.domain.variable
    under, beside = coefficients(base, name), coefficients(rest, name)
    if under is None or beside is None:
        return None
    square = times(beside, beside)
    square += (Fraction(0),) * (len(under) - len(square))
    longer = under + (Fraction(0),) * (len(square) - len(under))
    above = from_coefficients(tuple(factor**2 * p - q for p, q in zip(longer, square, strict=True)), name)
    root, other = rewriting.value(mul(number(factor), power(base, Fraction(1, 2)))), rewriting.value(rest)
    direct = Tree("add", (root, other))
    smaller = Tree("<", (Tree("abs", (direct,)), Tree("mul", (HALF, Tree("abs", (other,))))))
    below = Tree("add", (root, Tree("mul", (number(-1), other))))
    return select(smaller, Tree("div", (rewriting.value(above), select(smaller, below, ONE))), direct)
