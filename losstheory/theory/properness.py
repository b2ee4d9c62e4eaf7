"""Properness of a probability loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from losstheory.claims import Attempt, Budget, Status
from losstheory.formulas.calculus import substitute
from losstheory.formulas.constants import between, compare
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import Part
from losstheory.formulas.shape import add, mul, neg, sub
from losstheory.formulas.tree import ONE, Tree, number, variable
from losstheory.losses.loss import Loss
from losstheory.rigor import find_violation
from losstheory.theory.properties import LossStatement, rules
from losstheory.theory.search.signs import (
    cuts_json,
    ends,
    looks_zero,
    positive,
    prove_each,
    rational_near,
    scales,
    sign,
)
from losstheory.theory.views import all_pieces, centre, partials_at, slope, weighted

WEIGHT, BETTER, STRICT, NO_WORSE = rules(
    ("nonnegative weight", Status.PROVED, "reid2010composite, Theorem 1"),
    ("better forecast", Status.REFUTED, "definition"),
    ("positive weight", Status.PROVED, "reid2010composite, Theorem 1"),
    ("forecast that is no worse", Status.REFUTED, "definition"),
)
Forecast = tuple[Fraction, Fraction]


@dataclass(frozen=True, eq=False)
class Proper(LossStatement):
    """For every eta in (0, 1) the forecast p = eta minimises the conditional risk over (0, 1)."""

    name: ClassVar[str] = "proper"
    kinds: ClassVar[tuple[str, ...]] = ("probability",)
    rules: ClassVar = (WEIGHT, BETTER)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        pair = better_forecast(self.loss, budget)
        if pair:
            yield Attempt(BETTER, *_forecast(pair))
            return
        evidence = weight_evidence(self.loss, budget)
        if evidence:
            yield Attempt(WEIGHT, evidence)

    @property
    def open_reason(self) -> str:
        return "neither a better forecast nor a proof that the weight is nonnegative was found"


@dataclass(frozen=True, eq=False)
class StrictlyProper(LossStatement):
    """For every eta in (0, 1) the forecast p = eta is the only minimiser of the conditional risk over (0, 1)."""

    name: ClassVar[str] = "strictly_proper"
    kinds: ClassVar[tuple[str, ...]] = ("probability",)
    rules: ClassVar = (STRICT, NO_WORSE)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        pair = tied_forecast(self.loss) or better_forecast(self.loss, budget)
        if pair:
            yield Attempt(NO_WORSE, *_forecast(pair))
            return
        evidence = weight_evidence(self.loss, budget)
        points = [_strict_point(part) for part in all_pieces(self.loss).parts]
        if evidence and None not in points:
            yield Attempt(STRICT, {**evidence, "points": [str(x) for x in points]})

    @property
    def open_reason(self) -> str:
        return "neither a forecast that is no worse nor a proof that the weight is positive was found"


def proper_with_weight(loss: Loss, budget: Budget) -> Iterator[tuple[dict[str, object], dict[str, str]]]:
    """A proper probability loss with a weight that does not vanish on the parts next to the centre."""
    if loss.kind != "probability":
        return
    split = all_pieces(loss)
    x = variable("p")
    for part in split.parts:
        point = number(between(part.lower, part.upper))
        if not looks_zero(substitute(residual(part), x.args[0], point)):
            return
    half = centre(loss)
    inner = [part for part in split.parts if half in (part.lower, part.upper)] or [
        part
        for part in split.parts
        if compare(part.lower, half) < 0 < compare(part.upper, half)  # type: ignore[arg-type]
    ]
    points = [_strict_point(part) for part in inner]
    evidence = weight_evidence(loss, budget) if None not in points else None
    if evidence:
        yield {"proper": evidence, "points": [str(point) for point in points]}, {}


def _forecast(pair: Forecast) -> tuple[dict[str, object], dict[str, str]]:
    witness = {"eta": str(pair[0]), "forecast": str(pair[1])}
    return dict(witness), witness


def weight_evidence(loss: Loss, budget: Budget) -> dict[str, object] | None:
    """The slope of l+ is nonpositive on every part."""
    split = all_pieces(loss)
    proofs = prove_each(split.parts, lambda part: neg(slope(part, 0, "p")), False, "p", budget)
    return None if proofs is None else {"cuts": cuts_json(split), "signs": proofs}


def residual(part: Part) -> Tree:
    """p l+' + (1 - p) l-', zero for a proper loss."""
    p = variable("p")
    return add(mul(p, slope(part, 0, "p")), mul(sub(ONE, p), slope(part, 1, "p")))


def inner_points(part: Part) -> list[Fraction]:
    """Rationals inside a part."""
    low, high = ends(part)
    assert low is not None and high is not None
    return [between(part.lower, part.upper), *(low + (high - low) * Fraction(k, 7) for k in range(1, 7))]


def better_forecast(loss: Loss, budget: Budget) -> Forecast | None:
    """eta and a forecast with a smaller conditional risk, from the residual, the weight, or a jump."""
    split = all_pieces(loss)
    for part in split.parts:
        for x in inner_points(part):
            budget.spend(1)
            if sign(substitute(residual(part), "p", number(x))) in (1, -1):
                found = _near(loss, x)
                if found:
                    return found
    for part in split.parts:
        bad = find_violation(neg(slope(part, 0, "p")), False, "p", part.lower, part.upper, budget)
        if bad is not None and (found := _near(loss, bad)):
            return found
    for cut in split.cuts:
        c = rational_near(cut)
        for h in list(scales(min(c, 1 - c)))[:12]:
            for pair in ((c - h, c), (c, c - h), (c, c + h), (c + h, c), (c - h, c + h), (c + h, c - h)):
                budget.spend(1)
                if _improves(loss, *pair):
                    return pair
    return None


def _near(loss: Loss, eta: Fraction) -> Forecast | None:
    """A forecast close to eta that is better."""
    for h in scales(min(eta, 1 - eta)):
        for forecast in (eta - h, eta + h):
            if _improves(loss, eta, forecast):
                return eta, forecast
    return None


def _improves(loss: Loss, eta: Fraction, forecast: Fraction) -> bool:
    try:
        honest, other = (weighted(eta, *partials_at(loss, number(x))) for x in (eta, forecast))
    except LossTheoryError:
        return False
    return positive(sub(honest, other))


def tied_forecast(loss: Loss) -> Forecast | None:
    """Two scores of a part on which both partial losses are constant."""
    for part in all_pieces(loss).parts:
        points = inner_points(part)
        slopes = [substitute(slope(part, i, "p"), "p", number(x)) for x in points for i in (0, 1)]
        if all(map(looks_zero, slopes)):
            return points[1], points[2]
    return None


def _strict_point(part: Part) -> Fraction | None:
    """A rational at which the slope of l+ is negative."""
    down = neg(slope(part, 0, "p"))
    return next((x for x in inner_points(part) if positive(substitute(down, "p", number(x)))), None)
