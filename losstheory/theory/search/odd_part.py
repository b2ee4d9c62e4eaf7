"""Evidence that a label-symmetric loss is calibrated, by the odd part D of l+ about the centre."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from losstheory.formulas.calculus import nth_derivative, substitute
from losstheory.formulas.constants import compare
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import Part, Pieces, value_at
from losstheory.formulas.shape import add, divide, mul, neg, sub
from losstheory.formulas.tree import ZERO, Tree, number
from losstheory.losses.loss import Loss
from losstheory.rigor import Budget, guess_limit
from losstheory.rigor.floating import to_float
from losstheory.theory.boundedness import floor_evidence
from losstheory.theory.monotonicity import falling_evidence
from losstheory.theory.search.covers import Cover
from losstheory.theory.search.signs import cuts_json, looks_zero, positive, prove_each, sign
from losstheory.theory.search.slopes import Found
from losstheory.theory.views import even, expression_pieces, folded_pieces, moved, odd

HALF = number(Fraction(1, 2))


def falling_loss(loss: Loss, budget: Budget) -> Iterator[Found]:
    """l+ never rises, S is bounded below, and the start at the centre is strict."""
    split = folded_pieces(loss)
    start = _start(loss, split)
    if start is None or not _mirrored(loss, split):
        return
    descent = falling_evidence(expression_pieces(loss, 0), 0, 1, loss.variable, budget)
    floor = floor_evidence(split, even, budget) if descent else None
    if descent and floor:
        yield {"nonincreasing": descent, "floor": floor, "start": start, "cuts": floor["cuts"]}, {}


def negative_odd_part(loss: Loss, budget: Budget) -> Iterator[Found]:
    """D < 0 on mirror pieces, witnesses on the others, and a start at the centre."""
    split = folded_pieces(loss)
    if not _mirrored(loss, split):
        return
    cover = Cover(loss, split, budget)
    found = cover.all()
    if found is None:
        return
    parts, covers = [part for part, _ in found], [cover for _, cover in found]
    start = _start(loss, split) or ({"by": "cover"} if covers[0]["by"] == "witness" else None)
    cut = Pieces("s", tuple(part.lower for part in parts[1:] if isinstance(part.lower, Tree)), tuple(parts))
    floor = floor_evidence(cut, even, budget) if any(c["by"] == "mirror" for c in covers) else {}
    if start is not None and floor is not None:
        points = cover.points(cut)
        yield (
            {
                "cuts": [c.to_json() for c in cut.cuts],
                "covers": covers,
                "start": start,
                "floor": floor,
                "points": points,
            },
            {},
        )


def _mirrored(loss: Loss, split: Pieces) -> bool:
    """l-(c - s) = l+(c + s), as far as a few values tell."""
    if loss.kind == "margin":
        return True
    for part in split.parts:
        for i in (0, 1):
            gap = to_float(sub(part.trees[i], part.trees[i + 2]), "s")
            points = [float(x) for x in (Fraction(1, 7), Fraction(2, 7), Fraction(3, 8))]
            if any(abs(float(gap(x))) > 1e-9 for x in points):  # type: ignore[arg-type]
                return False
    return True


def _start(loss: Loss, split: Pieces) -> dict[str, object] | None:
    """How the centre is beaten: by the first derivatives of S and D, or at one point."""
    first = split.parts[0]
    if _jumps(first):
        return _start_at_point(loss, value_at(moved(loss, 0, 1), "s", ZERO))
    for order in range(1, 9):
        try:
            slopes = [substitute(nth_derivative(tree, "s", order), "s", ZERO) for tree in first.trees[:2]]
        except LossTheoryError:
            break
        rising, falling = sign(add(*slopes)), sign(sub(*slopes))
        if falling == -1 and rising in (0, -1):
            return {"by": "orders", "order": order}
        if falling != 0 or rising not in (0, -1):
            break
    limit = guess_limit(even(first), "s", ZERO, 1)
    return _start_at_point(loss, limit) if isinstance(limit, Tree) else None


def _jumps(first: Part) -> bool:
    limit = guess_limit(odd(first), "s", ZERO, 1)
    return not isinstance(limit, Tree) or sign(limit) != 0


def _start_at_point(loss: Loss, value: Tree) -> dict[str, object] | None:
    """A rational w with S(w) <= value and D(w) < 0."""
    for w in map(number, ("1/4", "1/8", "3/8", "1", "2", "1/32", "4", "8", "1/1024")):
        if loss.kind == "probability" and compare(w, HALF) >= 0:
            continue
        try:
            plus, minus = (value_at(moved(loss, 0, way), "s", w) for way in (1, -1))
        except LossTheoryError:
            continue
        even_gap = sub(value, mul(HALF, add(plus, minus)))
        if positive(sub(minus, plus)) and (sign(even_gap) in (0, 1) or looks_zero(even_gap)):
            return {"by": "point", "at": w.to_json()}
    return None


def unbounded_right(loss: Loss, budget: Budget) -> Iterator[Found]:
    """D <= 0, S bounded below, and D tends to minus infinity against S."""
    split = folded_pieces(loss)
    last = split.parts[-1]
    if guess_limit(odd(last), "s", last.upper, -1) != "-oo" or not _mirrored(loss, split):
        return
    ratio = guess_limit(divide(even(last), odd(last)), "s", last.upper, -1)
    if not isinstance(ratio, Tree) or sign(ratio) != 0:
        return
    proofs = prove_each(split.parts, lambda part: neg(odd(part)), False, "s", budget)
    floor = floor_evidence(split, even, budget) if proofs is not None else None
    if proofs is not None and floor is not None:
        yield {"cuts": cuts_json(split), "signs": proofs, "floor": floor}, {}
