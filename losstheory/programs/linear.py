"""Linear programs with rational data, and what an exact point, dual or ray says about them."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

from flint import fmpq

from losstheory.programs.rationals import Exact, flint, fraction, rational
from losstheory.programs.solution import DataError, Solution

RELATIONS = ("<=", "==", ">=")
Row = tuple[tuple[tuple[int, Fraction], ...], str, Fraction]
Coefficients = Mapping[int, Exact] | Sequence[Exact]
Vector = Sequence[fmpq]
ZERO = fmpq(0)
FIELDS = ("sense", "costs", "rows", "free")


def only_fields(data: Mapping[str, Any], fields: Sequence[str]) -> None:
    """Refuse fields that nobody reads: with them it would be another program.

    Raises:
        ValueError: the first such field.
    """
    for field in data:
        if field not in fields:
            raise ValueError(f"unknown field {field!r}")


def coefficients(entries: Sequence[tuple[int, Any]]) -> dict[int, Any]:
    """The pairs [variable, number] as a mapping.

    Raises:
        ValueError: a variable occurs twice.
    """
    found = dict(entries)
    if len(found) != len(entries):
        raise ValueError(f"a variable occurs twice in {entries!r}")
    return found


@dataclass(frozen=True, eq=False)
class LinearProgram:
    """Minimise or maximise c x over x subject to rows a x <= b, a x == b or a x >= b, and x_j >= 0 unless j is free.

    Build one with ``LinearProgram.of``. The dual of a minimisation is: maximise b y subject to A' y <= c (with
    equality at free x_j), y_i >= 0 for a row >=, y_i <= 0 for a row <=. For a maximisation every inequality of the
    dual is the other way round. In both, y_i is the derivative of the optimal value in b_i.
    """

    sense: str
    costs: tuple[Fraction, ...]
    rows: tuple[Row, ...]
    free: tuple[int, ...] = ()

    @classmethod
    def of(
        cls,
        sense: str,
        costs: Sequence[Exact],
        rows: Iterable[tuple[Coefficients, str, Exact]],
        free: Iterable[int] = (),
    ) -> LinearProgram:
        """The program, from integers, Fractions and texts ``"p/q"``.

        >>> program = LinearProgram.of("min", [1, 1], [({0: 1, 1: 2}, ">=", "1/3")])
        >>> program.solve().exact, program.solve().primal
        (Fraction(1, 6), (Fraction(0, 1), Fraction(1, 6)))

        Args:
            sense: ``"min"`` or ``"max"``.
            costs: one number a variable.
            rows: (coefficients, relation, bound); the coefficients as a full list or as ``{variable: number}``.
            free: the variables, counted from 0, that may be negative.

        Raises:
            DataError: a float, an unknown relation or sense, a row of the wrong length.
        """
        if sense not in ("min", "max"):
            raise DataError(f"sense must be 'min' or 'max', got {sense!r}")
        count = len(costs)
        if not count:
            raise DataError("a program needs at least one variable; costs is empty")
        loose = tuple(sorted(set(free)))
        if any(not 0 <= j < count for j in loose):
            raise DataError(f"free must hold variables from 0 to {count - 1}, got {list(loose)}")
        values = tuple(rational(c, "a cost") for c in costs)
        return cls(sense, values, tuple(_row(row, i, count) for i, row in enumerate(rows)), loose)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LinearProgram:
        """The program of ``to_json``, in which a row is [[[variable, number], …], relation, bound].

        Raises:
            DataError: a field is missing, unknown or of the wrong type, or a row has two numbers for one variable.
        """
        try:
            only_fields(data, FIELDS)
            rows = [(coefficients(entries), relation, bound) for entries, relation, bound in data["rows"]]
            return cls.of(data["sense"], data["costs"], rows, data["free"])
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"a program has the fields {', '.join(FIELDS)}; {error!r}") from error

    def solve(self) -> Solution:
        """The exact optimum with a primal and a dual point in Fractions; see ``programs.exact``.

        Raises:
            SolveError: no exact pair was found.
        """
        from losstheory.programs.exact import solve

        return solve(self)

    @property
    def orientation(self) -> int:
        """1 for a minimisation, -1 for a maximisation."""
        return 1 if self.sense == "min" else -1

    def to_json(self) -> dict[str, Any]:
        """The form in which certificates carry the program."""
        rows = [[[[j, str(a)] for j, a in entries], relation, str(bound)] for entries, relation, bound in self.rows]
        return {"sense": self.sense, "costs": list(map(str, self.costs)), "rows": rows, "free": list(self.free)}

    @cached_property
    def exact_rows(self) -> list[tuple[list[tuple[int, fmpq]], str, fmpq]]:
        read = cache(flint)
        return [([(j, read(a)) for j, a in entries], way, read(bound)) for entries, way, bound in self.rows]

    @cached_property
    def exact_costs(self) -> list[fmpq]:
        return list(map(flint, self.costs))

    @cached_property
    def _signed(self) -> list[bool]:
        """Whether each variable is bound to be nonnegative."""
        return [j not in set(self.free) for j in range(len(self.costs))]

    def cost(self, x: Vector) -> fmpq:
        return sum((c * v for c, v in zip(self.exact_costs, x, strict=True) if v), start=ZERO)

    def bound(self, y: Vector) -> fmpq:
        """b y."""
        return sum((b * v for (_, _, b), v in zip(self.exact_rows, y, strict=True) if v), start=ZERO)

    def is_feasible(self, x: Vector, direction: bool = False) -> bool:
        """Whether x satisfies every row and sign; for a direction every bound is 0."""
        if any(v < 0 for v, signed in zip(x, self._signed, strict=True) if signed):
            return False
        for entries, relation, bound in self.exact_rows:
            gap = sum((a * x[j] for j, a in entries), start=ZERO) - (ZERO if direction else bound)
            if not _holds(gap, relation):
                return False
        return True

    def is_dual_feasible(self, y: Vector, farkas: bool = False) -> bool:
        """Whether b y bounds the optimum; as a Farkas vector, whether A' y <= 0 with the signs of a minimisation."""
        way = 1 if farkas else self.orientation
        left: list[fmpq] = [ZERO if farkas else c * way for c in self.exact_costs]
        for (entries, relation, _), v in zip(self.exact_rows, y, strict=True):
            if (relation == ">=" and v * way < 0) or (relation == "<=" and v * way > 0):
                return False
            if v:
                for j, a in entries:
                    left[j] -= a * v * way
        return all(gap >= 0 if signed else gap == 0 for gap, signed in zip(left, self._signed, strict=True))

    def improves(self, ray: Vector) -> bool:
        """Whether a feasible point may go along the ray for ever, and gets better without bound."""
        return self.is_feasible(ray, direction=True) and self.cost(ray) * self.orientation < 0

    def excludes(self, y: Vector) -> bool:
        """Whether y is a Farkas vector: A' y <= 0 with the right signs and b y > 0, so that no x is feasible."""
        return self.is_dual_feasible(y, farkas=True) and self.bound(y) > 0


