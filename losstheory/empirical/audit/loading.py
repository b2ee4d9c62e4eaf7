"""A loss from somebody's file: loaded and asked in worker processes, each question with its own limit."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from losstheory.empirical.audit.finding import Finding, Outcome, duty, untested
from losstheory.empirical.audit.limits import silent_descriptors
from losstheory.empirical.audit.measure import CALL, Audit
from losstheory.empirical.audit.task import AuditError
from losstheory.runs.modules import module_of
from losstheory.runs.pool import run_tasks
from losstheory.runs.tasks import TaskResult

MEMORY = 16 << 30  # bytes of address space of a worker
GRACE = 10.0  # seconds beyond the limit of a question after which its process is killed
CLASS_NAMES = ("num_classes", "n_classes", "classes", "num_class", "nclass", "n_class", "nb_classes", "class_num", "K")
PRELOAD = ("losstheory.empirical.audit.loading",)


@dataclass(frozen=True)
class Place:
    """Where a loss is: a name in a Python file, and the arguments if it is a class.

    Attributes:
        path: the file.
        name: a callable of scores and targets, or a class whose instances are.
        arguments: keyword arguments for the class; the number of classes is filled in.
    """

    path: str
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, arguments: Mapping[str, Any]) -> Place:
        """``PATH:NAME``.

        Raises:
            AuditError: it has no name, or there is no such file.
        """
        path, colon, name = text.rpartition(":")
        if not colon or not all(part.isidentifier() for part in name.split(".")):
            raise AuditError(f"expected PATH:NAME such as losses.py:FocalLoss, got {text!r}")
        if not Path(path).is_file():
            raise AuditError(f"{path}: no such file; expected PATH:NAME such as losses.py:FocalLoss")
        return cls(path, name, dict(arguments))

    def load(self, classes: int) -> Callable[..., Any]:
        """The callable; the file is run.

        Raises:
            AuditError: the file has no such name, or the class needs more arguments.
        """
        file = Path(self.path)
        sys.path.insert(0, str(file.resolve().parent))  # its folder is importable, as for a script
        found: Any = module_of(file, "audited")
        for part in self.name.split("."):
            if not hasattr(found, part):
                raise AuditError(f"{self.path} has no {self.name}")
            found = getattr(found, part)
        if inspect.isclass(found):
            found = found(**self._filled(found, classes))
        if not callable(found):
            raise AuditError(f"{self.name} is {type(found).__name__}, not a callable of scores and targets")
        return found  # type: ignore[no-any-return]

    def _filled(self, made: type, classes: int) -> dict[str, Any]:
        known, given = inspect.signature(made).parameters, dict(self.arguments)
        for name, parameter in known.items():
            open_kind = parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
            if name in given or parameter.default is not parameter.empty or not open_kind:
                continue
            if name not in CLASS_NAMES:
                raise AuditError(
                    f"{self.name} needs an argument {name}; give it as arguments={{{name!r}: …}} or --set {name}=…"
                )
            given[name] = classes
        return given


@dataclass(frozen=True)
class Question:
    """One question on a loss in a file, as a worker gets it."""

    place: Place
    audit: Audit
    name: str


def answer(question: Question) -> list[Finding]:
    """In a worker: the findings on one question."""
    with silent_descriptors() as written:
        out = StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            function = question.place.load(question.audit.task.classes)
        if question.name == CALL:
            return [question.audit.first(function)]
        before = written()
        findings = question.audit.answer(question.name, function)
        past = len(written()) > len(before)
    text = "prints past Python's streams"
    return [duty("quiet", False, text) if past and finding.name == "quiet" else finding for finding in findings]


def audit_file(place: Place, audit: Audit) -> list[Finding]:
    """Every finding on a loss of a file, which is run in processes of their own.

    Raises:
        KeyboardInterrupt: Ctrl-C.
    """
    ((_, result),) = _run([Question(place, audit, CALL)], audit)
    first = _findings(CALL, result)[0]
    if first.outcome is not Outcome.OK:
        return [first, *audit.unasked(first.text)]
    names = audit.questions
    short = [Question(place, audit, name) for name in names if audit.limit(name) == audit.seconds]
    long = [Question(place, audit, name) for name in names if audit.limit(name) != audit.seconds]
    told = {question.name: result for part in (short, long) for question, result in _run(part, audit)}
    return [first, *(finding for name in names for finding in _findings(name, told[name]))]


def _run(questions: list[Question], audit: Audit) -> list[tuple[Question, TaskResult[list[Finding]]]]:
    if not questions:
        return []
    limit = audit.limit(questions[0].name) + GRACE
    outcome = run_tasks(answer, questions, timeout=limit, memory=MEMORY, preload=PRELOAD)
    if outcome.interrupted:
        raise KeyboardInterrupt
    return list(zip(questions, outcome.results, strict=True))


def _findings(name: str, result: TaskResult[list[Finding]]) -> list[Finding]:
    if result.value is not None:
        return result.value
    return [duty(CALL, False, result.message) if name == CALL else untested(name, result.message)]
