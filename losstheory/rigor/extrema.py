"""Candidates for minima of a smooth expression on an interval: guesses, for others to prove."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from losstheory.claims.budget import Budget
from losstheory.formulas.calculus import derivative
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.tree import Tree

from .enclosure import constant, constant_sign
from .floating import to_float
from .landmarks import landmarks
from .limits import guess_limit
from .places import End, OpenInterval
from .polynomials import Root, preimage, recognise, roots_inside
from .simplest import simplest_between

Floats = NDArray[np.float64]
KEPT, ROUNDS, FAR = 8, 14, 10**300


@dataclass(frozen=True)
class Candidate:
    """A point inside, or an end, with the approximate value or limit there."""

    point: Fraction | End
    value: float


def minimise(f: Tree, name: str, lower: End, upper: End, budget: Budget | None = None) -> list[Candidate]:
    """Candidates for the infimum of ``f`` on the open interval, the least value first.

    Critical points where f' is rational in x or in an exponential, a graded scan refined around its
    lowest points elsewhere, and the limits at both ends. The values are approximate.
    """
    place = OpenInterval(name, lower, upper)
    budget = budget or Budget()
    points = _points(f, place, budget)
    heights = to_float(f, name)(np.array([float(x) for x in points]))
    found = [*_at_ends(f, place), *(Candidate(x, float(h)) for x, h in zip(points, heights, strict=True))]
    return sorted((c for c in found if c.value == c.value), key=lambda c: c.value)


def _at_ends(f: Tree, place: OpenInterval) -> Iterator[Candidate]:
    for end, side in ((place.lower, 1), (place.upper, -1)):
        limit = guess_limit(f, place.name, end, side)
        if limit is not None:
            yield Candidate(end, _number(limit))


def _number(limit: Tree | str) -> float:
    return float(limit.replace("oo", "inf")) if isinstance(limit, str) else float(constant(limit).ball().mid())


def _points(f: Tree, place: OpenInterval, budget: Budget) -> list[Fraction]:
    exact = critical_points(f, place, budget)
    found = exact if exact is not None else [*lowest_points(f, place, budget)]
    return list(dict.fromkeys(found)) or [place.middle()]


def critical_points(f: Tree, place: OpenInterval, budget: Budget) -> list[Fraction] | None:
    """Rationals at or next to the zeros of f' inside at which f is lowest, at most KEPT; None if f' is not rational."""
    try:
        function = recognise(derivative(f, place.name), place.name)
    except LossTheoryError:
        return None
    if function is None:
        return None
    if function.numerator.degree() < 1:
        return []
    roots = roots_inside(function.numerator, function, place.lower, place.upper, unsure=False)
    budget.spend(2 + len(roots))
    roots = [root for root in roots if max(abs(root.lower), abs(root.upper)) < FAR]
    zeros = np.array([float((root.lower + root.upper) / 2) for root in roots])
    with np.errstate(all="ignore"):
        heights = to_float(f, place.name)(zeros if function.rate is None else np.log(zeros) / float(function.rate))
    lowest = [roots[k] for k in np.argsort(heights, kind="stable")[:KEPT]]
    return [x for root in lowest if place.contains(x := _near_root(root, function.rate))]


def _near_root(root: Root, rate: Fraction | None) -> Fraction:
    if rate is None:
        return simplest_between(root.lower, root.upper)
    return preimage((root.lower + root.upper) / 2, rate)


def lowest_points(f: Tree, place: OpenInterval, budget: Budget) -> list[Fraction]:
    """Rationals near the lowest local minima of a graded scan of ``f``."""
    evaluate = to_float(f, place.name)
    grid = graded(place, landmarks(f, place.name))
    if len(grid) < 3:
        return [place.middle()]
    budget.spend(1 + len(grid) // 100)
    values = np.nan_to_num(evaluate(grid), nan=np.inf)
    inner = np.flatnonzero((values[1:-1] <= values[:-2]) & (values[1:-1] <= values[2:])) + 1
    order = inner[np.argsort(values[inner], kind="stable")][:KEPT]
    found = []
    for k in [*order, int(np.argmin(values))]:
        left, right = grid[max(k - 1, 0)], grid[min(k + 1, len(grid) - 1)]
        budget.spend()
        x, width = refined(evaluate, left, right)
        simple = _simple(x, width, place)
        if simple is not None:
            found.append(simple)
    return found


def refined(evaluate: object, left: float, right: float) -> tuple[float, float]:
    """The lowest of 21 points, again and again between its neighbours."""
    assert callable(evaluate)
    for _ in range(ROUNDS):
        xs = np.linspace(left, right, 21)
        k = int(np.argmin(np.nan_to_num(evaluate(xs), nan=np.inf)))
        if right - left <= 1e-9 * (abs(left) + abs(right)):
            break
        left, right = xs[max(k - 1, 0)], xs[min(k + 1, 20)]
    return float(left + right) / 2, float(right - left)


def _simple(x: float, width: float, place: OpenInterval) -> Fraction | None:
    """The simplest rational as near as floating minimisation can tell (about the root of the rounding error)."""
    if not np.isfinite(x):
        return None
    slack = Fraction(max(width, 2e-8 * max(abs(x), 1e-300)))
    simple = simplest_between(Fraction(x) - slack, Fraction(x) + slack)
    return simple if place.contains(simple) else Fraction(x) if place.contains(Fraction(x)) else None


def graded(place: OpenInterval, marks: list[float]) -> Floats:
    """Increasing floats inside: evenly spread, geometric towards both ends, 0 and infinity, and around each mark."""
    lower, upper = place.inside
    lo = float(lower) if lower is not None else -np.inf
    hi = float(upper) if upper is not None else np.inf
    steps = np.concatenate([np.geomspace(1e-12, 1e-2, 41), np.geomspace(1e-2, 1e2, 241), np.geomspace(1e2, 1e8, 61)])
    centres = [0.0, *(end for end in (lo, hi) if np.isfinite(end)), *marks]
    near = np.geomspace(1e-9, 1.0, 37)
    parts = [np.array(centres)]
    parts += [c + sign * steps for c in centres[:3] for sign in (1, -1)]
    parts += [m + sign * near * max(abs(m), 1.0) for m in marks for sign in (1, -1)]
    if np.isfinite(lo) and np.isfinite(hi):
        parts.append(np.linspace(lo, hi, 402)[1:-1])
    points = np.unique(np.concatenate(parts))
    inside: Floats = points[(points > lo) & (points < hi)]
    return inside


def inner_zeros(f: Tree, place: OpenInterval, budget: Budget) -> list[Fraction]:
    """Rational points inside where ``f`` and its slope vanish exactly: low points of the scan, increasing."""
    candidates = {*lowest_points(f, place, budget), *(Fraction(k) for k in (-1, 0, 1)), Fraction(1, 2)}
    zeros = sorted(x for x in candidates if place.contains(x) and _vanishes(f, place, x))
    try:
        slope = derivative(f, place.name)
    except LossTheoryError:
        return []
    return [x for x in zeros if _vanishes(slope, place, x)]


def _vanishes(f: Tree, place: OpenInterval, x: Fraction) -> bool:
    height = place.at(f, Tree("number", (x,)))
    return height is not None and constant_sign(height) == 0
