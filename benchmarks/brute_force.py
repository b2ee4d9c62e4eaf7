"""A dense float scan of what a certificate says: does it contradict the statement by more than rounding?

It shares nothing with the package but the JSON form of statements, and it proves nothing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, expit

from benchmarks.brute_force_classes import classes_contradict
from benchmarks.brute_force_families import families_contradict
from benchmarks.brute_force_forecasts import forecasts_contradict
from benchmarks.brute_force_programs import optimum_contradicts
from benchmarks.brute_force_slopes import of_slopes

Floats = NDArray[np.float64]
ETAS = (0.0, 0.1, 0.25, 0.4, 0.45, 0.49, 0.51, 0.55, 0.6, 0.75, 0.9, 1.0)
UNARY: dict[str, Callable[[Any], Any]] = {
    "exp": np.exp, "log": np.log, "sin": np.sin, "cos": np.cos, "tan": np.tan, "atan": np.arctan, "sinh": np.sinh,
    "cosh": np.cosh, "tanh": np.tanh, "abs": np.abs, "sign": np.sign, "erf": erf, "sigmoid": expit,
    "softplus": lambda x: np.logaddexp(0.0, x),
}  # fmt: skip
NARY: dict[str, Callable[[Any, Any], Any]] = {"add": np.add, "mul": np.multiply, "max": np.maximum, "min": np.minimum}
GENERAL = ("equal", "less", "exists", "value", "infimum")
ENDS = ("unbounded slope", "curvature without a positive bound")
RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def evaluate(data: Any, name: str, x: Floats) -> Floats:
    """The formula at the points ``x``; nan where it is not a real number."""
    return np.broadcast_to(_value(data, name, x), x.shape).astype(float)


def _value(data: Any, name: str, x: Floats) -> Any:
    if isinstance(data, str):
        return (
            {name: x, "pi": np.pi, "oo": np.inf, "-oo": -np.inf}[data]
            if data in (name, "pi", "oo", "-oo")
            else _number(data)
        )
    if data is True:
        return np.ones_like(x, dtype=bool)
    head, rest = data[0], data[1:]
    if head == "piecewise":
        pairs = [(_value(e, name, x) + 0.0 * x, np.broadcast_to(_value(c, name, x), x.shape)) for e, c in rest]
        return np.select([c for _, c in pairs], [e for e, _ in pairs], np.nan)
    if head == "root":
        return _between(lambda z: float(sum(Fraction(c) * Fraction(z) ** k for k, c in enumerate(rest[0]))), *rest[1:])
    if head == "crossing":
        return _between(lambda z: float(_value(rest[0], "x", np.array(z))), *rest[1:])
    args = [_value(item, name, x) for item in rest]
    if head in ("and", "or"):
        return reduce(operator.and_ if head == "and" else operator.or_, args)
    if head == "pow":
        return np.power(np.asarray(args[0], dtype=float), args[1])
    if head in RELATIONS:
        return RELATIONS[head](*args)
    return reduce(NARY[head], args) if head in NARY else UNARY[head](args[0])


def size(data: Any, name: str, x: Floats) -> Any:
    """The size of the terms of a sum together, of which cancellation leaves rounding behind."""
    if isinstance(data, list) and data[0] in ("add", "mul"):
        return reduce(NARY[data[0]], [size(item, name, x) for item in data[1:]])
    if isinstance(data, list) and data[0] == "pow" and isinstance(data[2], str) and not data[2].startswith("-"):
        return np.power(size(data[1], name, x), _value(data[2], name, x))
    return np.abs(_value(data, name, x))


def _number(text: str) -> float:
    return float(Fraction(text))


def _between(f: Callable[[float], float], lower: str, upper: str) -> float:
    """The zero of f between two rationals, by bisection."""
    low, high = _number(lower), _number(upper)
    rising = f(low) < f(high)
    for _ in range(60):
        middle = (low + high) / 2
        if f(middle) == 0:
            return middle
        low, high = (middle, high) if (f(middle) < 0) == rising else (low, middle)
    return low


def numbers_in(data: Any) -> Iterator[float]:
    """Every rational of a formula: the places where it may break."""
    if isinstance(data, list):
        for item in data:
            yield from numbers_in(item)
    elif isinstance(data, str) and data[-1:].isdigit():
        yield _number(data)


def grid(formulas: list[Any], lower: float, upper: float) -> Floats:
    """Points strictly inside the interval: even, geometric about zero and the ends, and beside every number."""
    low, high = max(lower, -50.0), min(upper, 50.0)
    steps = np.geomspace(1e-9, 1e4, 600)
    breaks = np.array(sorted({abs(x) for x in numbers_in(formulas)} | {0.0}))
    near = np.concatenate([(s * breaks[:, None] + np.array([-1e-7, 0.0, 1e-7])).ravel() for s in (1, -1)])
    parts = [np.linspace(low, high, 4001), steps, -steps, near]
    parts += [end + way * steps for end, way in ((lower, 1), (upper, -1)) if np.isfinite(end)]
    points = np.unique(np.concatenate(parts))
    return points[(points > lower) & (points < upper)]


def contradicts(certificate: dict[str, Any]) -> bool:
    """Whether the scan shows the opposite of what the certificate says, clearly beyond rounding."""
    statement = certificate["statement"]
    name, proved, evidence = statement["property"], certificate["status"] == "PROVED", certificate["evidence"]
    with np.errstate(all="ignore"):
        if "loss" in statement and statement["loss"]["kind"].startswith("multiclass"):
            return proved and classes_contradict(evaluate, name, statement["loss"])
        if "loss" in statement and statement["loss"]["kind"] == "simplex":
            return proved and forecasts_contradict(evaluate, name, statement["loss"])
        if "claim" in statement:
            return families_contradict(certificate, contradicts, _constant)
        if "program" in statement:
            return optimum_contradicts(statement, proved)
        if "loss" in statement:
            return bool(_loss(name, proved, statement, evidence, certificate["rule"]))
        return name in GENERAL and bool(_general(name, proved, statement, evidence))


def _slack(*values: Any) -> Any:
    return 1e-7 * (1 + reduce(np.maximum, [np.abs(v) for v in values]))


def _above(left: Any, right: Any, terms: Any = 0.0) -> Any:
    """left > right, clearly, also beside the rounding of their terms; False for nan."""
    return left > right + _slack(left, right) + 1e-12 * terms


def _constant(data: Any) -> float:
    return float(evaluate(data, "", np.zeros(1))[0])


def _loss(name: str, proved: bool, statement: dict[str, Any], evidence: Any, rule: str) -> Any:
    loss = statement["loss"]
    probability = loss["kind"] == "probability"
    variable, centre, ends = ("p", 0.5, (0.0, 1.0)) if probability else ("t", 0.0, (-np.inf, np.inf))
    variable = "r" if loss["kind"] == "residual" else variable
    formulas = loss["expressions"]
    x = grid(formulas, *ends)

    def parts(z: Floats) -> list[Floats]:
        plus = evaluate(formulas[0], variable, z)
        return [plus, evaluate(formulas[0], variable, -z) if len(formulas) == 1 else evaluate(formulas[1], variable, z)]

    def risk(eta: float, z: Floats) -> Floats:
        plus, minus = parts(z)
        return plus if eta == 1 else minus if eta == 0 else eta * plus + (1 - eta) * minus

    single = [evaluate(formula, variable, x) for formula in formulas]
    match name, proved:
        case "calibrated", True:
            return any(_wrong_side_wins(eta, risk(eta, x), x, centre) for eta in ETAS if eta != 0.5)
        case "calibrated", False:
            eta = float(Fraction(evidence.get("eta", "3/4")))
            if rule == "unbounded on the wrong side":
                near, nearer = risk(eta, _approach(evidence))
                return _above(nearer, near)
            values = risk(eta, x)
            right = (x > centre) if eta > 0.5 else (x < centre)
            return _above(np.nanmin(values[~right]), np.nanmin(values[right]))
        case "nonincreasing", True:
            return np.any(_above(single[0][1:], np.minimum.accumulate(single[0])[:-1]))
        case "convex" | "strictly_convex" | "strongly_convex", True:
            mu = float(Fraction(evidence.get("mu", "0")))
            return any(_chords_fail(x, f - mu * x**2 / 2) for f in single)
        case "lipschitz", True:
            bounds = [_constant(part["bound"]) for part in evidence["parts"]]
            return any(np.any(_above(np.abs(np.diff(f)), L * np.diff(x))) for f, L in zip(single, bounds, strict=True))
        case "nonnegative", True:
            return any(_above(0.0, np.nanmin(f)) for f in single)
        case "nonnegative", False:
            at = np.array([_constant(evidence["at"])])
            return _above(evaluate(formulas[evidence["which"]], variable, at)[0], 0.0)
        case "convex" | "strictly_convex" | "strongly_convex", False if rule != "curvature without a positive bound":
            a, m, b = (_constant(z) for z in evidence["points"])
            f = [float(v) for v in evaluate(formulas[evidence["which"]], variable, np.array([a, m, b]))]
            return _above(((b - m) * f[0] + (m - a) * f[2]) / (b - a), f[1])
        case "nonincreasing", False:
            f = [float(evaluate(formulas[0], variable, np.array([_constant(z)]))[0]) for z in evidence["points"]]
            return _above(f[0], f[1])
        case "bounded_below", True:
            floors = [float(Fraction(part["floor"])) for part in evidence["parts"]]
            return any(_above(floor, np.nanmin(f)) for floor, f in zip(floors, single, strict=True))
        case "bounded_below", False:
            near, nearer = evaluate(formulas[evidence["which"]], variable, _approach(evidence))
            return _above(nearer, near)
        case "symmetric", True:
            total = np.add(*parts(x))
            return np.any(_above(np.abs(total - total[len(x) // 2]), 1e-6 * (1 + np.abs(parts(x)[0]))))
        case "proper" | "strictly_proper", True:
            return any(_above(risk(eta, np.array([eta]))[0], np.nanmin(risk(eta, x))) for eta in ETAS[1:-1])
        case "proper" | "strictly_proper", False:
            eta, other = (_constant(evidence[key]) for key in ("eta", "forecast"))
            return _above(risk(eta, np.array([other]))[0], risk(eta, np.array([eta]))[0])
        case "symmetric", False:
            sums = np.add(*parts(np.array([_constant(z) for z in evidence["points"]])))
            return abs(sums[0] - sums[1]) < 1e-12
    functions = [partial(evaluate, formula, variable) for formula in formulas]
    functions += [lambda z: parts(z)[1]] if loss["kind"] == "margin" else []
    breaks = {s * b for b in (*numbers_in(formulas), *numbers_in(evidence.get("cuts", []))) for s in (1, -1)}
    inside = [centre] if name.endswith("at_centre") else [b for b in breaks if ends[0] < b < ends[1]]
    said: dict[str, Any] = {"which": evidence.get("which", 0)}
    said |= {"value": _constant(statement["value"])} if name.endswith("_constant") else {}
    said |= {"at": centre} if name.endswith("at_centre") else {}
    said |= {"at": _constant(evidence["at"])} if rule in ("jump", "point without a slope") else {}
    said |= {"approach": _approach(evidence)} if rule in ENDS else {}
    return of_slopes(name, proved, functions, x, inside, said)


def _approach(evidence: Any) -> Floats:
    """Two points on the way to an end of an interval, the nearer one last."""
    lower, upper = (_constant(x) for x in evidence["between"])
    end, way = (lower, 1.0) if evidence["end"] == "lower" else (upper, -1.0)
    return np.array([end + way * h for h in (1e-4, 1e-8)] if np.isfinite(end) else [-way * 1e3, -way * 1e6])


def _wrong_side_wins(eta: float, values: Floats, x: Floats, centre: float) -> Any:
    right = (x > centre) if eta > 0.5 else (x < centre)
    return _above(np.nanmin(values[right]), np.nanmin(values[~right]))


def _chords_fail(x: Floats, f: Floats) -> Any:
    """Some point of the even part of the grid lies above the chord of its neighbours."""
    x, f = x[:: max(1, len(x) // 400)], f[:: max(1, len(x) // 400)]
    chord = ((x[2:] - x[1:-1]) * f[:-2] + (x[1:-1] - x[:-2]) * f[2:]) / (x[2:] - x[:-2])
    return np.any(_above(f[1:-1], chord))


def _general(name: str, proved: bool, s: dict[str, Any], evidence: Any) -> Any:
    if name == "value":
        return proved and _value_differs(s)
    ends = _constant(s["lower"]), _constant(s["upper"])
    formulas = [s[key] for key in ("left", "right", "expression") if key in s]
    at_a_point = "at" in evidence and proved == (name == "exists")
    x = np.array([_constant(evidence["at"])]) if at_a_point else grid(formulas, *ends)
    left, *right = (evaluate(formula, s["variable"], x) for formula in formulas)
    terms = reduce(np.maximum, [size(formula, s["variable"], x) for formula in formulas])
    match name, proved:
        case "equal", True:
            return np.any(_above(left, right[0], terms) | _above(right[0], left, terms))
        case "less", True:
            return np.any(_above(left, right[0], terms))
        case "less", False:
            return np.all(_above(right[0], left, terms))
        case "exists", _:
            ups, downs = _above(left, right[0], terms), _above(right[0], left, terms)
            holds = {"<": downs, "<=": downs, ">": ups, ">=": ups, "==": np.zeros_like(ups)}[s["relation"]]
            fails = {"<": ups, "<=": ups, ">": downs, ">=": downs, "==": ups | downs}[s["relation"]]
            return np.all(fails) if proved else np.any(holds)
        case "infimum", True:
            value = _constant(s["value"])
            return _above(value, np.nanmin(left)) or (
                np.isfinite(value) and np.nanmin(left) > value + 0.1 * (1 + abs(value))
            )
        case "infimum", False:
            return "at" in evidence and _above(left[0], _constant(s["value"]))
    return False


def _value_differs(s: dict[str, Any]) -> Any:
    at, value, side = _constant(s["at"]), _constant(s["value"]), -1.0 if s["quantity"].endswith("left") else 1.0
    if np.isinf(value):
        return False
    points = [np.clip(at, -1e8, 1e8)] if s["quantity"] in ("value", "limit") else [at + side * 1e-7, at + side * 2e-7]
    f = evaluate(s["expression"], s["variable"], np.array(points))
    if s["quantity"].startswith("slope"):
        f = np.diff(f) / (side * 1e-7)
    return np.isfinite(f[0]) and abs(float(f[0]) - value) > 1e-3 * (1 + abs(value))
