"""The shape of a formula: known operations, their numbers of arguments, their variables. Nothing is computed here."""

from __future__ import annotations

import re

from .nodes import RELATIONS
from .notation import parse_number
from .parameters import open_ranges
from .work import Reject, spend

UNARY = frozenset(
    ("exp", "log", "abs", "sign", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh", "erf", "softplus", "sigmoid")
)
MANY = frozenset(("add", "mul", "max", "min"))
WRITTEN = frozenset(("True", "False", "Piecewise", "Max", "Min", "Abs", "sqrt", "Rational", "E", "pi", "oo"))
RESERVED = UNARY | MANY | WRITTEN | {"pow", "piecewise", "and", "or", "root", "crossing", "true"}
MAX_DEPTH = 200
Names = str | tuple[str, ...] | None


def check_name(name: object) -> str:
    """A variable's name: a word that is no operation and no constant."""
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,19}", name) or name in RESERVED:
        raise Reject(f"{str(name)[:40]!r} cannot be the name of a variable")
    return name


def check_formula(data: object, name: Names, depth: int = 0) -> None:
    """A formula in the one variable, or in several (None: a constant), and in the parameters that are open."""
    spend(1)
    if depth > MAX_DEPTH:
        raise Reject("the expression is too deep")
    if isinstance(data, str):
        if data not in ((*name, "pi") if isinstance(name, tuple) else (name, "pi")) and data not in open_ranges():
            parse_number(data)
        return
    if not isinstance(data, list) or len(data) < 2 or not isinstance(data[0], str):
        raise Reject("an expression must be a string or a list [operation, …]")
    operation, rest = data[0], data[1:]
    if operation == "piecewise":
        return _check_branches(rest, name, depth)
    if operation == "root":
        return _check_root(rest)
    if operation == "crossing":
        return _check_crossing(rest, depth)
    expected = len(rest) == 1 if operation in UNARY else len(rest) == 2 if operation == "pow" else len(rest) >= 2
    if operation not in UNARY | MANY | {"pow"} or not expected:
        raise Reject(f"unknown operation {operation[:40]!r} with {len(rest)} arguments")
    for item in rest:
        check_formula(item, name, depth + 1)


def _check_branches(pairs: list[object], name: Names, depth: int) -> None:
    for k, pair in enumerate(pairs):
        if not isinstance(pair, list) or len(pair) != 2:
            raise Reject("a piecewise branch must be [expression, condition]")
        if (pair[1] is True) != (k == len(pairs) - 1):
            raise Reject("the last branch of a piecewise, and only that one, has the condition true")
        check_formula(pair[0], name, depth + 1)
        if pair[1] is not True:
            _check_condition(pair[1], name, depth + 1)


def _check_condition(data: object, name: Names, depth: int) -> None:
    spend(1)
    if depth > MAX_DEPTH or not isinstance(data, list) or len(data) < 3 or not isinstance(data[0], str):
        raise Reject("a condition must be a list [relation, a, b]")
    if data[0] in ("and", "or"):
        for item in data[1:]:
            _check_condition(item, name, depth + 1)
    elif data[0] in RELATIONS and len(data) == 3:
        for item in data[1:]:
            check_formula(item, name, depth + 1)
    else:
        raise Reject(f"unknown condition {data[0][:40]!r}")


def _check_root(rest: list[object]) -> None:
    if len(rest) != 3 or not isinstance(rest[0], list) or len(rest[0]) > 60:
        raise Reject("a root is [coefficients, lower, upper]")
    for item in (*rest[0], *rest[1:]):
        parse_number(item)


def _check_crossing(rest: list[object], depth: int) -> None:
    if len(rest) != 3:
        raise Reject("a crossing is [expression, lower, upper]")
    check_formula(rest[0], "x", depth + 1)
    for item in rest[1:]:
        parse_number(item)


def check_end(data: object) -> None:
    """A constant or an infinity."""
    if data not in ("oo", "-oo"):
        check_formula(data, None)
