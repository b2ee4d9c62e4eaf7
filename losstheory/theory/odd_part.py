"""Evidence that a label-symmetric loss is calibrated, by the odd part D of l+ about the centre."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import inf, isfinite

from losstheory.formulas.calculus import nth_derivative, substitute
from losstheory.formulas.constants import compare
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import Part, Pieces, value_at
from losstheory.formulas.shape import add, mul, neg, sub
from losstheory.formulas.tree import ZERO, Tree, number
from losstheory.losses.loss import Loss
from losstheory.rigor import Budget, Exhausted, guess_limit, prove_sign
from losstheory.rigor.floating import to_float
from losstheory.theory.boundedness import floor_evidence
from losstheory.theory.calibration_proofs import Found
from losstheory.theory.monotonicity import falling_evidence
from losstheory.theory.search import looks_zero, low_points, positive, sign
from losstheory.theory.views import centre, even, expression_pieces, folded_pieces, moved, odd

HALF = number(Fraction(1, 2))
MARGINS = ("1/16", "1/256", "1/65536")
SHARES = (300, 2000, 8000)
FAR = tuple(map(Fraction, ("1", "2", "4", "8", "16", "32")))


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
    pieces, covers = [], []
    for i, part in enumerate(split.parts):
        found = _cover(loss, split, part, i == 0, budget)
        if found is None:
            return
        pieces += [piece for piece, _ in found]
        covers += [cover for _, cover in found]
    start = _start(loss, split) or ({"by": "cover"} if covers[0]["by"] == "witness" else None)
    cut = Pieces("s", tuple(p.lower for p in pieces[1:] if isinstance(p.lower, Tree)), tuple(pieces))
    floor = floor_evidence(cut, even, budget) if any(c["by"] == "mirror" for c in covers) else {}
    if start is not None and floor is not None:
        yield {"cuts": [c.to_json() for c in cut.cuts], "covers": covers, "start": start, "floor": floor}, {}


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


Covered = list[tuple[Part, dict[str, object]]]


def _cover(loss: Loss, split: Pieces, part: Part, first: bool, budget: Budget) -> Covered | None:
    """Covers of one smooth part: the mirror where D stays below zero, witnesses elsewhere."""
    whole = _mirror(part, first, budget)
    if whole:
        return [(part, whole)]
    for share in SHARES:
        for pieces in _subdivisions(part):
            found = _cover_all(loss, split, pieces, first, budget.part(share))
            if found:
                return found
    return None


def _cover_all(loss: Loss, split: Pieces, pieces: list[Part], first: bool, budget: Budget) -> Covered | None:
    """A cover of each piece."""
    out: Covered = []
    try:
        for i, piece in enumerate(pieces):
            cover = _mirror(piece, first and i == 0, budget) or _witnesses(loss, split, piece, budget)
            if cover is None:
                return None
            out.append((piece, cover))
    except Exhausted:
        return None
    return out


def _mirror(part: Part, first: bool, budget: Budget) -> dict[str, object] | None:
    """D < 0 with negative limits at both ends, or below a margin."""
    node = neg(odd(part))
    limits = [guess_limit(node, "s", end, side) for end, side in ((part.lower, 1), (part.upper, -1))]
    signs = [sign(x) if isinstance(x, Tree) else {"oo": 1, "-oo": -1, None: None}[x] for x in limits]
    if signs[1] == 1 and signs[0] in ((0, 1) if first else (1,)):
        proof = prove_sign(node, True, "s", part.lower, part.upper, budget)
        if proof:
            return {"by": "mirror", "sign": proof}
    if signs[0] in (0, -1) or signs[1] in (0, -1):
        return None
    for margin in MARGINS:
        proof = prove_sign(sub(node, number(margin)), False, "s", part.lower, part.upper, budget)
        if proof:
            return {"by": "mirror", "margin": margin, "sign": proof}
    return None


def _subdivisions(part: Part) -> Iterator[list[Part]]:
    """The part cut around the scores where D is not clearly negative, coarser cuts first."""
    yield [part]
    low, high = (_value(part.lower), _value(part.upper))
    if high == inf:
        for start in (1, 2, 4, 8, 16, 64, 3):
            if low < start:
                yield _cut(part, [Fraction(start)])
                yield _cut(part, [Fraction(start), Fraction(4 * start)])
    else:
        for share in ("1/2", "3/4", "7/8", "1/4"):
            at = Fraction(low) + (Fraction(high) - Fraction(low)) * Fraction(share)
            yield _cut(part, [at.limit_denominator(1024)])
    inner = _nonnegative_stretches(part)
    if inner:
        yield _cut(part, inner)
        if high == inf:
            yield from (_cut(part, [*inner, max(inner) * factor]) for factor in (2, 8, 64))


def _value(end: Tree | str) -> float:
    if isinstance(end, str):
        return inf
    return float(end.value) if end.value is not None else float(to_float(end, "s")(0.0))  # type: ignore[arg-type]


def _cut(part: Part, points: Sequence[Fraction]) -> list[Part]:
    low, high = _value(part.lower), _value(part.upper)
    inner = [number(x) for x in sorted(set(points)) if low < x < high]
    ends = [part.lower, *inner, part.upper]
    return [Part(a, b, part.trees) for a, b in pairwise(ends)]


def _nonnegative_stretches(part: Part) -> list[Fraction]:
    """Rational ends of slightly widened stretches on which D is not clearly negative."""
    import numpy as np

    low, high = _value(part.lower), min(_value(part.upper), 1e4)
    grid = np.unique(np.concatenate([np.linspace(low, min(high, low + 20), 4001), np.geomspace(max(low, 1e-3), high, 2001)]))
    grid = grid[(grid > low) & (grid < high)]
    bad = to_float(odd(part), "s")(grid) > -1e-9
    edges = np.flatnonzero(np.diff(np.concatenate([[0], bad.astype(int), [0]])))
    points = []
    for begin, stop in zip(edges[::2], edges[1::2], strict=True):
        width = max(0.01, float(grid[stop - 1] - grid[begin]) / 8)
        points += [Fraction(grid[begin] - width).limit_denominator(256), Fraction(grid[stop - 1] + width).limit_denominator(256)]
    return points if len(points) <= 12 else []


def _witnesses(loss: Loss, split: Pieces, part: Part, budget: Budget) -> dict[str, object] | None:
    """Steps in d, each with a right score that beats the whole piece at both of its ends."""
    steps, last = [], Fraction(0)
    while last < 1 and len(steps) < 24:
        step = _step(loss, split, part, last, budget)
        if step is None:
            return None
        steps.append(step)
        last = Fraction(str(step["to"]))
    return {"by": "witness", "steps": steps} if last == 1 else None


def _step(loss: Loss, split: Pieces, part: Part, last: Fraction, budget: Budget) -> dict[str, object] | None:
    """The longest step from d = ``last`` for which one witness serves."""
    for reach in (Fraction(1), Fraction(1, 2), Fraction(1, 4), Fraction(1, 16), Fraction(1, 64)):
        to = last + (1 - last) * reach
        for w in _candidates(loss, split, (last + to) / 2, to, budget):
            found = _served(loss, part, last, to, w, budget)
            if found:
                return found
    return None


def _candidates(loss: Loss, split: Pieces, middle: Fraction, to: Fraction, budget: Budget) -> Iterator[Tree]:
    """Scores with a low right risk S + d D."""
    seen = set()
    for d in (middle, to, Fraction(1)):
        ranked = []
        for part in split.parts:
            risk = add(even(part), mul(number(d), odd(part)))
            ranked += [(h, x) for x, h in low_points(risk, "s", part, budget)[:4] if isinstance(x, Fraction)]
        for _, x in sorted(ranked)[:2] + [(0.0, x) for x in FAR if d == 1 and loss.kind == "margin"]:
            short = x.limit_denominator(64) if x.limit_denominator(64) > 0 else x
            if short not in seen:
                seen.add(short)
                yield number(short)


def _served(loss: Loss, part: Part, last: Fraction, to: Fraction, w: Tree, budget: Budget) -> dict[str, object] | None:
    try:
        plus, minus = (value_at(moved(loss, 0, way), "s", w) for way in (1, -1))
    except LossTheoryError:
        return None
    right = mul(HALF, add(plus, minus)), mul(HALF, sub(plus, minus))

    def gap(d: Fraction) -> Tree:
        wrong = sub(even(part), mul(number(d), odd(part)))
        return sub(wrong, add(right[0], mul(number(d), right[1])))

    least = min((h for _, h in low_points(gap(to), "s", part, budget)), default=-inf)
    if not (isfinite(least) and least > 0):
        return None
    slack = Fraction(least / 2).limit_denominator(10**6) or Fraction(least / 2)
    slack = min(slack, Fraction(1))
    if slack <= 0:
        return None
    first = prove_sign(gap(last), False, "s", part.lower, part.upper, budget)
    second = prove_sign(sub(gap(to), number(slack)), False, "s", part.lower, part.upper, budget) if first else None
    if first is None or second is None:
        return None
    return {"to": str(to), "witness": w.to_json(), "slack": str(slack), "first": first, "second": second}
