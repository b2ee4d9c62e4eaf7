"""Convexity of every partial loss on its score domain."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from ..calculus import contains, derivative
from ..constants import sign
from ..losses import Domain, Loss, Piece, at_least, check_continuous, one_sided
from ..nodes import Node, add, mul, number, sub
from ..places import OpenInterval
from ..reading import read
from ..work import Reject
from .evidence import check_each, field, items, point, whole


def convex(loss: Loss, evidence: object) -> None:
    """Each formula is convex, by the calculus of convex functions or piece by piece (Boyd and Vandenberghe, 3.1-2)."""
    parts = items(evidence, "parts", len(loss.formulas))
    for i, part in enumerate(parts):
        check_convex(loss.domain.only(i), part)


def check_convex(domain: Domain, part: object) -> None:
    """The one formula of the domain is convex on it."""
    match field(part, "by"):
        case "calculus":
            if not _Calculus(domain).convex(domain.formulas[0]):
                raise Reject("not convex by the calculus of convex functions")
        case "curvature":
            _curvature(domain, part)
        case other:
            raise Reject(f"unknown proof of convexity {other!r}")


def _curvature(domain: Domain, part: object) -> None:
    """f'' >= 0 on each piece; at each cut f is continuous and its slope does not fall."""
    pieces = domain.pieces(field(part, "cuts"))
    check_each(pieces, [p.slope(order=2) for p in pieces], False, items(part, "signs"))
    check_bends(domain, pieces, 1)


def check_bends(domain: Domain, pieces: list[Piece], way: Literal[1, -1]) -> None:
    """At each cut the one formula of the domain is continuous, and its slope does not fall; rise, for ``way`` = -1."""
    for left, right in pairwise(pieces):
        cut = check_continuous(domain, left, right)
        slopes = one_sided(left.place, left.slope(), "upper"), one_sided(right.place, right.slope(), "lower")
        if not at_least(*slopes[::-way]):
            raise Reject(f"the slope {'falls' if way == 1 else 'rises'} at {cut!r}")


class _Calculus:
    """Composition rules on the formula as it stands; smooth parts by their second derivative."""

    def __init__(self, domain: Domain) -> None:
        self.place = OpenInterval(domain.name, domain.lower, domain.upper)

    def convex(self, data: object, way: int = 1) -> bool:
        """Whether ``way`` times the formula is convex on the whole interval."""
        if _is_smooth(data):
            node = mul(number(way), read(data, self.place))
            return self.place.nonnegative(derivative(derivative(node, self.place.name), self.place.name))
        assert isinstance(data, list)
        name, args = data[0], data[1:]
        match name:
            case "add":
                return all(self.convex(arg, way) for arg in args)
            case "mul":
                return self._scaled(args, way)
            case "max" | "min":
                return way == (1 if name == "max" else -1) and all(self.convex(arg, way) for arg in args)
            case "abs":
                return way == 1 and self._affine(args[0])
            case "exp" | "softplus":
                return way == 1 and self.convex(args[0])
            case "pow":
                return way == 1 and self._at_least_one(args[1]) and self._nonnegative(args[0]) and self.convex(args[0])
        return False

    def _scaled(self, args: list[object], way: int) -> bool:
        """A product of constants and one other factor."""
        constants = [arg for arg in args if not _mentions(arg, self.place.name)]
        others = [arg for arg in args if _mentions(arg, self.place.name)]
        found = sign(mul(*(read(c, self.place) for c in constants))) if constants else 1
        return found in (1, -1) and len(others) == 1 and self.convex(others[0], way * found)

    def _at_least_one(self, exponent: object) -> bool:
        return not _mentions(exponent, self.place.name) and sign(sub(read(exponent, self.place), number(1))) in (0, 1)

    def _affine(self, data: object) -> bool:
        return _is_smooth(data) and not contains(derivative(read(data, self.place), self.place.name), self.place.name)

    def _nonnegative(self, data: object) -> bool:
        if _is_smooth(data):
            return self.place.nonnegative(read(data, self.place))
        assert isinstance(data, list)
        if data[0] == "max":
            return any(self._nonnegative(arg) for arg in data[1:])
        return data[0] == "abs" or (data[0] in ("add", "mul", "min") and all(self._nonnegative(a) for a in data[1:]))


def _is_smooth(data: object) -> bool:
    if isinstance(data, list):
        return data[0] not in ("max", "min", "abs", "sign", "piecewise") and all(map(_is_smooth, data))
    return True


def _mentions(data: object, name: str) -> bool:
    return any(_mentions(item, name) for item in data) if isinstance(data, list) else data == name


def not_convex(loss: Loss, evidence: object) -> None:
    """Violated chord: a < m < b and f(m) above the chord from a to b."""
    if sign(chord_gap(loss, evidence)) != 1:
        raise Reject("the middle value is not above the chord")


def chord_gap(loss: Loss, evidence: object) -> Node:
    """(b - a) f(m) - (b - m) f(a) - (m - a) f(b) for three points a < m < b."""
    i = whole(evidence, "which", len(loss.formulas))
    a, m, b = (point({"x": x}, "x") for x in items(evidence, "points", 3))
    if sign(sub(m, a)) != 1 or sign(sub(b, m)) != 1:
        raise Reject("the three points must increase")
    left, middle, right = (loss.domain.at(x)[i] for x in (a, m, b))
    return add(mul(sub(b, a), middle), mul(sub(m, b), left), mul(sub(a, m), right))
