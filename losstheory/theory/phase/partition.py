"""The search for a phase diagram: thresholds from the verdicts on single members, then cells between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from losstheory.claims import Status, Verdict
from losstheory.formulas.constants import ascending
from losstheory.formulas.constants import inside as lies_inside
from losstheory.formulas.errors import DomainError
from losstheory.formulas.tree import Tree, number
from losstheory.losses.families import Family
from losstheory.losses.loss import AnyLoss, build, substitute
from losstheory.losses.open_parameters import open_formulas, open_name
from losstheory.rigor import decide
from losstheory.rigor.simplest import simplest_between
from losstheory.theory.phase.bracket import threshold
from losstheory.theory.phase.critical import critical_values, structural_values
from losstheory.theory.phase.deciding import Decider
from losstheory.theory.phase.diagram import WORDS, Cell, length
from losstheory.theory.phase.limits import verdict_at_end
from losstheory.theory.phase.throughout import End, Throughout, inside
from losstheory.theory.properties import LossStatement

SAMPLES = tuple(Fraction(k, 10) for k in range(1, 10))
CELL_WORK, MAX_CELLS = 10_000, 24


@dataclass
class Partition:
    """One family with one open parameter, one property; members and cells are decided once."""

    family: Family
    label: str
    fixed: dict[str, Fraction]
    claimed: type[LossStatement]
    lower: End
    upper: End
    closed: tuple[bool, bool]
    width: Fraction
    decide: Decider
    tried: int = 0
    _members: dict[Tree, Verdict] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.name = open_name(self.label)
        self.formulas = open_formulas(self.family, self.fixed, (self.label,))

    def member(self, value: Tree) -> AnyLoss:
        """The loss at one value; the family's own for a rational one."""
        if value.value is not None:
            return self.family(**{**self.fixed, self.label: value.value})
        trees = [substitute(tree, self.name, value) for tree in self.formulas]
        return build(self.family.form, f"{self.family.name}({self.label}={value})", trees, self.family.source)

    def statement(self, value: Tree) -> LossStatement:
        return self.claimed(self.member(value))

    def at(self, value: Tree) -> Verdict:
        if value not in self._members:
            statement = self.statement(value)
            try:
                self._members[value] = self.decide(statement)
            except DomainError as error:
                self._members[value] = Verdict(statement, Status.UNDECIDED, reason=f"{error}")
        return self._members[value]

    def point(self, value: Tree) -> Cell:
        verdict = self.at(value)
        return Cell(value, value, WORDS.get(verdict.status, "undecided"), verdict)

    def at_once(self, values: Iterable[Tree]) -> None:
        """Have members decided side by side."""
        self.decide.ahead(self.statement(value) for value in values if value not in self._members)

    def cells_between(self, points: Iterable[End]) -> list[Cell]:
        """One attempt at each open interval between neighbours, in the way of its middle."""
        places = list(pairwise(points))
        self.at_once(_middle(*place) for place in places)
        self.decide.ahead(self.whole(*place) for place in places if self.at(_middle(*place)).status.decided)
        return [self.cell(*place) for place in places]

    def whole(self, lower: End, upper: End) -> Throughout:
        """That the open interval is like its middle."""
        return self.throughout(lower, upper, self.at(_middle(lower, upper)).status is Status.PROVED)

    def throughout(self, lower: End, upper: End, holds: bool) -> Throughout:
        """That every loss of the open interval has the property, or that none has it."""
        return Throughout(self.claimed, self.family.form, self.formulas, ((self.name, lower, upper),), holds)

    def cell(self, lower: End, upper: End) -> Cell:
        self.tried += 1
        middle, statement = self.at(_middle(lower, upper)), self.whole(lower, upper)
        if not middle.status.decided:
            return Cell(lower, upper, "undecided", Verdict(statement, Status.UNDECIDED, reason=middle.reason))
        verdict = self.decide(statement)
        answer = WORDS[middle.status] if verdict.status is Status.PROVED else "undecided"
        return Cell(lower, upper, answer, verdict)

    def thresholds(self) -> list[Tree]:
        """Where the verdicts on members change, each as a critical value or the simplest rational of its bracket."""
        points = sorted({inside(self.lower, self.upper, step) for step in SAMPLES})
        ends = [
            x.value
            for x, is_in in zip((self.lower, self.upper), self.closed, strict=True)
            if is_in and isinstance(x, Tree)
        ]
        critical = self.critical
        points = sorted({*points, *(x for x in ends if x is not None)})
        self.at_once(map(number, points))
        decided = [(x, self.at(number(x)).status) for x in points]
        return [
            threshold(a, b, lambda x: self.at(number(x)).status, critical, self.width)
            for (a, first), (b, second) in pairwise([pair for pair in decided if pair[1].decided])
            if first is not second
        ]

    @cached_property
    def critical(self) -> list[Tree]:
        """Where the range may have to be cut: by derivatives where the formulas are smooth, else by their cuts."""
        points = [inside(self.lower, self.upper, step) for step in SAMPLES]
        values = critical_values(self.formulas, self.family.form.variable, self.name)
        values += structural_values(lambda x: self.member(number(x)), points, self.width / 4)
        return [x for x in ascending(list(dict.fromkeys(values))) if lies_inside(x, self.lower, self.upper)]

    def cells(self) -> list[Cell]:
        """The whole range: open cells and the values between them."""
        if self.thresholds_differ():
            cuts = ascending([x for x in dict.fromkeys(self.thresholds()) if lies_inside(x, self.lower, self.upper)])
            inner = self._between([self.lower, *cuts, self.upper])
        else:
            inner = self._between([self.lower, self.upper])
        out = [] if not self.closed[0] else [self.point(self.lower)]  # type: ignore[arg-type]
        out += inner
        out += [self.point(self.upper)] if self.closed[1] else []  # type: ignore[arg-type]
        return [self._by_limit(cell, out[max(k - 1, 0) : k], out[k + 1 : k + 2]) for k, cell in enumerate(out)]

    def _by_limit(self, cell: Cell, before: list[Cell], after: list[Cell]) -> Cell:
        """A value that is not decided by itself, from a range where the property holds and that ends there."""
        if not cell.is_point or cell.answer != "undecided":
            return cell
        for end, side in (("upper", before), ("lower", after)):
            for whole in side:
                verdict = verdict_at_end(self.statement(cell.lower), whole.verdict, end)  # type: ignore[arg-type]
                if verdict is not None:
                    return Cell(cell.lower, cell.upper, WORDS[verdict.status], verdict)
        return cell

    def thresholds_differ(self) -> bool:
        """Whether two members have opposite verdicts."""
        points = [number(inside(self.lower, self.upper, step)) for step in SAMPLES]
        self.at_once(points)
        found = {self.at(point).status for point in points}
        if found == {Status.UNDECIDED}:
            decide(self.claimed(self.member(points[0])), 1)
        return Status.PROVED in found and Status.REFUTED in found

    def _between(self, points: list[End]) -> list[Cell]:
        """Open cells between the points, the widest undecided one divided first, down to the width."""
        cells = self.cells_between(points)
        while self.tried < MAX_CELLS:
            open_ = [c for c in cells if c.answer == "undecided"]
            if not open_:
                break
            widest = max(open_, key=lambda c: infinite_first(length(c.lower, c.upper)))
            size = length(widest.lower, widest.upper)
            if size is not None and size <= self.width:
                break
            inner = [x for x in self.critical if lies_inside(x, widest.lower, widest.upper)]
            cuts = inner or [
                number(simplest_between(*(inside(widest.lower, widest.upper, Fraction(k, 8)) for k in (3, 5))))
            ]
            k = cells.index(widest)
            cells[k : k + 1] = self.cells_between([widest.lower, *cuts, widest.upper])
        self.at_once(cell.lower for cell in cells[1:])  # type: ignore[misc]
        out = cells[:1]
        for cell in cells[1:]:
            out += [self.point(cell.lower), cell]  # type: ignore[arg-type]
        return out


def _middle(lower: End, upper: End) -> Tree:
    return number(inside(lower, upper, Fraction(1, 2)))


def infinite_first(size: Fraction | None) -> tuple[bool, Fraction]:
    return size is None, size or Fraction(0)
