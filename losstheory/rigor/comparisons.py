"""Sums read as differences c h(u) - c h(v) of one increasing function, and an origin common to all exponentials."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from losstheory.formulas.shape import add, coefficient, mul, sub
from losstheory.formulas.tree import ZERO, Tree, number

from .enclosure import depends

INCREASING = ("exp", "log", "atan", "erf", "softplus", "sigmoid")
MAX_TERMS = 12


def inner_difference(f: Tree) -> Tree | None:
    """c (u - v) for a sum c h(u) - c h(v) with h increasing, or a power; -c (u - v) for a negative exponent.

    A power increases where its base is not negative, or falls where its base is positive; that is left to the caller.
    """
    if f.op != "add" or len(f.args) != 2 or "number" in (f.args[0].op, f.args[1].op):
        return None
    (c, first), (d, second) = map(coefficient, f.args)
    if c != -d or first.op != second.op:
        return None
    if first.op == "pow":
        exponent: Fraction | None = first.args[1].value
        if exponent is None or exponent != second.args[1].value:
            return None
        c = c if exponent > 0 else -c
    elif first.op not in INCREASING:
        return None
    return mul(number(c), sub(first.args[0], second.args[0]))


def bases(f: Tree) -> list[Tree]:
    """The bases of the two powers that a sum compares; none for other functions."""
    powers = [coefficient(term)[1] for term in f.args]
    return [power.args[0] for power in powers if power.op == "pow"]


def pairs(f: Tree) -> Iterator[tuple[int, int]]:
    """Indices of terms of a sum that are a difference under one function."""
    if f.op == "add" and 2 < len(f.args) <= MAX_TERMS:
        for i, j in combinations(range(len(f.args)), 2):
            if inner_difference(add(f.args[i], f.args[j])) is not None:
                yield i, j


def common_origin(f: Tree, name: str) -> Tree | None:
    """The one constant, not 0, at which every argument of an exponential or sigmoid vanishes; all are affine."""
    found: Tree | None = None
    for node in f.walk():
        if node.op in ("exp", "sigmoid") and depends(node, name):
            origin = _zero_of_affine(node.args[0], name)
            if origin is None or origin == ZERO or found not in (None, origin):
                return None
            found = origin
    return found


def _zero_of_affine(tree: Tree, name: str) -> Tree | None:
    """-c/q for q x + c with a rational q."""
    terms = tree.args if tree.op == "add" else (tree,)
    moving = [term for term in terms if depends(term, name)]
    slope, rest = coefficient(moving[0]) if moving else (Fraction(1), ZERO)
    if len(moving) != 1 or rest.op != "variable":
        return None
    return mul(number(-1 / slope), add(*(term for term in terms if term is not moving[0])))
