"""A cover of the scores of a calibrated margin loss by its odd part, with cuts and witnesses that move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from losstheory.formulas.pieces import value_at
from losstheory.formulas.shape import add, mul, sub
from losstheory.formulas.tree import ZERO, Tree, number
from losstheory.losses.loss import Loss, substitute
from losstheory.theory.phase.lifting import DECIDED
from losstheory.theory.phase.moving import Moving
from losstheory.theory.search.signs import positive, sign
from losstheory.theory.views import folded_pieces

HALF = Fraction(1, 2)
FLOORS = ("0", "-1", "-10")


def moving_covers(moving: Moving) -> Iterator[dict[str, Any]]:
    """Evidence for "negative odd part": mirrors where D keeps below zero, one witness on the other pieces."""
    cuts = moving.cuts(folded_pieces)
    if cuts is None or moving.statement.form.kind != "margin":
        return
    pieces = list(pairwise(["0", *cuts, "oo"]))
    places = moving.places(cuts, "0", "oo")
    inside = [[tree.to_json() for tree in moving.between(*piece)] for piece in pieces]
    mirrored = [moving.all(_falls, *inside[i], *_ends(piece)) for i, piece in enumerate(pieces)]
    for witness in places:
        for share in (Fraction(1), HALF):
            if not all(mirrored[i] or moving.all(_beats(share), witness, *inside[i]) for i in range(len(pieces))):
                continue
            step = {"witness": witness, "to": "1", "slack": _slack(moving, witness, share)}
            covers = [
                {"by": "mirror", "sign": DECIDED}
                if mirror
                else {"by": "witness", "steps": [{**step, "first": DECIDED, "second": DECIDED}]}
                for mirror in mirrored
            ]
            start = {"by": "orders", "order": 1} if mirrored[0] else {"by": "cover"}
            for floor in FLOORS if any(mirrored) else FLOORS[:1]:
                part = {"cuts": cuts, "floor": floor, "signs": [DECIDED for _ in pieces]}
                yield {"cuts": cuts, "covers": covers, "floor": part, "start": start, "points": {}}
                if mirrored[0]:
                    yield {
                        "cuts": cuts,
                        "covers": covers,
                        "floor": part,
                        "start": {"by": "point", "at": witness},
                        "points": {},
                    }
            return


def _ends(piece: Sequence[Any]) -> list[Any]:
    return [end for end in piece if end not in ("0", "oo")]


def _risks(member: Loss, s: Fraction) -> tuple[Tree, Tree]:
    """The loss at s and at -s."""
    (phi,) = member.expressions
    return value_at(phi, "t", number(s)), value_at(phi, "t", number(-s))


def _falls(member: Loss, *scores: Fraction) -> bool:
    return all(positive(sub(*reversed(_risks(member, s)))) for s in scores)


def _beats(share: Fraction) -> Any:
    """Whether S(w) <= S(s) and phi(-s) - phi(w) >= share (phi(0) - phi(w)) > 0 at some scores s."""

    def shown(member: Loss, w: Fraction, *scores: Fraction) -> bool:
        if w <= 0:
            return False
        own, other = _risks(member, w)
        slack = mul(number(share), sub(_risks(member, Fraction(0))[0], own))
        both = add(own, other)
        return positive(slack) and all(
            sign(sub(add(*risks), both)) in (0, 1) and sign(sub(sub(risks[1], own), slack)) in (0, 1)
            for risks in (_risks(member, s) for s in scores)
        )

    return shown


def _slack(moving: Moving, witness: Any, share: Fraction) -> Any:
    """share (phi(0) - phi(w)), as a formula in the parameter."""
    (phi,) = moving.statement.formulas
    at_zero, at_witness = (substitute(phi, "t", x).to_json() for x in (ZERO, moving.tree(witness)))
    return ["mul", str(share), ["add", at_zero, ["mul", "-1", at_witness]]]