def _holds(gap: fmpq, relation: str) -> bool:
    return bool(gap <= 0 if relation == "<=" else gap >= 0 if relation == ">=" else gap == 0)


def _row(row: tuple[Coefficients, str, Exact], i: int, count: int) -> Row:
    coefficients, relation, bound = row
    if relation not in RELATIONS:
        raise DataError(f"row {i}: the relation must be one of {', '.join(RELATIONS)}, got {relation!r}")
    if not isinstance(coefficients, Mapping):
        if len(coefficients) != count:
            raise DataError(f"row {i}: {count} variables need as many coefficients, got {len(coefficients)}")
        coefficients = dict(enumerate(coefficients))
    entries = [(j, rational(a, f"row {i}: a coefficient")) for j, a in sorted(coefficients.items())]
    if any(not 0 <= j < count for j, _ in entries):
        raise DataError(f"row {i}: variables are counted from 0 to {count - 1}")
    return tuple(entry for entry in entries if entry[1]), relation, rational(bound, f"row {i}: the bound")


def fractions(x: Iterable[fmpq]) -> tuple[Fraction, ...]:
    """The same numbers as Fractions."""
    return tuple(fraction(v) for v in x)


def model(program: LinearProgram) -> Any:
    """The program in cvxpy, not solved; its dual values carry cvxpy's own signs."""
    import cvxpy
    import numpy as np

    from losstheory.programs.highs import matrix

    x = cvxpy.Variable(len(program.costs), name="x")
    value = np.array([float(c) for c in program.costs]) @ x
    left, bounds = matrix(program), np.array([float(b) for _, _, b in program.rows])
    constraints: list[Any] = [x[j] >= 0 for j in range(len(program.costs)) if j not in program.free]
    for relation, build in (("<=", operator.le), ("==", operator.eq), (">=", operator.ge)):
        chosen = [i for i, row in enumerate(program.rows) if row[1] == relation]
        if chosen:
            constraints.append(build(left[chosen] @ x, bounds[chosen]))
    return cvxpy.Problem((cvxpy.Minimize if program.sense == "min" else cvxpy.Maximize)(value), constraints)
