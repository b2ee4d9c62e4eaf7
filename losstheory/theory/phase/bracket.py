"""Where the verdicts on the members of a family change, between two members."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from losstheory.claims import Status
from losstheory.formulas.constants import inside as lies_inside
from losstheory.formulas.tree import Tree, number
from losstheory.rigor.simplest import simplest_between

BISECTIONS = 16


def threshold(
    a: Fraction, b: Fraction, status: Callable[[Fraction], Status], critical: Sequence[Tree], width: Fraction
) -> Tree:
    """The only critical value between ``a`` and ``b``, else the simplest rational of a bracket that is bisected.

    Args:
        status: of a member; it differs at ``a`` and ``b``. Bisection ends where it is not decided.
        critical: values at which the verdict may change.
        width: of the bracket, four times.
    """
    first = status(a)
    for _ in range(BISECTIONS):
        near = [x for x in critical if lies_inside(x, number(a), number(b))]
        if len(near) == 1:
            return near[0]
        if b - a < width / 4:
            break
        middle = simplest_between(a + 3 * (b - a) / 8, a + 5 * (b - a) / 8)
        found = status(middle)
        if not found.decided:
            break
        a, b = (middle, b) if found is first else (a, middle)
    return number(simplest_between(a, b))
