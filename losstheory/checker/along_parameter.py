"""The sign of an expression that is monotone in an open parameter, from one end of the parameter's range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .calculus import contains, derivative, substitute
from .leaves import singular
from .nodes import Node, neg
from .parameters import open_ranges
from .work import Reject

if TYPE_CHECKING:
    from .places import OpenInterval


def sign_along_parameter(place: OpenInterval, node: Node) -> bool:
    """Whether f(x, u) is positive by the mean value theorem in u, from a finite end e of the range.

    f(x, e) >= 0, and df/du has the strict sign that leads up from e; so f > 0. No logarithm, and no power but a natural
    one, contains u, so that f is continuous in u up to e. The interval of x does not move with u: the slope is known
    at x for every u.
    """
    ends = [end for end in (place.lower, place.upper) if not isinstance(end, str)]
    for name, found in open_ranges().items():
        if not contains(node, name) or any(contains(part, name) for part in (*ends, *singular(node))):
            continue
        try:
            slope = derivative(node, name)
            ways = ((found.lower, slope), (found.upper, neg(slope)))
            for end, way in ways:
                if isinstance(end, Node) and place.factored(way) == 1:
                    return place.nonnegative(substitute(node, name, end))
        except Reject:
            continue
    return False
