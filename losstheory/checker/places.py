"""The places where a formula is read: an open interval, a point, and nowhere (constants)."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Literal

from . import forms
from .affine import sign_from_ends
from .along_parameter import sign_along_parameter
from .arithmetic import Arithmetic, Interval
from .calculus import contains, derivative, substitute
from .coefficients import sign_by_coefficients
from .common_factor import without_common_factor
from .constants import sign
from .delineation import delineated_sign
from .enclosure import enclose, sign_of_constant
from .generators import is_zero
from .leaves import Leaves, regular
from .limits import limit
from .nodes import ONE, Node, constant_node, neg, number, rational, sub, variable
from .notation import parse_number, show
from .parameters import NONE, open_ranges, opened, varies
from .polynomials import roots_in_open, sign_at
from .reading import read
from .sturm import sturm
from .work import Reject

End = Node | Literal["oo", "-oo"]
Side = Literal["lower", "upper"]


class Nowhere:
    """The place of expressions without a variable."""

    def named(self, name: str) -> Node | None:
        return variable(name) if name in open_ranges() else None

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
        return self.value if name == self.name else super().named(name)


def constant(data: object) -> Node:
    """The constant that JSON evidence gives."""
    return read(data, Nowhere())


def end(data: object) -> End:
    """A constant or an infinity."""
    return data if data in ("oo", "-oo") else constant(data)


def _root(arguments: list[object]) -> Node:
    if len(arguments) != 3 or not isinstance(arguments[0], list):
        raise Reject("a root is [coefficients, lower, upper]")
    coefficients = tuple(map(parse_number, arguments[0]))
    lower, upper = map(parse_number, arguments[1:])
    if len(coefficients) > 200 or not lower < upper or roots_in_open(coefficients, lower, upper) != 1:
        raise Reject("a root must be the only one between its bounds")
    if any(sign_at(coefficients, x) == 0 for x in (lower, upper)):
        raise Reject("a root must lie strictly between its bounds")
    return constant_node("root", (coefficients, lower, upper))


def _crossing(arguments: list[object]) -> Node:
    if len(arguments) != 3:
        raise Reject("a crossing is [expression, lower, upper]")
    lower, upper = map(parse_number, arguments[1:])
    place = OpenInterval("x", number(lower), number(upper))
    with opened(NONE):
        node = read(arguments[0], place)
    slope = derivative(node, "x")
    if not regular(place, node, place.box):
        raise Reject("a crossing must be of an expression that is regular up to its bounds")
    ends = [sign(substitute(node, "x", number(x))) for x in (lower, upper)]
    if not lower < upper or None in ends or 0 in ends or ends[0] == ends[1]:
        raise Reject("a crossing must have opposite strict signs at its bounds")
    if not (place.positive(slope) or place.positive(neg(slope))):
        raise Reject("a crossing must be strictly monotone between its bounds")
    return constant_node("crossing", (node, lower, upper))


class OpenInterval(Nowhere):
    """All values of one variable strictly between two ends."""

    def __init__(self, name: str, lower: End, upper: End, digits: int = 30) -> None:
        self.name, self.lower, self.upper = name, lower, upper
        self.arithmetic = Arithmetic(digits)
        self.known: dict[Node, int] = {}
        self._shown: dict[tuple[Node, bool], bool] = {}
        for named, box in ((name, self.box), *((other, found.box) for other, found in open_ranges().items())):
            if box[0] >= 0:
                self.known[variable(named)] = forms.POSITIVE
            elif box[1] <= 0:
                self.known[variable(named)] = forms.NEGATIVE

    @cached_property
    def box(self) -> Interval:
        return self.segment(self.lower, self.upper)

    def segment(self, lower: End, upper: End) -> Interval:
        """The closed hull of two ends, outward."""
        low = Decimal("-Infinity") if lower == "-oo" else enclose(lower, {}, self.arithmetic)[0]  # type: ignore[arg-type]
        high = Decimal("Infinity") if upper == "oo" else enclose(upper, {}, self.arithmetic)[1]  # type: ignore[arg-type]
        return low, high

    def named(self, name: str) -> Node | None:
        return variable(name) if name == self.name else super().named(name)

    def enclose(self, node: Node, box: Interval | None = None) -> Interval:
        return enclose(node, {self.name: self.box if box is None else box}, self.arithmetic)

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
        if form is not None and not (strict and form == forms.NONNEGATIVE):
            return form == forms.POSITIVE or (form > 0 and not strict)
        found = sturm(self, node, strict)
        if found is None:
            found = self._over_parameters(node)
        if found is not None:
            return found in ((1,) if strict else (0, 1))
        if not strict and self.vanishes(node):
            return True
        if (found := self._by_factors(node)) is not None:
            return found == 1
        if sign_from_ends(self, node, strict) or sign_along_parameter(self, node):
            return True
        return self.by_slope(node, strict) or Leaves(self, node).bisect(strict)

    def part(self, lower: End, upper: End) -> OpenInterval:
        """Another interval of the same variable."""
        return OpenInterval(self.name, lower, upper, self.arithmetic.digits)

    def by_slope(self, node: Node, strict: bool) -> bool:
        """Mean value theorem: a nonnegative limit at one end, and a slope of one strict sign that leads up from it."""
        slope = derivative(node, self.name)
        ways: tuple[tuple[Side, Node], ...] = (("lower", slope), ("upper", neg(slope)))
        return any(self.factored(way) == 1 and self.height(node, which) in (0, 1) for which, way in ways)

    def factored(self, node: Node) -> int | None:
        """The strict sign by form, by Sturm, or factor by factor."""
        if not contains(node, self.name):
            return sign(node) or None
        if (form := self.form(node)) in (forms.POSITIVE, forms.NEGATIVE):
            return 1 if form == forms.POSITIVE else -1
        if found := sturm(self, node, True) or self._over_parameters(node):
            return found
        return self._by_factors(node)

    def _by_factors(self, node: Node) -> int | None:
        if node.op == "add":
            rest = without_common_factor(node, self.clearly_positive)
            return self._terms(node) if rest is None else self.factored(rest)
        if node.op == "log":
            return self.factored(sub(node.args[0], ONE))
        if node.op not in ("mul", "pow"):
            return None
        if node.op == "pow":
            base, exponent = self.factored(node.args[0]), node.args[1]
            return base if base != -1 else None if exponent.denominator > 1 else 1 - 2 * (exponent.numerator % 2)
        found = 1
        for factor in node.args:
            if (one := self.factored(factor)) is None:
                return None
            found *= one
        return found

    def _terms(self, node: Node) -> int | None:
        """The strict sign that all terms of a sum share."""
        first = self.factored(node.args[0])
        shared = first is not None and all(self.factored(term) == first for term in node.args[1:])
        return first if shared else None

    def _over_parameters(self, node: Node) -> int | None:
        """The strict sign for every value of the open parameters, of a quotient of polynomials."""
        if not varies(node, self.lower, self.upper):
            return None
        return sign_by_coefficients(self, node) or delineated_sign(self, node)

    def height(self, node: Node, which: Side) -> int | None:
        """The sign of the limit at an end: -1, 0, 1 or None."""
        x0 = self.lower if which == "lower" else self.upper
        if (
            isinstance(x0, Node)
            and x0.op == "crossing"
            and regular(self, node, self.segment(x0, x0))
            and self.zero_at(node, x0)
        ):
            return 0
        start = self.limit(node, which)
        if isinstance(start, str):
            return 1 if start == "oo" else -1
        return None if start is None else sign(start)

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
        return low == 0 < high and rational(slope) not in (None, 0)

    def vanishes(self, node: Node) -> bool:
        """Whether the expression is identically zero on the interval."""
        return is_zero(node, self.clearly_positive)

    def zero_at(self, node: Node, x0: Node) -> bool:
        """Whether the expression vanishes at x0, exactly; it may be undefined there."""
        try:
            return sign(substitute(node, self.name, x0)) == 0
        except Reject:
            return False

    def limit(self, node: Node, which: Side) -> End | None:
        """The exact limit at an end, or None."""
        at, side = (self.lower, 1) if which == "lower" else (self.upper, -1)
        if isinstance(at, Node) and varies(node, at) and regular(self, node, self.segment(at, at)):
            return substitute(node, self.name, at)
        return limit(node, variable(self.name), at, side, self.clearly_positive)

    def inside(self, x: Node) -> bool:
        """Whether a constant lies strictly between the ends."""
        return (self.lower == "-oo" or sign(sub(x, self.lower)) == 1) and (  # type: ignore[arg-type]
            self.upper == "oo" or sign(sub(self.upper, x)) == 1  # type: ignore[arg-type]
        )

    def __repr__(self) -> str:
        ends = [x if isinstance(x, str) else show(x) for x in (self.lower, self.upper)]
        return f"{self.name} in ({ends[0]}, {ends[1]})"
