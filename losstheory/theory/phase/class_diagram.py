"""Phase diagrams of multiclass families with one parameter: the search for cells and thresholds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from losstheory.claims import Status, Verdict
from losstheory.formulas.calculus import substitute
from losstheory.formulas.constants import ascending, bounds
from losstheory.formulas.constants import inside as lies_inside
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.open_values import left_open
from losstheory.formulas.shape import sigmoid
from losstheory.formulas.tree import ZERO, Tree, number, variable
from losstheory.losses.multiclass import AnyMulticlass
from losstheory.losses.multiclass.open_families import ClassFamily, open_name
from losstheory.rigor.simplest import simplest_between
from losstheory.theory.multiclass.forms import softmax_form
from losstheory.theory.multiclass.statement import MulticlassStatement
from losstheory.theory.phase.bracket import threshold
from losstheory.theory.phase.class_throughout import ThroughoutClasses
from losstheory.theory.phase.critical import critical_values
from losstheory.theory.phase.deciding import Decider
from losstheory.theory.phase.diagram import WORDS, Cell, End, length
from losstheory.theory.phase.throughout import inside

Ask = Callable[[AnyMulticlass], MulticlassStatement]
STEPS = tuple(map(Fraction, ("1/10", "3/10", "1/2", "7/10", "9/10")))
SIMPLE = tuple(map(Fraction, (-3, -2, -1, 0, 1, 2, 3))) + tuple(Fraction(k, 2) for k in (-3, -1, 1, 3))
INSIDE = tuple(map(Fraction, ("5/8", "3/8", "1/7", "7/9")))
CELL_WORK, MAX_CELLS = 12_000, 16


@dataclass
class ClassDiagram:
    """One family with one open parameter, one property; members and cells are decided once.

    Args:
        family: the family, with its number of classes.
        label: the parameter that runs, from ``lower`` to ``upper``; ``closed`` says which ends belong to the range.
        fixed: the other parameters.
        ask: the statement about a loss.
        width: the undecided cells are made thinner than this, if the number of cells allows.
        decide: finds the verdicts.
    """

    family: ClassFamily
    label: str
    fixed: dict[str, Fraction]
    ask: Ask
    lower: End
    upper: End
    closed: tuple[bool, bool]
    width: Fraction
    decide: Decider
    tried: int = 0
    _members: dict[Fraction, Verdict] = field(default_factory=dict)

    def cells(self) -> list[Cell]:
        """The whole range: open cells and the values between them."""
        parts = self._parts(self.lower, self.upper)
        out = [self.point(self.lower)] if self.closed[0] else []
        for k, part in enumerate(parts):
            out += [self.point(part[0])] if k else []
            out += self._cells_of(*part)
        return out + ([self.point(self.upper)] if self.closed[1] else [])

    def at(self, value: Fraction) -> Verdict:
        """The verdict on the family's own loss."""
        if value not in self._members:
            self._members[value] = self.decide(self.statement(value))
        return self._members[value]

    def statement(self, value: Fraction | Tree) -> MulticlassStatement:
        """The property of the loss at one value; an irrational one is put into the formulas next to it."""
        exact = value.value if isinstance(value, Tree) else value
        if exact is not None:
            return self.ask(self.family(**{**self.fixed, self.label: exact}))
        assert isinstance(value, Tree)
        low, high = bounds(value)
        near = simplest_between(low - self.width, high + self.width)
        loss, name = self.family.opened(self.label, self.fixed, "-oo", "oo", near)[0], open_name(self.label)
        trees = [substitute(tree, name, value) for tree in loss.formulas]
        return self.ask(type(loss)(f"{self.family.name}({value})", *trees))

    def throughout(self, lower: End, upper: End, holds: bool) -> ThroughoutClasses:
        """That every loss of the open interval has the property, or that none has it.

        Raises:
            LossTheoryError: the family has several formulas there.
        """
        value = self._inside(lower, upper)
        loss, *ends = self._opened(lower, upper, value)
        if ends != [lower, upper]:
            raise LossTheoryError(f"the family has one formula only between {ends[0]} and {ends[1]}")
        with left_open({open_name(self.label): value}):
            return ThroughoutClasses(self.ask(loss), (open_name(self.label), lower, upper), value, holds)

    def at_once(self, values: Iterable[Fraction]) -> None:
        """Have members decided side by side; those beyond the bounds of the parser stay as they are."""
        statements = []
        for value in values:
            if value not in self._members:
                with suppress(LossTheoryError):
                    statements.append(self.statement(value))
        self.decide.ahead(statements)

    def point(self, value: End) -> Cell:
        """One value; where it is not rational the loss is that of the formulas next to it."""
        assert isinstance(value, Tree)
        verdict = self.decide(self.statement(value)) if value.value is None else self.at(value.value)
        return Cell(value, value, WORDS.get(verdict.status, "undecided"), verdict)

    def cell(self, lower: End, upper: End) -> Cell:
        """One attempt at the whole open interval, in the way of a value inside."""
        self.tried += 1
        status = self.status(self._inside(lower, upper))
        ways = {Status.PROVED: (True,), Status.REFUTED: (False,)}.get(status, (False, True))
        for holds in ways:
            verdict = self.decide(self.throughout(lower, upper, holds))
            if verdict.status is Status.PROVED:
                return Cell(lower, upper, "holds" if holds else "fails", verdict)
        return Cell(lower, upper, "undecided", verdict)

    def status(self, value: Fraction) -> Status:
        """What is known at one value; where its formula is beyond the bounds of the parser, nothing."""
        try:
            return self.at(value).status
        except LossTheoryError:
            return Status.UNDECIDED

    def _inside(self, lower: End, upper: End) -> Fraction:
        return inside(lower, upper, INSIDE[0])

    def _opened(self, lower: End, upper: End, value: Fraction) -> tuple[AnyMulticlass, End, End]:
        return self.family.opened(self.label, self.fixed, lower, upper, value)

    def _parts(self, lower: End, upper: End) -> list[tuple[End, End]]:
        """Open intervals on each of which the family has one formula."""
        for step in INSIDE:
            try:
                _, low, high = self._opened(lower, upper, inside(lower, upper, step))
            except LossTheoryError:
                if step is INSIDE[-1]:
                    raise
                continue
            break
        before = [] if low == lower else self._parts(lower, low)
        return [*before, (low, high), *([] if high == upper else self._parts(high, upper))]

    def _cells_of(self, lower: End, upper: End) -> list[Cell]:
        """Cells of an interval of one formula: as a whole, else cut where members differ, then the widest open one."""
        cuts = self._thresholds(lower, upper)
        if not cuts:
            whole = self.cell(lower, upper)
            if whole.answer != "undecided" or self._never_decided(lower, upper):
                return [whole]
        points: list[End] = [lower, *cuts, upper]
        cells = [self.cell(a, b) for a, b in pairwise(points)]
        while self.tried < MAX_CELLS:
            open_ = [c for c in cells if c.answer == "undecided" and not self._never_decided(c.lower, c.upper)]
            sizes = {id(c): length(c.lower, c.upper) for c in open_}
            open_ = [c for c in open_ if (size := sizes[id(c)]) is None or size > self.width]
            if not open_:
                break
            widest = max(open_, key=lambda c: (sizes[id(c)] is None, sizes[id(c)] or Fraction(0)))
            near = [inside(widest.lower, widest.upper, Fraction(k, 8)) for k in (3, 5)]
            cut = number(simplest_between(near[0], near[1]))
            k = cells.index(widest)
            cells[k : k + 1] = [self.cell(widest.lower, cut), self.cell(cut, widest.upper)]
        out = cells[:1]
        for cell in cells[1:]:
            out += [self.point(cell.lower), cell]
        return out

    def _never_decided(self, lower: End, upper: End) -> bool:
        """Whether no sampled member inside is decided, so that cutting would not help."""
        return not any(self.status(inside(lower, upper, step)).decided for step in STEPS[1:4])

    def _thresholds(self, lower: End, upper: End) -> list[Tree]:
        """Where the verdicts on members change, each as a critical value or the simplest rational of its bracket."""
        samples = [inside(lower, upper, step) for step in STEPS]
        samples += [x for x in SIMPLE if lies_inside(number(x), lower, upper)]
        self.at_once(set(samples))
        decided = [(x, self.status(x)) for x in sorted(set(samples))]
        decided = [pair for pair in decided if pair[1].decided]
        if len({status for _, status in decided}) < 2:
            return []
        critical = self._critical(lower, upper)
        found = [
            threshold(a, b, self.status, critical, self.width)
            for (a, first), (b, second) in pairwise(decided)
            if first is not second
        ]
        return ascending([x for x in dict.fromkeys(found) if lies_inside(x, lower, upper)])

    def _critical(self, lower: End, upper: End) -> list[Tree]:
        """Where signs of the derivatives of a softmax loss in the log-odds change."""
        value, name = self._inside(lower, upper), open_name(self.label)
        loss = self._opened(lower, upper, value)[0]
        with left_open({name: value}):
            form = softmax_form(loss)
        if form is None or form[1] != ZERO:
            return []
        odds = substitute(form[0], "q", sigmoid(variable("t")))
        return [x for x in critical_values([odds], "t", name) if lies_inside(x, lower, upper)]
