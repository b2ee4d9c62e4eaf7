"""The report on one loss: its formula, the verdicts and their evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING, Any

from losstheory.claims import Statement, Verdict
from losstheory.formulas.printer import to_text
from losstheory.losses.multiclass import EVERY, EveryKLoss, FormulaPerClass
from losstheory.reports.absent import Absent
from losstheory.reports.questions import Classes, Derivation, selected, subject
from losstheory.reports.tables import columns, html_table
from losstheory.reports.values import Value
from losstheory.rigor import decide
from losstheory.theory.properties import NotApplicable

if TYPE_CHECKING:
    from losstheory.reports.questions import Subject

SCHEMA = "losstheory/check/1"


@dataclass(frozen=True)
class Report:
    """What is known about a loss; in Jupyter it shows as a table, elsewhere as text.

    Attributes:
        loss: the loss.
        verdicts: one verdict for each property that its kind has, by name.
        values: what is derived besides, by name (see ``reports/values.py``).
    """

    loss: Subject
    verdicts: Mapping[str, Verdict] = field(repr=False)
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)

    def to_json(self) -> dict[str, Any]:
        """The object that ``losstheory check --format json`` prints."""
        expressions = [to_text(tree) for tree in self.loss.expressions]
        return {
            "schema": SCHEMA,
            "loss": {
                "kind": self.loss.kind,
                "expressions": expressions,
                "classes": self._classes,
            },
            "verdicts": {name: verdict.to_json() for name, verdict in self.verdicts.items()},
            "values": {name: value.to_json() for name, value in self.values.items()},
        }

    def to_text(self) -> str:
        """The formulas, then one line for each property."""
        head = [(f"{name} =", text) for name, text in self._formulas(to_text)]
        rows = [(name, str(verdict.status), verdict.evidence) for name, verdict in self.verdicts.items()]
        rows += [(name, "", str(value)) for name, value in self.values.items()]
        title = f"{self.loss.kind} loss {self.loss.name}"
        return "\n".join([title, *(f"  {left} {right}" for left, right in head), columns(rows)])

    @property
    def _classes(self) -> Classes:
        if isinstance(self.loss, EveryKLoss):
            return EVERY
        if isinstance(self.loss, FormulaPerClass):
            return self.loss.classes
        return None if self.loss.kind == "residual" else 2

    def _formulas(self, show: Callable[..., str]) -> Iterator[tuple[str, str]]:
        if isinstance(self.loss, FormulaPerClass):
            yield from ((f"l{k + 1}({self.loss.variable})", show(tree)) for k, tree in enumerate(self.loss.expressions))
            return
        if isinstance(self.loss, EveryKLoss):
            for kind, trees in self.loss.terms:
                yield kind, "; ".join(map(show, trees))
            return
        heads = {"margin": ("phi",), "residual": ("rho",)}.get(self.loss.kind, ("l+", "l-"))
        for head, tree in zip(heads, self.loss.expressions, strict=True):
            yield f"{head}({self.loss.variable})", show(tree)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        told = ", ".join(f"{name}: {verdict.status}" for name, verdict in self.verdicts.items())
        return f"Report({self.loss.name}: {told})"

    def _repr_latex_(self) -> str:
        return self.loss._repr_latex_()

    def _repr_html_(self) -> str:
        rows = [(name, str(v.status), v.evidence, (v.sha256 or "")[:12]) for name, v in self.verdicts.items()]
        rows += [(name, "", str(value), "") for name, value in self.values.items()]
        head = ("property", "verdict", "evidence", "certificate")
        title = escape(f"{self.loss.kind} loss {self.loss.name}")
        return f"<p><b>{title}</b> {self._repr_latex_()}</p>" + html_table(head, rows)


def analyze(
    *formulas: Any,
    kind: str | None = None,
    budget: int | None = None,
    on_verdict: Callable[[str], None] | None = None,
    values: bool = True,
    classes: Classes = None,
    noise: Fraction | int | str | None = None,
    properties: Iterable[str] | None = None,
) -> Report:
    """Decide every property of a loss.

    Args:
        formulas: a loss, also of several classes (see ``lt.multiclass``, ``lt.simplex_loss``), catalogue terms such as
            ``"focal:gamma=2"``, or one or two formulas (see ``lt.loss``).
        kind: the kind of loss, where the formulas leave it open.
        budget: units of work for each verdict.
        on_verdict: called with each property's name when its verdict is there.
        values: whether constants and functions are derived too; that takes most of the time.
        classes: the number of classes, which makes it a multiclass loss; "every": all numbers of classes at once.
        noise: the rate of uniform label noise, such as ``"2/5"`` or ``"symmetric:0.4"``; multiclass losses only.
        properties: the names of the verdicts and values that are wanted; None: all of them.

    Raises:
        LossTheoryError: the formulas make no loss, or are undefined at a point of its domain; a name is unknown.

    >>> print(analyze("max(0, 1 - t)"))  # doctest: +ELLIPSIS
    margin loss max(0, 1 - t)
      phi(t) = max(0, 1 - t)
    convex                PROVED   convex partial losses
    ...
    >>> analyze("nce", classes=3, properties=["calibrated"]).verdicts["calibrated"].status
    <Status.REFUTED: 'REFUTED'>
    """
    loss = subject(*formulas, kind=kind, classes=classes)
    statements, derived = selected(loss, noise, properties, values)
    verdicts = _decided(statements, budget, on_verdict)
    return Report(loss, verdicts, {name: _derived(derive, budget) for name, derive in derived.items()})


def _derived(derive: Derivation, budget: int | None) -> Value:
    """The value, or why it has none."""
    try:
        return derive(budget=budget)
    except NotApplicable as error:
        return Absent(str(error))


def _decided(
    asked: Mapping[str, Statement], budget: int | None, on_verdict: Callable[[str], None] | None
) -> dict[str, Verdict]:
    verdicts = {}
    for name, statement in asked.items():
        verdicts[name] = decide(statement, budget)
        if on_verdict:
            on_verdict(name)
    return verdicts
