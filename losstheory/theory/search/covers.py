"""Covers of the scores on which a wrong score must be beaten: planned on floats, then proved piece by piece.

On a piece of s > 0 either D < 0 stays away from zero (mirror), or for each d in (0, 1] a right score w beats the whole
piece: S(w) + d D(w) < inf (S - d D) (witness).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import inf

import numpy as np

from losstheory.formulas.calculus import substitute
from losstheory.formulas.constants import bounds
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import Part, Pieces, value_at
from losstheory.formulas.shape import add, divide, mul, neg, sub
from losstheory.formulas.tree import ZERO, Tree, number
from losstheory.losses.loss import Loss
from losstheory.rigor import Budget, Exhausted, guess_limit, prove_sign
from losstheory.theory.search.picture import Floats, Picture, picture
from losstheory.theory.search.signs import neighbours, sign
from losstheory.theory.views import even, moved, odd

HALF = number(Fraction(1, 2))
MARGINS = ("1/16", "1/256", "1/65536")
REACHES = tuple(map(Fraction, ("1", "3/4", "1/2", "1/4", "1/8", "1/16", "1/64", "1/256")))
SHARES = (400, 3000)
Covered = list[tuple[Part, dict[str, object]]]


class Cover:
    """The search for covers of one loss."""

    def __init__(self, loss: Loss, split: Pieces, budget: Budget) -> None:
        self.loss, self.split, self.budget = loss, split, budget
        drawn = picture(split)
        plus, minus = drawn.values
        with np.errstate(all="ignore"):
            self.drawn = Picture(drawn.x, np.array([(plus + minus) / 2, (plus - minus) / 2]), drawn.part)
        budget.spend(10)

    def all(self) -> Covered | None:
        """Covers of every part."""
        out: Covered = []
        for k in range(len(self.split.parts)):
            found = self.part(k)
            if found is None:
                return None
            out += found
        return out

    def part(self, k: int) -> Covered | None:
        """Covers of one smooth part, whole or cut where the floats suggest it."""
        part = self.split.parts[k]
        whole = self.mirror(part, k == 0)
        if whole:
            return [(part, whole)]
        for share in SHARES:
            for points in self._cuts(k):
                try:
                    found = self._pieces(_cut(part, points), k, self.budget.part(share))
                except Exhausted:
                    continue
                if found:
                    return found
        return None

    def _pieces(self, pieces: Sequence[Part], k: int, budget: Budget) -> Covered | None:
        out: Covered = []
        for i, piece in enumerate(pieces):
            cover = self.mirror(piece, k == i == 0, budget) or self.witness(piece, k, budget)
            if cover is None:
                return None
            out.append((piece, cover))
        return out

    def _cuts(self, k: int) -> Iterator[list[Fraction]]:
        """Points at which to cut part k: around the scores where D is not clearly negative, and before a flat tail."""
        drawn, part = self.drawn.of(k), self.split.parts[k]
        low, high = _ends(part)
        d = drawn.values[1]
        yield []
        if not len(d):
            return
        deepest = float(-d.min())
        for share in (1e-9, 1e-2, 1e-4, 0.1, 0.3):
            points = _edges(drawn.x, d > -share * deepest, low, high)
            if 0 < len(points) <= 16:
                yield points
                if high == inf:
                    yield from ([*points, 4 * max(points)] for _ in range(1))

    def mirror(self, part: Part, first: bool, budget: Budget | None = None) -> dict[str, object] | None:
        """D < 0 with negative limits at both ends (zero allowed at the centre), or below a margin."""
        node = neg(odd(part))
        signs = [_limit_sign(node, end, side) for end, side in ((part.lower, 1), (part.upper, -1))]
        if signs[1] == 0 and part.upper == self.split.parts[-1].upper and _falls_first(part):
            signs[1] = 1
        if signs[1] == 1 and signs[0] in ((0, 1) if first else (1,)):
            proof = prove_sign(node, True, "s", part.lower, part.upper, budget or self.budget)
            if proof:
                return {"by": "mirror", "sign": proof}
        if any(s in (0, -1) for s in signs):
            return None
        for margin in MARGINS:
            proof = prove_sign(sub(node, number(margin)), False, "s", part.lower, part.upper, budget or self.budget)
            if proof:
                return {"by": "mirror", "margin": margin, "sign": proof}
        return None

    def points(self, cut: Pieces) -> dict[str, object]:
        """Witnesses for the cuts whose own value neither has D < 0 nor continues a side."""
        found: dict[str, object] = {}
        for k, (left, point, right) in enumerate(neighbours(cut)):
            plus, minus = (value_at(moved(self.loss, 0, way), "s", point) for way in (1, -1))
            sides = [[substitute(tree, "s", point) for tree in part.trees[:2]] for part in (left, right)]
            continues = any(
                all(sign(sub(a, b)) == 0 for a, b in zip(side, (plus, minus), strict=True)) for side in sides
            )
            if sign(sub(minus, plus)) != 1 and not continues:
                s, d = mul(HALF, add(plus, minus)), mul(HALF, sub(plus, minus))
                steps = self._point_steps(float(bounds(s)[0]), float(bounds(d)[0]))
                if steps:
                    found[str(k)] = steps
        return found

    def _point_steps(self, s: float, d: float) -> list[dict[str, object]]:
        steps: list[dict[str, object]] = []
        last = Fraction(0)
        while last < 1 and len(steps) < 40:
            for to in (last + (1 - last) * reach for reach in REACHES):
                good = self._candidates(np.array([[s], [d]]), last, to)
                if good:
                    steps.append({"to": str(to), "witness": str(good[0][0])})
                    last = to
                    break
            else:
                return []
        return steps

    def witness(self, piece: Part, k: int, budget: Budget) -> dict[str, object] | None:
        """Steps in d up to one, each with a right score that beats the whole piece at both ends of the step."""
        low, high = _ends(piece)
        here = self.drawn.of(k).between(low, high)
        steps: list[dict[str, object]] = []
        last = Fraction(0)
        while last < 1:
            step = self._step(piece, here.values, last, budget) if len(here.x) and len(steps) < 40 else None
            if step is None:
                return None
            steps.append(step)
            last = Fraction(str(step["to"]))
        return {"by": "witness", "steps": steps}

    def _step(self, piece: Part, here: Floats, last: Fraction, budget: Budget) -> dict[str, object] | None:
        """The longest step from d = ``last`` that the floats allow and the prover confirms."""
        for reach in REACHES:
            to = last + (1 - last) * reach
            for w, slack in self._candidates(here, last, to):
                found = self._served(piece, last, to, w, slack, budget)
                if found:
                    return found
        return None

    def _candidates(self, here: Floats, last: Fraction, to: Fraction) -> list[tuple[Fraction, float]]:
        """Right scores that beat the piece at both ends of a step, with their gap at the far one."""
        x, (s, d) = self.drawn.x, self.drawn.values
        with np.errstate(all="ignore"):
            left, right = (float((here[0] - float(e) * here[1]).min()) - (s + float(e) * d) for e in (last, to))
        good = np.flatnonzero((left >= -1e-12 * (1 + np.abs(s))) & (right > 1e-9 * (1 + np.abs(s))))
        ranked = good[np.argsort(-right[good], kind="stable")][:2]
        shortest = good[np.argsort(np.abs(np.log(np.maximum(x[good], 1e-9))), kind="stable")][:1]
        return [(_short(float(x[i]), self.loss), float(right[i])) for i in dict.fromkeys([*shortest, *ranked])]

    def _served(
        self, piece: Part, last: Fraction, to: Fraction, w: Fraction, gap: float, budget: Budget
    ) -> dict[str, object] | None:
        try:
            plus, minus = (value_at(moved(self.loss, 0, way), "s", number(w)) for way in (1, -1))
        except LossTheoryError:
            return None
        s, d = mul(HALF, add(plus, minus)), mul(HALF, sub(plus, minus))
        slack = Fraction(min(gap, 1.0) / 4).limit_denominator(10**9)
        if slack <= 0:
            return None
        proofs = []
        for at, margin in ((last, Fraction(0)), (to, slack)):
            wrong = sub(even(piece), mul(number(at), odd(piece)))
            beaten = sub(wrong, add(s, mul(number(at), d), number(margin)))
            proofs.append(prove_sign(beaten, False, "s", piece.lower, piece.upper, budget))
            if proofs[-1] is None:
                return None
        step = {"to": str(to), "witness": str(w), "slack": str(slack)}
        return step | {"first": proofs[0], "second": proofs[1]}


def _falls_first(part: Part) -> bool:
    """Whether (S - lim S)/D seems to have a limit >= 0 at the upper end."""
    height = guess_limit(even(part), "s", part.upper, -1)
    if not isinstance(height, Tree) or odd(part) == ZERO:
        return False
    ratio = guess_limit(divide(sub(even(part), height), odd(part)), "s", part.upper, -1)
    return ratio == "oo" or (isinstance(ratio, Tree) and sign(ratio) in (0, 1))


def _limit_sign(node: Tree, end: Tree | str, side: int) -> int | None:
    found = guess_limit(node, "s", end, side)
    return sign(found) if isinstance(found, Tree) else {"oo": 1, "-oo": -1, None: None}[found]


def _ends(part: Part) -> tuple[float, float]:
    return tuple(inf if isinstance(x, str) else float(bounds(x)[0]) for x in (part.lower, part.upper))  # type: ignore[return-value]


def _cut(part: Part, points: Sequence[Fraction]) -> list[Part]:
    ends = [part.lower, *(number(x) for x in points), part.upper]
    return [Part(a, b, part.trees) for a, b in pairwise(ends)]


def _edges(x: Floats, bad: np.ndarray, low: float, high: float) -> list[Fraction]:
    """Short rationals around the runs of bad points, inside (low, high); a run at the low end is left to the start."""
    flags = np.concatenate([[False], bad, [False]])
    begins, stops = np.flatnonzero(flags[1:] & ~flags[:-1]), np.flatnonzero(~flags[1:] & flags[:-1])
    points = []
    for begin, stop in zip(begins, stops, strict=True):
        if begin > 0:
            points.append(_shortest((x[begin - 1] + x[begin]) / 2, x[begin - 1], x[begin]))
        if stop < len(x) and (begin > 0 or x[stop - 1] > low + 1e-6):
            points.append(_shortest((x[stop - 1] + x[stop]) / 2, x[stop - 1], x[stop]))
    return sorted({p for p in points if low < p < high})


def _shortest(x: float, low: float, high: float) -> Fraction:
    """The shortest rational between two floats."""
    digits = 1
    while not low < (found := Fraction(x).limit_denominator(digits)) < high and digits < 1 << 60:
        digits *= 2
    return found


def _short(x: float, loss: Loss) -> Fraction:
    found = Fraction(x).limit_denominator(64)
    return found if found > 0 and (loss.kind != "probability" or found < Fraction(1, 2)) else Fraction(x)
