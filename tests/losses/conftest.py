"""A float evaluation of trees that shares nothing with the package's own."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from losstheory.formulas.tree import Tree

UNARY: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "log": math.log,
    "abs": abs,
    "atan": math.atan,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "erf": math.erf,
    "softplus": lambda x: math.log(1 + math.exp(x)),
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
}
NARY: dict[str, Callable[[list[float]], float]] = {"add": sum, "mul": math.prod, "max": max, "min": min}
RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<": float.__lt__,
    "<=": float.__le__,
    ">": float.__gt__,
    ">=": float.__ge__,
    "==": float.__eq__,
    "!=": float.__ne__,
}


def _evaluate(tree: Tree, x: float) -> Any:
    if tree.op == "number":
        return float(tree.args[0])
    if tree.op == "variable":
        return x
    if tree.op in ("pi", "true"):
        return math.pi if tree.op == "pi" else True
    if tree.op == "piecewise":
        pairs = zip(tree.args[::2], tree.args[1::2], strict=True)
        return next(_evaluate(branch, x) for branch, condition in pairs if _evaluate(condition, x))
    values = [_evaluate(child, x) for child in tree.children]
    if tree.op in RELATIONS:
        return RELATIONS[tree.op](float(values[0]), float(values[1]))
    if tree.op == "pow":
        return values[0] ** values[1]
    return UNARY[tree.op](*values) if tree.op in UNARY else NARY[tree.op](values)


@pytest.fixture(scope="session")
def evaluate() -> Callable[[Tree, float], float]:
    return _evaluate
