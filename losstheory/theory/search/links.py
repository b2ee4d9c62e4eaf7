"""Why the partial losses are convex along a link: slopes f'/psi' that rise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

from losstheory.claims import Budget
from losstheory.formulas.calculus import derivative, normal
from losstheory.formulas.pieces import Part, pieces
from losstheory.formulas.shape import add, mul, power, sub
from losstheory.formulas.tree import Tree
from losstheory.losses.loss import Loss
from losstheory.rigor import guess_limit, prove_sign
from losstheory.rigor.enclosure import constant_sign
from losstheory.theory.search.signs import cuts_json, prove_each
from losstheory.theory.views import domain

Evidence = dict[str, object]
LINK, FORMS, WORK = 2, 3, 1500


def link_evidence(loss: Loss, link: Tree, budget: Budget) -> Evidence | None:
    """Proofs that a link increases and that both slopes along it rise, on all parts; None where one is missing."""
    name = loss.variable
    split = pieces([*loss.partials, link], name, *domain(loss))
    if any(_step(*sides, partial(_formula, i=i), name) for sides in pairwise(split.parts) for i in range(LINK + 1)):
        return None
    rises = prove_each(split.parts, lambda part: derivative(part.trees[LINK], name), True, name, budget)
    if rises is None:
        return None
    found: Evidence = {"cuts": cuts_json(split), "rises": rises}
    for i, label in enumerate(("positive", "negative")):
        curves = [_rising(part, i, name, budget) for part in split.parts]
        slope = partial(slope_along, i=i, name=name)
        if None in curves or any(_step(*sides, slope, name) == -1 for sides in pairwise(split.parts)):
            return None
        found[label] = curves
    return found


def _rising(part: Part, i: int, name: str, budget: Budget) -> Evidence | None:
    """A proof that a slope along the link rises, in one of the ways to write it."""
    for k, slope in enumerate(_ways(slope_along(part, i, name), name)):
        bend = derivative(slope, name)
        proof = prove_sign(bend, False, name, part.lower, part.upper, budget.part(WORK))
        if proof is not None:
            return {"slope": slope.to_json() if k else None, "rises": proof}
    return None


def _formula(part: Part, i: int) -> Tree:
    return part.trees[i]


def _step(left: Part, right: Part, function: Callable[[Part], Tree], name: str) -> int:
    """The sign of the jump that a function seems to have at the cut between two parts; 0 where none is seen."""
    before, after = (guess_limit(function(part), name, right.lower, way) for part, way in ((left, -1), (right, 1)))
    return constant_sign(sub(after, before)) or 0 if isinstance(before, Tree) and isinstance(after, Tree) else 0


def _ways(slope: Tree, name: str) -> Iterator[Tree]:
    """The slope as it is, then shorter where the variable is a probability."""
    yield slope
    if name == "p":
        from losstheory.theory.search.short_forms import short_forms

        yield from map(normal, short_forms(slope, name)[:FORMS])


def slope_along(part: Part, i: int, name: str) -> Tree:
    """f'/psi', term by term."""
    slope, factor = derivative(part.trees[i], name), power(derivative(part.trees[LINK], name), -1)
    return add(*(mul(term, factor) for term in (slope.args if slope.op == "add" else (slope,))))


def bend(part: Part, i: int, name: str) -> Tree:
    """(f'/psi')', which has the sign of the second derivative along the link."""
    return derivative(slope_along(part, i, name), name)
