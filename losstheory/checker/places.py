"""The places where a formula is read: an open interval, a point, and nowhere (constants)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Literal

from . import forms
from .arithmetic import Arithmetic, Interval
from .calculus import children, contains, derivative, substitute
from .enclosure import enclose, sign_of_constant
from .generators import as_fraction_in, is_zero
from .limits import limit
from .nodes import Node, Reject, _intern, add, parse_number, rational, show, sub, variable
from .polynomials import roots_in_open, sign_at, sign_constant_on
from .reading import read

End = Node | Literal["oo", "-oo"]
Side = Literal["lower", "upper"]
BOXES, ORDERS = 64, 4


class Nowhere:
    """The place of expressions without a variable."""

    def named(self, name: str) -> Node | None:
        return None

    def positive(self, node: Node) -> bool:
        return sign(node) == 1

    def nonnegative(self, node: Node) -> bool:
        return sign(node) in (0, 1)

    def constant(self, name: str, arguments: list[object]) -> Node:
        return _root(arguments) if name == "root" else _crossing(arguments)


class Point(Nowhere):
    """One value of one variable."""

    def __init__(self, name: str, value: Node) -> None:
        self.name, self.value = name, value

    def named(self, name: str) -> Node | None:
        return self.value if name == self.name else None


def sign(node: Node) -> int | None:
    """-1, 0 or 1 for an expression without a variable; None where it is not decided."""
    value = rational(node)
    if value is not None:
        return (value > 0) - (value < 0)
    found = sign_of_constant(node, max_digits=40)
    if found is None:
        if is_zero(node, _positive) or any(_defines(crossing, node) for crossing in crossings(node)):
            return 0
        found = sign_of_constant(node)
    return found


def _positive(node: Node) -> bool:
    return sign_of_constant(node) == 1


def crossings(node: Node) -> set[Node]:
    """The crossings inside a constant."""
    found, stack = set[Node](), [node]
    while stack:
        item = stack.pop()
        if item.op == "crossing":
            found.add(item)
        stack.extend(children(item))
    return found


def _defines(crossing: Node, node: Node) -> bool:
    """Whether the constant is, up to its sign, the expression that vanishes at the crossing."""
    own = substitute(crossing.args[0], "x", crossing)
    return is_zero(sub(node, own), _positive) or is_zero(add(node, own), _positive)


def constant(data: object) -> Node:
    """The constant that JSON evidence gives."""
    return read(data, Nowhere())


def end(data: object) -> End:
    """A constant or an infinity."""
    return data if data in ("oo", "-oo") else constant(data)  # type: ignore[return-value]


def _root(arguments: list[object]) -> Node:
    if len(arguments) != 3 or not isinstance(arguments[0], list):
        raise Reject("a root is [coefficients, lower, upper]")
    coefficients = tuple(map(parse_number, arguments[0]))
    lower, upper = map(parse_number, arguments[1:])
    if len(coefficients) > 200 or not lower < upper or roots_in_open(coefficients, lower, upper) != 1:
        raise Reject("a root must be the only one between its bounds")
    if any(sum(c * x**k for k, c in enumerate(coefficients)) == 0 for x in (lower, upper)):
        raise Reject("a root must lie strictly between its bounds")
    return _intern("root", (coefficients, lower, upper))


def _crossing(arguments: list[object]) -> Node:
    if len(arguments) != 3:
        raise Reject("a crossing is [expression, lower, upper]")
    lower, upper = map(parse_number, arguments[1:])
    place = OpenInterval("x", _number(lower), _number(upper))
    node = read(arguments[0], place)
    slope = derivative(node, "x")
    ends = [sign(substitute(node, "x", _number(x))) for x in (lower, upper)]
    if not lower < upper or None in ends or 0 in ends or ends[0] == ends[1]:
        raise Reject("a crossing must have opposite strict signs at its bounds")
    if not place.finite(node) or not (place.positive(slope) or place.positive(sub(_number(0), slope))):
        raise Reject("a crossing must be strictly monotone between its bounds")
    return _intern("crossing", (node, lower, upper))


def _number(value: Fraction | int) -> Node:
    return _intern("number", (Fraction(value),))


class OpenInterval(Nowhere):
    """All values of one variable strictly between two ends."""

    def __init__(self, name: str, lower: End, upper: End, digits: int = 30) -> None:
        self.name, self.lower, self.upper = name, lower, upper
        self.arithmetic = Arithmetic(digits)
        self.known: dict[Node, int] = {}
        self._shown: dict[tuple[Node, bool], bool] = {}
        lowest, highest = self.box
        if lowest >= 0:
            self.known[variable(name)] = forms.POSITIVE
        elif highest <= 0:
            self.known[variable(name)] = forms.NEGATIVE

    @cached_property
    def box(self) -> Interval:
        return self.segment(self.lower, self.upper)

    def segment(self, lower: End, upper: End) -> Interval:
        """The closed hull of two ends, outward."""
        low = Decimal("-Infinity") if lower == "-oo" else enclose(lower, {}, self.arithmetic)[0]  # type: ignore[arg-type]
        high = Decimal("Infinity") if upper == "oo" else enclose(upper, {}, self.arithmetic)[1]  # type: ignore[arg-type]
        return low, high

    def named(self, name: str) -> Node | None:
        return variable(name) if name == self.name else None

    def enclose(self, node: Node, box: Interval | None = None) -> Interval:
        return enclose(node, {self.name: self.box if box is None else box}, self.arithmetic)

    def finite(self, node: Node) -> bool:
        """Whether the enclosure over the closed interval is bounded."""
        low, high = self.enclose(node)
        return low.is_finite() and high.is_finite()

    def positive(self, node: Node) -> bool:
        return self._decide(node, True)

    def nonnegative(self, node: Node) -> bool:
        return self._decide(node, False)

    def _decide(self, node: Node, strict: bool) -> bool:
        key = (node, strict)
        if key not in self._shown:
            self._shown[key] = self._show(node, strict)
        return self._shown[key]

    def _show(self, node: Node, strict: bool) -> bool:
        if not contains(node, self.name):
            return sign(node) in ((1,) if strict else (0, 1))
        form = self.form(node)
        if form is not None:
            return form == forms.POSITIVE or (form > 0 and not strict)
        found = self.sturm(node, strict)
        if found is not None:
            return found in ((1,) if strict else (0, 1))
        if not strict and self.vanishes(node):
            return True
        return self._by_slope(node, strict) or self._bisect(node, strict)

    def _by_slope(self, node: Node, strict: bool) -> bool:
        """Mean value theorem: a nonnegative limit at one end, and a slope of one sign, by form or Sturm, that leads up."""
        slope = derivative(node, self.name)
        ways: tuple[tuple[Side, Node], ...] = (("lower", slope), ("upper", sub(_number(0), slope)))
        return any(
            self._factored(way) == 1 and self.height(node, which) in (0, 1)
            for which, way in ways
        )

    def _factored(self, node: Node) -> int | None:
        """The strict sign by form, by Sturm, or factor by factor."""
        if (form := self.form(node)) in (forms.POSITIVE, forms.NEGATIVE):
            return 1 if form == forms.POSITIVE else -1
        if (found := self.sturm(node, True)) or node.op != "mul":
            return found or None
        signs = [self._factored(factor) for factor in node.args]
        return None if None in signs else prod(signs)  # type: ignore[arg-type]

    def height(self, node: Node, which: Side) -> int | None:
        """The sign of the limit at an end: -1, 0, 1 or None."""
        x0 = self.lower if which == "lower" else self.upper
        if isinstance(x0, Node) and x0.op == "crossing" and self.finite_near(node, x0) and self.zero_at(node, x0):
            return 0
        start = self.limit(node, which)
        if isinstance(start, str):
            return 1 if start == "oo" else -1
        return None if start is None else sign(start)

    def finite_near(self, node: Node, x0: Node) -> bool:
        """Whether the expression has a bounded enclosure at x0, hence is continuous there."""
        try:
            low, high = self.enclose(node, self.segment(x0, x0))
        except Reject:
            return False
        return low.is_finite() and high.is_finite()

    def form(self, node: Node) -> int | None:
        return forms.sign_by_form(node, self.known)

    def clearly_positive(self, node: Node) -> bool:
        """Positive by form, by one enclosure, or affine and nonnegative at both ends."""
        if not contains(node, self.name):
            return sign_of_constant(node) == 1
        if self.form(node) == forms.POSITIVE:
            return True
        low, high = self.enclose(node)
        if low > 0:
            return True
        slope = derivative(node, self.name)
        return low == 0 < high and rational(slope) is not None

    def vanishes(self, node: Node) -> bool:
        """Whether the expression is identically zero on the interval."""
        return is_zero(node, self.clearly_positive)

    def sturm(self, node: Node, strict: bool) -> int | None:
        """The constant sign of a rational function of x or of exp(g x): 1, -1, 0 (identically zero) or None."""
        fraction = as_fraction_in(node, variable(self.name), self.clearly_positive)
        if fraction is None:
            return None
        kind, rate, top, bottom = fraction
        boxes = [self._sturm_end(x, kind, rate) for x in (self.lower, self.upper)]
        outer = boxes[0][0], boxes[1][1]
        inner = [
            box[1 - side] if self._only_zero(node, x, top, box) else box[side]
            for side, (x, box) in enumerate(zip((self.lower, self.upper), boxes, strict=True))
        ]
        signs = sign_constant_on(top, *inner, strict), sign_constant_on(bottom, *outer, True)
        return None if None in signs or signs[1] == 0 else signs[0] * signs[1]  # type: ignore[operator]

    def _sturm_end(self, x: End, kind: str, rate: Fraction) -> tuple[Fraction | float, Fraction | float]:
        """Bounds of an end of the interval, in the variable of the polynomial."""
        if isinstance(x, str):
            infinite = float(x.replace("oo", "inf")) if kind == "t" or x == "oo" else Fraction(0)
            return infinite, infinite
        value = rational(x)
        if (kind == "t" and value is not None) or (kind == "exp" and value == 0):
            exact = Fraction(1) if kind == "exp" else value
            assert exact is not None
            return exact, exact
        box = enclose(x, {}, self.arithmetic)
        if kind == "exp":
            box = self.arithmetic.exp(self.arithmetic.mul(self.arithmetic.exact(rate), box))
        return Fraction(box[0]), Fraction(box[1])

    def _only_zero(
        self, node: Node, x: End, top: tuple[Fraction, ...], box: tuple[Fraction | float, Fraction | float]
    ) -> bool:
        """Whether an irrational end is itself the only zero of the numerator between its bounds.

        The open interval from the end to its inner bound then holds no zero, and the inner bound may stand for the end.
        """
        low, high = box
        if not isinstance(x, Node) or low == high or isinstance(low, float) or isinstance(high, float):
            return False
        if sign_at(top, low) == 0 or sign_at(top, high) == 0 or roots_in_open(top, low, high) != 1:
            return False
        return self.zero_at(node, x)

    def _bisect(self, node: Node, strict: bool) -> bool:
        """Natural enclosures on at most BOXES boxes, with the exact zeros at the ends taken by derivatives."""
        queue, work = [(self.lower, self.upper)], 0
        while queue:
            lower, upper = queue.pop()
            work += 1
            if work > BOXES:
                return False
            if self.leaf(node, lower, upper, strict) or self._vanishing_leaf(node, lower, upper, strict):
                continue
            middle = self.middle(lower, upper)
            if middle is None:
                return False
            queue += [(lower, middle), (middle, upper)]
        return True

    def middle(self, lower: End, upper: End) -> Node | None:
        """A rational between two ends."""
        low, high = self.segment(lower, upper)
        if low == Decimal("-Infinity"):
            return _number(Fraction(min(high, Decimal(0))) * 2 - 1) if high.is_finite() else _number(0)
        if high == Decimal("Infinity"):
            return _number(Fraction(max(low, Decimal(0))) * 2 + 1)
        value = Fraction((Fraction(low) + Fraction(high)) / 2).limit_denominator(1 << 40)
        return _number(value) if low < high and Fraction(low) < value < Fraction(high) else None

    def leaf(self, node: Node, lower: End, upper: End, strict: bool) -> bool:
        """Whether one natural enclosure shows the sign on the closed segment."""
        try:
            low = self.enclose(node, self.segment(lower, upper))[0]
        except Reject:
            return False
        return low > 0 or (low == 0 and not strict)

    def _vanishing_leaf(self, node: Node, lower: End, upper: End, strict: bool) -> bool:
        return any(
            self.ordered_leaf(node, side, order, lower, upper, strict)
            for side, touches in (("l", lower is self.lower), ("u", upper is self.upper))
            if touches
            for order in range(1, ORDERS)
        )

    def ordered_leaf(self, node: Node, side: str, order: int, lower: End, upper: End, strict: bool) -> bool:
        """Taylor's theorem at an end x0 of the interval where the derivatives below ``order`` vanish exactly.

        f(x) = f^(k)(z) (x - x0)^k / k! with z between; every derivative up to k has a bounded enclosure on
        the closed segment, hence exists and is continuous there.
        """
        x0 = self.lower if side == "l" else self.upper
        if not isinstance(x0, Node) or (lower if side == "l" else upper) is not x0:
            return False
        box = self.segment(lower, upper)
        try:
            for _ in range(order):
                bounds = self.enclose(node, box)
                if not (bounds[0].is_finite() and bounds[1].is_finite() and self.zero_at(node, x0)):
                    return False
                node = derivative(node, self.name)
            low, high = self.enclose(node, box)
        except Reject:
            return False
        if not (low.is_finite() and high.is_finite()):
            return False
        least = -high if side == "u" and order % 2 else low
        return least > 0 or (least == 0 and not strict)

    def zero_at(self, node: Node, x0: Node) -> bool:
        """Whether the expression vanishes at x0, exactly."""
        return sign(substitute(node, self.name, x0)) == 0

    def limit(self, node: Node, which: Side) -> End | None:
        """The exact limit at an end, or None."""
        at, side = (self.lower, 1) if which == "lower" else (self.upper, -1)
        return limit(node, variable(self.name), at, side, self.clearly_positive)

    def inside(self, x: Node) -> bool:
        """Whether a constant lies strictly between the ends."""
        return (self.lower == "-oo" or sign(sub(x, self.lower)) == 1) and (  # type: ignore[arg-type]
            self.upper == "oo" or sign(sub(self.upper, x)) == 1  # type: ignore[arg-type]
        )

    def __repr__(self) -> str:
        ends = [x if isinstance(x, str) else show(x) for x in (self.lower, self.upper)]
        return f"{self.name} in ({ends[0]}, {ends[1]})"
