"""What a phase diagram is asked, and its answer: searched for here, or found elsewhere and replayed here."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from fractions import Fraction
from typing import Any

from losstheory.claims import Statement, Status, Verdict
from losstheory.claims.kernel import Reject
from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.families import Family, ParameterError
from losstheory.losses.multiclass.open_families import ClassFamily
from losstheory.rigor.confirm import confirm
from losstheory.theory.phase import class_diagram, partition
from losstheory.theory.phase.class_diagram import ClassDiagram
from losstheory.theory.phase.class_families import class_search
from losstheory.theory.phase.deciding import Decider
from losstheory.theory.phase.diagram import WORDS, Cell, PhaseDiagram
from losstheory.theory.phase.partition import Partition
from losstheory.theory.phase.settings import named_family, named_property, running, some_value

WIDTH = Fraction(1, 1000)
Search = Partition | ClassDiagram


def phase_diagram(
    family: Family | ClassFamily | str,
    property: str | type[Statement],
    *,
    classes: int | None = None,
    width: Fraction = WIDTH,
    budget: int | None = None,
    executor: Executor | None = None,
    **settings: object,
) -> PhaseDiagram:
    """For which values of a parameter every loss of a family has a property, with certificates.

    Args:
        family: a family, or the name of one in the catalogue; ``lt.family`` makes one from a formula.
        property: a name of ``theory.properties``, such as ``"convex"``, or its class; of several classes also
            ``"topK_calibrated"`` and ``"noise_tolerant"`` with the setting ``rate``.
        classes: the number of classes of a multiclass family; None: a binary one.
        width: the undecided cells are made thinner than this, if the number of cells allows.
        budget: units of work for one verdict.
        executor: of ``concurrent.futures``, whose workers find the verdicts that are needed together; the diagram is
            the same without.
        settings: by the names of the parameters, an exact number for one that is fixed, ``(least, greatest)`` for the
            one that runs (``None``: no bound); without any, the family's only parameter runs through its whole range.

    Raises:
        ParameterError: a parameter is unknown or out of range, or it is not clear which one runs.
        LossTheoryError: no such property, or one that this kind of loss does not have.
        ExecutorLost: the executor has no workers any more.

    >>> print(phase_diagram("poly1_margin", "convex"))
    convex of poly1_margin, by epsilon
      (-oo, -1)  fails
      [-1, 1]    holds
      (1, oo)    fails
    """
    title, claimed, search = _search(family, property, classes, width, budget, executor, settings)
    return PhaseDiagram(title, claimed, search.label, search.cells())


def confirm_diagram(
    found: PhaseDiagram,
    family: Family | ClassFamily | str,
    property: str | type[Statement],
    *,
    classes: int | None = None,
    **settings: object,
) -> PhaseDiagram:
    """The diagram of another machine with each certificate replayed here, for what ``phase_diagram`` was asked.

    A cell whose certificate the checker does not accept for its values is undecided, with that reason.

    Raises:
        ParameterError, LossTheoryError: as for ``phase_diagram``.
    """
    title, claimed, search = _search(family, property, classes, WIDTH, None, None, settings)
    return PhaseDiagram(title, claimed, search.label, [_confirmed(cell, search) for cell in found.cells])


def _search(
    family: object,
    property: Any,
    classes: int | None,
    width: object,
    budget: int | None,
    executor: Executor | None,
    settings: Mapping[str, Any],
) -> tuple[str, str, Search]:
    """The names of the family and the property, and the search for the diagram."""
    if not isinstance(width, (int, Fraction)) or width <= 0:
        raise ParameterError(f"width must be a positive rational, got {width!r}")
    if isinstance(family, ClassFamily) or classes is not None:
        decider = Decider(budget or class_diagram.CELL_WORK, executor)
        return class_search(family, property, classes, Fraction(width), decider, settings)
    chosen, claimed = named_family(family), named_property(property, family)  # type: ignore[arg-type]
    label, lower, upper, closed = running(chosen, dict(settings))
    fixed = chosen.read({k: v for k, v in settings.items() if k != label} | {label: some_value(lower, upper)})
    fixed.pop(label)
    decider = Decider(budget or partition.CELL_WORK, executor)
    search = Partition(chosen, label, fixed, claimed, lower, upper, closed, Fraction(width), decider)
    return chosen.name, claimed.name, search


def _confirmed(cell: Cell, search: Search) -> Cell:
    """The cell with a verdict on what it says, replayed here."""
    statement: Statement = cell.verdict.statement
    if cell.answer == "undecided":
        return Cell(
            cell.lower, cell.upper, cell.answer, Verdict(statement, Status.UNDECIDED, reason=cell.verdict.reason)
        )
    try:
        if cell.is_point:
            statement = search.statement(cell.lower)  # type: ignore[arg-type]
        else:
            statement = search.throughout(cell.lower, cell.upper, cell.answer == "holds")
        verdict = confirm(statement, cell.verdict)
        if WORDS.get(verdict.status) == cell.answer if cell.is_point else verdict.status is Status.PROVED:
            return Cell(cell.lower, cell.upper, cell.answer, verdict)
        reason = f"it is {verdict.status}"
    except (Reject, LossTheoryError) as refusal:
        reason = str(refusal)
    message = f"the checker does not accept the answer of a worker, {cell.answer}: {reason}"
    return Cell(cell.lower, cell.upper, "undecided", Verdict(statement, Status.UNDECIDED, reason=message))
