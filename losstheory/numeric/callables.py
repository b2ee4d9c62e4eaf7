r"""Formulas as vectorised numpy functions.

Formulas stay as in a textbook; what would overflow is computed here by its logarithm: a logarithm of sums, products
and powers of exponentials, such as :math:`\log(1 + e^u)`, and a product of several of them, such as
:math:`e^u / (1 + e^u)^2`. The values are floating-point numbers, and never evidence.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from losstheory.formulas.constants import bounds
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.tree import Tree
from losstheory.losses.loss import Loss
from losstheory.numeric.logarithms import exponents

Floats: TypeAlias = NDArray[np.float64]
Step: TypeAlias = Callable[[Floats], Any]


class CallableError(LossTheoryError, ValueError):
    """A formula that is no function of the one variable wanted."""


def to_numpy(formula: Tree | Loss, variable: object = None) -> Callable[[ArrayLike], Floats]:
    """The function that a formula of one variable stands for.

    Args:
        formula: a formula, or a margin loss (its phi).
        variable: the name or the symbol of the variable; None: the only one that occurs.

    Returns:
        A function of an array of any shape, with values of that shape: NaN where the formula is undefined,
        infinite where a limit or an overflow is. A branch of a ``piecewise`` that is not taken has no influence.

    Raises:
        CallableError: the formula has another variable, or the loss has two formulas.
    """
    tree = formula if isinstance(formula, Tree) else _phi(formula)
    _check_variable(tree, None if variable is None else str(variable))
    run = _step(tree, {})

    def evaluate(x: ArrayLike) -> Floats:
        points = np.asarray(x, dtype=np.float64)
        with np.errstate(all="ignore"):
            values = np.asarray(run(points), dtype=np.float64)
        return np.array(np.broadcast_to(values, points.shape))[()]

    return evaluate


def _phi(loss: Loss) -> Tree:
    if len(loss.expressions) != 1:
        raise CallableError(
            f"expected one formula, got the {loss.kind} loss {loss.name} with two; "
            "take to_numpy of its .positive, its .negative or its .conditional_risk(eta)"
        )
    return loss.expressions[0]


def _check_variable(tree: Tree, name: str | None) -> None:
    names = sorted(tree.variables())
    if name is None and len(names) > 1:
        raise CallableError(f"expected a formula in one variable, got one in {', '.join(names)}")
    if strangers := [other for other in names if name not in (None, other)]:
        raise CallableError(f"expected a formula in {name} alone, got one in {', '.join(strangers)}")


def _step(tree: Tree, done: dict[Tree, Step]) -> Step:
    """The function of one node; equal nodes share one."""
    if tree not in done:
        done[tree] = _made(tree, done)
    return done[tree]


def _made(tree: Tree, done: dict[Tree, Step]) -> Step:
    if tree.op == "variable":
        return lambda x: x
    if tree.op in ("number", "pi", "root", "crossing"):
        value = _constant(tree)
        return lambda x: value
    if tree.op == "true":
        return lambda x: True
    if tree.op in ("log", "mul") and (logarithm := exponents(tree, lambda inner: _step(inner, done))):
        return logarithm
    parts = [_step(child, done) for child in tree.children]
    if tree.op == "piecewise":
        return _piecewise(parts[::2], parts[1::2])
    if tree.op == "pow":
        return _power(tree, *parts)
    function = FUNCTIONS[tree.op]
    if len(parts) == 1:
        inner = parts[0]
        return lambda x: function(inner(x))
    return lambda x: reduce(function, (part(x) for part in parts))


def _constant(tree: Tree) -> float:
    if tree.op == "pi":
        return math.pi
    low, high = (tree.args[0],) * 2 if tree.op == "number" else bounds(tree)
    middle = (low + high) / 2
    try:
        return float(middle)
    except OverflowError:
        return math.inf if middle > 0 else -math.inf


def _piecewise(values: list[Step], conditions: list[Step]) -> Step:
    def run(x: Floats) -> Any:
        chosen = [np.broadcast_to(condition(x), x.shape) for condition in conditions]
        return np.select(chosen, [np.broadcast_to(value(x), x.shape) for value in values], np.nan)

    return run


def _power(tree: Tree, base: Step, exponent: Step) -> Step:
    value = tree.args[1].value
    if value is not None and value.denominator == 1:
        whole = float(value.numerator) if value < 0 else value.numerator
        return lambda x: np.power(base(x), whole)
    return lambda x: np.power(base(x), exponent(x))


def _sigmoid(x: Any) -> Any:
    grown = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, grown) / (1.0 + grown)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "mul": np.multiply,
    "max": np.maximum,
    "min": np.minimum,
    "exp": np.exp,
    "log": np.log,
    "abs": np.abs,
    "sign": np.sign,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "erf": np.vectorize(math.erf, otypes=[float]),
    "softplus": lambda x: np.logaddexp(0.0, x),
    "sigmoid": _sigmoid,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
    "and": np.logical_and,
    "or": np.logical_or,
}
