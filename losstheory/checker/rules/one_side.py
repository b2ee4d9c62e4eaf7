"""One side of the centre is better at eta = 1/2: so it is for some eta next to 1/2 that ask for the other side."""

from __future__ import annotations

from ..constants import sign
from ..losses import Domain, Loss, at_least, finite_limit
from ..nodes import Node, sub
from ..places import OpenInterval
from ..work import Reject
from .evidence import field, point, side
from .monotonicity import check_floor, falling


def one_side_better(loss: Loss, evidence: object) -> None:
    """S = l+ + l- falls towards the centre c on the losing side, to v, and is smaller than v at some z beyond c.

    Let the scores below c lose: for eta < 1/2 they are the right side, C(eta, .) = eta S + (1 - 2 eta) l- is at least
    eta v + (1 - 2 eta) m there, m a floor of l-, and C(eta, z) is smaller for eta close to 1/2. Likewise above.
    """
    below = side(evidence, "side") == "lower"
    partials, centre = loss.partials, loss.centre
    ends = (partials.lower, centre) if below else (centre, partials.upper)
    total = Domain(partials.name, partials.lower, partials.upper, (["add", *partials.formulas],))
    pieces = falling(total.restrict(*ends), 0, 1 if below else -1, field(evidence, "descent"))
    last = pieces[-1] if below else pieces[0]
    height = finite_limit(last.place, last.nodes[0], "upper" if below else "lower")
    _smaller_beyond(total, centre, height, below, evidence)
    floored, part = partials.restrict(*ends).only(int(below)), field(evidence, "floor")
    inner = floored.pieces(field(part, "cuts"))
    check_floor(floored, inner, [piece.nodes[0] for piece in inner], part)


def _smaller_beyond(total: Domain, centre: Node, height: Node, upwards: bool, evidence: object) -> None:
    """S is smaller than the height at a point beyond the centre, or it starts there no higher and falls."""
    to = point(evidence, "to")
    if not OpenInterval(total.name, *((centre, total.upper) if upwards else (total.lower, centre))).inside(to):
        raise Reject("the point is not beyond the centre")
    if field(evidence, "by") == "point":
        if sign(sub(height, *total.at(to))) != 1:
            raise Reject("the sum of the partial losses is no smaller at the point")
        return
    (piece,) = total.restrict(*((centre, to) if upwards else (to, centre))).pieces([])
    which = "lower" if upwards else "upper"
    start, slope = (finite_limit(piece.place, node, which) for node in (piece.nodes[0], piece.slope()))  # type: ignore[arg-type]
    if not at_least(height, start) or sign(slope) != (-1 if upwards else 1):
        raise Reject("the sum of the partial losses is not shown to fall beyond the centre")
