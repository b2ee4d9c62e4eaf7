"""The entropy of which a multiclass loss seems to be the conjugate, guessed from slopes at a few scores.

What is found here is left to the checker, which shows the identity for every order of the scores.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from losstheory.claims import Budget
from losstheory.formulas.calculus import derivative
from losstheory.formulas.open_values import is_open
from losstheory.formulas.shape import mul, power
from losstheory.formulas.tree import ONE, ZERO, Tree, number, variable
from losstheory.losses.multiclass import AnyMulticlass
from losstheory.rigor import prove_sign
from losstheory.theory.search.scores import Floats, evaluate, samples

Evidence = dict[str, Any]
STEP, SMALL, SPREAD, ROOM = 1e-5, 0.01, 0.1, 1e-6
LIFTS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)
SLOPES = [Fraction(a, b) for b in (1, 2, 3, 4) for a in range(1, 5) if Fraction(a, b).denominator == b]
NORMS = (2, 3, 4)


@dataclass(frozen=True)
class Slopes:
    """Scores, the class of each, and the gradient of its loss plus its score: a point inside the simplex."""

    scores: Floats
    classes: Floats
    shares: Floats
    values: Floats


def conjugate_evidence(loss: AnyMulticlass, budget: Budget) -> Iterator[Evidence]:
    """Evidence for entropies that are sums of powers, or norms."""
    budget.spend(20)
    found = None if any(map(is_open, loss.formulas)) else _slopes(loss)
    if found is None:
        return
    for slope in SLOPES:
        fitted = _fit(found, found.shares ** float(slope))
        if fitted is not None:
            scale, margin = fitted
            term = mul(number(scale / (slope + 1)), power(variable("z"), Fraction(slope.numerator + slope.denominator)))
            costs = float(scale / (slope + 1)) * (found.shares ** float(slope + 1)).sum(axis=1)
            if (rises := _rises(term, slope.denominator, budget)) is not None:
                inner = {"by": "sum", "degree": slope.denominator, "term": term.to_json(), "rises": rises}
                yield {**inner, **_level(found, margin, costs)}
    for degree in NORMS:
        lengths = (found.shares**degree).sum(axis=1, keepdims=True) ** (1 / degree)
        fitted = _fit(found, (found.shares / lengths) ** (degree - 1))
        if fitted is not None:
            inner = {"by": "norm", "degree": degree, "weight": str(fitted[0])}
            yield {**inner, **_level(found, fitted[1], float(fitted[0]) * lengths[:, 0])}


def _rises(term: Tree, degree: int, budget: Budget) -> Any | None:
    """That the slope of the term, as a function of z^degree, rises."""
    slope = mul(number(Fraction(1, degree)), derivative(term, "z"), power(variable("z"), Fraction(1 - degree)))
    return prove_sign(derivative(slope, "z"), True, "z", ZERO, ONE, budget)


def _slopes(loss: AnyMulticlass) -> Slopes | None:
    """The gradients at scores near those that tie but for the class, where all entries are positive; None if no law."""
    found = []
    for y in range(loss.classes):
        gradients = _gradients(loss, y)
        law = gradients.shares
        if not np.all(np.isfinite(law)) or np.abs(law.sum(axis=1) - 1).max() > ROOM or law.min() < -ROOM:
            return None
        found.append(gradients)
    whole = Slopes(*map(np.concatenate, zip(*map(astuple, found), strict=True)))
    inside = whole.shares.min(axis=1) > SMALL
    if inside.sum() < 2 * loss.classes:
        return None
    return Slopes(*(part[inside] for part in astuple(whole)))


def _gradients(loss: AnyMulticlass, y: int) -> Slopes:
    """The gradients of one loss, by central differences."""
    size = loss.classes
    near = samples(loss, scale=SPREAD)
    points = np.concatenate([near + lift * np.eye(size)[y] for lift in LIFTS])
    moves = STEP * np.concatenate([np.zeros((1, size)), np.eye(size), -np.eye(size)])
    moved = (points + moves[:, None]).reshape(-1, size)
    tree, values = loss.formulas[y], {name: moved[:, k] for k, name in enumerate(loss.names)}
    heights, *steps = np.broadcast_to(evaluate(tree, values), len(moved)).reshape(2 * size + 1, -1)
    rises = np.stack(steps[:size], axis=1) - np.stack(steps[size:], axis=1)
    return Slopes(points, np.full(len(points), y), rises / (2 * STEP) + np.eye(size)[y], heights)


def _fit(found: Slopes, slopes: Floats) -> tuple[Fraction, Fraction] | None:
    """A > 0 and m >= 0 with s_k - m [k = y] = c + A slope_k, as far as floats can tell."""
    own = np.eye(slopes.shape[1])[found.classes.astype(int)]
    columns = [(part - part.mean(axis=1, keepdims=True)).ravel() for part in (slopes, own, found.scores)]
    (scale, margin), *_ = np.linalg.lstsq(np.stack(columns[:2], axis=1), columns[2], rcond=None)
    if np.abs(scale * columns[0] + margin * columns[1] - columns[2]).max() > 1e-4:
        return None
    exact = Fraction(float(scale)).limit_denominator(50), Fraction(float(margin)).limit_denominator(50)
    close = max(abs(float(exact[0]) - scale), abs(float(exact[1]) - margin)) < 1e-4
    return exact if close and exact[0] > 0 and exact[1] >= 0 else None


def _level(found: Slopes, margin: Fraction, costs: Floats) -> Evidence:
    """The margin m, and e with l_y = <s - m e_y, p> - entropy(p) - s_y + e."""
    rows = np.arange(len(found.values))
    own = found.classes.astype(int)
    moved = found.scores.copy()
    moved[rows, own] -= float(margin)
    offsets = found.values + found.scores[rows, own] - (moved * found.shares).sum(axis=1) + costs
    return {"margin": str(margin), "offset": str(Fraction(float(np.median(offsets))).limit_denominator(200))}
