"""What other solvers say about the optimum of a program: HiGHS for linear ones, Clarabel for conic ones."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Floats = NDArray[np.float64]


def optimum_contradicts(s: dict[str, Any], proved: bool) -> bool:
    """Whether the optimal value found is clearly another one than a statement says, or clearly the refuted one."""
    if s["property"] == "optimum":
        low = high = float(s["value"].replace("oo", "inf")) if s["value"] in ("oo", "-oo") else _number(s["value"])
    else:
        low, high = _number(s["lower"]), _number(s["upper"])
    found = _conic_optimum(s["program"]) if "cones" in s["program"] else _linear_optimum(s["program"])
    if np.isnan(found):
        return False
    slack = 1e-6 * (1 + abs(found)) if np.isfinite(found) else 0.0
    return not low - slack <= found <= high + slack if proved else low + slack < found < high - slack


def _number(text: str) -> float:
    return float(Fraction(text))


def _matrix(forms: list[Any], count: int) -> Floats:
    out = np.zeros((len(forms), count))
    for row, form in zip(out, forms, strict=True):
        for j, a in form[0]:
            row[j] = _number(a)
    return out


def _rows(program: dict[str, Any]) -> tuple[Floats, Floats, Floats]:
    """The matrix, 1, -1 or 0 for each relation <=, >= or ==, and the bounds."""
    rows = list(program["rows"])
    for size, places in program.get("sets", []):
        sets = (places[first : first + size] for first in range(0, len(places), size))
        rows += [[[[j, "1"] for j in part], "<=", "1"] for part in sets]
    signs = [{"<=": 1.0, ">=": -1.0, "==": 0.0}[relation] for _, relation, _ in rows]
    bounds = [_number(bound) for _, _, bound in rows]
    return _matrix(rows, len(program["costs"])), np.array(signs), np.array(bounds)


def _linear_optimum(program: dict[str, Any]) -> float:
    way = {"min": 1, "max": -1}[program["sense"]]
    matrix, signs, bounds = _rows(program)
    found = linprog(
        [way * _number(c) for c in program["costs"]],
        (signs[:, None] * matrix)[signs != 0], (signs * bounds)[signs != 0], matrix[signs == 0], bounds[signs == 0],
        [(None if j in program["free"] else 0, None) for j in range(len(program["costs"]))],
    )  # fmt: skip
    return way * {0: found.fun, 2: np.inf, 3: -np.inf}.get(found.status, np.nan)


def _conic_optimum(program: dict[str, Any]) -> float:
    """nan where cvxpy is not installed or its solver is not sure."""
    try:
        import cvxpy as cp
    except ImportError:
        return np.nan
    count = len(program["costs"])
    x, (matrix, signs, bounds) = cp.Variable(count), _rows(program)
    held = [x[j] >= 0 for j in range(count) if j not in program["free"]]
    for row, sign, bound in zip(matrix, signs, bounds, strict=True):
        held.append(row @ x == bound if sign == 0 else sign * (row @ x) <= sign * bound)
    for name, forms in program["cones"]:
        v = _matrix(forms, count) @ x + np.array([_number(h) for _, h in forms])
        if name == "exponential":
            held.append(cp.ExpCone(v[0], v[1], v[2]))
        elif name == "second_order":
            held.append(cp.SOC(v[0], v[1:]) if len(forms) > 1 else v[0] >= 0)
        else:
            held.append(cp.SOC(v[0] + v[1], cp.hstack([v[0] - v[1], 2 * v[2:]] if len(forms) > 2 else [v[0] - v[1]])))
    costs = np.array([_number(c) for c in program["costs"]])
    problem = cp.Problem({"min": cp.Minimize, "max": cp.Maximize}[program["sense"]](costs @ x), held)
    try:
        problem.solve(solver=cp.CLARABEL)
    except cp.SolverError:
        return np.nan
    return float(problem.value) if problem.status in ("optimal", "infeasible", "unbounded") else np.nan
