"""Decide claims in worker processes and compare the answers with what their sources say.

Without a PATH, every shipped claim is decided. A PATH is a Python file with CLAIMS, which is run,
or a folder of them. Exits 0 if every claim agrees, 1 if one is contradicted, 4 if one fails, 3 if
a claimed answer stays open, 5 if no claim was found, 130 if interrupted; what is finished is
printed and written in each case.

Finished answers are kept in a cache, so that a run that was killed goes on where it was. A kept
proof is replayed by the checker before it is shown, and the answer is that of a run with --no-cache:
what it depends on (statement, rules, budget, the program itself) is what it is kept under.
What a limit on time or memory left open is not kept. The folder may be deleted at any time.

Measured claims are at best SUPPORTED. One whose intervals lie on the other side is contradicted, one
that cannot be told apart is open, and one whose extra is not installed is skipped. They run in a
small setting unless --full is given.
"""

from __future__ import annotations

import json
import re
from argparse import ArgumentTypeError, Namespace
from dataclasses import replace
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
    from losstheory.reports import Answers, Collected, Verified
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
    add("--full", action="store_true", help="run measured claims at full length, which may need a longer --timeout")
    cache = parser.add_mutually_exclusive_group()
    cache.add_argument("--cache", metavar="DIR", help="where answers are kept (default: the user's cache folder)")
    cache.add_argument("--no-cache", action="store_true", help="decide every claim anew and keep nothing")
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
    if options.full:
        claims = [_full(item) for item in claims]
    ledger = _decide(claims, options, _answers(options))
    if options.format == "json":
        print_json(ledger.to_json())
    else:
        print_text(_text(ledger, len(claims)))
    if options.output is not None:
        _write(ledger, options.output)
    return Exit(ledger.exit_code(options.allow_undecided, options.no_skip))


def _wanted(item: Collected, pattern: re.Pattern[str] | None) -> bool:
    return pattern is None or pattern.search(f"{item.origin} {item.claim.label} {item.claim.source}") is not None


def _full(item: Collected) -> Collected:
    """The claim with the long run of its protocol, if it is measured."""
    from losstheory.empirical.measured import Measured

    statement = item.claim.statement
    if not isinstance(statement, Measured):
        return item
    return replace(item, claim=replace(item.claim, statement=statement.at_full_length()))


def _answers(options: Namespace) -> Answers | None:
    """The cache that was chosen; without the usual one, which nobody chose, the run goes on.

    Raises:
        UsageError: the chosen one cannot be made.
    """
    from losstheory.reports import Answers
    from losstheory.runs.cache import user_folder

    if options.no_cache:
        return None
    try:
        return Answers.within(Path(options.cache) if options.cache is not None else user_folder("losstheory"))
    except (OSError, RuntimeError) as error:
        if options.cache is not None:
            raise UsageError(f"--cache: the folder {options.cache} cannot be made: {error}") from None
        print_message(f"losstheory verify: warning: no answer is kept: {error}; choose a folder with --cache DIR")
        return None


def _decide(claims: Sequence[Collected], options: Namespace, answers: Answers | None) -> Ledger:
    """The ledger of the claims that were finished, in their order."""
    from losstheory.claims import Ledger
    from losstheory.reports import recall_claim
    from losstheory.runs.pool import run_tasks
    from losstheory.runs.progress import progress
    from losstheory.runs.tasks import TaskStatus

    with progress(len(claims), "claims") as step:
        outcome = run_tasks(
            partial(recall_claim, budget=options.budget, answers=answers),
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
    if answers is not None:
        _tell_cache(answers.store.folder, [result.value for result in outcome.results if result.value is not None])
    return Ledger(told, outcome.interrupted)


def _tell_cache(folder: Path, found: Sequence[Verified]) -> None:
    """How many answers were kept, and one warning if entries could not be used."""
    kept = sum(verified.kept for verified in found)
    troubles = [verified.trouble for verified in found if verified.trouble is not None]
    if kept:
        print_message(f"{kept} of {len(found)} answers from the cache {folder}; --no-cache decides them anew")
    if troubles:
        print_message(
            f"losstheory verify: warning: the cache failed for {len(troubles)} of {len(found)} claims, which were "
            f"decided anew; the first: {troubles[0]}"
        )


def _entry(item: Collected, result: TaskResult[Verified]) -> Entry:
    """What the worker found; a limit that was reached leaves the claim open, anything else is an error."""
    from losstheory.claims import Entry, Outcome, Status, Verdict
    from losstheory.runs.tasks import TaskStatus

    if result.value is not None:
        return result.value.entry
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
