"""Whether an expression vanishes at a point because of the equation that defines the point."""

from __future__ import annotations

from collections.abc import Iterator

from losstheory.formulas.calculus import substitute
from losstheory.formulas.constants import equal_up_to_sign, same_zero
from losstheory.formulas.forms import POSITIVE
from losstheory.formulas.polynomial_zeros import changes_sign_once, polynomial_zeros
from losstheory.formulas.rational_functions import rational_function
from losstheory.formulas.tree import Tree, variable


def vanishing_factors(tree: Tree) -> Iterator[Tree]:
    """Factors whose zeros together are the zeros of the tree."""
    if tree.op == "mul":
        for factor in tree.args:
            yield from vanishing_factors(factor)
    elif tree.op == "pow":
        if tree.args[1].args[0] > 0:
            yield from vanishing_factors(tree.args[0])
    elif tree.op not in POSITIVE and tree.variables():
        yield tree


def vanishes_at(tree: Tree, name: str, point: Tree) -> bool:
    """Whether ``point``, a root or a crossing, is shown to be a zero of the smooth ``tree`` by its own equation.

    A root is one of a polynomial factor of the tree. At a crossing, the tree has a factor, up to sign a factor of
    the equation, that changes its sign in the bracket: its zero there is a zero of the equation, which has one only.
    """
    if point.op == "root":
        return any(_is_root_of(factor, name, point) for factor in vanishing_factors(tree))
    if point.op != "crossing":
        return False
    expression, lower, upper = point.args
    own = list(vanishing_factors(substitute(expression, "x", variable(name))))
    shared = (f for f in vanishing_factors(tree) if any(equal_up_to_sign(f, g) for g in own))
    return any(changes_sign_once(factor, name, lower, upper) for factor in shared)


def _is_root_of(factor: Tree, name: str, point: Tree) -> bool:
    function = rational_function(factor, name)
    if function is None or function.rate is not None or not function.numerator:
        return False
    return any(zero == point or same_zero(zero, point) for zero in polynomial_zeros(function.numerator))
