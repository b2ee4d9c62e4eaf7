"""Refutations for a whole range of parameters: scores at which a property fails, fixed or moving with the parameter."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

from losstheory.claims import Budget
from losstheory.formulas.calculus import derivative, normal, substitute
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import value_at
from losstheory.formulas.shape import add, mul, neg, power, sub
from losstheory.formulas.tree import BRANCHING, Tree, number
from losstheory.losses.loss import Loss
from losstheory.rigor import prove_sign
from losstheory.theory.phase.moving import Moving
from losstheory.theory.search.signs import positive, sign
from losstheory.theory.views import all_pieces, expression_pieces, partials_at

Proposal = tuple[str, dict[str, Any]]
SOURCES = {
    "convex partial losses": "boyd2004convex, Sections 3.1.4 and 3.2",
    "negative curvature": "boyd2004convex, Section 3.1.4",
    "slope that falls at a cut": "boyd2004convex, Section 3.1.3",
    "slope at the forecast": "gneiting2007strictly",
}
FORECASTS = tuple(map(Fraction, ("1/3", "1/4", "2/3", "1/10")))
TRIED = 3


def bent(moving: Moving, budget: Budget) -> Iterator[Proposal]:
    """The slopes at each cut, then the curvature on each piece."""
    cuts = moving.own_cuts()
    if cuts is None:
        return
    for i, inner in enumerate(cuts):
        ends = [moving.ends[0], *inner, moving.ends[1]]
        for k, cut in enumerate(inner):
            between = [ends[k], ends[k + 2]]
            yield "slope that falls at a cut", {"which": i, "at": cut, "between": between, "domain": cuts}
        for low, high in pairwise(ends):
            base = {"which": i, "between": [low, high], "domain": cuts}
            for place in moving.between(low, high):
                at = place.to_json()
                if moving.all(lambda member, x, i=i: _curves_down(member, i, x), at):
                    yield "negative curvature", {**base, "by": "point", "at": at}
                    break
            yield "negative curvature", {**base, "by": "delineation"}
            for factor in _factors(moving, i) if not inner else ():
                for end in ("lower", "upper"):
                    yield "negative curvature", {**base, "by": "limit", "end": end, "factor": factor}


def _curves_down(member: Loss, i: int, x: Fraction) -> bool:
    name, at = member.variable, number(x)
    for part in expression_pieces(member, i).parts:
        if all(isinstance(end, str) or positive(sub(*pair)) for end, pair in _beside(part.lower, part.upper, at)):
            bend = derivative(derivative(part.trees[0], name), name)
            return sign(substitute(bend, name, at)) == -1
    return False


def _beside(lower: Tree | str, upper: Tree | str, at: Tree) -> Iterator[tuple[Tree | str, Any]]:
    yield lower, (at, lower)
    yield upper, (upper, at)


def _factors(moving: Moving, i: int) -> Iterator[Any]:
    """Positive factors by which a second derivative may tend to a limit that is not zero."""
    form = moving.statement.form
    yield "1"
    if form.kind != "probability":
        yield from (["exp", form.variable], ["exp", ["mul", "-1", form.variable]])
    try:
        slope = derivative(normal(moving.statement.formulas[i]), form.variable)
    except LossTheoryError:
        return
    yield from (power(neg(slope), Fraction(-1)).to_json(), power(slope, Fraction(-1)).to_json())


def rising(moving: Moving, budget: Budget) -> Iterator[Proposal]:
    """Two scores between which the loss rises for every member."""
    cuts = moving.own_cuts()
    if cuts is None:
        return
    places = moving.places(cuts[0], *moving.ends)
    pairs = (pair for a, b in combinations(places, 2) for pair in ((a, b), (b, a)) if moving.all(_rises, *pair))
    for points, _ in zip(pairs, range(TRIED), strict=False):
        yield "rise between two scores", {"points": list(points), "domain": cuts}


def _rises(member: Loss, a: Fraction, b: Fraction) -> bool:
    (phi,) = member.expressions
    return a < b and positive(sub(*(value_at(phi, member.variable, number(x)) for x in (b, a))))


def negative(moving: Moving, budget: Budget) -> Iterator[Proposal]:
    """A score at which a formula is negative for every member."""
    cuts = moving.own_cuts()
    for i, inner in enumerate(cuts or []):
        for place in moving.places(inner, *moving.ends):
            if moving.all(lambda m, x, i=i: sign(value_at(m.expressions[i], m.variable, number(x))) == -1, place):
                yield "negative value", {"which": i, "at": place, "domain": cuts}


def sloping(moving: Moving, budget: Budget) -> Iterator[Proposal]:
    """A forecast at which the conditional risk has a slope, its sign shown over the parameter."""
    cuts = moving.own_cuts()
    if cuts is None:
        return
    smooth = not any(cuts)
    for q in FORECASTS:
        base = {"at": str(q), "between": ["0", "1"], "domain": cuts}
        yield "slope at the forecast", base
        proof = _proof(moving, _slope_at(moving, q), budget) if smooth else None
        if proof is not None:
            yield "slope at the forecast", {**base, **proof}


def _slope_at(moving: Moving, q: Fraction) -> Tree | None:
    """q l+'(q) + (1 - q) l-'(q) as an expression in the parameter."""
    try:
        plus, minus = (substitute(derivative(normal(f), "p"), "p", number(q)) for f in moving.statement.formulas)
    except LossTheoryError:
        return None
    return add(mul(number(q), plus), mul(number(1 - q), minus))


def different_sums(moving: Moving, budget: Budget) -> Iterator[Proposal]:
    """A derivative of the sum of the partial losses at the centre, its limits; else two scores at which it differs."""
    statement, cuts = moving.statement, moving.own_cuts()
    if cuts is None:
        return
    if not any(node.op in BRANCHING for tree in statement.formulas for node in tree.walk()):
        centre = "1/2" if statement.form.kind == "probability" else "0"
        for at, order in ((centre, 2), (centre, 1), (centre, 4)):
            yield "sum that bends", {"at": at, "order": order, "between": list(moving.ends), "domain": cuts}
        for end in ("lower", "upper"):
            yield "sum without a bound", {"end": end, "between": list(moving.ends), "domain": cuts}
    joint = moving.cuts(all_pieces)
    places = moving.places(joint or [], *moving.ends)
    pairs = (pair for pair in combinations(places, 2) if moving.all(_sums_differ, *pair))
    for points, _ in zip(pairs, range(TRIED), strict=False):
        yield "two different sums", {"points": list(points), "domain": cuts}


def _sums_differ(member: Loss, x: Fraction, y: Fraction) -> bool:
    first, second = (add(*partials_at(member, number(at))) for at in (x, y))
    return sign(sub(first, second)) in (1, -1)


def _proof(moving: Moving, node: Tree | None, budget: Budget) -> dict[str, Any] | None:
    """The strict sign of an expression in the only parameter, over its range."""
    if node is None or len(moving.statement.ranges) != 1:
        return None
    name, lower, upper = moving.statement.ranges[0]
    for way, signed in (("+", node), ("-", neg(node))):
        proof = prove_sign(signed, True, name, lower, upper, budget.part(3_000))
        if proof is not None:
            return {"way": way, "proof": proof}
    return None
