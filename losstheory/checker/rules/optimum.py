"""The optimal value of a linear or conic program: weak duality, Farkas vectors, rays. All numbers are rational."""

from __future__ import annotations

from fractions import Fraction

from ..cones import CONES
from ..notation import parse_number
from ..programs import PARTS, Entries, Program, entries, read_program
from ..sets import scaled
from ..work import Reject, spend
from .evidence import field, items, rationals

ONE = Fraction(1)


def _add(total: Fraction, a: Fraction, b: Fraction) -> Fraction:
    """total + a b; long numbers cost."""
    total += a * b
    long = max(total.numerator.bit_length(), total.denominator.bit_length()) >> 10
    if long:
        spend(long**2)
    return total


def _vector(pairs: Entries, count: int) -> list[Fraction]:
    out = [Fraction(0)] * count
    for j, value in pairs:
        out[j] = value
    return out


def _dot(left: list[Fraction], right: list[Fraction]) -> Fraction:
    total = Fraction(0)
    for a, b in zip(left, right, strict=True):
        if a and b:
            total = _add(total, a, b)
    return total


def _point(program: Program, evidence: object, name: str, cone: bool = False) -> Fraction:
    """The cost of a point that keeps every row, sign and cone; for the recession cone every bound is 0."""
    count = len(program.costs)
    x = _vector(entries(field(evidence, name), count), count)
    if any(v < 0 and j not in program.free for j, v in enumerate(x)):
        raise Reject(f"{name!r} has a negative number")
    for pairs, relation, bound in program.rows:
        gap = Fraction(0) if cone else -bound
        spend(1 + len(pairs) // PARTS)
        for j, a in pairs:
            if x[j]:
                gap = _add(gap, a, x[j])
        if not (gap == 0 or (gap < 0 and relation == "<=") or (gap > 0 and relation == ">=")):
            raise Reject(f"{name!r} breaks a row")
    if program.sets:
        numbers, unit = scaled(x)
        if not all(part.keep(numbers, 0 if cone else unit) for part in program.sets):
            raise Reject(f"{name!r} breaks a row: its sum over a set is too large")
    for part in program.cones:
        values = [Fraction(0) if cone else constant for _, constant in part.forms]
        for i, (pairs, _) in enumerate(part.forms):
            spend(1 + len(pairs) // PARTS)
            for j, a in pairs:
                if x[j]:
                    values[i] = _add(values[i], a, x[j])
        if not CONES[part.name][1](values):
            raise Reject(f"{name!r} is not shown to lie in the {part.name} cone of the program")
    return _dot(program.costs, x)


def _bound(program: Program, evidence: object, farkas: bool = False) -> Fraction:
    """b y - h z with A' y + G' z <= c (= c at free variables); for Farkas c = 0.

    y >= 0 at rows >=, y <= 0 at rows <= and at sets; the cones hold G x + h, their duals z.
    """
    high, way = len(program.rows), 1 if farkas else program.way
    given = [(i, way * v) for i, v in entries(field(evidence, "y"), program.height)]
    y = _vector([(i, v) for i, v in given if i < high], high)
    left = [Fraction(0)] * len(program.costs) if farkas else list(program.costs)
    for (pairs, relation, _), v in zip(program.rows, y, strict=True):
        if (v < 0 and relation == ">=") or (v > 0 and relation == "<="):
            raise Reject("'y' has a wrong sign")
        spend(1 + len(pairs) // PARTS)
        for j, a in pairs if v else ():
            left[j] = _add(left[j], -a, v)
    total = _cover(program, [(i - high, v) for i, v in given if i >= high], left)
    constant = Fraction(0)
    for part, z in zip(program.cones, _duals(program, evidence), strict=True):
        for (pairs, h), v in zip(part.forms, z, strict=True):
            spend(1 + len(pairs) // PARTS)
            constant = _add(constant, h, v)
            for j, a in pairs if v else ():
                left[j] = _add(left[j], -a, v)
    if any(gap < 0 or (gap and j in program.free) for j, gap in enumerate(left)):
        raise Reject("'y' is not feasible for the dual")
    return total + _dot([bound for _, _, bound in program.rows], y) - constant


def _cover(program: Program, given: Entries, left: list[Fraction]) -> Fraction:
    """b y of the sets, whose numbers y are given in increasing order; A'y is taken off ``left``."""
    total, first, parts = Fraction(0), 0, iter(program.sets)
    part = next(parts, None)
    for i, v in given:
        while part is not None and i >= first + part.count:
            first += part.count
            part = next(parts, None)
        if v > 0 or part is None:
            raise Reject("'y' has a wrong sign")
        places = part.places(i - first)
        spend(1 + len(places) // PARTS)
        for j in places:
            left[j] = _add(left[j], -ONE, v)
        total = _add(total, ONE, v)
    return total


def _duals(program: Program, evidence: object) -> list[list[Fraction]]:
    """z, a vector of the dual cone for each cone; a program without cones has none."""
    if not program.cones:
        return []
    out = []
    for cone, data in zip(program.cones, items(evidence, "z", len(program.cones)), strict=True):
        z = rationals(data, len(cone.forms))
        spend(1 + len(z) // PARTS)
        if not CONES[cone.name][2](z):
            raise Reject(f"'z' is not shown to lie in the dual of the {cone.name} cone")
        out.append(z)
    return out


def _claimed(statement: object, program: Program) -> Fraction | str:
    """The value of the minimisation: for a maximisation -1 times the value claimed."""
    value = field(statement, "value")
    if value in ("oo", "-oo"):
        return "oo" if (value == "oo") == (program.way == 1) else "-oo"
    return program.way * parse_number(value)


def optimum_is(statement: object, evidence: object) -> None:
    """A feasible x and a dual feasible y with c x = b y = the value: no feasible point is better (weak duality)."""
    program = read_program(field(statement, "program"))
    value = _claimed(statement, program)
    if not _point(program, evidence, "x") == value == _bound(program, evidence):
        raise Reject("the values of 'x' and 'y' are not the claimed one")


def infeasible(statement: object, evidence: object) -> None:
    """y with A' y <= 0, the signs of a dual, and b y > 0: a feasible x would give 0 >= y A x >= b y > 0."""
    program = read_program(field(statement, "program"))
    if _claimed(statement, program) != "oo" or not _bound(program, evidence, farkas=True) > 0:
        raise Reject("the program is not shown to be infeasible, with the value that this gives")


def unbounded(statement: object, evidence: object) -> None:
    """A feasible x and a ray of the cone of the rows that improves the cost: x + k ray is feasible for every k."""
    program = read_program(field(statement, "program"))
    _point(program, evidence, "x")
    if _claimed(statement, program) != "-oo" or not _point(program, evidence, "ray", cone=True) < 0:
        raise Reject("the program is not shown to be unbounded, with the value that this gives")


def optimum_is_not(statement: object, evidence: object) -> None:
    """A better point, a dual bound beyond the value, or no feasible point at all."""
    program = read_program(field(statement, "program"))
    value, by = _claimed(statement, program), field(evidence, "by")
    if by == "point":
        cost = _point(program, evidence, "x")
        shown = value == "oo" or (isinstance(value, Fraction) and cost < value)
    elif by == "bound":
        bound = _bound(program, evidence)
        shown = value == "-oo" or (isinstance(value, Fraction) and bound > value)
    elif by == "farkas":
        shown = value != "oo" and _bound(program, evidence, farkas=True) > 0
    else:
        raise Reject("'by' must be 'point', 'bound' or 'farkas'")
    if not shown:
        raise Reject("the optimum is not shown to differ")


def _ends(statement: object, program: Program) -> tuple[Fraction, Fraction]:
    """The bounds of the minimisation: for a maximisation -1 times those claimed."""
    low, high = (program.way * parse_number(field(statement, name)) for name in ("lower", "upper"))
    return (low, high) if program.way == 1 else (high, low)


def optimum_within(statement: object, evidence: object) -> None:
    """A feasible x with c x <= the upper bound, and a dual feasible (y, z) whose value is >= the lower bound."""
    program = read_program(field(statement, "program"))
    low, high = _ends(statement, program)
    if not _point(program, evidence, "x") <= high:
        raise Reject("the value of 'x' is beyond the claimed bounds")
    if not _bound(program, evidence) >= low:
        raise Reject("the value of 'y' is beyond the claimed bounds")


def optimum_not_within(statement: object, evidence: object) -> None:
    """A feasible point below the lower bound, a dual value above the upper bound, or no feasible point at all."""
    program = read_program(field(statement, "program"))
    (low, high), by = _ends(statement, program), field(evidence, "by")
    if by == "point":
        shown = _point(program, evidence, "x") < low
    elif by == "bound":
        shown = _bound(program, evidence) > high
    elif by == "farkas":
        shown = _bound(program, evidence, farkas=True) > 0
    else:
        raise Reject("'by' must be 'point', 'bound' or 'farkas'")
    if not shown:
        raise Reject("the optimum is not shown to lie beyond the bounds")


def check_statement(statement: dict[str, object]) -> None:
    """The value or the bounds of the statement; each rule reads the program."""
    if "value" in statement:
        if statement["value"] not in ("oo", "-oo"):
            parse_number(statement["value"])
    elif parse_number(statement["lower"]) > parse_number(statement["upper"]):
        raise Reject("the lower bound is above the upper one")
