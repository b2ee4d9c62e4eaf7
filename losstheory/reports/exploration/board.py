"""The verdicts at one place of a family: looked up in phase diagrams, or decided for that loss alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from losstheory.claims import Statement, Status, Verdict
from losstheory.formulas.errors import LossTheoryError
from losstheory.reports.answers import Answers
from losstheory.rigor import decide
from losstheory.runs.worker import Caught, one_line
from losstheory.theory.phase import PhaseDiagram, confirm_diagram, phase_diagram

STATUSES = {"holds": Status.PROVED, "fails": Status.REFUTED, "undecided": Status.UNDECIDED}
Place = Mapping[str, Fraction]
Key = tuple[str, str, tuple[tuple[str, Fraction], ...]]


@dataclass(frozen=True)
class Told:
    """What is known of a property at one place.

    Attributes:
        status: ``None``: it was not decided.
        where: the range of values for which it was decided at once, or that it was decided for this loss alone.
        reason: why it is open.
    """

    status: Status | None
    where: str = ""
    reason: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, ("not decided yet" if self.status is None else str(self.status), self.where)))


@dataclass
class Board:
    """Properties of the losses of one family, each decided at most once for a range and for a loss.

    Args:
        family: what ``lt.phase_diagram`` takes.
        classes: the number of classes of a family that is named.
        statements: for each property the statement about a loss.
        budget: units of work for one verdict.
        answers: where verdicts on single losses are kept; None: in this object alone.
    """

    family: Any
    classes: int | None
    statements: Mapping[str, Callable[[Any], Statement]]
    budget: int | None = None
    answers: Answers | None = None
    _diagrams: dict[Key, PhaseDiagram | str] = field(default_factory=dict)
    _members: dict[Key, Verdict] = field(default_factory=dict)

    def told(self, name: str, place: Place) -> Told:
        """The answer of a diagram that covers the place, else the verdict on its loss, else that there is none."""
        without = ""
        for label, value in place.items():
            diagram = self.diagram(name, label, place)
            if isinstance(diagram, str):
                without = diagram
            elif diagram is not None and (cell := diagram.at(value)) is not None:
                beside = f"{label} in {cell.range}" if not cell.is_point else f"{label} = {cell.lower}"
                reason = "" if cell.answer != "undecided" else cell.verdict.reason or ""
                return Told(STATUSES[cell.answer], beside, reason)
        verdict = self._members.get(_key(name, "", place))
        if verdict is None:
            return Told(None, reason=without)
        return Told(verdict.status, "for this loss alone", verdict.reason or "")

    def diagram(self, name: str, label: str, place: Place) -> PhaseDiagram | str | None:
        """The diagram along one parameter through a place; why there is none; None: it was not asked for."""
        return self._diagrams.get(_key(name, label, place))

    def settle(self, place: Place, loss: Any, names: Iterable[str]) -> None:
        """Decide for this loss alone what no diagram tells of these properties."""
        for name in names:
            if self.told(name, place).status is None:
                self._members[_key(name, "", place)] = self._decided(self.statements[name](loss))

    def decide(self, name: str, label: str, ends: tuple[Fraction, Fraction], place: Place) -> None:
        """Make the diagram along ``label`` between the ends, unless it was made; a refusal is kept as its reason."""
        key = _key(name, label, place)
        if key not in self._diagrams:
            try:
                self._diagrams[key] = phase_diagram(
                    self.family, name, budget=self.budget, **self._asked(label, ends, place)
                )
            except LossTheoryError as error:
                self._diagrams[key] = str(error)

    def submit(
        self, name: str, label: str, ends: tuple[Fraction, Fraction], place: Place, executor: Executor
    ) -> Future[PhaseDiagram]:
        """The same by an executor; the diagram is on the board when the future is done, or why it is not.

        Its workers may be other machines, so that each certificate is replayed here.
        """
        key, asked = _key(name, label, place), self._asked(label, ends, place)
        shown: Future[PhaseDiagram] = Future()

        def keep(done: Future[PhaseDiagram]) -> None:
            if done.cancelled():
                shown.cancel()
            if not shown.set_running_or_notify_cancel():
                return
            with Caught() as caught:
                diagram = confirm_diagram(done.result(), self.family, name, **asked)
                self._diagrams[key] = diagram
                shown.set_result(diagram)
            if caught.error is not None:
                self._diagrams[key] = one_line(caught.error)
                shown.set_exception(caught.error)

        found = executor.submit(phase_diagram, self.family, name, budget=self.budget, **asked)
        shown.add_done_callback(lambda one: one.cancelled() and found.cancel())
        found.add_done_callback(keep)
        return shown

    def _asked(self, label: str, ends: tuple[Fraction, Fraction], place: Place) -> dict[str, Any]:
        return {"classes": self.classes, **place, label: ends}

    def _decided(self, statement: Statement) -> Verdict:
        try:
            if self.answers is not None:
                return self.answers.answer(statement, self.budget).verdict
            return decide(statement, self.budget)
        except LossTheoryError as error:
            return Verdict(statement, Status.UNDECIDED, reason=str(error))


def _key(name: str, label: str, place: Place) -> Key:
    return name, label, tuple((other, value) for other, value in place.items() if other != label)
