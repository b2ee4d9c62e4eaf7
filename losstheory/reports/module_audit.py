"""The audit of a loss module, for users."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

from losstheory.reports.questions import subject
from losstheory.reports.tables import columns, html_table, markdown_table

if TYPE_CHECKING:
    from losstheory.empirical.audit.finding import Finding
    from losstheory.empirical.audit.task import Task
    from losstheory.reports.questions import Subject

SCHEMA = "losstheory/audit/1"
HEAD = ["asked", "outcome", "seen"]


@dataclass(frozen=True)
class AuditReport:
    """What a module was seen to do. Nothing is PROVED: a property is SUPPORTED, or REFUTED by an input.

    Attributes:
        name: what was audited.
        inputs: what it was fed with.
        findings: one for each question, in order.
    """

    name: str
    inputs: str
    findings: tuple[Finding, ...]

    @property
    def defects(self) -> tuple[Finding, ...]:
        """Findings on what every loss should do, or was required to, that differ."""
        return tuple(finding for finding in self.findings if finding.is_defect)

    def __getitem__(self, name: str) -> Finding:
        """The finding of that name.

        Raises:
            KeyError: there is none.
        """
        for finding in self.findings:
            if finding.name == name:
                return finding
        raise KeyError(f"no finding {name!r}; there are {', '.join(finding.name for finding in self.findings)}")

    @property
    def summary(self) -> str:
        if not self.defects:
            open_duties = [each.name for each in self.findings if each.duty and each.outcome == "not tested"]
            untold = f", not tested: {', '.join(open_duties)}" if open_duties else ""
            return f"{self.name}: no defect seen{untold} ({self.inputs})"
        return f"{self.name}: {len(self.defects)} defect(s), first: {self.defects[0].text} ({self.inputs})"

    @property
    def rows(self) -> list[list[str]]:
        """Duties are ok or differ; properties are SUPPORTED or REFUTED."""
        order = sorted(self.findings, key=lambda finding: not finding.is_defect)
        return [[finding.name, _word(finding), finding.text] for finding in order]

    def table(self) -> str:
        """The findings as aligned text, defects first."""
        return columns([HEAD, *self.rows])

    def to_text(self) -> str:
        return f"{self.summary}\n\n{self.table()}"

    def to_markdown(self) -> str:
        return f"{self.summary}\n\n{markdown_table(HEAD, self.rows)}"

    def to_json(self) -> dict[str, Any]:
        """Strict JSON; the witness of each difference is the input to repeat it with."""
        return {
            "schema": SCHEMA,
            "name": self.name,
            "inputs": self.inputs,
            "defects": [finding.name for finding in self.defects],
            "findings": [finding.to_json() for finding in self.findings],
        }

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.summary)}</p>{html_table(HEAD, self.rows)}"

    def __str__(self) -> str:
        return self.to_text()


def audit(
    module: Callable[..., Any] | str,
    classes: int | None = None,
    against: Any = None,
    *,
    kind: str | None = None,
    labels: tuple[float, float] = (0.0, 1.0),
    require: Iterable[str] = (),
    arguments: Mapping[str, Any] | None = None,
    allow_code: bool = False,
    seconds: float = 20.0,
    effort: int = 4,
    reduction: str | None = None,
) -> AuditReport:
    """Test a loss module for what a formula is tested for, and against the formula that it is said to compute.

    Args:
        module: a callable of scores ``[N, K]`` and targets ``[N]`` that returns one number or ``[N]``; or
            ``PATH:NAME``, a callable or a class in a Python file, which is run in processes of its own.
        classes: K.
        against: a formula, catalogue terms or a loss.
        kind: ``multiclass``, ``binary`` (scores ``[N]``, labels ``[N]``) or ``regression`` (predictions, targets).
        labels: how the two labels of kind ``binary`` are written.
        require: properties, such as ``normalised``, that count as defects where they fail.
        arguments: keyword arguments for a class in a file.
        allow_code: whether the file may be run.
        seconds: the limit on each question, ten times that for the search of minimisers. A callable of this process
            can be stopped in the main thread only, and where it returns to the interpreter; processes are killed.
        effort: at how many laws of the classes, and from how many starts, the conditional risk is minimised, 1 to 4.
        reduction: how the module is said to put rows together, ``mean``, ``sum`` or ``none``; without it a sum and a
            sum divided by a constant number of rows cannot be told apart, but by ``against``.

    Raises:
        AuditError: the arguments do not fit, or a file is named without ``allow_code=True``.
        LossTheoryError: ``against`` is no loss.
    """
    from losstheory.empirical.audit.loading import Place, audit_file
    from losstheory.empirical.audit.measure import Audit
    from losstheory.empirical.audit.stated import Stated
    from losstheory.empirical.audit.task import AuditError, Task

    task = Task.of(classes, kind, labels)
    stated = None if against is None else Stated(_loss(against, task), task)  # type: ignore[arg-type]
    if not seconds > 0:
        raise AuditError(f"expected a positive number of seconds, got {seconds}")
    if reduction not in (None, "mean", "sum", "none"):
        raise AuditError(f"expected a reduction of mean, sum or none, got {reduction!r}")
    asked = Audit(task, stated, seconds, effort, reduction)
    if isinstance(module, str):
        if not allow_code:
            raise AuditError(f"{module} would be run as code: allow it with allow_code=True, if you trust it")
        findings, name = audit_file(Place.of(module, arguments or {}), asked), module
    elif callable(module):
        if arguments:
            raise AuditError("arguments belong to a class in a file; give the module made with them")
        findings, name = asked.of(module), getattr(module, "__name__", type(module).__name__)
    else:
        raise AuditError(f"expected a callable or PATH:NAME, got {type(module).__name__}")
    return AuditReport(name, _inputs(task), _required(findings, tuple(require)))


def _loss(against: Any, task: Task) -> Subject:
    if task.kind == "multiclass":
        return subject(against, classes=task.classes)
    return subject(against, kind="residual" if task.kind == "regression" and isinstance(against, str) else None)


def _required(findings: Iterable[Finding], names: tuple[str, ...]) -> tuple[Finding, ...]:
    """The findings, those required as duties.

    Raises:
        AuditError: nothing of that name was asked.
    """
    from losstheory.empirical.audit.task import AuditError

    found = tuple(findings)
    known = {finding.name for finding in found}
    for name in names:
        if name not in known and "call" not in {finding.name for finding in found if finding.is_defect}:
            raise AuditError(f"nothing called {name!r} was asked; expected one of {', '.join(sorted(known))}")
    return tuple(replace(finding, duty=True) if finding.name in names else finding for finding in found)


def _inputs(task: Task) -> str:
    return f"{task.classes} classes" if task.kind == "multiclass" else f"kind {task.kind}"


def _word(finding: Finding) -> str:
    return str(finding.outcome) if finding.duty else str(finding.status)
