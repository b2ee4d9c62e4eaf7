"""The sign of an expression without a variable: by enclosure, or exactly zero."""

from __future__ import annotations

from .calculus import children, substitute
from .enclosure import sign_of_constant
from .generators import is_zero
from .nodes import Node, add, rational, sub


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
