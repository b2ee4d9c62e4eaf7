"""Quotients of polynomials in the score and the open parameters, by the signs of their coefficients.

An open interval (a, b) is the image of y > 0 under (a + b y)/(1 + y), or a + y, or b - y, where an end is infinite;
the ends of the score's interval may contain the parameters. A polynomial in positive variables whose coefficients have
one sign has that sign (Bernstein's criterion).
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from .calculus import contains, substitute
from .forms import POSITIVE, sign_by_form
from .generators import NormalForm
from .nodes import ONE, Node, add, divide, mul, neg, variable
from .parameters import open_ranges
from .work import Reject, spend

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from .places import End, OpenInterval

MAX_MONOMIALS = 400


def sign_by_coefficients(place: OpenInterval, node: Node) -> int | None:
    """1 or -1, the strict sign of the expression on the whole interval, for every value of the parameters."""
    image, known = node, dict[Node, int]()
    for name, lower, upper in [(place.name, place.lower, place.upper), *_ranges()]:
        if contains(image, name):
            inner = _positive_image(lower, upper, variable(f"+{name}"))
            if inner is None:
                return None
            known[variable(f"+{name}")] = POSITIVE
            image = substitute(image, name, inner)
    return _sign(image, known)


def _ranges() -> Iterable[tuple[str, End, End]]:
    return [(name, found.lower, found.upper) for name, found in open_ranges().items()]


def _positive_image(lower: End, upper: End, y: Node) -> Node | None:
    """The point of an interval that belongs to y > 0."""
    if isinstance(lower, Node):
        return add(lower, y) if not isinstance(upper, Node) else divide(add(lower, mul(upper, y)), add(ONE, y))
    return add(upper, neg(y)) if isinstance(upper, Node) else None


def _sign(node: Node, known: dict[Node, int]) -> int | None:
    """The sign of a quotient of polynomials in positive variables."""
    form = NormalForm(lambda item: sign_by_form(item, known) == POSITIVE)
    try:
        quotient = form.normal(node)
    except Reject:
        return None
    polynomials = [quotient.top, *(dict(factor) for factor, k in quotient.bottom.items() if k % 2)]
    spend(sum(map(len, polynomials)))
    generators = {g for poly in polynomials for monomial in poly for g, _ in monomial}
    if any(form.products.generators[g].node not in known for g in generators):
        return None
    signs = [_common_sign(poly.values()) for poly in polynomials if len(poly) <= MAX_MONOMIALS]
    return None if None in signs or len(signs) < len(polynomials) else prod(s for s in signs if s is not None)


def _common_sign(coefficients: Iterable[Fraction]) -> int | None:
    found = {(c > 0) - (c < 0) for c in coefficients}
    return found.pop() if len(found) == 1 and 0 not in found else None
