"""Evidence against calibration: the wrong side reaches the infimum of the conditional risk for some eta."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from math import inf, isfinite

import numpy as np

from losstheory.claims import Budget
from losstheory.formulas.calculus import derivative, substitute
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import Part, Pieces
from losstheory.formulas.printer import to_text
from losstheory.formulas.roots import real_roots
from losstheory.formulas.shape import sub
from losstheory.formulas.tree import Tree, number
from losstheory.losses.loss import Loss
from losstheory.rigor import guess_limit, prove_sign
from losstheory.theory.boundedness import approached, divergence
from losstheory.theory.convexity import convex_evidence
from losstheory.theory.search.picture import Floats, picture
from losstheory.theory.search.signs import approximate, cuts_json, low_points, prove_each, sign
from losstheory.theory.search.slopes import (
    Found,
    looks_convex,
    near,
    next_to_centre,
    slopes_at_centre,
)
from losstheory.theory.views import (
    centre,
    encode,
    folded_pieces,
    odd,
    partials_at,
    side_pieces,
    weighted,
    wrong_and_right,
)

HALF = Fraction(1, 2)
OFFSETS = ("1/4", "1/2", "1/8", "3/8", "1/16", "1/64", "1/512", "1/8192", "15/32", "63/128")
ETAS = [HALF + Fraction(x) for x in (*OFFSETS, *(f"1/{2**k}" for k in (17, 21, 26, 31, 36)))]
FINE = len(OFFSETS)
STEEP = [Fraction(x) for x in ("1", "3/4", "5/8", "9/16", "17/32", "129/256", "7/8", "31/32")]


def convex_slope(loss: Loss, budget: Budget) -> Iterator[Found]:
    """A convex conditional risk whose slope at the centre does not lead to the right side."""
    sides = next_to_centre(loss)
    for up in (True, False):
        part = sides[1 if up else 0]
        slopes = slopes_at_centre(loss, part)
        if slopes is None:
            continue
        for eta in _leading_nowhere(slopes, up):
            if looks_convex(loss, budget):
                evidence = {"eta": str(eta), "to": near(part).to_json(), "convex": convex_evidence(loss, budget)}
                witness = {"eta": str(eta), loss.variable: str(centre(loss).value)}
                yield from _with_interval(loss, sides, evidence, witness)
            return


def _with_interval(
    loss: Loss, sides: tuple[Part, Part], evidence: dict[str, object], witness: dict[str, str]
) -> Iterator[Found]:
    """The evidence with the exact interval of eta on which the centre minimises, where that is rational."""
    slopes = [slopes_at_centre(loss, part) for part in sides]
    interval = _minimising(*slopes) if slopes[0] and slopes[1] else None  # type: ignore[arg-type]
    if interval:
        low, high = map(str, interval)
        between = [near(part).to_json() for part in sides]
        extra = {"minimises": {"eta": [low, high], "between": between}}
        yield evidence | extra, witness | {"eta_interval": f"[{low}, {high}]"}
    yield evidence, witness


def _minimising(left: tuple[Tree, Tree], right: tuple[Tree, Tree]) -> tuple[Fraction, Fraction] | None:
    """All eta in [0, 1] with a slope <= 0 from the left and >= 0 from the right at the centre, for rational slopes."""
    low, high = Fraction(0), Fraction(1)
    for (plus, minus), way in ((left, 1), (right, -1)):
        p, m = plus.value, minus.value
        if p is None or m is None:
            return None
        a, b = way * (p - m), way * m  # a eta + b <= 0
        if a > 0:
            high = min(high, -b / a)
        elif a < 0:
            low = max(low, -b / a)
        elif b > 0:
            return None
    return (low, high) if low < high else None


def _leading_nowhere(slopes: tuple[Tree, Tree], up: bool) -> Iterator[Fraction]:
    """Some eta for which the slope at the centre is >= 0 to the right (``up``) or <= 0 to the left."""
    gaps = [Fraction(1, 4), Fraction(1, 8), Fraction(1, 2), *(Fraction(1, 2**k) for k in range(4, 60, 3))]
    for gap in gaps:
        eta = HALF + gap if up else HALF - gap
        if sign(weighted(eta, *slopes)) in ((0, 1) if up else (0, -1)):
            yield eta
            return


def unbounded(loss: Loss, budget: Budget) -> Iterator[Found]:
    """C tends to minus infinity on the wrong side, at eta = 1 or 0 or a simple eta between."""
    for up in (True, False):
        wrong, _ = wrong_and_right(loss, up)
        split = side_pieces(loss, *wrong)
        for eta in STEEP if up else [1 - eta for eta in STEEP]:
            for evidence in divergence(split, partial(_risk, eta), budget):
                yield {"eta": str(eta), **evidence}, {"eta": str(eta), loss.variable: approached(evidence)}


def _risk(eta: Fraction, part: Part) -> Tree:
    """C(eta, .) on a part."""
    return weighted(eta, part.trees[0], part.trees[1])


def mirror_image(loss: Loss, budget: Budget) -> Iterator[Found]:
    """The odd part is nowhere negative: for each right score its mirror image on the wrong side is no worse."""
    split = folded_pieces(loss)
    if loss.kind != "margin" and any(sub(p.trees[i], p.trees[i + 2]).value != 0 for p in split.parts for i in (0, 1)):
        return
    proofs = prove_each(split.parts, odd, False, "s", budget)
    if proofs is not None:
        yield {"cuts": cuts_json(split), "signs": proofs}, {"eta": "any"}


def minimum(loss: Loss, budget: Budget) -> Iterator[Found]:
    """A score on the wrong side whose conditional risk no right score beats."""
    for eta, wrong, right in _suspects(loss, budget):
        for score in _low_scores(loss, eta, wrong, budget):
            value = weighted(eta, *partials_at(loss, score))
            evidence = _right_side(right, eta, value, loss.variable, budget)
            if evidence:
                witness = {"eta": str(eta), loss.variable: to_text(score)}
                yield {"eta": str(eta), "score": score.to_json(), **evidence}, witness


def infimum(loss: Loss, budget: Budget) -> Iterator[Found]:
    """A limit of the conditional risk on the wrong side that no right score beats."""
    for eta, wrong, right in _suspects(loss, budget):
        for part in wrong.parts:
            risk = weighted(eta, *part.trees)
            for which, end, side in (("lower", part.lower, 1), ("upper", part.upper, -1)):
                value = guess_limit(risk, loss.variable, end, side)
                if not isinstance(value, Tree):
                    continue
                evidence = _right_side(right, eta, value, loss.variable, budget)
                if evidence:
                    between = [encode(part.lower), encode(part.upper)]
                    found = {"eta": str(eta), "between": between, "end": which, **evidence}
                    at = approached(found)
                    yield found, {"eta": str(eta), loss.variable: at, "limit": to_text(value)}


def _suspects(loss: Loss, budget: Budget) -> Iterator[tuple[Fraction, Pieces, Pieces]]:
    """Values of eta at which the wrong side seems to do as well as the right one, the clearest first."""
    found = []
    for up in (True, False) if loss.kind != "margin" else (True,):
        sides = [side_pieces(loss, *side) for side in wrong_and_right(loss, up)]
        budget.spend(20)
        wrong, right = (picture(side).values for side in sides)
        points = [partials_at(loss, point) for point in (centre(loss), *sides[0].cuts)]
        here = np.array([[approximate(values[i]) for values in points] for i in (0, 1)])
        for rank, eta in enumerate(ETAS if up else [1 - eta for eta in ETAS]):
            weights = np.array([float(eta), 1 - float(eta)])
            least = [_least(weights, values) for values in (np.hstack([wrong, here]), right)]
            slack = 1e-9 * max(1.0, abs(least[1])) if rank < FINE else 0.0
            if least[0] == least[1] or least[0] - least[1] <= slack:
                found.append(((least[0] >= least[1], rank), eta, sides))
    found.sort(key=lambda item: item[0])
    for _, eta, (wrong_side, right_side) in found[:6]:
        yield eta, wrong_side, right_side


def _least(weights: Floats, values: Floats) -> float:
    with np.errstate(all="ignore"):
        return float(np.nanmin(weights @ values, initial=inf))


def _low_scores(loss: Loss, eta: Fraction, wrong: Pieces, budget: Budget) -> Iterator[Tree]:
    """Scores on the wrong side with a low risk: the centre, the cuts, rational and exact critical points."""
    ranked: list[tuple[float, Tree]] = []
    for part in wrong.parts:
        risk = weighted(eta, *part.trees)
        for at, height in low_points(risk, wrong.variable, part, budget)[:2]:
            if isinstance(at, Fraction) and isfinite(height):
                ranked.append((height, number(at)))
        ranked += _critical(risk, wrong.variable, part)
    for point in (centre(loss), *wrong.cuts):
        ranked.append((approximate(weighted(eta, *partials_at(loss, point))), point))
    ranked.sort(key=lambda item: item[0])
    seen: set[Tree] = set()
    for height, score in ranked:
        if height <= ranked[0][0] + 1e-6 and score not in seen and len(seen) < 4:
            seen.add(score)
            yield score


def _critical(risk: Tree, name: str, part: Part) -> list[tuple[float, Tree]]:
    """Exact critical points of the risk, where its slope is simple enough."""
    try:
        points = real_roots(derivative(risk, name), name, part.lower, part.upper)
    except LossTheoryError:
        return []
    return [(approximate(substitute(risk, name, x)), x) for x in points if x.op != "crossing"][:4]


def _right_side(right: Pieces, eta: Fraction, value: Tree, name: str, budget: Budget) -> dict[str, object] | None:
    """C >= value on every part of the right side."""
    signs = []
    for part in right.parts:
        proof = prove_sign(sub(weighted(eta, *part.trees), value), False, name, part.lower, part.upper, budget)
        if proof is None:
            return None
        signs.append(proof)
    return {"cuts": cuts_json(right), "signs": signs}
