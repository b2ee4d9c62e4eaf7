"""Linear and conic programs as statements carry them. All numbers are rational."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .cones import CONES
from .notation import parse_number
from .sets import Sets, read_sets
from .work import Reject, spend

Entries = list[tuple[int, Fraction]]
FIELDS = frozenset(("sense", "costs", "rows", "free"))
EXTRA = frozenset(("cones", "sets"))
PARTS = 16


@dataclass(frozen=True)
class Cone:
    """The vector of the affine functions ``forms``, a x + b each, lies in the cone of this name."""

    name: str
    forms: list[tuple[Entries, Fraction]]


@dataclass(frozen=True)
class Program:
    """Minimise c x subject to rows and cones, x_j >= 0 unless j is free; a maximisation has c = -1 times its costs.

    The sets say x(S) <= 1 each; they are numbered after the rows.
    """

    way: int
    costs: list[Fraction]
    rows: list[tuple[Entries, str, Fraction]]
    free: frozenset[int]
    cones: list[Cone]
    sets: list[Sets]

    @property
    def height(self) -> int:
        """How many rows and sets there are."""
        return len(self.rows) + sum(part.count for part in self.sets)


def entries(data: object, count: int) -> Entries:
    """A sparse vector of length ``count``: pairs [place, "p/q"] in increasing order of the places."""
    if not isinstance(data, list):
        raise Reject("a vector must be a list of pairs [place, number]")
    spend(1 + len(data) // PARTS)
    out: Entries = []
    for pair in data:
        if not isinstance(pair, list) or len(pair) != 2 or type(pair[0]) is not int:
            raise Reject("a vector must be a list of pairs [place, number]")
        if not (out[-1][0] if out else -1) < pair[0] < count:
            raise Reject(f"the places of a vector must increase and stay below {count}")
        out.append((pair[0], parse_number(pair[1])))
    return out


def read_program(data: object) -> Program:
    """The program of a statement, every field of its type; ``cones`` and ``sets`` only where there are some."""
    if not isinstance(data, dict) or set(data) - EXTRA != FIELDS:
        raise Reject(
            f"a program has exactly the fields {', '.join(sorted(FIELDS))}, and 'cones' or 'sets' if it has some"
        )
    if data["sense"] not in ("min", "max"):
        raise Reject("the sense must be 'min' or 'max'")
    costs, rows, free = data["costs"], data["rows"], data["free"]
    cones, sets = data.get("cones", []), data.get("sets", [])
    if not all(isinstance(part, list) for part in (costs, rows, free, cones, sets)) or not all(
        data[key] for key in EXTRA & set(data)
    ):
        raise Reject("costs, rows and free must be lists, cones and sets lists that are not empty")
    if not all(type(j) is int and 0 <= j < len(costs) for j in free) or free != sorted(set(free)):
        raise Reject("free must hold increasing numbers of variables")
    way = 1 if data["sense"] == "min" else -1
    return Program(
        way,
        [way * parse_number(c) for c in costs],
        [_row(row, len(costs)) for row in rows],
        frozenset(free),
        [_cone(cone, len(costs)) for cone in cones],
        [read_sets(part, len(costs)) for part in sets],
    )


def _row(data: object, count: int) -> tuple[Entries, str, Fraction]:
    if not isinstance(data, list) or len(data) != 3 or data[1] not in ("<=", "==", ">="):
        raise Reject("a row must be [coefficients, relation, bound]")
    return entries(data[0], count), data[1], parse_number(data[2])


def _cone(data: object, count: int) -> Cone:
    if not isinstance(data, list) or len(data) != 2 or not isinstance(data[0], str) or not isinstance(data[1], list):
        raise Reject("a cone must be [name, forms]")
    name, forms = data
    if name not in CONES:
        raise Reject(f"a cone must be one of {', '.join(CONES)}, got {name[:40]!r}")
    if len(forms) not in CONES[name][0]:
        raise Reject(f"the {name} cone has no vectors of length {len(forms)}")
    return Cone(name, [_form(form, count) for form in forms])


def _form(data: object, count: int) -> tuple[Entries, Fraction]:
    if not isinstance(data, list) or len(data) != 2:
        raise Reject("an affine function must be [coefficients, constant]")
    return entries(data[0], count), parse_number(data[1])
