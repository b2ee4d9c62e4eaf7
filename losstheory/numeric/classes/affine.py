"""Affine forms in the scores and in what is reduced from them."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from losstheory.formulas.shape import add, mul
from losstheory.formulas.tree import Tree, number

OWN, RIVAL, SCATTER = Tree("own"), Tree("rival"), Tree("scatter")
REDUCTIONS = ("sum", "maximum", "minimum", "lse", "lse_of", "scatter")
ATOMS = ("own", "rival", "variable", *REDUCTIONS)


class Affine(NamedTuple):
    """Rational multiples of atoms, and a constant formula."""

    weights: dict[Tree, Fraction]
    constant: Tree

    @property
    def tree(self) -> Tree:
        """The form as a canonical sum."""
        return add(self.constant, *(mul(number(weight), atom) for atom, weight in self.weights.items()))


@lru_cache(maxsize=8192)
def is_fixed(tree: Tree) -> bool:
    """Whether neither a score nor a reduction occurs."""
    return tree.op not in ATOMS and all(map(is_fixed, tree.children))


@lru_cache(maxsize=8192)
def affine(tree: Tree) -> Affine | None:
    """The formula as an affine form; None if it is none."""
    if tree.op in ATOMS:
        return Affine({tree: Fraction(1)}, number(0))
    if is_fixed(tree):
        return Affine({}, tree)
    if tree.op == "mul" and (factor := tree.args[0].value) is not None:
        inner = affine(mul(*tree.args[1:]))
        if inner is None:
            return None
        return Affine({a: factor * w for a, w in inner.weights.items()}, mul(number(factor), inner.constant))
    if tree.op != "add":
        return None
    weights: dict[Tree, Fraction] = {}
    constants = []
    for arg in tree.args:
        part = affine(arg)
        if part is None:
            return None
        constants.append(part.constant)
        for atom, weight in part.weights.items():
            weights[atom] = weights.get(atom, Fraction(0)) + weight
    return Affine({atom: weight for atom, weight in weights.items() if weight}, add(*constants))
