"""Branch and bound for a sign on an interval: the segments and tags of a proof by boxes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import ctx

from losstheory.claims.budget import Budget
from losstheory.formulas.calculus import derivative
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.intervals import Interval, point
from losstheory.formulas.tree import Tree

from .enclosure import Enclosure, constant_sign
from .places import End, OpenInterval

MAX_ORDER, MAX_DEPTH, MAX_SEGMENTS = 9, 40, 400


@dataclass(frozen=True)
class Segment:
    """A closed part of the interval; None stands for the end of the whole interval."""

    lower: Fraction | None
    upper: Fraction | None
    depth: int = 0


@dataclass(frozen=True)
class Cover:
    """Segments in increasing order with their tags; a tag None marks one that was not shown."""

    segments: tuple[Segment, ...]
    tags: tuple[str | None, ...]

    @property
    def complete(self) -> bool:
        return None not in self.tags

    @property
    def cuts(self) -> list[Fraction]:
        return [segment.lower for segment in self.segments[1:] if segment.lower is not None]

    def proof(self) -> dict[str, Any]:
        return {"by": "boxes", "cuts": list(map(str, self.cuts)), "tags": list(self.tags)}


class BoxSearch:
    """f > 0 (``strict``) or f >= 0 on an open interval, f smooth there, by enclosures on segments."""

    def __init__(self, f: Tree, strict: bool, place: OpenInterval, budget: Budget) -> None:
        self.strict, self.place, self.budget = strict, place, budget
        self._trees = [f]
        self._enclosures = [Enclosure(f, place.name)]
        self._orders: dict[str, int | None] = {}

    def run(self, give_up_at_ends: int = MAX_DEPTH) -> Cover | None:
        """The cover found; None if a segment strictly inside cannot be shown.

        Only segments at the two ends may stay unproved, and there the search stops at ``give_up_at_ends`` bisections.
        """
        done: list[tuple[Segment, str | None]] = []
        stack = [Segment(None, None)]
        while stack:
            segment = stack.pop()
            tag = self._tag(segment)
            at_end = segment.lower is None or segment.upper is None
            if tag is not None:
                done.append((segment, tag))
            elif at_end and segment.depth >= give_up_at_ends:
                done.append((segment, None))
            elif segment.depth >= MAX_DEPTH or len(done) + len(stack) > MAX_SEGMENTS:
                return None
            else:
                middle = self._middle(segment)
                stack.append(Segment(middle, segment.upper, segment.depth + 1))
                stack.append(Segment(segment.lower, middle, segment.depth + 1))
        return _merged(done)

    def _tag(self, segment: Segment) -> str | None:
        box = self._box(segment)
        if self._shown(self._enclose(0, box)):
            return "n"
        for side, end in (("l", segment.lower), ("u", segment.upper)):
            if end is None and (order := self._order(side)) and self._shows_order(side, order, box):
                return f"{side}{order}"
        return "m" if self._monotone(segment, box) else None

    def _shown(self, bounds: Interval) -> bool:
        return bool(bounds.lower > 0) or (not self.strict and bool(bounds.lower >= 0))

    def _shows_order(self, side: str, order: int, box: Interval) -> bool:
        bounds = [self._enclose(k, box) for k in range(order + 1)]
        if not all(b.lower.is_finite() and b.upper.is_finite() for b in bounds):
            return False
        last = bounds[-1]
        return self._shown(Interval(-last.upper, -last.lower) if side == "u" and order % 2 else last)

    def _monotone(self, segment: Segment, box: Interval) -> bool:
        try:
            slope = self._enclose(1, box)
        except LossTheoryError:
            return False
        start, end = (segment.lower, self.place.lower) if slope.lower >= 0 else (segment.upper, self.place.upper)
        if not (slope.lower >= 0 or slope.upper <= 0):
            return False
        if start is not None:
            return self._shown(self._enclosures[0].at(start))
        height = self.place.at(self._trees[0], end)
        sign = None if height is None else constant_sign(height)
        return sign == 1 or (sign == 0 and not self.strict)

    def _order(self, side: str) -> int | None:
        """The number of leading derivatives that vanish exactly at an end; None if the value does not or all do."""
        if side not in self._orders:
            self._orders[side] = self._find_order(self.place.lower if side == "l" else self.place.upper)
        return self._orders[side]

    def _find_order(self, end: End) -> int | None:
        for k in range(MAX_ORDER + 1):
            height = self.place.at(self._derivative(k), end)
            sign = None if height is None else constant_sign(height)
            if sign != 0:
                return k if sign is not None and k else None
        return None

    def _derivative(self, order: int) -> Tree:
        while len(self._trees) <= order:
            self._trees.append(derivative(self._trees[-1], self.place.name))
        return self._trees[order]

    def _enclose(self, order: int, box: Interval) -> Interval:
        while len(self._enclosures) <= order:
            self._enclosures.append(Enclosure(self._derivative(len(self._enclosures)), self.place.name))
        self.budget.spend(self._enclosures[order].work)
        return self._enclosures[order](box)

    def _box(self, segment: Segment) -> Interval:
        whole = self.place.box
        with ctx.workprec(64):
            lo = whole.lower if segment.lower is None else point(segment.lower).lower
            hi = whole.upper if segment.upper is None else point(segment.upper).upper
        return Interval(lo, hi)

    def _middle(self, segment: Segment) -> Fraction:
        """A cut: simple, near the middle; on a tail twice as far out, on the line 0."""
        lower, upper = self.place.inside
        lo = lower if segment.lower is None else segment.lower
        hi = upper if segment.upper is None else segment.upper
        if lo is None and hi is None:
            return Fraction(0)
        if hi is None:
            assert lo is not None
            return Fraction(1) if lo < Fraction(1, 2) and lo >= 0 else _beyond(lo)
        if lo is None:
            return Fraction(-1) if 0 >= hi > Fraction(-1, 2) else -_beyond(-hi)
        return _simple_middle(lo, hi)


def _beyond(lo: Fraction) -> Fraction:
    return Fraction(0) if lo < 0 else Fraction(-(-2 * lo.numerator // lo.denominator))


def _simple_middle(lo: Fraction, hi: Fraction) -> Fraction:
    """The dyadic number of least denominator in the middle third of [lo, hi]."""
    third = (hi - lo) / 3
    step = Fraction(1)
    while step > third:
        step /= 2
    while step * 2 <= third:
        step *= 2
    return -(-(lo + third) // step) * step


def _merged(done: list[tuple[Segment, str | None]]) -> Cover:
    return Cover(tuple(segment for segment, _ in done), tuple(tag for _, tag in done))


def prove_by_boxes(f: Tree, strict: bool, place: OpenInterval, budget: Budget, ends: int = MAX_DEPTH) -> Cover | None:
    """A cover of the interval, perhaps with unproved segments at its ends, or None.

    Raises:
        Exhausted: ``budget`` is spent.
    """
    try:
        return BoxSearch(f, strict, place, budget).run(ends)
    except LossTheoryError:
        return None
