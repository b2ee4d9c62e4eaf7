r"""Logarithms and powers without overflow and without loss next to 1.

The logarithm of :math:`e^u` is u, of a product the sum, of a power the multiple, of :math:`\sigma(u)` it is
:math:`-\log(1 + e^{-u})`, of a sum of positive terms with exponentials :math:`\log(e^a + e^b)`, and of
:math:`1 + d` it is ``log1p(d)``, where d is computed without the 1.
"""

from __future__ import annotations

from fractions import Fraction

from losstheory.formulas.shape import HALF, add, log, mul, neg, power, softplus
from losstheory.formulas.tree import ONE, ZERO, Tree, number, variable
from losstheory.numeric.canonical import is_constant, is_nonnegative, terms
from losstheory.numeric.polynomials import coefficients
from losstheory.numeric.rewriting import Rewriting, replaced, select

ROOT_TWO = power(number(2), Fraction(1, 2))


def expanded(tree: Tree, rewriting: Rewriting) -> Tree:
    """The logarithm of a canonical formula, as a canonical formula."""
    plain = Tree("log", (tree,))
    match tree.op:
        case "exp":
            return tree.children[0]
        case "sigmoid":
            return neg(softplus(neg(tree.children[0])))
        case "number" if tree.args[0] > 0:
            return log(tree)
        case "pow":
            return _of_power(tree, rewriting) or plain
        case "mul" if all(is_nonnegative(arg, rewriting.domain) for arg in tree.args):
            return add(*(expanded(arg, rewriting) for arg in tree.args))
        case "add":
            return _of_normal_distribution(tree) or plain
    return plain


def _of_power(tree: Tree, rewriting: Rewriting) -> Tree | None:
    base, exponent = tree.args[0], tree.args[1].value
    if exponent is None:
        return None
    if is_nonnegative(base, rewriting.domain):
        return mul(number(exponent), expanded(base, rewriting))
    if exponent.denominator == 1 and exponent.numerator % 2 == 0:
        return mul(number(exponent), Tree("log", (Tree("abs", (base,)),)))
    return None


def _of_normal_distribution(tree: Tree) -> Tree | None:
    """log(c (1 + erf(u))) by the logarithm of the normal distribution function."""
    if len(tree.args) != 2 or (start := tree.args[0].value) is None or start <= 0:
        return None
    [_, (factor, rest)] = terms(tree)
    if rest.op != "erf" or abs(factor) != start:
        return None
    argument = mul(ROOT_TWO, number(factor / start), rest.children[0])
    return add(log(number(2 * start)), Tree("log_ndtr", (argument,)))


def logarithm(tree: Tree, rewriting: Rewriting) -> Tree:
    """The logarithm of a canonical formula, rewritten."""
    found = expanded(tree, rewriting)
    if found != Tree("log", (tree,)):
        whole = rewriting.value(found)
        return _next_to_one(whole, add(tree, number(-1)), rewriting) if _is_curved(tree, rewriting) else whole
    if tree.op == "cosh":
        return Tree("log_cosh", (rewriting.value(tree.children[0]),))
    if tree.op == "add":
        return _of_sum(tree, rewriting)
    return Tree("log", (rewriting.value(tree),))


def _is_curved(tree: Tree, rewriting: Rewriting) -> bool:
    """Whether the formula is a product and a polynomial, which may touch 1."""
    found = coefficients(tree, rewriting.domain.variable)
    return found is not None and len(found) > 2 and tree.op == "mul"


def _of_sum(tree: Tree, rewriting: Rewriting) -> Tree:
    rest = add(tree, number(-1))
    starts_at_one = tree.args[0] == ONE
    start = tree.args[0].value
    if start is not None and start >= 1 and (root := square_root(add(tree, number(-start)))) is not None:
        ratio = mul(power(number(start), Fraction(-1, 2)), root)
        square = Tree("log1p_square", (rewriting.value(ratio),))
        return square if starts_at_one else Tree("add", (log(number(start)), square))
    positive = tree.op == "add" and all(is_nonnegative(arg, rewriting.domain) for arg in tree.args)
    if positive and has_exponential(tree):
        whole = Tree("logaddexp", tuple(rewriting.value(expanded(arg, rewriting)) for arg in tree.args))
        return whole if starts_at_one else _next_to_one(whole, rest, rewriting)
    inner = rewriting.value(tree)
    if starts_at_one:
        return _by_log1p(rewriting.value(rest), inner, inner != rewriting.plain(tree))
    near = rewriting.value(rest)
    if near == rewriting.plain(rest):
        return Tree("log", (inner,))
    return _next_to_one(Tree("log", (select(_near(near), ONE, inner),)), rest, rewriting)


def _by_log1p(rest: Tree, whole: Tree, keeps_digits: bool) -> Tree:
    """log1p of what is added to 1; where that is near -1 the logarithm of the sum, if it is computed as a whole."""
    if not keeps_digits:
        return Tree("log1p", (rest,))
    low = Tree("<", (rest, number(Fraction(-1, 2))))
    return select(low, Tree("log", (select(low, whole, ONE),)), Tree("log1p", (select(low, ZERO, rest),)))


def _next_to_one(whole: Tree, rest: Tree, rewriting: Rewriting) -> Tree:
    """``whole``, or log1p of what is added to 1 where that is small and computed without the 1.

    Elsewhere what is added, which may overflow, is computed at 1/2.
    """
    near = rewriting.value(rest)
    if near == rewriting.plain(rest):
        return whole
    x, close = variable(rewriting.domain.variable), Tree("<", (Tree("abs", (whole,)), ONE))
    inner = replaced(near, {x: select(close, x, HALF)})
    small = Tree("and", (close, _near(inner)))
    return select(small, Tree("log1p", (select(small, inner, ZERO),)), whole)


def _near(rest: Tree) -> Tree:
    return Tree("<", (Tree("abs", (rest,)), HALF))


def square_root(tree: Tree) -> Tree | None:
    """b, canonical, with b^2 equal to a number above 0, or to such a multiple of a square; None for a sum."""
    if tree.op == "add":
        return None
    if (value := tree.value) is not None:
        return power(tree, Fraction(1, 2)) if value > 0 else None
    [(factor, rest)] = terms(tree)
    if rest.op != "pow" or rest.args[1].value != 2 or factor <= 0:
        return None
    base: Tree = rest.args[0]
    return mul(power(number(factor), Fraction(1, 2)), base)


def has_exponential(tree: Tree) -> bool:
    """Whether a formula holds an exponential or a sigmoid of the variable."""
    return any(node.op in ("exp", "sigmoid") and not is_constant(node) for node in tree.walk())
