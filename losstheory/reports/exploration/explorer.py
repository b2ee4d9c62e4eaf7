"""A family with a place in it, which may be moved, and what is seen there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from losstheory.claims import Statement
from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.families import Family, ParameterError
from losstheory.losses.multiclass.open_families import ClassFamily
from losstheory.reports.answers import Answers
from losstheory.reports.exploration.board import Board, Told
from losstheory.reports.exploration.law import Law
from losstheory.reports.exploration.style import boxed
from losstheory.reports.exploration.track import Setting, Track, track
from losstheory.reports.html.markup import element, text
from losstheory.theory import by_kind
from losstheory.theory.phase import PhaseDiagram
from losstheory.theory.phase.class_families import class_family, class_property
from losstheory.theory.phase.settings import named_family, named_property

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CLASS_PROPERTIES = ("convex", "calibrated", "symmetric")
INSTALL = "pip install 'losstheory[notebooks]' for the same with sliders."


class Explorer:
    """One loss of a family at a time, with a law of the labels; shown with sliders in a notebook.

    >>> seen = explore("poly1_margin", properties=["convex"]).decide()
    >>> print(seen.move(epsilon=1).verdicts["convex"])
    PROVED epsilon = 1
    >>> print(seen.move(epsilon=Fraction(6, 5)).verdicts["convex"])
    REFUTED epsilon in (1, 5)
    """

    def __init__(
        self,
        family: Family | ClassFamily,
        tracks: Iterable[Track],
        fixed: dict[str, Fraction],
        board: Board,
        executor: Executor | None = None,
    ) -> None:
        self.executor = executor
        self.pending = list[Future[PhaseDiagram]]()
        self.family = family
        self.tracks = {one.name: one for one in tracks}
        self.board = board
        self.values = {
            p.name: fixed[p.name] if p.name in fixed else self.tracks[p.name].start for p in family.parameters
        }
        self.law = Law.of(family)
        self.along = next((one.name for one in self.tracks.values() if one.runs), None)
        self._loss: tuple[dict[str, Fraction], Any] | None = None

    @property
    def title(self) -> str:
        """The family with the present values."""
        return f"{self.family.name}({', '.join(f'{name}={value}' for name, value in self.values.items())})"

    @property
    def loss(self) -> Any:
        """The loss at the present values."""
        if self._loss is None or self._loss[0] != self.values:
            self._loss = dict(self.values), self.family(**self.values)
        return self._loss[1]

    @property
    def verdicts(self) -> dict[str, Told]:
        """What is known of each property at the present values."""
        return {name: self.board.told(name, self.values) for name in self.board.statements}

    @property
    def diagrams(self) -> dict[str, PhaseDiagram | str | None]:
        """For each property the diagram along the parameter that was moved last, or why there is none."""
        along = self.along
        if along is None:
            return dict.fromkeys(self.board.statements)
        return {name: self.board.diagram(name, along, self.values) for name in self.board.statements}

    def move(self, **places: Any) -> Explorer:
        """Go to exact values of parameters, ``eta`` or, for three classes, ``p1`` and ``share``.

        Raises:
            ParameterError: no slider of that name, or a value that is inexact or out of the range of its parameter.
        """
        read = {}
        for name, value in places.items():
            if name in self.tracks:
                read[name] = self.tracks[name].parameter.read(value)
            elif name not in self.law.tracks:
                known = ", ".join((*self.tracks, *self.law.tracks))
                raise ParameterError(f"there is no slider {name!r} here, only {known}")
        law = self.law.moved({name: value for name, value in places.items() if name not in read})
        self.values |= read
        self.law = law
        if moved := [name for name in read if self.tracks[name].runs]:
            self.along = moved[-1]
        return self

    def settle(self, *names: str) -> Explorer:
        """Decide for the present loss alone what no diagram tells of some properties, or of all."""
        wanted = self._wanted(names)
        with suppress(LossTheoryError):  # a family may have no loss here; the pictures say why
            self.board.settle(self.values, self.loss, wanted)
        return self

    def decide(self, *names: str, on_done: Callable[[str], None] | None = None) -> Explorer:
        """Make the diagrams of some properties, or of all, along the parameter that was moved last.

        With an executor they are made in the background, and ``pending`` holds their futures.

        Args:
            names: the properties; none: all of them.
            on_done: called with the name of each property when its diagram is there, perhaps from another thread.
        """
        wanted = self._wanted(names)
        if self.along is None:
            raise ParameterError(f"no parameter of {self.family.name} runs through an interval; settle() decides here")
        done = on_done or (lambda _: None)
        ends = self.tracks[self.along].ends
        for name in wanted:
            if self.executor is None or self.board.diagram(name, self.along, self.values) is not None:
                self.board.decide(name, self.along, ends, self.values)
                done(name)
            else:
                future = self.board.submit(name, self.along, ends, self.values, self.executor)
                future.add_done_callback(lambda _, name=name: done(name))  # type: ignore[misc]
                self.pending.append(future)
        return self

    def _wanted(self, names: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [name for name in names if name not in self.board.statements]:
            raise LossTheoryError(f"{unknown[0]!r} is not among {', '.join(self.board.statements)}")
        return names or tuple(self.board.statements)

    def pictures(self) -> str:
        """The pictures as markup: the loss, and what follows from it and the law."""
        from losstheory.reports.exploration.pictures import pictures

        try:
            shown = pictures(self.loss, self.law)
        except LossTheoryError as error:
            shown = element("p", text(f"there is no picture: {error}"))
        return element("p", text(self.title)) + shown

    def table(self) -> str:
        """The verdicts as markup, each with its diagram."""
        from losstheory.reports.exploration.table import table

        return table(self)

    def figure(self) -> Figure:
        """The same place drawn with ``lt.draw``, for paper: slower, with psi as it is derived and not measured."""
        from losstheory.reports.exploration.paper import figure

        return figure(self)

    def __str__(self) -> str:
        return "\n".join([self.title, *(f"  {name}: {told}" for name, told in self.verdicts.items())])

    def __repr__(self) -> str:
        return f"<explorer at {self.title}>"

    def _repr_html_(self) -> str:
        return boxed(self.table(), self.pictures())

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """The sliders where ipywidgets is installed; with them, or alone, the present place as a page."""
        self.settle()
        still = {"text/plain": str(self), "text/html": self._repr_html_()}
        try:
            from losstheory.reports.exploration.sliders import panel
        except ImportError:
            return {**still, "text/html": still["text/html"] + element("p", text(INSTALL))}
        return {**still, **panel(self)._repr_mimebundle_()}


def explore(
    family: Family | ClassFamily | str,
    *,
    classes: int | None = None,
    properties: Iterable[str] | None = None,
    budget: int | None = None,
    answers: Answers | None = None,
    executor: Executor | None = None,
    **settings: Fraction | int | Setting,
) -> Explorer:
    """Sliders for the parameters of a family: its loss, what follows from it, and its verdicts move together.

    The pictures are measured. The verdicts are looked up in the phase diagram of each property, once ``decide`` (a
    button) has made it; before, ``settle`` decides the single loss on which the sliders rest.

    Args:
        family: a family, or the name of one in the catalogue; ``lt.family`` makes one from a formula.
        classes: the number of classes of a multiclass family; None: a binary one.
        properties: names as ``lt.phase_diagram`` takes them; None: the usual ones of the kind of loss.
        budget: units of work for one verdict.
        answers: where verdicts on single losses are kept; None: as long as the explorer.
        executor: what makes the diagrams in the background, such as a ``ProcessPoolExecutor``; None: they are made when
            they are asked for, one after the other.
        settings: by the names of the parameters, an exact number for one that is fixed, ``(least, greatest)`` or
            ``(least, greatest, step)`` for one with a slider. The others have sliders around their defaults.

    Raises:
        ParameterError: a parameter is unknown or out of range, or none has a slider.
        LossTheoryError: no such property.

    >>> print(explore("p_hinge", power=(1, 3), properties=["convex"]).settle())
    p_hinge(power=2)
      convex: PROVED for this loss alone
    """
    chosen: Family | ClassFamily
    asked: dict[str, Callable[[Any], Statement]]
    if classes is None and not isinstance(family, ClassFamily):
        chosen = named_family(family)
        asked = {name: named_property(name, chosen) for name in properties or by_kind[chosen.kind]}
    else:
        chosen = class_family(family, classes, {})
        asked = {name: class_property(name, chosen.classes, None)[1] for name in properties or CLASS_PROPERTIES}
    known = {parameter.name: parameter for parameter in chosen.parameters}
    for label in settings:
        if label not in known:
            raise ParameterError(f"{chosen.name} has no parameter {label!r}, only {', '.join(known)}")
    fixed = {label: known[label].read(x) for label, x in settings.items() if not isinstance(x, tuple)}
    tracks = [track(p, settings.get(p.name)) for p in chosen.parameters if p.name not in fixed]  # type: ignore[arg-type]
    if not tracks:
        raise ParameterError(f"all parameters of {chosen.name} are fixed: give one as (least, greatest)")
    start = fixed | {one.name: one.start for one in tracks}
    tracks = [_with_losses(one, chosen, start) if one.parameter.integer else one for one in tracks]
    named = isinstance(family, str)
    board = Board(family if named else chosen, classes if named else None, asked, budget, answers)
    return Explorer(chosen, tracks, fixed, board, executor)


def _with_losses(one: Track, family: Family | ClassFamily, start: dict[str, Fraction]) -> Track:
    """Only the positions at which the family has a loss: a number of classes may bound a parameter too."""
    found = []
    for position in one.positions:
        with suppress(LossTheoryError):
            family(**start | {one.name: position})
            found.append(position)
    return replace(one, positions=found) if len(found) > 1 else one
