"""Proofs of a sign on an open interval, as ``docs/certificates.md`` lists them, re-checked."""

from __future__ import annotations

from . import forms
from .calculus import contains, derivative, substitute
from .nodes import Node, Reject, add, mul, neg, rational, show, sub
from .places import End, OpenInterval, constant, sign
from .reading import read

MAX_DEPTH, MAX_SEGMENTS, BISECTIONS = 12, 4000, 64


def check_sign(place: OpenInterval, node: Node, strict: bool, proof: object, depth: int = 0) -> None:
    """Accept ``node > 0`` (strict) or ``node >= 0`` on the whole open interval, or reject."""
    if not isinstance(proof, dict) or depth > MAX_DEPTH:
        raise Reject("a proof of a sign must be an object, nested at most twelve deep")
    if not contains(node, place.name):
        return _require(sign(node) in ((1,) if strict else (0, 1)), place, node, strict)
    match proof.get("by"):
        case "sturm":
            _require(place.sturm(node, strict) in ((1,) if strict else (0, 1)), place, node, strict)
        case "identity":
            _require(not strict and place.vanishes(node), place, node, strict)
        case "form":
            found = place.form(node)
            _require(found == forms.POSITIVE or (found == forms.NONNEGATIVE and not strict), place, node, strict)
        case "ladder":
            _ladder(place, node, strict, proof, depth)
        case "boxes":
            _boxes(place, node, strict, proof)
        case "split":
            _split(place, node, strict, proof, depth)
        case "factors":
            _factors(place, node, strict, proof, depth)
        case "times":
            _times(place, node, strict, proof, depth)
        case other:
            raise Reject(f"unknown proof of a sign {str(other)[:40]!r}")


def _require(shown: bool, place: OpenInterval, node: Node, strict: bool) -> None:
    if not shown:
        raise Reject(f"not shown: {show(node)[:300]} {'>' if strict else '>='} 0 for {place!r}")


def _ladder(place: OpenInterval, node: Node, strict: bool, proof: dict[str, object], depth: int) -> None:
    """Mean value theorem: a nonnegative limit at one end and a slope that leads up from it."""
    at = proof.get("at")
    if at not in ("lower", "upper"):
        raise Reject("a ladder stands at 'lower' or 'upper'")
    start = place.limit(node, at)  # type: ignore[arg-type]
    if start is None or start == "-oo":
        raise Reject(f"the limit of {show(node)[:200]} at the {at} end is not known to be nonnegative")
    height = 1 if start == "oo" else sign(start)  # type: ignore[arg-type]
    _require(height in (0, 1), place, node, strict)
    slope = derivative(node, place.name)
    check_sign(place, slope if at == "lower" else neg(slope), strict and height == 0, proof.get("slope"), depth + 1)


def cut_points(place: OpenInterval, data: object) -> list[End]:
    """The ends of the interval with the increasing constants of ``data`` between them."""
    if not isinstance(data, list) or len(data) > MAX_SEGMENTS:
        raise Reject("cuts must be a list of constants")
    inner = [constant(item) for item in data]
    points: list[End] = [place.lower, *inner, place.upper]
    for left, right in zip(points, points[1:], strict=False):
        if left == "-oo" or right == "oo":
            continue
        if sign(sub(right, left)) != 1:  # type: ignore[arg-type]
            raise Reject("cuts must increase strictly and lie inside")
    return points


def _boxes(place: OpenInterval, node: Node, strict: bool, proof: dict[str, object]) -> None:
    points, tags = cut_points(place, proof.get("cuts")), proof.get("tags")
    if not isinstance(tags, list) or len(tags) != len(points) - 1:
        raise Reject("there must be one tag for each segment")
    for tag, lower, upper in zip(tags, points, points[1:], strict=False):
        if tag == "n":
            shown = _natural(place, node, strict, lower, upper)
        elif tag == "m":
            shown = _monotone(place, node, strict, lower, upper)
        elif isinstance(tag, str) and tag[:1] in ("l", "u") and tag[1:] in tuple("123456789"):
            shown = place.ordered_leaf(node, tag[0], int(tag[1:]), lower, upper, strict)
        else:
            raise Reject(f"unknown tag {str(tag)[:20]!r}")
        _require(shown, OpenInterval(place.name, lower, upper), node, strict)


def _natural(place: OpenInterval, node: Node, strict: bool, lower: End, upper: End) -> bool:
    """A natural enclosure of the segment, bisected at most six times deep."""
    queue, work = [(lower, upper)], 0
    while queue:
        low, high = queue.pop()
        work += 1
        if work > BISECTIONS:
            return False
        if not place.leaf(node, low, high, strict):
            middle = place.middle(low, high)
            if middle is None:
                return False
            queue += [(low, middle), (middle, high)]
    return True


def _monotone(place: OpenInterval, node: Node, strict: bool, lower: End, upper: End) -> bool:
    """The slope has one sign on the closed segment and the lower end value is as claimed there."""
    slope = derivative(node, place.name)
    for start, direction in ((lower, slope), (upper, neg(slope))):
        if isinstance(start, Node) and place.leaf(direction, lower, upper, False):
            return sign(substitute(node, place.name, start)) in ((1,) if strict else (0, 1))
    return False


def _split(place: OpenInterval, node: Node, strict: bool, proof: dict[str, object], depth: int) -> None:
    """A proof on each open part; between them f is continuous, and positive at the cut where that is asked."""
    points, parts = cut_points(place, proof.get("at")), proof.get("parts")
    if not isinstance(parts, list) or len(parts) != len(points) - 1:
        raise Reject("there must be one proof for each part")
    for part, lower, upper in zip(parts, points, points[1:], strict=False):
        check_sign(OpenInterval(place.name, lower, upper), node, strict, part, depth + 1)
    if strict:
        for point in points[1:-1]:
            _require(sign(substitute(node, place.name, point)) == 1, place, node, strict)  # type: ignore[arg-type]


def _factors(place: OpenInterval, node: Node, strict: bool, proof: dict[str, object], depth: int) -> None:
    parts = proof.get("parts")
    factors = list(node.args) if node.op == "mul" else [node]
    coefficient = rational(factors[0])
    if coefficient is not None:
        factors = factors[1:]
    if not isinstance(parts, list) or len(parts) != len(factors):
        raise Reject("there must be one signed proof for each factor")
    total = -1 if coefficient is not None and coefficient < 0 else 1
    for factor, part in zip(factors, parts, strict=True):
        if not isinstance(part, list) or len(part) != 2 or part[0] not in ("+", "-"):
            raise Reject("a factor's proof is [sign, proof]")
        total = total if part[0] == "+" else -total
        check_sign(place, factor if part[0] == "+" else neg(factor), strict, part[1], depth + 1)
    _require(total == 1, place, node, strict)


def _times(place: OpenInterval, node: Node, strict: bool, proof: dict[str, object], depth: int) -> None:
    """f and f g have the same sign where g > 0; the product is expanded over the terms of f."""


    factor = read(proof.get("factor"), place)
    check_sign(place, factor, True, proof.get("positive"), depth + 1)
    terms = node.args if node.op == "add" else (node,)
    check_sign(place, add(*(mul(term, factor) for term in terms)), strict, proof.get("then"), depth + 1)
