"""Lipschitz continuity of every partial loss on its score domain."""

from __future__ import annotations

from itertools import pairwise

from ..losses import Loss, below, check_continuous, one_sided
from ..nodes import Node, add, sub
from ..places import End
from ..work import Reject
from .evidence import check_each, field, items, point, side, whole
from .monotonicity import inner


def lipschitz(loss: Loss, evidence: object) -> None:
    """|f'| <= L on each piece, and f is continuous at each cut: |f(x) - f(y)| <= L |x - y| (mean value theorem)."""
    for i, part in enumerate(items(evidence, "parts", len(loss.formulas))):
        domain, bound = loss.domain.only(i), point(part, "bound")
        pieces = domain.pieces(field(part, "cuts"))
        check_each(pieces, [sub(bound, piece.slope()) for piece in pieces], False, items(part, "above"))
        check_each(pieces, [add(bound, piece.slope()) for piece in pieces], False, items(part, "below"))
        for left, right in pairwise(pieces):
            check_continuous(domain, left, right)


def jump(loss: Loss, evidence: object) -> None:
    """At a point inside the domain a one-sided limit of a formula differs from its value."""
    i = whole(evidence, "which", len(loss.formulas))
    domain, at, to = loss.domain.only(i), point(evidence, "at"), point(evidence, "to")
    (value,) = domain.at(at)
    domain.at(to)
    right = below(at, to)
    ends: tuple[End, End] = (at, to) if right else (to, at)
    (piece,) = domain.restrict(*ends).pieces([])
    limit = one_sided(piece.place, piece.nodes[0], "lower" if right else "upper")
    if not (below(limit, value) or below(value, limit)):
        raise Reject("the limit is not shown to differ from the value")


def steep_end(loss: Loss, evidence: object) -> None:
    """On a smooth interval inside the domain f' tends to plus or minus infinity at an end."""
    i = whole(evidence, "which", len(loss.formulas))
    (piece,) = loss.domain.only(i).restrict(*inner(loss.domain, evidence)).pieces([])
    which = side(evidence, "end")
    if isinstance(one_sided(piece.place, piece.slope(), which), Node):
        raise Reject("the slope does not tend to infinity")
