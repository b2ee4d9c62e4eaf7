"""Reading a formula where it is evaluated: on an open interval or at a point.

A formula is read together with its domain: each logarithm, quotient and fractional power is
admitted only where its argument is shown to allow it, each branch is chosen only where its
condition is shown to hold, and a branch that is not taken is not read. What comes out is
a smooth node in normal shape, or a rejection that names the subexpression.
"""

from __future__ import annotations

from typing import Protocol

from .nodes import (
    PI,
    RELATIONS,
    ZERO,
    Node,
    add,
    call,
    exp,
    log,
    mul,
    neg,
    number,
    power,
    rational,
    sub,
)  # fmt: skip
from .notation import parse_number, show
from .work import Reject

MAX_NODES, MAX_DEPTH = 20_000, 200
SMOOTH = frozenset(["exp", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh", "erf", "softplus", "sigmoid"])


class Place(Protocol):
    """Where a formula is read; the two questions are answered True only when shown."""

    def named(self, name: str) -> Node | None: ...
    def positive(self, node: Node) -> bool: ...
    def nonnegative(self, node: Node) -> bool: ...
    def constant(self, name: str, arguments: list[object]) -> Node: ...


def read(data: object, place: Place) -> Node:
    """The smooth node that the JSON formula ``data`` is at ``place``."""
    return Reader(place).expression(data, 0)


class Reader:
    """One formula at one place; its work is counted."""

    def __init__(self, place: Place) -> None:
        self.place, self.nodes = place, 0

    def expression(self, data: object, depth: int) -> Node:
        self._count(depth)
        if isinstance(data, str):
            return PI if data == "pi" else self.place.named(data) or number(parse_number(data))
        if not isinstance(data, list) or len(data) < 2 or not isinstance(data[0], str):
            raise Reject("an expression must be a string or a list [operation, …]")
        name, rest = data[0], data[1:]
        if name == "piecewise":
            return self._branch(rest, depth)
        if name in ("root", "crossing"):
            return self.place.constant(name, rest)
        args = [self.expression(item, depth + 1) for item in rest]
        if name in ("add", "mul", "max", "min") and len(args) > 1:
            return {"add": add, "mul": mul, "max": self._largest, "min": self._smallest}[name](*args)
        if name == "pow" and len(args) == 2:
            return self._power(*args)
        if len(args) != 1:
            raise Reject(f"unknown operation {name[:40]!r} with {len(args)} arguments")
        return self._function(name, args[0])

    def _function(self, name: str, inner: Node) -> Node:
        if name == "log":
            self._need(self.place.positive(inner), inner, "the argument of a logarithm is not shown to be positive")
            return log(inner)
        if name == "abs":
            return self._largest(inner, neg(inner))
        if name == "sign":
            return number(self._strict_sign(inner))
        if name == "tan":
            self._strict_sign(call("cos", inner), zero=False)
        if name not in SMOOTH:
            raise Reject(f"unknown function {name[:40]!r}")
        return call(name, inner)

    def _power(self, base: Node, exponent: Node) -> Node:
        value = rational(exponent)
        if value is None:
            if base is ZERO and self.place.positive(exponent):
                return ZERO
            self._need(self.place.positive(base), base, "the base of a general power is not shown to be positive")
            return exp(mul(exponent, log(base)))
        if value.denominator != 1:
            if not self.place.positive(base):
                allowed = value > 0 and self._is_zero(base)
                self._need(allowed, base, "the base of a fractional power is not shown to be positive")
                return ZERO
        elif value < 0:
            self._strict_sign(base, zero=False)
        return power(base, value)

    def _strict_sign(self, node: Node, zero: bool = True) -> int:
        if self.place.positive(node):
            return 1
        if self.place.positive(neg(node)):
            return -1
        self._need(zero and self._is_zero(node), node, "is not shown to keep away from zero")
        return 0

    def _is_zero(self, node: Node) -> bool:
        return node is ZERO or (self.place.nonnegative(node) and self.place.nonnegative(neg(node)))

    def _largest(self, *args: Node) -> Node:
        best = args[0]
        for other in args[1:]:
            if not self.place.nonnegative(sub(best, other)):
                self._need(self.place.nonnegative(sub(other, best)), sub(best, other), "the larger is not decided")
                best = other
        return best

    def _smallest(self, *args: Node) -> Node:
        return neg(self._largest(*map(neg, args)))

    def _branch(self, pairs: list[object], depth: int) -> Node:
        for pair in pairs:
            if not isinstance(pair, list) or len(pair) != 2:
                raise Reject("a piecewise branch must be [expression, condition]")
            if self._holds(pair[1], depth + 1):
                return self.expression(pair[0], depth + 1)
        raise Reject("no branch of a piecewise formula holds")

    def _holds(self, data: object, depth: int) -> bool:
        self._count(depth)
        if data is True:
            return True
        if not isinstance(data, list) or len(data) < 3:
            raise Reject("a condition must be true or a list [relation, a, b]")
        name, rest = data[0], data[1:]
        if name == "and":
            return all(self._holds(item, depth + 1) for item in rest)
        if name == "or":
            return any(self._holds(item, depth + 1) for item in rest)
        if name not in RELATIONS or len(rest) != 2:
            raise Reject(f"unknown condition {str(name)[:40]!r}")
        left, right = (self.expression(item, depth + 1) for item in rest)
        return self._compare(name, sub(left, right))

    def _compare(self, name: str, gap: Node) -> bool:
        """Whether ``gap`` stands in the relation to zero, at the whole place."""
        if name in (">", ">="):
            return self._compare({">": "<", ">=": "<="}[name], neg(gap))
        if name in ("==", "!="):
            if self._is_zero(gap):
                return name == "=="
            self._strict_sign(gap, zero=False)
            return name == "!="
        true, false = (
            (self.place.positive(neg(gap)), self.place.nonnegative(gap))
            if name == "<"
            else (self.place.nonnegative(neg(gap)), self.place.positive(gap))
        )
        self._need(true or false, gap, "a condition is not decided")
        return true

    def _need(self, shown: bool, node: Node, reason: str) -> None:
        if not shown:
            raise Reject(f"{reason}: {show(node)[:120]}")

    def _count(self, depth: int) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise Reject("the expression is too large or too deep")
