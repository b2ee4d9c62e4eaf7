"""Several losses side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING, Any

from losstheory.claims import Status, Verdict
from losstheory.losses.loss import LossError
from losstheory.reports.absent import Absent
from losstheory.reports.analysis import Report, analyze
from losstheory.reports.cells import cell
from losstheory.reports.layout import Layout
from losstheory.reports.questions import Classes, subject
from losstheory.reports.tables import columns, csv_table, html_table, markdown_table

if TYPE_CHECKING:
    from losstheory.reports.values import Value

MEANINGS = {
    "sum_range": "sum_range: the range of l1 + ... + lK over the scores; decimals are rounded outward",
    "noise_tolerant": "noise_tolerant: over every set of functions and for every law, what minimises the noisy risk "
    "minimises the clean one; it says nothing of how fast a loss is trained",
    "noise_excess": "noise_excess: how far the clean risk of a minimiser of the noisy one can lie above the least, "
    "in units of the loss; decimals are rounded up",
}


@dataclass(frozen=True)
class Comparison:
    """Reports in the order asked; a property that a kind of loss does not have is shown as a dash.

    Attributes:
        reports: one for each loss.
        names: the columns; None: every verdict that a report has.
        notes: remarks that belong to the table as a whole; those on single cells are derived.
    """

    reports: Sequence[Report]
    names: Sequence[str] | None = None
    notes: Sequence[str] = ()

    @property
    def head(self) -> list[str]:
        return ["loss", *self._columns]

    @property
    def rows(self) -> list[list[str]]:
        return [[report.loss.name, *(cell(_found(report, name)) for name in self._columns)] for report in self.reports]

    @property
    def remarks(self) -> list[str]:
        """What the columns mean, what is open and why, and tolerance to noise that is of little use."""
        meanings = [MEANINGS[name] for name in self._columns if name in MEANINGS]
        return [*meanings, *(remark for report in self.reports for remark in self._open(report)), *self.notes]

    def to_json(self) -> dict[str, Any]:
        return {"schema": "losstheory/compare/1", "reports": [report.to_json() for report in self.reports]}

    def to_text(self) -> str:
        return "\n".join([columns([self.head, *self.rows]), *(f"  {remark}" for remark in self.remarks)])

    def to_markdown(self) -> str:
        table = markdown_table(self.head, self.rows)
        return "\n\n".join([table, "\n".join(f"- {remark}" for remark in self.remarks)]) if self.remarks else table

    def to_csv(self) -> str:
        """The table alone."""
        return csv_table(self.head, self.rows)

    @property
    def _columns(self) -> Sequence[str]:
        if self.names is not None:
            return self.names
        return tuple(dict.fromkeys(name for report in self.reports for name in report.verdicts))

    def _open(self, report: Report) -> Iterator[str]:
        for name in self._columns:
            match _found(report, name):
                case Verdict(status=Status.UNDECIDED, reason=reason):
                    yield f"{report.loss.name}, {name}: {reason}"
                case Absent(reason=reason):
                    yield f"{report.loss.name}, {name}: {reason}"
        told = {name: verdict.status for name, verdict in report.verdicts.items()}
        if (told.get("noise_tolerant"), told.get("calibrated")) == (Status.PROVED, Status.REFUTED):
            yield f"{report.loss.name}: noise keeps its minimisers, which need not rank the most probable class first"

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        remarks = "".join(f"<li>{escape(remark)}</li>" for remark in self.remarks)
        return html_table(self.head, self.rows) + (f"<ul>{remarks}</ul>" if remarks else "")


def _found(report: Report, name: str) -> Verdict | Value | None:
    return report.verdicts[name] if name in report.verdicts else report.values.get(name)


def compare(
    losses: Iterable[Any],
    budget: int | None = None,
    values: bool = False,
    classes: Classes = None,
    noise: Fraction | int | str | None = None,
    properties: Iterable[str] | None = None,
) -> Comparison:
    """Decide the properties of several losses.

    Args:
        losses: losses, catalogue terms, or formulas in t; with ``classes``, what ``lt.multiclass`` takes.
        budget: units of work for each verdict.
        values: whether constants and functions of binary losses are derived too, for ``reports`` and ``to_json``.
        classes: the number of classes of multiclass losses; "every": all numbers of classes at once.
        noise: the rate of uniform label noise, such as ``"2/5"`` or ``"symmetric:0.4"``.
        properties: the columns, names of verdicts and values; None: all verdicts of binary losses, and the usual
            columns of multiclass ones, with a note of what they leave out.

    Raises:
        LossTheoryError: a loss cannot be read, a name is not known, or noise is asked of losses of two classes.

    >>> print(compare(["hinge", "perceptron"]).head[1:3])
    ['convex', 'nonincreasing']
    >>> print(compare(["mae", "gce:q=1/2"], classes=3, noise="1/4", properties=["symmetric", "noise_excess"]).to_csv())
    loss,symmetric,noise_excess
    mae,PROVED,0
    gce(q=1/2),REFUTED,0.2929
    <BLANKLINE>
    """
    members = [subject(loss, classes=classes) for loss in losses]
    if not members:
        raise LossError("expected at least one loss to compare")
    layout = Layout.of(members, noise, properties)
    reports = [
        analyze(loss, budget=budget, values=values, noise=noise, properties=layout.of_loss(loss, noise))
        for loss in members
    ]
    return Comparison(reports, layout.names, layout.notes)
