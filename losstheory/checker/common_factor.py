"""A sum without the positive factor that its terms share: f = g h with g > 0 has the sign of h."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from .nodes import Node, add, mul, power


def without_common_factor(node: Node, positive: Callable[[Node], bool]) -> Node | None:
    """h for a sum f = g h, g > 0 a product of powers of shared positive bases and an exponential; None: no such g."""
    if node.op != "add":
        return None
    tables = [dict(map(_power, term.args if term.op == "mul" else (term,))) for term in node.args]
    shared = [base for base in tables[0] if all(base in other for other in tables) and positive(base)]
    inverse = [power(base, -min(table[base] for table in tables)) for base in shared if base.op != "exp"]
    exponentials = [_exponential(term) for term in node.args]
    if None not in exponentials and exponentials[0] is not None:
        inverse.append(power(exponentials[0], -1))
    return add(*(mul(term, *inverse) for term in node.args)) if inverse else None


def _power(factor: Node) -> tuple[Node, Fraction]:
    return (factor.args[0], factor.args[1]) if factor.op == "pow" else (factor, Fraction(1))


def _exponential(term: Node) -> Node | None:
    """The factor e^u of a product, of which the normal shape has one at most."""
    return next((factor for factor in (term.args if term.op == "mul" else (term,)) if factor.op == "exp"), None)
