"""Decide claims in worker processes and compare the answers with what their sources say.

Without a PATH, every shipped claim is decided. A PATH is a Python file with CLAIMS, which is run,
or a folder of them. Exits 0 if every claim agrees, 1 if one is contradicted, 4 if one fails, 3 if
a claimed answer stays open, 5 if no claim was found, 130 if interrupted; what is finished is
printed and written in each case.
"""

from __future__ import annotations

import json
import re
from argparse import ArgumentTypeError, Namespace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from losstheory.cli.arguments import Parser, natural, seconds
from losstheory.cli.boundary import UsageError
from losstheory.cli.exits import Exit
from losstheory.cli.output import columns, print_json, print_message, print_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from losstheory.claims import Entry, Ledger
    from losstheory.reports import Collected
    from losstheory.runs.tasks import TaskResult

TIMEOUT = 120.0  # seconds for one claim
MEMORY = 4 << 30  # bytes of address space for one worker
PRELOAD = ("losstheory.reports",)
PLURAL = {"agrees": "agree", "contradicted": "contradicted", "open": "open", "error": "in error", "skipped": "skipped"}


def parser() -> Parser:
    parser = Parser("verify", __doc__)
    add = parser.add_argument
    add("paths", metavar="PATH", nargs="*", help="a Python file with CLAIMS, or a folder of them")
    add("-k", metavar="PATTERN", dest="pattern", type=pattern, help="only claims whose file, label or source matches")
    add("--jobs", metavar="N", type=natural, default=1, help="number of worker processes (default: 1)")
    add("--timeout", metavar="S", type=seconds, default=TIMEOUT, help=f"seconds for one claim (default: {TIMEOUT:g})")
    add("--budget", metavar="WORK", type=natural, help="units of work for one claim")
    add("--no-skip", action="store_true", help="a skipped claim counts as open")
    add("--allow-undecided", action="store_true", help="an open claim is no failure")
    add("--format", choices=("text", "json"), default="text", help="what to print (default: text)")
    add("-o", metavar="FILE", dest="output", help="write the ledger, certificates inside, to FILE")
    return parser


def pattern(text: str) -> re.Pattern[str]:
    """A regular expression, cases ignored."""
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ArgumentTypeError(f"expected a regular expression, got {text!r}: {error}") from None


def run(options: Namespace) -> Exit:
    from losstheory.runs.pool import start_server

    start_server(PRELOAD)  # it loads the prover while this process collects
    from losstheory.reports import collect, shipped

    if options.output is not None and not Path(options.output).parent.is_dir():
        raise UsageError(f"there is no folder {Path(options.output).parent} to write {options.output} to")
    claims = [item for item in collect(options.paths or shipped()) if _wanted(item, options.pattern)]
    ledger = _decide(claims, options)
    if options.format == "json":
        print_json(ledger.to_json())
    else:
        print_text(_text(ledger, len(claims)))
    if options.output is not None:
        _write(ledger, options.output)
    return Exit(ledger.exit_code(options.allow_undecided, options.no_skip))


def _wanted(item: Collected, pattern: re.Pattern[str] | None) -> bool:
    return pattern is None or pattern.search(f"{item.origin} {item.claim.label} {item.claim.source}") is not None


def _decide(claims: Sequence[Collected], options: Namespace) -> Ledger:
    """The ledger of the claims that were finished, in their order."""
    from losstheory.claims import Ledger
    from losstheory.reports import verify_claim
    from losstheory.runs.pool import run_tasks
    from losstheory.runs.progress import progress
    from losstheory.runs.tasks import TaskStatus

    with progress(len(claims), "claims") as step:
        outcome = run_tasks(
            partial(verify_claim, budget=options.budget),
            claims,
            jobs=options.jobs,
            timeout=options.timeout,
            memory=MEMORY,
            on_done=lambda index, result: step(),
            preload=PRELOAD,
        )
    told = [
        _entry(item, result)
        for item, result in zip(claims, outcome.results, strict=True)
        if result.status is not TaskStatus.CANCELLED
    ]
    return Ledger(told, outcome.interrupted)


def _entry(item: Collected, result: TaskResult[Entry]) -> Entry:
    """What the worker found; a limit that was reached leaves the claim open, anything else is an error."""
    from losstheory.claims import Entry, Outcome, Status, Verdict
    from losstheory.runs.tasks import TaskStatus

    if result.value is not None:
        return result.value
    claim = item.claim
    if result.status in (TaskStatus.TIMEOUT, TaskStatus.MEMORY):
        verdict = Verdict(claim.statement, Status.UNDECIDED, reason=result.message)
        return Entry(claim, Outcome.OPEN, verdict, origin=item.origin)
    if result.trace:
        print_message(f"losstheory verify: {item.origin}: {claim.label}:\n{result.trace.rstrip()}")
    return Entry(claim, Outcome.ERROR, message=result.message, origin=item.origin)


def _write(ledger: Ledger, file: str) -> None:
    from losstheory.runs.files import atomic_write

    atomic_write(file, json.dumps(ledger.to_json(), indent=1, allow_nan=False) + "\n")
    print_message(f"wrote {file}; re-check with: losstheory recheck {file}")


def _text(ledger: Ledger, claimed: int) -> str:
    total = ", ".join(f"{number} {PLURAL[outcome]}" for outcome, number in sorted(ledger.counts().items()))
    unfinished = f", {claimed - len(ledger.entries)} not finished" if ledger.interrupted else ""
    rows = [_row(entry) for entry in ledger.entries]
    return "\n".join(([columns(rows)] if rows else []) + [f"{total or 'no claims'}{unfinished}"])


def _row(entry: Entry) -> tuple[str, str, str, str]:
    verdict, message = entry.verdict, entry.message or ""
    if verdict is None:
        return "-", str(entry.outcome), entry.claim.label, message
    return str(verdict.status), str(entry.outcome), entry.claim.label, message or verdict.evidence
