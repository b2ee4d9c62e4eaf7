"""Decide the properties of one loss.

One EXPR in t is a margin loss, one in r = y - f a residual loss; two are the losses of the labels
+1 and -1, in t (pair) or in p (probability). Catalogue terms, such as hinge or focal:gamma=2, are a
loss too. Exits 0 when the report is made; with --require, 1 if a required property is refuted and 3
if one is open.
"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from losstheory.cli.arguments import Parser, expect_known, expression, names, natural, seconds
from losstheory.cli.boundary import UsageError
from losstheory.cli.exits import Exit, worst
from losstheory.cli.output import print_json, print_message, print_text

if TYPE_CHECKING:
    from losstheory.claims import Statement, Verdict
    from losstheory.losses.loss import AnyLoss
    from losstheory.reports.values import Value
    from losstheory.runs.tasks import TaskResult

TIMEOUT = 120.0  # seconds for one verdict
MEMORY = 4 << 30  # bytes of address space
PRELOAD = ("losstheory.rigor", "losstheory.theory", "losstheory.cli.check")


def parser() -> Parser:
    parser = Parser("check", __doc__)
    add = parser.add_argument
    add("expressions", metavar="EXPR", nargs="+", type=expression, help="one or two expressions, or catalogue terms")
    add(
        "--kind",
        choices=("margin", "pair", "probability", "residual"),
        help="the kind of loss (default: by its variable)",
    )
    add("--require", metavar="PROPERTY,...", type=names, default=(), help="properties that must be proved")
    add("--allow-undecided", action="store_true", help="a required property that stays open is no failure")
    add("--budget", metavar="WORK", type=natural, help="units of work for one verdict")
    add("--timeout", metavar="S", type=seconds, default=TIMEOUT, help=f"seconds for one verdict (default: {TIMEOUT:g})")
    add("--certificates", metavar="DIR", help="write each certificate to a file of DIR")
    add("--format", choices=("text", "json"), default="text", help="what to print (default: text)")
    return parser


def run(options: Namespace) -> Exit:
    from losstheory.runs.pool import start_server

    start_server(PRELOAD)  # it loads the prover while this process does
    from losstheory.losses.typed import loss
    from losstheory.reports import Report
    from losstheory.theory import by_kind, properties

    subject = loss(*options.expressions, kind=options.kind)
    asked = tuple(by_kind[subject.kind])
    expect_known(options.require, asked, f"property of a {subject.kind} loss called")
    statements = {name: properties[name](subject) for name in asked}
    *told, derived = _work([*statements.values(), subject], options)
    answers = [_answer(statement, result) for statement, result in zip(statements.values(), told, strict=True)]
    verdicts = {name: verdict for name, (verdict, _) in zip(statements, answers, strict=True)}
    if options.certificates is not None:
        _write(verdicts, Path(options.certificates))
    report = Report(subject, verdicts, _values(derived))
    if options.format == "json":
        print_json(report.to_json())
    else:
        print_text(report.to_text())
    failures = [code for _, code in answers]
    return worst([*failures, *_codes((verdicts[name] for name in options.require), options.allow_undecided)])


def answer(item: Statement | AnyLoss, budget: int | None) -> Verdict | dict[str, Value] | str:
    """In a worker: the verdict on a statement, the values of a loss, or why the formula is no loss."""
    from losstheory.claims import Statement
    from losstheory.formulas.errors import LossTheoryError
    from losstheory.reports import derive_values
    from losstheory.rigor import decide

    try:
        return decide(item, budget) if isinstance(item, Statement) else derive_values(item, budget)
    except LossTheoryError as error:
        return str(error)


def _work(items: list[Statement | AnyLoss], options: Namespace) -> list[TaskResult[Any]]:
    """What a worker process with limits answers to each item.

    Raises:
        KeyboardInterrupt: Ctrl-C.
    """
    from losstheory.runs.pool import run_tasks

    task = partial(answer, budget=options.budget)
    outcome = run_tasks(task, items, timeout=options.timeout, memory=MEMORY, preload=PRELOAD)
    if outcome.interrupted:
        raise KeyboardInterrupt
    return list(outcome.results)


def _values(result: TaskResult[Any]) -> dict[str, Value]:
    """The values, or for each name why there is none."""
    from losstheory.reports.values import FORMS, Absent

    if isinstance(result.value, dict):
        return result.value
    return dict.fromkeys(FORMS, Absent(f"not derived: {result.value or result.message}"))


def _answer(statement: Statement, result: TaskResult[Verdict | str]) -> tuple[Verdict, Exit]:
    from losstheory.claims import Status, Verdict
    from losstheory.runs.tasks import TaskStatus

    if isinstance(result.value, str):
        raise UsageError(result.value)
    if result.value is not None:
        return result.value, Exit.FINE
    verdict = Verdict(statement, Status.UNDECIDED, reason=result.message)
    if result.status in (TaskStatus.TIMEOUT, TaskStatus.MEMORY):
        return verdict, Exit.FINE
    print_message(f"losstheory check: internal error: {statement}: {result.message}\n{result.trace}".rstrip())
    return verdict, Exit.INTERNAL


def _write(verdicts: dict[str, Verdict], folder: Path) -> None:
    from losstheory.runs.files import atomic_write

    folder.mkdir(parents=True, exist_ok=True)
    for name, verdict in verdicts.items():
        if verdict.certificate is not None:
            path = folder / f"{name}-{(verdict.sha256 or '')[:16]}.json"
            atomic_write(path, json.dumps(verdict.certificate, indent=1, allow_nan=False) + "\n")
            print_message(f"wrote {path}; re-check with: losstheory recheck {path}")


def _codes(required: Iterable[Verdict], allow_undecided: bool) -> list[Exit]:
    from losstheory.claims import Status

    missing = Exit.FINE if allow_undecided else Exit.OPEN
    codes = {Status.PROVED: Exit.FINE, Status.REFUTED: Exit.CONTRADICTED}
    return [codes.get(verdict.status, missing) for verdict in required]
