"""A cover of the scores of a calibrated margin loss by its odd part, with cuts and witnesses that move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from losstheory.formulas.pieces import value_at
from losstheory.formulas.shape import add, exp, mul, neg, sub
from losstheory.formulas.tree import ZERO, Tree, number, variable
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
            start = {"by": "orders", "order": 1} if mirrored[0] else {"by": "cover"}
            ways = product(_proofs(moving), FLOORS) if any(mirrored) else [(DECIDED, FLOORS[0])]
            for proof, floor in ways:
                covers = [
                    {"by": "mirror", "sign": proof}
                    if mirror
                    else {"by": "witness", "steps": [{**step, "first": DECIDED, "second": DECIDED}]}
                    for mirror in mirrored
                ]
                part = {"cuts": cuts, "floor": floor, "signs": [DECIDED for _ in pieces]}
                given = {"cuts": cuts, "covers": covers, "floor": part, "points": {}}
                yield {**given, "start": start}
                if mirrored[0]:
                    yield {**given, "start": {"by": "point", "at": witness}}
            return


def exponentials(moving: Moving) -> list[Tree]:
    """The inverses of the exponentials in a margin loss at s whose exponents contain a parameter."""
    if moving.statement.form.kind != "margin":
        return []
    nodes = dict.fromkeys(node for f in moving.statement.formulas for node in f.walk() if node.op == "exp")
    found = [node.args[0] for node in nodes if node.variables() > {"t"}]
    return [exp(neg(substitute(tree, "t", variable("s")))) for tree in found]


def _proofs(moving: Moving) -> Iterator[dict[str, Any]]:
    """That D keeps below zero: by the sign of its product with an inverse of an exponential, or as it stands."""
    for factor in exponentials(moving):
        yield {"by": "times", "factor": factor.to_json(), "positive": DECIDED, "then": DECIDED}
    yield DECIDED


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
