"""Cases from data, formulas drawn at random, and a float evaluation that shares nothing with the package's own."""

from __future__ import annotations

import json
import math
import operator
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from losstheory.formulas.tree import Tree

CASES = json.loads((Path(__file__).parents[1] / "cases" / "formulas.json").read_text(encoding="utf-8"))
RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
FUNCTIONS: dict[str, Callable[..., float]] = {
    "add": lambda *v: math.fsum(v), "mul": lambda *v: math.prod(v), "pow": math.pow, "max": max, "min": min,
    "sign": lambda x: float((x > 0) - (x < 0)), "abs": abs, "sigmoid": lambda x: 0.5 + 0.5 * math.tanh(x / 2),
    "softplus": lambda x: max(x, 0.0) + math.log1p(math.exp(-abs(x))),
    **{f.__name__: f for f in (math.exp, math.log, math.sin, math.cos, math.tan, math.atan)},
    **{f.__name__: f for f in (math.sinh, math.cosh, math.tanh, math.erf)},
}  # fmt: skip


def _evaluate(tree: Tree, x: float) -> Any:
    args = tree.args
    match tree.op:
        case "number":
            return float(args[0])
        case "variable":
            return x
        case "pi":
            return math.pi
        case "true":
            return True
        case "piecewise":
            return next(_evaluate(e, x) for e, c in zip(args[::2], args[1::2], strict=True) if _evaluate(c, x))
        case "and":
            return all(_evaluate(c, x) for c in args)
        case "or":
            return any(_evaluate(c, x) for c in args)
        case "root":
            coefficients, lower, upper = args
            return _bisect(
                lambda y: sum(float(c) * y**i for i, c in enumerate(coefficients)), float(lower), float(upper)
            )
        case "crossing":
            return _bisect(lambda y: _evaluate(args[0], y), float(args[1]), float(args[2]))
    return (RELATIONS | FUNCTIONS)[tree.op](*(_evaluate(arg, x) for arg in args))


def _bisect(f: Callable[[float], float], low: float, high: float) -> float:
    rising = f(high) > 0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if (f(middle) > 0) == rising else (middle, high)
    return (low + high) / 2


class _Generator:
    """Random formulas in t, as text."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def __call__(self, depth: int) -> str:
        choose = self.random.choice
        if depth == 0 or self.random.random() < 0.12:
            return choose(["t", "t", "t", str(self.random.randint(-3, 3)), f"({self.random.randint(-5, 5)}/3)"])
        kind = choose(
            ["+", "-", "*", "/", "**", "max", "min", "abs", "exp", "log", "cases", "if", "atan", "erf", "tanh"]
        )
        part = lambda: f"({self(depth - 1)})"  # noqa: E731
        match kind:
            case "+" | "-" | "*" | "/":
                return part() + kind + part()
            case "**":
                return part() + "**" + choose(["2", "3", "(1/2)", "(-1)"])
            case "max" | "min":
                return f"{kind}({part()}, {part()})"
            case "cases":
                return f"Piecewise(({part()}, {part()} {choose(list(RELATIONS))} {part()}), ({part()}, True))"
            case "if":
                return f"({part()} if {part()} < {part()} {choose(['and', 'or'])} t > 1 else {part()})"
        return f"{choose([kind, 'softplus', 'sigmoid', 'sqrt', 'sign'])}{part()}"


@pytest.fixture(scope="session")
def evaluate() -> Callable[[Tree, float], Any]:
    """The value of a tree at a float, by ``math`` alone."""
    return _evaluate


@pytest.fixture(scope="session")
def generator() -> Callable[[int], Callable[[int], str]]:
    """A seed to a source of random formulas of a depth."""
    return _Generator


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrise ``loss_case``, ``hostile``, ``pieces_case``, ``crossing_case`` and ``undefined`` from the data."""
    for name, key in (
        ("loss_case", "losses"), ("hostile", "hostile"), ("pieces_case", "pieces"),
        ("crossing_case", "crossings"), ("undefined", "undefined"), ("multiclass", "multiclass"),
    ):  # fmt: skip
        if name in metafunc.fixturenames:
            cases = CASES[key]
            metafunc.parametrize(name, cases, ids=[_label(case, i) for i, case in enumerate(cases)])


def _label(case: Any, index: int) -> str:
    text = case.get("name", case.get("text")) if isinstance(case, dict) else case[0] if isinstance(case, list) else case
    return f"{index}-{ascii(text)[1:30]}"
