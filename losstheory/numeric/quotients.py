"""Quotients of polynomials, whose parts overflow far out where the quotient does not."""

from __future__ import annotations

from fractions import Fraction

from losstheory.formulas.intervals import fraction
from losstheory.formulas.rational_functions import rational_function
from losstheory.formulas.tree import ONE, Tree, number, variable
from losstheory.numeric.polynomials import KINDS
from losstheory.numeric.rewriting import Rewriting, replaced, select

RANGE, MAX_DEGREE = 900, 48


def far_out(tree: Tree, plain: Tree, rewriting: Rewriting) -> Tree:
    """``plain``, the rewritten canonical product, but in powers of 1/t where |t| is large, if it is such a quotient."""
    domain = rewriting.domain
    if (domain.lower, domain.upper) != ("-oo", "oo") or any(node.op not in KINDS for node in tree.walk()):
        return plain
    found = rational_function(tree, domain.variable)
    if found is None or found.rate is not None or found.denominator.degree() < 1:
        return plain
    above, below = ([fraction(c) for c in part.coeffs()] for part in (found.numerator, found.denominator))
    degree = max(len(above), len(below)) - 1
    monomial = len(above) == 1 and not any(below[:-1])
    if monomial or degree > MAX_DEGREE:
        return plain
    x = variable(domain.variable)
    bound = number(Fraction(2) ** (RANGE // degree))
    far = Tree(">", (Tree("abs", (x,)), bound))
    inverse = Tree("div", (ONE, select(far, x, ONE)))
    ratio = Tree("div", (_series(inverse, above), _series(inverse, below)))
    surplus = len(above) - len(below)
    outer = Tree("mul", (ratio, *[x if surplus > 0 else inverse] * abs(surplus))) if surplus else ratio
    return select(far, outer, replaced(plain, {x: select(far, bound, x)}))


def _series(inverse: Tree, coefficients: list[Fraction]) -> Tree:
    return Tree("series", (inverse, *map(number, reversed(coefficients))))
