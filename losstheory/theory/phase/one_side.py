"""Families of which one side of the centre is better at eta = 1/2, for each value of the parameter."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from losstheory.claims import Budget
from losstheory.formulas.shape import add, sub
from losstheory.formulas.tree import number
from losstheory.losses.loss import Loss
from losstheory.theory.phase.lifting import DECIDED
from losstheory.theory.phase.moving import Moving
from losstheory.theory.search.signs import positive
from losstheory.theory.views import all_pieces, partials_at

STEP = Fraction(1, 1 << 20)


def one_side_better(moving: Moving, budget: Budget) -> Iterator[tuple[str, dict[str, Any]]]:
    """The sum of the partial losses falls towards the centre, and beyond it."""
    own, joint = moving.own_cuts(), moving.cuts(all_pieces)
    if own is None or joint is None or moving.statement.form.kind == "margin":
        return
    centre = Fraction(1, 2) if moving.statement.form.kind == "probability" else Fraction(0)
    for side, way in (("lower", 1), ("upper", -1)):
        if not moving.all(_falls, str(centre), str(centre + way * STEP)):
            continue
        descents = [cut for cut in joint if _before(moving, cut, centre, -way)]
        beyond = [x for x in (moving.at(cut, 0) for cut in joint) if x is not None and (x - centre) * way > 0]
        room = min((abs(x - centre) for x in beyond), default=Fraction(1, 2))
        floored = [cut for cut in own[0 if way < 0 else -1] if _before(moving, cut, centre, -way)]
        for proof in _proofs(moving):
            yield (
                "one side better at even odds",
                {
                    "side": side,
                    "descent": {"cuts": descents, "signs": [proof for _ in range(len(descents) + 1)]},
                    "by": "slope",
                    "to": str(centre + way * room / 2),
                    "floor": {"cuts": floored, "floor": "0", "signs": [DECIDED for _ in range(len(floored) + 1)]},
                    "domain": own,
                },
            )


def _falls(member: Loss, x: Fraction, y: Fraction) -> bool:
    return positive(sub(*(add(*partials_at(member, number(at))) for at in (x, y))))


def _before(moving: Moving, cut: Any, centre: Fraction, way: int) -> bool:
    at = moving.at(cut, 0)
    return at is not None and (at - centre) * way > 0


def _proofs(moving: Moving) -> Iterator[dict[str, Any]]:
    """The sign of the slope, as it stands or without denominators."""
    yield DECIDED
    if moving.statement.form.kind == "probability":
        for factor in ("p", ["add", "1", ["mul", "-1", "p"]], ["mul", "p", ["add", "1", ["mul", "-1", "p"]]]):
            yield {"by": "times", "factor": factor, "positive": DECIDED, "then": DECIDED}
