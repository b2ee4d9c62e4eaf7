"""The sign that an expression has by its form alone, without arithmetic on boxes."""

from __future__ import annotations

from fractions import Fraction

from .nodes import Node

POSITIVE, NONNEGATIVE, NONPOSITIVE, NEGATIVE = 2, 1, -1, -2
ALWAYS_POSITIVE = frozenset(("pi", "exp", "sigmoid", "softplus"))


def sign_by_form(node: Node, known: dict[Node, int]) -> int | None:
    """One of the four signs above on all of a set, or None.

    ``known`` holds signs that are given, those of the variables, and receives what is found;
    a zero in it means that nothing is known. Every node is defined on the set.
    """
    if node not in known:
        known[node] = _sign(node, known) or 0
    return known[node] or None


def _sign(node: Node, known: dict[Node, int]) -> int | None:
    match node.op:
        case "number":
            return _of_number(node.args[0])
        case "add":
            return _sum([sign_by_form(term, known) for term in node.args]) or _one_plus(node)
        case "mul":
            return _product([sign_by_form(factor, known) for factor in node.args])
        case "pow":
            return _power(sign_by_form(node.args[0], known), node.args[1])
        case "atan" | "erf":
            return sign_by_form(node.args[0], known)
    return POSITIVE if node.op in ALWAYS_POSITIVE else None


def _of_number(value: Fraction) -> int:
    return POSITIVE if value > 0 else NEGATIVE if value < 0 else NONNEGATIVE


def _sum(signs: list[int | None]) -> int | None:
    if all(s is not None and s > 0 for s in signs):
        return max(s for s in signs if s is not None)
    if all(s is not None and s < 0 for s in signs):
        return min(s for s in signs if s is not None)
    return None


def _one_plus(node: Node) -> int | None:
    """c + d erf(u) > 0 for |d| <= c, since |erf| < 1; c pi + d atan(u) > 0 for |d| <= 2c."""
    if len(node.args) != 2:
        return None
    first, second = node.args
    (c, rest), (d, other) = _scaled(first), _scaled(second)
    if rest is None and other is not None and other.op == "erf":
        return POSITIVE if c > 0 and abs(d) <= c else NEGATIVE if c < 0 and abs(d) <= -c else None
    if rest is not None and other is not None and {rest.op, other.op} == {"pi", "atan"}:
        if rest.op == "atan":
            c, d = d, c
        return POSITIVE if c > 0 and abs(d) <= 2 * c else NEGATIVE if c < 0 and abs(d) <= -2 * c else None
    return None


def _scaled(node: Node) -> tuple[Fraction, Node | None]:
    if node.op == "number":
        return node.args[0], None
    if node.op == "mul" and node.args[0].op == "number" and len(node.args) == 2:
        return node.args[0].args[0], node.args[1]
    return Fraction(1), node


def _product(signs: list[int | None]) -> int | None:
    if any(s is None for s in signs):
        return None
    strict = all(abs(s or 0) == 2 for s in signs)
    negative = sum(1 for s in signs if s is not None and s < 0) % 2 == 1
    return (NEGATIVE if negative else POSITIVE) if strict else (NONPOSITIVE if negative else NONNEGATIVE)


def _power(base: int | None, exponent: Fraction) -> int | None:
    if exponent.denominator != 1:
        return POSITIVE if exponent < 0 or base == POSITIVE else NONNEGATIVE
    if exponent % 2 == 0:
        return POSITIVE if exponent < 0 or base in (POSITIVE, NEGATIVE) else NONNEGATIVE
    if base is None or exponent > 0:
        return base
    return POSITIVE if base > 0 else NEGATIVE
