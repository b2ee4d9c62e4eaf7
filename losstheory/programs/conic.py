"""Conic programs with rational data: a linear objective, rows, and affine functions that lie in cones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from losstheory.programs.linear import Coefficients, LinearProgram, coefficients
from losstheory.programs.rationals import Exact, rational
from losstheory.programs.solution import DataError, SolveError

LEAST = {"second_order": 1, "rotated_second_order": 2, "exponential": 3}
"""The least length of a vector of each cone; the exponential one has no longer ones."""
Form = tuple[tuple[tuple[int, Fraction], ...], Fraction]
Cone = tuple[str, tuple[Form, ...]]


class Points(NamedTuple):
    """A feasible x, and dual multipliers: y of the rows as for a linear program, z in the dual of each cone."""

    x: Sequence[Fraction]
    y: Sequence[Fraction]
    z: Sequence[Sequence[Fraction]]


@dataclass(frozen=True, eq=False)
class ConicProgram:
    """The rows, signs and objective of a linear program, and vectors (a x + h, ...) that must lie in cones.

    The cones are, for vectors v,

        second_order          v_0 >= |(v_1, ...)|
        rotated_second_order  v_0, v_1 >= 0 and v_0 v_1 >= |(v_2, ...)|^2
        exponential           v_1 > 0 and v_1 e^(v_0 / v_1) <= v_2, or v_0 <= 0, v_1 = 0 and v_2 >= 0

    For a minimisation the dual is: maximise b y - h z subject to A' y + G' z <= c (with equality at free x_j), y_i >= 0
    for a row >=, y_i <= 0 for a row <=, z in the dual cones. For a maximisation c is -1 times the costs there and y is
    -1 times the multipliers of the rows, so that y_i is the derivative of the optimal value in b_i.

    Args:
        linear: the program without its cones.
        cones: (name, affine functions).
        search: looks for points near the optimum, on both sides; None: nobody knows how. Claims that are decided in
            worker processes need one that can be pickled.
    """

    linear: LinearProgram
    cones: tuple[Cone, ...]
    search: Callable[[], Points] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        sense: str,
        costs: Sequence[Exact],
        rows: Iterable[tuple[Coefficients, str, Exact]],
        cones: Iterable[tuple[str, Sequence[tuple[Mapping[int, Exact], Exact]]]],
        free: Iterable[int] = (),
        search: Callable[[], Points] | None = None,
    ) -> ConicProgram:
        """The program, from integers, Fractions and texts ``"p/q"``; an affine function is ``({variable: a}, h)``.

        >>> unit = ("second_order", [({}, 1), ({0: 1}, 0), ({1: 1}, 0)])
        >>> ConicProgram.of("max", [3, 4], [], [unit], free=[0, 1]).cones[0][0]
        'second_order'

        Raises:
            DataError: a float, an unknown cone or a vector that is too short for it, no cone at all.
        """
        linear = LinearProgram.of(sense, costs, rows, free)
        found = tuple(_cone(name, forms, len(linear.costs)) for name, forms in cones)
        if not found:
            raise DataError("expected at least one cone, got none; without cones it is a LinearProgram")
        return cls(linear, found, search)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ConicProgram:
        """The program of ``to_json``; raises DataError where a field is missing, unknown or of the wrong type."""
        linear = LinearProgram.from_json({field: value for field, value in data.items() if field != "cones"})
        try:
            cones = [(name, [(coefficients(entries), h) for entries, h in forms]) for name, forms in data["cones"]]
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"a cone is [name, [[[variable, number], …], constant], …]; {error!r}") from error
        return cls.of(
            linear.sense,
            linear.costs,
            [(dict(entries), way, bound) for entries, way, bound in linear.rows],
            cones,
            linear.free,
        )

    def to_json(self) -> dict[str, Any]:
        """The form in which certificates carry the program."""
        cones = [
            [name, [[[[j, str(a)] for j, a in entries], str(h)] for entries, h in forms]] for name, forms in self.cones
        ]
        return {**self.linear.to_json(), "cones": cones}

    def points(self) -> Points:
        """Points near the optimum, on both sides.

        Raises:
            SolveError: the program has no search, or it found none.
        """
        if self.search is None:
            raise SolveError("nobody searches for points of this program; take one that a set of laws or a loss makes")
        return self.search()

    def cost(self, x: Sequence[Fraction]) -> Fraction:
        """c x, which bounds the optimal value from one side where x is feasible."""
        return sum((c * v for c, v in zip(self.linear.costs, x, strict=True)), start=Fraction(0))

    def bound(self, y: Sequence[Fraction], z: Sequence[Sequence[Fraction]]) -> Fraction:
        """b y - h z (b y + h z for a maximisation), which bounds it from the other where (y, z) is dual feasible."""
        total = sum((row[2] * v for row, v in zip(self.linear.rows, y, strict=True)), start=Fraction(0))
        for (_, forms), vector in zip(self.cones, z, strict=True):
            for (_, h), v in zip(forms, vector, strict=True):
                total -= self.linear.orientation * h * v
        return total


def _cone(name: str, forms: Sequence[tuple[Mapping[int, Exact], Exact]], count: int) -> Cone:
    if name not in LEAST:
        raise DataError(f"a cone must be one of {', '.join(LEAST)}, got {name!r}")
    if len(forms) < LEAST[name] or (name == "exponential" and len(forms) != 3):
        raise DataError(f"the {name} cone has no vectors of length {len(forms)}")
    return name, tuple(_form(coefficients, constant, count) for coefficients, constant in forms)


def _form(coefficients: Mapping[int, Exact], constant: Exact, count: int) -> Form:
    entries = [(j, rational(a, "a coefficient")) for j, a in sorted(coefficients.items())]
    if any(not 0 <= j < count for j, _ in entries):
        raise DataError(f"variables are counted from 0 to {count - 1}")
    return tuple(entry for entry in entries if entry[1]), rational(constant, "a constant")
