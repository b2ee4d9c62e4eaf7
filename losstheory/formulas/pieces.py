"""The piecewise normal form of formulas of one variable.

On each open interval between consecutive cuts every ``max``, ``min``, ``abs``, ``sign`` and ``piecewise`` that
is reached takes one branch, every logarithm has a positive argument, every denominator is not zero and every
base of a fractional power is positive. The domain of a branch matters only where the branch is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from losstheory.formulas.branches import Resolver
from losstheory.formulas.calculus import substitute
from losstheory.formulas.errors import Unresolved
from losstheory.formulas.places import Cut, End, IntervalPlace, PointPlace
from losstheory.formulas.tree import Tree

MAX_PIECES = 200


@dataclass(frozen=True)
class Part:
    """Smooth trees in normal shape on the open interval (lower, upper)."""

    lower: End
    upper: End
    trees: tuple[Tree, ...]


@dataclass(frozen=True)
class Pieces:
    """Cuts, increasing and strictly inside the domain, and the parts between them."""

    variable: str
    cuts: tuple[Tree, ...]
    parts: tuple[Part, ...]


def pieces(trees: Sequence[Tree], variable: str, lower: End = "-oo", upper: End = "oo") -> Pieces:
    """Split formulas at the zeros of whatever decides a branch, and of the bases of fractional powers.

    Raises:
        DomainError: a formula is undefined at a point of (lower, upper); the message names the point.
        Unresolved: a branch or a sign could not be settled within the budget.
    """
    parts = list(_split(tuple(trees), variable, lower, upper))
    cuts = tuple(part.lower for part in parts[1:] if isinstance(part.lower, Tree))
    for cut in cuts:
        for tree in trees:
            value_at(tree, variable, cut)
    return Pieces(variable, cuts, tuple(parts))


def _split(trees: tuple[Tree, ...], variable: str, lower: End, upper: End) -> Iterator[Part]:
    """Resolve on the whole interval; where a sign changes, cut there and resolve each side."""
    waiting: list[tuple[End, End]] = [(lower, upper)]
    for _ in range(2 * MAX_PIECES):
        if not waiting:
            return
        a, b = waiting.pop()
        resolver = Resolver(IntervalPlace(variable, a, b))
        try:
            yield Part(a, b, tuple(map(resolver.resolve, trees)))
        except Cut as cut:
            waiting.extend(reversed(list(pairwise((a, *cut.points, b)))))
    raise Unresolved(f"the formula has more than {MAX_PIECES} pieces")


def value_at(tree: Tree, variable: str, point: Tree) -> Tree:
    """The value of a formula at a constant point, with exact branch decisions, in normal shape.

    Raises:
        DomainError: the formula is undefined there.
        Unresolved: a branch could not be decided.
    """
    return substitute(Resolver(PointPlace(variable, point)).resolve(tree), variable, point)
