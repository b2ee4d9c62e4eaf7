r"""Sums whose terms cancel.

A sum loses digits where its terms are larger than it is. The rules, each an identity:

* a sum with a ``piecewise`` term is a sum in each of its branches;
* :math:`\log(1 + e^u) - u = \log(1 + e^{-u})`;
* a constant and a term that tends to its opposite go together: :math:`1 - e^u` is ``-expm1(u)``,
  :math:`1 - \sigma(u)` is :math:`\sigma(-u)`, :math:`1 - \mathrm{erf}(u)` is ``erfc(u)``, :math:`\pi/2 - \arctan u` is
  ``arctan2(1, u)``, :math:`1 - (1 - x)^k` is ``-expm1(k log1p(-x))``;
* :math:`\sqrt{P} - Q = (P - Q^2) / (\sqrt{P} + Q)` for polynomials P and Q;
* a polynomial is computed as if in twice the precision (``compensated.py``);
* what still vanishes to a higher order than its terms is a power series there (``series.py``).
"""

from __future__ import annotations

import sys
from fractions import Fraction
from itertools import combinations, product

from losstheory.formulas.shape import add, coefficient, log, mul, neg, softplus
from losstheory.formulas.tree import ONE, ZERO, Tree, number, variable
from losstheory.numeric.anchors import Anchored, anchors
from losstheory.numeric.canonical import is_constant, is_nonnegative
from losstheory.numeric.conjugates import conjugate
from losstheory.numeric.polynomials import coefficients
from losstheory.numeric.rewriting import Rewriting, distinct, replaced, select
from losstheory.numeric.series import Expansion, X, cancelled, expansion, exponential_atoms, truncated

MAX_TERMS, RANGE, SLACK = 6, 900, 8
LARGEST = number(Fraction(sys.float_info.max))


def total(tree: Tree, rewriting: Rewriting) -> Tree:
    """A canonical sum, rewritten."""
    merged = _branches_outermost(_softplus_merged(tree))
    if merged.op != "add":
        return rewriting.value(merged)
    if _one_sign(merged, rewriting):
        return rewriting.plain(merged)
    if (found := conjugate(merged, rewriting)) is not None:
        return found
    values = coefficients(merged, rewriting.domain.variable)
    several = sum(not is_constant(term) for term in merged.args) > 1
    if several and values is not None and len(values) > 2:
        return _polynomial(merged, values, rewriting)
    pairs = _paired(merged, rewriting)
    if not any(pair.anchor != ZERO for pair in pairs) and values is not None and len(values) > 2:
        return _polynomial(merged, values, rewriting)
    return _with_series(merged, pairs, rewriting)


def _softplus_merged(tree: Tree) -> Tree:
    """log(1 + e^u) - u as log(1 + e^-u), wherever that makes the sum shorter."""
    for term in tree.args:
        factor, rest = coefficient(term) if term.value is None else (Fraction(0), ONE)
        if rest.op == "softplus":
            argument = rest.children[0]
            other = add(tree, neg(term), mul(number(factor), add(argument, softplus(neg(argument)))))
            if other.op != "add" or len(other.args) < len(tree.args):
                return _softplus_merged(other) if other.op == "add" else other
    return tree


def _branches_outermost(tree: Tree) -> Tree:
    """A sum with a piecewise term as a piecewise formula of sums."""
    for term in tree.args if tree.op == "add" else ():
        factor, chosen = coefficient(term) if term.value is None else (Fraction(0), ONE)
        if chosen.op == "piecewise":
            rest = add(tree, neg(term))
            sums = (add(mul(number(factor), value), rest) for value in chosen.args[::2])
            pairs = zip(sums, chosen.args[1::2], strict=True)
            return Tree("piecewise", tuple(part for pair in pairs for part in pair))
    return tree


def _one_sign(tree: Tree, rewriting: Rewriting) -> bool:
    return any(all(is_nonnegative(mul(number(sign), arg), rewriting.domain) for arg in tree.args) for sign in (1, -1))


