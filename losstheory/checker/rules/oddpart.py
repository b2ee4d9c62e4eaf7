"""Calibration of a label-symmetric loss by its odd part.

With S(s), D(s) the even and odd part of l+ about the centre, C(c ± s) = S ± d D, and the loss is calibrated if and only
if inf (S + d D) < inf (S - d D) over s >= 0 for every d in (0, 1]. ``docs/rules.md`` gives the proofs.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from ..constants import sign
from ..losses import Loss, Piece, at_least, finite_limit, one_sided, same
from ..nodes import ZERO, Node, add, divide, mul, neg, number, sub
from ..notation import parse_number
from ..places import Side
from ..signs import check_sign
from ..work import Reject
from .calibration import even, label_symmetric, odd
from .evidence import check_each, field, items, point, whole
from .monotonicity import falling


def falling_loss(loss: Loss, evidence: object) -> None:
    """l+ never rises, S is bounded below, and near the centre D falls strictly while S does not rise."""
    falling(loss.domain, 0, 1, field(evidence, "nonincreasing"))
    pieces = _folded(loss, evidence)
    _check_even_floor(loss, pieces, evidence)
    _check_start(loss, pieces, field(evidence, "start"), {"orders"})


def odd_part(loss: Loss, evidence: object) -> None:
    """Every s > 0 is covered by a piece on which D < 0 stays away from zero, or by witnesses; s = 0 by its start."""
    pieces = _folded(loss, evidence)
    covers = items(evidence, "covers", len(pieces))
    ends = [(i == 0, i == len(pieces) - 1) for i in range(len(pieces))]
    kinds = [_cover(loss, *parts) for parts in zip(pieces, covers, ends, strict=True)]
    if "mirror" in kinds:
        _check_even_floor(loss, pieces, evidence)
    points = evidence.get("points", {}) if isinstance(evidence, dict) else {}
    for k, (left, right) in enumerate(pairwise(pieces)):
        _check_cut(loss, left, right, points.get(str(k)) if isinstance(points, dict) else None)
    start = {"orders", "point"} | ({"cover"} if kinds[0] == "witness" else set())
    _check_start(loss, pieces, field(evidence, "start"), start)


def mirror_image(loss: Loss, evidence: object) -> None:
    """D >= 0 on every piece and at every cut: each right score has a mirror image on the wrong side that is no worse.

    For eta > 1/2, C(c - s) = S - d D <= S + d D = C(c + s), so the infimum over the wrong side is the infimum.
    """
    pieces = _folded(loss, evidence)
    check_each(pieces, [odd(piece) for piece in pieces], False, items(evidence, "signs"))
    for piece in pieces[:-1]:
        plus, minus = loss.folded.at(piece.cut)[:2]
        if not at_least(plus, minus):
            raise Reject(f"the odd part is not shown to be nonnegative at {piece.place.upper!r}")


def _folded(loss: Loss, evidence: object) -> list[Piece]:
    pieces = loss.folded.pieces(field(evidence, "cuts"))
    label_symmetric(loss, pieces)
    return pieces


def _check_even_floor(loss: Loss, pieces: list[Piece], evidence: object) -> None:
    """S is bounded below on every piece, of a division of its own if it has one, and finite at every cut."""
    part = field(evidence, "floor")
    if field(part, "cuts") != field(evidence, "cuts"):
        pieces = loss.folded.pieces(field(part, "cuts"))
    floor = point(part, "floor")
    check_each(pieces, [sub(even(piece), floor) for piece in pieces], False, items(part, "signs"))


def _cover(loss: Loss, piece: Piece, cover: object, ends: tuple[bool, bool]) -> str:
    """inf (S - d D) over the piece exceeds inf (S + d D), for every d in (0, 1]."""
    match field(cover, "by"):
        case "mirror":
            _mirror(piece, cover, ends)
            return "mirror"
        case "witness":
            _witnesses(loss, piece, cover)
            return "witness"
    raise Reject("a piece is covered by 'mirror' or by 'witness'")


def _mirror(piece: Piece, cover: object, ends: tuple[bool, bool]) -> None:
    """D < 0 on the piece, uniformly: by a margin, or with negative limits at both ends.

    A zero limit is allowed at the centre, which the start beats, and at the end of the scores, if that limit is beaten:
    with L = lim S and lim (S - L)/D >= 0, S + d D < L close to the end for every d in (0, 1].
    """
    node = neg(odd(piece))
    if isinstance(cover, dict) and "margin" in cover:
        margin = point(cover, "margin")
        if sign(margin) != 1:
            raise Reject("the margin must be positive")
        return check_sign(piece.place, sub(node, margin), False, field(cover, "sign"))
    check_sign(piece.place, node, True, field(cover, "sign"))
    low, high = (finite_or_infinite(piece, node, which) for which in ("lower", "upper"))
    if high == 0 and ends[1]:
        _ratio(piece, "upper")
        high = 1
    if high != 1 or low not in ((0, 1) if ends[0] else (1,)):
        raise Reject("the odd part is not shown to stay away from zero")


def _ratio(piece: Piece, which: Side) -> None:
    """(S - lim S)/D tends to a limit >= 0 at an end where D < 0 tends to zero."""
    s, d = even(piece), odd(piece)
    height = finite_limit(piece.place, s, which)
    ratio = one_sided(piece.place, divide(sub(s, height), d), which)
    if not at_least(ratio, ZERO):
        raise Reject(f"the even part rises too fast at the {which} end")


def finite_or_infinite(piece: Piece, node: Node, which: str) -> int | None:
    """The sign of the limit at an end."""
    found = piece.place.limit(node, which)  # type: ignore[arg-type]
    if isinstance(found, Node):
        return sign(found)
    return {"oo": 1, "-oo": -1, None: None}[found]


def _witnesses(loss: Loss, piece: Piece, cover: object) -> None:
    """For d in each [d1, d2] a score w with S(w) + d D(w) < inf (S - d D); affine in d, so the ends decide."""
    steps, last = items(cover, "steps"), Fraction(0)
    for step in steps:
        reached = parse_number(field(step, "to"))
        slack = point(step, "slack")
        if not last < reached <= 1 or sign(slack) != 1:
            raise Reject("the steps in d must increase to one, with a positive slack")
        risk = _right_risk(loss, point(step, "witness"))
        for d, margin, proof in ((last, ZERO, "first"), (reached, slack, "second")):
            wrong = sub(even(piece), mul(number(d), odd(piece)))
            gap = sub(wrong, add(risk[0], mul(number(d), risk[1]), margin))
            check_sign(piece.place, gap, False, field(step, proof))
        last = reached
    if last != 1:
        raise Reject("the steps in d must reach one")


def _right_risk(loss: Loss, w: Node) -> tuple[Node, Node]:
    """S(w) and D(w)."""
    plus, minus = loss.folded.at(w)[:2]
    return _halves(plus, minus)


def _halves(plus: Node, minus: Node) -> tuple[Node, Node]:
    half = number(Fraction(1, 2))
    return mul(half, add(plus, minus)), mul(half, sub(plus, minus))


def _check_cut(loss: Loss, left: Piece, right: Piece, steps: object) -> None:
    """At a cut D < 0, or the values continue those of a covered neighbour, or witnesses beat them."""
    cut = left.cut
    values = loss.folded.at(cut)[:2]
    if sign(_halves(*values)[1]) == -1:
        return
    for piece, which in ((left, "upper"), (right, "lower")):
        limits = [piece.place.limit(node, which) for node in piece.nodes[:2]]  # type: ignore[arg-type]
        if all(limit is not None and same(limit, value) for limit, value in zip(limits, values, strict=True)):
            return
    if steps is None:
        raise Reject(f"the cut {cut!r} is not covered")
    _point_witnesses(loss, *_halves(*values), steps)


def _point_witnesses(loss: Loss, s: Node, d: Node, steps: object) -> None:
    """Witnesses for one score: S(w) + e D(w) < S - e D for e up to one, affine in e between the steps."""
    last = Fraction(0)
    if not isinstance(steps, list):
        raise Reject("the steps at a cut must be a list")
    for step in steps:
        reached = parse_number(field(step, "to"))
        even_w, odd_w = _right_risk(loss, point(step, "witness"))
        gaps = [sub(sub(s, mul(number(e), d)), add(even_w, mul(number(e), odd_w))) for e in (last, reached)]
        if not last < reached <= 1 or sign(gaps[0]) not in (0, 1) or sign(gaps[1]) != 1:
            raise Reject("a witness does not beat a cut")
        last = reached
    if last != 1:
        raise Reject("the steps at a cut must reach one")


def _check_start(loss: Loss, pieces: list[Piece], evidence: object, allowed: set[str]) -> None:
    """inf (S + d D) is smaller than the value at the centre and than the limit of S there, for every d in (0, 1].

    Where D does not vanish towards the centre, the pieces next to it are covered uniformly; its own value is left.
    """
    by, first, centre = str(field(evidence, "by")), pieces[0], loss.domain.at(loss.centre)[0]
    step = sign(finite_limit(first.place, odd(first), "lower"))
    if step is None:
        raise Reject("whether the odd part vanishes at the centre is not decided")
    if step != 0:
        if by != "point":
            raise Reject("the odd part does not vanish at the centre; its start must be by a point")
        return _point(loss, centre, evidence)
    start = finite_limit(first.place, even(first), "lower")
    if by not in allowed or not at_least(centre, start):
        raise Reject(f"the start must be by one of {sorted(allowed)}, and the value at the centre not below its limits")
    if by == "point":
        _point(loss, start, evidence)
    elif by == "orders":
        _orders(first, whole(evidence, "order", 9))


def _point(loss: Loss, value: Node, evidence: object) -> None:
    """S(w) <= value and D(w) < 0."""
    s, d = _right_risk(loss, point(evidence, "at"))
    if sign(d) != -1 or not at_least(value, s):
        raise Reject("the point does not beat the centre")


def _orders(first: Piece, order: int) -> None:
    """D has its first non-zero derivative at ``order``, negative; the first non-zero one of S up to it is negative."""
    risen = False
    for k in range(1, order + 1):
        plus, minus = (finite_limit(first.place, first.slope(i, k), "lower") for i in (0, 1))
        even_k, odd_k = _halves(plus, minus)
        if not risen and sign(even_k) not in (0, -1):
            raise Reject("the even part rises at the centre first")
        risen = risen or sign(even_k) == -1
        if sign(odd_k) != (-1 if k == order else 0):
            raise Reject("the odd part does not fall at the centre in the order claimed")
    if order == 0:
        raise Reject("the order is at least one")


def unbounded_right(loss: Loss, evidence: object) -> None:
    """D <= 0 throughout, S is bounded below, and D tends to minus infinity at the end of the scores with S/D to zero.

    Then S + d D = D (S/D + d) tends to minus infinity for every d in (0, 1], while S - d D >= S stays above a floor.
    The value at the centre, which belongs to the wrong side, is a real number.
    """
    loss.domain.at(loss.centre)
    pieces = _folded(loss, evidence)
    check_each(pieces, [neg(odd(piece)) for piece in pieces], False, items(evidence, "signs"))
    _check_even_floor(loss, pieces, evidence)
    for piece in pieces[:-1]:
        plus, minus = loss.folded.at(piece.cut)[:2]
        if not at_least(minus, plus):
            raise Reject(f"the odd part is positive at {piece.place.upper!r}")
    last = pieces[-1]
    if one_sided(last.place, odd(last), "upper") != "-oo":
        raise Reject("the odd part does not tend to minus infinity")
    if not same(one_sided(last.place, divide(even(last), odd(last)), "upper"), ZERO):
        raise Reject("the even part does not vanish against the odd part")
