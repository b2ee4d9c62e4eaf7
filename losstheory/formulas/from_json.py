"""The tree of a JSON form; the strict inverse of ``Tree.to_json``."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from losstheory.formulas.errors import ParseError
from losstheory.formulas.tree import FUNCTIONS, PI, RELATIONS, TRUE, Tree, number, variable

MAX_NODES, MAX_DEPTH, MAX_DIGITS, MAX_COEFFICIENTS = 20_000, 200, 4000, 513


def tree_from_json(data: Any, variables: Collection[str]) -> Tree:
    """The tree whose ``to_json`` is ``data``.

    Args:
        data: JSON as documented in ``tree``; numbers are strings in lowest terms.
        variables: the names that may occur.

    Raises:
        ParseError: ``data`` is nothing that ``to_json`` writes, or too large.
    """
    return _Reader(frozenset(variables)).expression(data, 0)


class _Reader:
    def __init__(self, variables: frozenset[str]) -> None:
        self.variables = variables
        self.nodes = 0

    def expression(self, data: Any, depth: int) -> Tree:
        self._count(depth)
        if isinstance(data, str):
            if data in self.variables:
                return variable(data)
            return PI if data == "pi" else number(_rational(data))
        if not (isinstance(data, list) and len(data) > 1 and isinstance(data[0], str)):
            raise ParseError(f"expected a string or a list [operation, …], got {_shown(data)}")
        name, *rest = data
        match name:
            case "root":
                return _root(rest)
            case "crossing":
                return self._crossing(rest, depth)
            case "piecewise":
                return self._piecewise(rest, depth)
        if not _arity(name, len(rest)):
            raise ParseError(f"unknown operation {_shown(name)} with {len(rest)} arguments")
        return Tree(name, tuple(self.expression(item, depth + 1) for item in rest))

    def condition(self, data: Any, depth: int) -> Tree:
        self._count(depth)
        if data is True:
            return TRUE
        if isinstance(data, list) and len(data) > 2:
            name, *rest = data
            if name in ("and", "or"):
                return Tree(name, tuple(self.condition(item, depth + 1) for item in rest))
            if name in RELATIONS and len(rest) == 2:
                return Tree(name, tuple(self.expression(item, depth + 1) for item in rest))
        raise ParseError(f"expected a condition, got {_shown(data)}")

    def _piecewise(self, pairs: list[Any], depth: int) -> Tree:
        args: list[Tree] = []
        for pair in pairs:
            if not (isinstance(pair, list) and len(pair) == 2):
                raise ParseError(f"expected a branch [expression, condition], got {_shown(pair)}")
            args += self.expression(pair[0], depth + 1), self.condition(pair[1], depth + 1)
        if args[-1] != TRUE:
            raise ParseError("the last branch of a piecewise must have the condition true")
        return Tree("piecewise", tuple(args))

    def _crossing(self, rest: list[Any], depth: int) -> Tree:
        if len(rest) != 3:
            raise ParseError("expected a crossing [expression in x, lo, hi]")
        inner = _Reader(frozenset({"x"}))
        inner.nodes = self.nodes
        expression = inner.expression(rest[0], depth + 1)
        self.nodes = inner.nodes
        return Tree("crossing", (expression, *_bracket(rest[1], rest[2])))

    def _count(self, depth: int) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise ParseError(f"expected at most {MAX_NODES} nodes and depth {MAX_DEPTH}, got more")


def _arity(name: str, count: int) -> bool:
    if name in FUNCTIONS:
        return count == 1
    return count == 2 if name == "pow" else name in ("add", "mul", "max", "min") and count > 1


def _root(rest: list[Any]) -> Tree:
    if len(rest) != 3 or not isinstance(rest[0], list) or not 2 <= len(rest[0]) <= MAX_COEFFICIENTS:
        raise ParseError("expected a root [[c0, …, cn], lo, hi]")
    coefficients = tuple(map(_rational, rest[0]))
    if not coefficients[-1]:
        raise ParseError("expected a root of a polynomial with a leading coefficient that is not zero")
    return Tree("root", (coefficients, *_bracket(rest[1], rest[2])))


def _bracket(lower: Any, upper: Any) -> tuple[Fraction, Fraction]:
    bracket = _rational(lower), _rational(upper)
    if bracket[0] > bracket[1]:
        raise ParseError(f"expected lo <= hi, got {_shown(lower)} and {_shown(upper)}")
    return bracket


def _rational(data: Any) -> Fraction:
    """The rational of a string p or p/q in lowest terms."""
    if isinstance(data, str) and len(data) <= MAX_DIGITS:
        top, slash, bottom = data.partition("/")
        digits = top.removeprefix("-")
        if _is_decimal(digits) and (not slash or (_is_decimal(bottom) and bottom != "0")):
            value = Fraction(int(top), int(bottom or "1"))
            if str(value) == data:
                return value
    raise ParseError(f"expected a rational p/q in lowest terms, or a known variable, got {_shown(data)}")


def _is_decimal(digits: str) -> bool:
    return digits.isascii() and digits.isdigit()


def _shown(data: Any) -> str:
    shown = repr(data) if isinstance(data, str | int | float | bool | None) else type(data).__name__
    return shown if len(shown) <= 60 else shown[:57] + "…"
