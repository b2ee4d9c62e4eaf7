"""The statement that a linear or conic program has a certain optimal value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, ClassVar

from losstheory.claims import Attempt, Budget, Rule, Statement, Status, conclude
from losstheory.claims.kernel import Reject
from losstheory.formulas.errors import Unresolved
from losstheory.programs.conic import ConicProgram, Points
from losstheory.programs.exact import solve
from losstheory.programs.linear import LinearProgram
from losstheory.programs.packing_program import PackingProgram
from losstheory.programs.rationals import Exact, rational
from losstheory.programs.simplex import Outcome
from losstheory.programs.solution import DataError, Number, Solution, SolveError

WIDE = 2048
Pairs = Sequence[tuple[int, Fraction]]
DUALITY = "schrijver1986theory, Section 7.4"
FARKAS = "schrijver1986theory, Section 7.3"
PAIR, EXCLUDED, RAY, OTHER = (
    Rule("primal and dual of equal value", Status.PROVED, DUALITY),
    Rule("Farkas vector", Status.PROVED, FARKAS),
    Rule("improving ray", Status.PROVED, "definition"),
    Rule("other optimum", Status.REFUTED, DUALITY),
)


@dataclass(frozen=True, eq=False)
class Optimum(Statement):
    """The optimal value of ``program`` is ``value``.

    An infeasible minimisation has the value "oo" and an unbounded one "-oo"; a maximisation the other way round.

    >>> from losstheory import decide
    >>> from losstheory.programs import LinearProgram
    >>> program = LinearProgram.of("max", [1, 1], [([1, 2], "<=", 4), ([3, 1], "<=", 6)])
    >>> decide(Optimum(program, "14/5")).status
    <Status.PROVED: 'PROVED'>

    Args:
        program: a ``LinearProgram``, ``ConicProgram`` or ``PackingProgram``, or the JSON form of one.
        value: an integer, a Fraction, a text ``"p/q"``, ``"oo"`` or ``"-oo"``.
    """

    program: LinearProgram | ConicProgram | PackingProgram
    value: Exact
    rules: ClassVar[tuple[Rule, ...]] = (PAIR, EXCLUDED, RAY, OTHER)

    def __post_init__(self) -> None:
        if isinstance(self.program, Mapping):
            object.__setattr__(self, "program", _read(self.program))
        if not isinstance(self.program, LinearProgram | ConicProgram | PackingProgram):
            raise DataError(f"Optimum needs a LinearProgram, got {type(self.program).__name__}; build it with .of(…)")
        if self.value not in ("oo", "-oo"):
            object.__setattr__(self, "value", rational(self.value, "the value"))

    def to_json(self) -> dict[str, Any]:
        return {"property": "optimum", "program": self.program.to_json(), "value": str(self.value)}

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        program = self.program.linear if isinstance(self.program, PackingProgram) else self.program
        try:
            if isinstance(program, ConicProgram):
                budget.spend(1 + len(program.cones) // 10)
                yield self._conic(program, program.points())
                return
            budget.spend(1 + sum(len(entries) for entries, _, _ in program.rows) // 10)
            found = solve(program)
        except SolveError as error:
            raise Unresolved(str(error)) from error
        if _shown(found.value) == str(self.value):
            yield _proof(found.status, sparse(found.primal or ()), sparse(found.dual))
        else:
            yield self._refutation(program, found)

    def _refutation(self, program: LinearProgram, found: Solution) -> Attempt:
        witness = {"value": _shown(found.value)}
        if found.status == "infeasible":
            return Attempt(OTHER, {"by": "farkas", "y": sparse(found.dual)}, witness)
        way, point = program.orientation, found.primal
        if isinstance(self.value, str):
            better = self.value == ("oo" if way == 1 else "-oo")
        elif found.exact is None:
            better, point = True, _beyond(program, found, Fraction(self.value))
        else:
            better = (found.exact - self.value) * way < 0
        shown = {"by": "point", "x": sparse(point)} if better else {"by": "bound", "y": sparse(found.dual)}
        return Attempt(OTHER, shown, witness)

    def _conic(self, program: ConicProgram, points: Points) -> Attempt:
        """A proof where both points have the value, a refutation where one of them excludes it."""
        way, shown = program.linear.orientation, evidence(points)
        cost, bound = program.cost(points.x), program.bound(points.y, points.z)
        if cost == self.value == bound:
            return Attempt(PAIR, shown)
        if isinstance(self.value, str):
            better = self.value == ("oo" if way == 1 else "-oo")
        else:
            better = (cost - self.value) * way < 0
            if not better and (bound - self.value) * way <= 0:
                raise Unresolved(f"the optimum is known to lie between {_near(cost)} and {_near(bound)} only")
        witness = {"beyond": str(cost if better else bound)}
        if better:
            return Attempt(OTHER, {"by": "point", "x": shown["x"]}, witness)
        return Attempt(OTHER, {"by": "bound", "y": shown["y"], "z": shown["z"]}, witness)


def _read(data: Mapping[str, Any]) -> LinearProgram | ConicProgram | PackingProgram:
    if "sets" in data:
        return PackingProgram.from_json(data)
    return (ConicProgram if "cones" in data else LinearProgram).from_json(data)


def _near(x: Fraction) -> str:
    return f"{float(x)!r}"


def _shown(value: Number) -> str:
    return str(value).replace("inf", "oo")


def _beyond(program: LinearProgram, found: Solution, value: Fraction) -> list[Fraction]:
    """A point on the ray that is better than the value."""
    at = sum(c * x for c, x in zip(program.costs, found.primal, strict=True))
    step = sum(c * x for c, x in zip(program.costs, found.dual, strict=True))
    length = max(Fraction(0), (value - at) / step) + 1
    return [x + length * r for x, r in zip(found.primal, found.dual, strict=True)]


def _proof(status: str, first: list[Any], second: list[Any]) -> Attempt:
    if status == "optimal":
        return Attempt(PAIR, {"x": first, "y": second})
    if status == "infeasible":
        return Attempt(EXCLUDED, {"y": second})
    return Attempt(RAY, {"x": first, "ray": second})


def sparse(numbers: Any) -> list[list[object]]:
    return [[j, str(v)] for j, v in enumerate(numbers) if v != 0]


def evidence(points: Points) -> dict[str, Any]:
    """The points of a conic program as certificates carry them."""
    return {"x": sparse(points.x), "y": sparse(points.y), "z": [list(map(str, vector)) for vector in points.z]}


def certificate(program: LinearProgram, outcome: Outcome) -> dict[str, Any]:
    """The checked certificate of an exact outcome.

    Raises:
        SolveError: the checker does not accept it, most often for its size; with the reason.
    """
    value: Exact = "oo" if (outcome.status == "infeasible") == (program.sense == "min") else "-oo"
    if outcome.status == "optimal":
        value = str(program.cost(outcome.x))
    return _accepted(Optimum(program, value), _proof(outcome.status, sparse(outcome.x), sparse(outcome.y)))


def packing_certificate(program: PackingProgram, value: Fraction, q: Pairs, cover: Pairs) -> dict[str, Any]:
    """The checked certificate of a packing and a cover of one value, each as pairs of a place and its number.

    Raises:
        SolveError: the checker does not accept it, with the reason.
    """
    written = program if lcm(*(v.denominator for _, v in q)).bit_length() <= WIDE else program.linear
    packed, covering = ([[place, str(v)] for place, v in pairs] for pairs in (q, cover))
    return _accepted(Optimum(written, value), Attempt(PAIR, {"x": packed, "y": covering}))


def _accepted(statement: Optimum, attempt: Attempt) -> dict[str, Any]:
    try:
        verdict = conclude(statement, attempt)
    except Reject as reject:
        raise SolveError(f"the checker does not accept the certificate of this program: {reject}") from reject
    assert verdict.certificate is not None
    return verdict.certificate
