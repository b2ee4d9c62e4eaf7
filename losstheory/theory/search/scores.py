"""Formulas in several scores as float functions on many points at once: where to look. Nothing here is evidence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from losstheory.formulas.open_values import open_values
from losstheory.formulas.tree import Tree
from losstheory.losses.multiclass import AnyMulticlass
from losstheory.rigor.enclosure import constant

Floats = NDArray[np.float64]
SEED, FEW, MANY, CLOSE = 20260101, 12, 4000, 1e-9

PROBABILITIES = np.linspace(0.05, 0.95, FEW)
ZEROS = np.zeros(FEW)
FUNCTIONS: dict[str, Any] = {
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
    "sigmoid": lambda x: np.exp(-np.logaddexp(0.0, -x)),
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}
CHAINS: dict[str, Any] = {
    "add": np.add,
    "mul": np.multiply,
    "max": np.maximum,
    "min": np.minimum,
    "and": np.logical_and,
    "or": np.logical_or,
}


def evaluate(tree: Tree, values: Mapping[str, Floats]) -> Any:
    """The values of a formula where its variables have these values; NaN or infinite where it is not defined."""
    return evaluate_all([tree], values)[0]


def evaluate_all(trees: Iterable[Tree], values: Mapping[str, Floats]) -> list[Any]:
    """The values of several formulas at the same places; what they have in common is computed once."""
    done: dict[Tree, Any] = {}
    with np.errstate(all="ignore"):
        return [_value(tree, values, done) for tree in trees]


def _value(tree: Tree, values: Mapping[str, Floats], done: dict[Tree, Any]) -> Any:
    if tree not in done:
        done[tree] = _computed(tree, values, done)
    return done[tree]


def _computed(tree: Tree, values: Mapping[str, Floats], done: dict[Tree, Any]) -> Any:
    match tree.op:
        case "number":
            return float(tree.args[0])
        case "variable":
            name = tree.args[0]
            return values[name] if name in values else float(open_values()[name])
        case "pi":
            return math.pi
        case "true":
            return np.True_
        case "root" | "crossing":
            return float(constant(tree).ball().mid())
        case "pow":
            base, exponent = (np.asarray(_value(child, values, done), dtype=float) for child in tree.args)
            return np.power(base, exponent)
        case "piecewise":
            parts = [_value(child, values, done) for child in tree.args]
            return np.select(np.broadcast_arrays(*parts[1::2]), np.broadcast_arrays(*parts[::2]), math.nan)
    parts = [_value(child, values, done) for child in tree.args]
    return reduce(CHAINS[tree.op], parts) if tree.op in CHAINS else FUNCTIONS[tree.op](*parts)


def losses_at(loss: AnyMulticlass, points: Floats) -> Floats:
    """The losses of all classes, of shape ``(classes, n)``, at points of shape ``(n, classes)``."""
    values = {name: points[:, k] for k, name in enumerate(loss.names)}
    found = evaluate_all(loss.formulas, values)
    return np.array([np.broadcast_to(value, len(points)) for value in found], dtype=float)


def softmax(points: Floats) -> Floats:
    """The softmax of each row."""
    grown = np.exp(points - points.max(axis=1, keepdims=True))
    shares: Floats = grown / grown.sum(axis=1, keepdims=True)
    return shares


def samples(loss: AnyMulticlass, count: int = FEW, scale: float = 1.5) -> Floats:
    """Random scores of the domain, the same each time."""
    points = np.random.default_rng(SEED).normal(scale=scale, size=(count, loss.classes))
    return points - points.mean(axis=1, keepdims=True) if loss.sum_to_zero else points


def lattice(loss: AnyMulticlass, count: int = MANY, reach: int = 4) -> NDArray[np.int64]:
    """Random scores with integer entries."""
    points = np.random.default_rng(SEED).integers(-reach, reach + 1, size=(count, loss.classes))
    if loss.sum_to_zero:
        points[:, -1] = -points[:, :-1].sum(axis=1)
    return points


def is_close(left: Any, right: Any) -> bool:
    """Whether all values agree as far as floats can tell."""
    with np.errstate(all="ignore"):
        return bool(np.all(np.abs(left - right) <= CLOSE * (1.0 + np.abs(right))))


def two_values(values: Floats) -> int | None:
    """A position at which a value differs from the first one most."""
    with np.errstate(invalid="ignore"):
        gaps = np.nan_to_num(np.abs(values - values[0]), posinf=0.0)
    k = int(np.argmax(gaps))
    return k if gaps[k] > CLOSE * (1.0 + abs(values[0])) else None


def moved_by_shift(loss: AnyMulticlass) -> tuple[int, list[int]] | None:
    """A class and a score at which its loss changes when 1 is added to all scores."""
    points = lattice(loss, 100)
    before, after = losses_at(loss, points.astype(float)), losses_at(loss, (points + 1).astype(float))
    gaps = np.nan_to_num(np.abs(after - before), posinf=0.0)
    which, k = np.unravel_index(int(np.argmax(gaps)), gaps.shape)
    if gaps[which, k] <= CLOSE * (1.0 + abs(before[which, k])):
        return None
    return int(which), [int(x) for x in points[k]]


def concave_chord(loss: AnyMulticlass) -> tuple[int, list[int], list[int]] | None:
    """A class and two scores whose middle lies above the chord."""
    points = lattice(loss)
    a, b = points[::2].astype(float), points[1::2].astype(float)
    values = [losses_at(loss, x) for x in (a, b, a / 2 + b / 2)]
    with np.errstate(all="ignore"):
        gaps = np.nan_to_num(values[2] - (values[0] + values[1]) / 2, nan=-1.0, posinf=-1.0, neginf=-1.0)
    which, k = np.unravel_index(int(np.argmax(gaps)), gaps.shape)
    if gaps[which, k] < 1e-6:
        return None
    return int(which), [int(x) for x in a[k]], [int(x) for x in b[k]]


def probabilities(classes: int) -> list[list[Fraction]]:
    """Laws of the label to try: nearly uniform ones, falling ones, one class ahead, one behind, in several orders."""
    shapes = [
        [classes + 1, *[classes] * (classes - 1)],
        list(range(classes, 0, -1)),
        [2 * classes - k for k in range(classes)],
        [2, *[1] * (classes - 1)],
        [*[2] * (classes - 1), 1],
        [2**k for k in reversed(range(classes))],
    ]
    orders = [tuple((k + r) % classes for k in range(classes)) for r in range(classes)]
    if classes == 3:
        orders += [(0, 2, 1), (1, 0, 2), (2, 1, 0)]
    found = dict.fromkeys(tuple(Fraction(s[k], sum(s)) for k in order) for order in orders for s in shapes)
    return [list(p) for p in found]