def _polynomial(tree: Tree, values: tuple[Fraction, ...], rewriting: Rewriting) -> Tree:
    """The polynomial as it stands where that cancels little, else with compensated rounding; far out by Horner's rule.

    Far out its last term outweighs the rest.
    """
    x = variable(rewriting.domain.variable)
    near = Tree("<", (Tree("abs", (x,)), number(Fraction(2) ** (RANGE // (len(values) - 1)))))
    inner, numbers = select(near, x, ZERO), tuple(map(number, values))
    plain = replaced(rewriting.plain(tree), {x: inner})
    size = Tree("add", tuple(Tree("abs", (part,)) for part in plain.args))
    settled = Tree("<", (size, Tree("mul", (number(SLACK), Tree("abs", (plain,))))))
    compensated = Tree("polynomial", (inner, *numbers))
    return select(near, select(settled, plain, compensated), Tree("series", (x, *numbers)))


def _paired(tree: Tree, rewriting: Rewriting) -> list[Anchored]:
    """The terms of a sum, with as much of its constant as can be drawn into them."""
    parts = [term for term in tree.args if not is_constant(term)]
    rest = add(*(term for term in tree.args if is_constant(term)))
    plain = [Anchored(ZERO, term, rewriting.value(term)) for term in parts]
    if rest == ZERO or len(parts) > MAX_TERMS:
        return [*_constant(rest), *plain]
    choices = [anchors(term, rewriting) for term in parts]
    for size in range(1, len(parts) + 1):
        for places in combinations(range(len(parts)), size):
            for chosen in product(*(choices[place] for place in places)):
                left = add(rest, *(anchored.anchor for anchored in chosen))
                if _length(left) < _length(rest):
                    kept = [pair for place, pair in enumerate(plain) if place not in places]
                    return [*_constant(left), *chosen, *kept]
    return [*_constant(rest), *plain]


def _length(tree: Tree) -> int:
    return 0 if tree == ZERO else len(tree.args) if tree.op == "add" else 1


def _constant(tree: Tree) -> list[Anchored]:
    return [Anchored(ZERO, tree, tree)] if tree != ZERO else []


def _with_series(tree: Tree, pairs: list[Anchored], rewriting: Rewriting) -> Tree:
    """The sum of the pairs, by a power series where that vanishes to a higher order than they do."""
    values = [pair.value for pair in pairs]
    if len(pairs) < 2:
        return values[0]
    direct = _finite_sum(values)
    name = rewriting.domain.variable
    differences = [add(pair.term, neg(pair.anchor)) for pair in pairs]
    for atom in _atoms(tree, rewriting):
        parts = [replaced(difference, {atom: X}) for difference in (tree, *differences)]
        if not any(variable(name) in part.walk() for part in parts):
            whole = expansion(parts[0])
            if cancelled(whole, list(map(expansion, parts[1:]))):
                return _near_zero(rewriting.value(atom), whole, direct)
    grown = [dict(exponential_atoms(difference, name)) for difference in (tree, *differences)]
    for atom, formula in grown[0].items():
        others = [found.get(atom) for found in grown[1:]]
        if all(other is not None for other in others):
            whole = expansion(formula)
            if cancelled(whole, [expansion(other) for other in others if other is not None]):
                direct = _near_zero(rewriting.value(atom), whole, direct)
    return direct


def _finite_sum(values: list[Tree]) -> Tree:
    """The sum; where its one exponential overflows, that."""
    grown = [value for value in values if any(node.op in ("exp", "expm1") for node in distinct(value))]
    direct = Tree("add", tuple(values))
    if len(grown) != 1 or len(grown) == len(values):
        return direct
    return select(Tree(">", (Tree("abs", tuple(grown)), LARGEST)), grown[0], direct)


def _atoms(tree: Tree, rewriting: Rewriting) -> list[Tree]:
    """The variable, or a size of something, of which alone the sum may be a function."""
    sizes = {node for node in tree.walk() if node.op in ("abs", "max") and not is_constant(node)}
    return [variable(rewriting.domain.variable), *sorted(sizes, key=str)]


def _near_zero(x: Tree, whole: Expansion | None, direct: Tree) -> Tree:
    if whole is None:
        return direct
    values, reach = truncated(whole)
    if x.op == "exp":
        near = Tree("<", (x.children[0], log(number(reach))))
        inner = Tree("exp", (select(near, x.children[0], log(number(reach))),))
    else:
        near = Tree("<", (Tree("abs", (x,)), number(reach)))
        inner = select(near, x, number(reach))
        direct = replaced(direct, {x: select(near, number(reach), x)})
    return select(near, Tree("series", (inner, *map(number, values))), direct)
