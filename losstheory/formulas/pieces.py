"""The piecewise normal form of formulas of one variable.

On each open interval between consecutive cuts every ``max``, ``min``, ``abs``, ``sign`` and ``piecewise`` that
is reached takes one branch, every logarithm has a positive argument, every denominator is not zero and every
base of a fractional power is positive. The domain of a branch matters only where the branch is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from losstheory.formulas.branches import Branch, Resolver
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
    """Split formulas at the points where one of them branches or a fractional power vanishes.

    Raises:
        DomainError: a formula is undefined at a point of (lower, upper); the message names the point.
        Unresolved: a branch or a sign could not be settled within the budget.
    """
    parts, cuts = _split(tuple(trees), variable, lower, upper)
    traces = [_resolve_at(tuple(trees), variable, cut)[1] for cut in cuts]
    kept_parts, kept_cuts = [parts[0]], list[Tree]()
    for cut, trace, (part, branches) in zip(cuts, traces, parts[1:], strict=True):
        last, before = kept_parts[-1]
        if before == branches and _passes(branches, trace):
            kept_parts[-1] = Part(last.lower, part.upper, last.trees), before
        else:
            kept_cuts.append(cut)
            kept_parts.append((part, branches))
    return Pieces(variable, tuple(kept_cuts), tuple(part for part, _ in kept_parts))


_Traced = tuple[Part, tuple[Branch, ...]]


def _split(trees: tuple[Tree, ...], variable: str, lower: End, upper: End) -> tuple[list[_Traced], list[Tree]]:
    """Resolve on the whole interval; where a sign changes, cut there and resolve each side."""
    done: list[_Traced] = []
    waiting: list[tuple[End, End]] = [(lower, upper)]
    while waiting:
        a, b = waiting.pop()
        resolver = Resolver(IntervalPlace(variable, a, b))
        try:
            resolved = tuple(map(resolver.resolve, trees))
        except Cut as cut:
            ends = [a, *cut.points, b]
            waiting.extend(reversed(list(pairwise(ends))))
            if len(waiting) + len(done) > MAX_PIECES:
                raise Unresolved(f"the formula has more than {MAX_PIECES} pieces") from None
            continue
        done.append((Part(a, b, resolved), tuple(resolver.trace)))
    return done, [part.lower for part, _ in done[1:] if isinstance(part.lower, Tree)]


def _passes(branches: tuple[Branch, ...], at: tuple[Branch, ...]) -> bool:
    """Whether the branches of both sides are among those that may be taken at the point."""
    return len(branches) == len(at) and all(branch <= here for branch, here in zip(branches, at, strict=True))


def _resolve_at(trees: tuple[Tree, ...], variable: str, point: Tree) -> tuple[tuple[Tree, ...], tuple[Branch, ...]]:
    resolver = Resolver(PointPlace(variable, point))
    return tuple(map(resolver.resolve, trees)), tuple(resolver.trace)


def value_at(tree: Tree, variable: str, point: Tree) -> Tree:
    """The value of a formula at a constant point, with exact branch decisions, in normal shape.

    Raises:
        DomainError: the formula is undefined there.
        Unresolved: a branch could not be decided.
    """
    (resolved,), _ = _resolve_at((tree,), variable, point)
    return substitute(resolved, variable, point)
