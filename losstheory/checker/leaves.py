"""One closed segment of an open interval at a time: the sign of a smooth expression there."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from .calculus import children, contains, derivative
from .nodes import Node, number
from .parameters import varies
from .work import Reject

if TYPE_CHECKING:
    from .arithmetic import Interval
    from .places import End, OpenInterval

BOXES, ORDERS, TAILS = 64, 3, 10


def regular(place: OpenInterval, node: Node, box: Interval) -> bool:
    """Whether every subexpression that may be singular has a bounded enclosure on the closed box.

    A bounded reciprocal keeps its base away from zero, a bounded logarithm its argument positive, a bounded fractional
    power its base nonnegative; so the expression is defined and continuous on the box, by induction.
    """
    try:
        return all(_bounded(place.enclose(part, box)) for part in singular(node) if contains(part, place.name))
    except Reject:
        return False


def singular(node: Node) -> Iterator[Node]:
    """Logarithms and powers with exponents that are not positive integers, each once."""
    seen, stack = set[Node](), [node]
    while stack:
        item = stack.pop()
        if item in seen:
            continue
        seen.add(item)
        if item.op == "log" or (item.op == "pow" and (item.args[1] < 0 or item.args[1].denominator > 1)):
            yield item
        stack.extend(children(item))


def _bounded(box: Interval) -> bool:
    return box[0].is_finite() and box[1].is_finite()


class Leaves:
    """The segments of one expression on one open interval."""

    def __init__(self, place: OpenInterval, node: Node) -> None:
        self.place = place
        self.slopes = [node]
        self._zeros: dict[str, list[bool]] = {"l": [], "u": []}

    def slope(self, order: int) -> Node:
        """The derivative of an order."""
        while len(self.slopes) <= order:
            self.slopes.append(derivative(self.slopes[-1], self.place.name))
        return self.slopes[order]

    def natural(self, lower: End, upper: End, strict: bool, order: int = 0, way: int = 1) -> bool:
        """Whether one natural enclosure shows the sign of ``way`` times a derivative on the closed segment."""
        try:
            low, high = self.place.enclose(self.slope(order), self.place.segment(lower, upper))
        except Reject:
            return False
        least = low if way == 1 else -high
        return least > 0 or (least == 0 and not strict)

    def vanishes(self, side: str, order: int) -> bool:
        """Whether the derivatives below ``order`` are zero at the end of that side, exactly."""
        end = self.place.lower if side == "l" else self.place.upper
        known = self._zeros[side]
        while isinstance(end, Node) and len(known) < order and all(known):
            known.append(self.place.zero_at(self.slope(len(known)), end))
        return len(known) >= order and all(known[:order])

    def touching(self, side: str, order: int, lower: End, upper: End, strict: bool) -> bool:
        """Taylor's theorem at an end x0 of the interval where the derivatives below ``order`` vanish exactly.

        f(x) = f^(k)(z) (x - x0)^k / k! with z between; every derivative up to k is regular on the closed segment.
        """
        end = self.place.lower if side == "l" else self.place.upper
        if (lower if side == "l" else upper) is not end or not self.vanishes(side, order):
            return False
        box = self.place.segment(lower, upper)
        way = -1 if side == "u" and order % 2 else 1
        smooth = all(regular(self.place, self.slope(k), box) for k in range(order + 1))
        return smooth and self.natural(lower, upper, strict, order, way)

    def bisect(self, strict: bool) -> bool:
        """Natural enclosures on at most BOXES segments, with the exact zeros at the ends taken by derivatives."""
        queue, work, tails = [(self.place.lower, self.place.upper)], 0, 0
        while queue:
            lower, upper = queue.pop()
            work += 1
            if work > BOXES:
                return False
            if self.natural(lower, upper, strict) or self._touching_somehow(lower, upper, strict):
                continue
            if work > 1 and (lower == "-oo" or upper == "oo") and tails < TAILS:
                tails += 1
                if self._by_slope(lower, upper, strict):
                    continue
            middle = middle_of(self.place, lower, upper)
            if middle is None:
                return False
            queue += [(lower, middle), (middle, upper)]
        return True

    def _by_slope(self, lower: End, upper: End, strict: bool) -> bool:
        """The mean value theorem on an unbounded open part; its finite end is a point of the interval as well."""
        end = upper if lower == "-oo" else lower
        shown = self.place.part(lower, upper).by_slope(self.slopes[0], strict)
        return shown and (not strict or self.natural(end, end, True))

    def _touching_somehow(self, lower: End, upper: End, strict: bool) -> bool:
        sides = (("l", lower is self.place.lower), ("u", upper is self.place.upper))
        return any(
            self.touching(side, order, lower, upper, strict)
            for side, touches in sides
            if touches
            for order in range(1, ORDERS + 1)
        )


def middle_of(place: OpenInterval, lower: End, upper: End) -> Node | None:
    """A rational between two ends; None if an end varies with a parameter."""
    if varies(lower, upper):
        return None
    low, high = place.segment(lower, upper)
    if low == Decimal("-Infinity"):
        return number(Fraction(min(high, Decimal(0))) * 2 - 1) if high.is_finite() else number(0)
    if high == Decimal("Infinity"):
        return number(Fraction(max(low, Decimal(0))) * 2 + 1)
    value = Fraction((Fraction(low) + Fraction(high)) / 2).limit_denominator(1 << 40)
    return number(value) if low < high and Fraction(low) < value < Fraction(high) else None
