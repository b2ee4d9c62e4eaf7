"""Write the report of claims: one HTML file that needs no network, with their evidence, filters and search.

A PATH is a ledger that `losstheory verify -o FILE` wrote, in JSON, or claims that are decided first, as `losstheory
verify` does and with its options. The certificates of a ledger are replayed; what the checker does not accept is an
error and is shown as one. The page holds all certificates: `losstheory recheck report.html` replays them.

With --values the constants of the binary losses, their Bayes risks, links and calibration functions are derived too,
which takes most of the time. Exits as verify does; the file is written in each case but 2.

Example: losstheory report claims.toml -o report.html
"""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from losstheory.cli.arguments import Parser, expect_writable
from losstheory.cli.boundary import UsageError
from losstheory.cli.executor import expect_workers
from losstheory.cli.exits import Exit
from losstheory.cli.output import print_message, print_text
from losstheory.cli.verify import add_claims, decide_claims, exit_of, find_claims

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from losstheory.claims import Entry, Ledger
    from losstheory.losses.loss import Loss
    from losstheory.reports.recorded import RecordedEntry
    from losstheory.reports.values import Value
    from losstheory.runs.tasks import TaskResult

PAGE = "report.html"
MEMORY = 4 << 30  # bytes of address space for one worker
PRELOAD = ("losstheory.reports", "losstheory.reports.recorded")


def parser() -> Parser:
    parser = Parser("report", __doc__)
    add_claims(parser)
    add = parser.add_argument
    add("--allow-undecided", action="store_true", help="an open claim is no failure")
    add("--values", action="store_true", help="derive the values of the binary losses too")
    add("--title", metavar="TEXT", help="the heading of the page")
    add("-o", metavar="FILE", dest="output", default=PAGE, help=f"where the page is written (default: {PAGE})")
    return parser


def run(options: Namespace) -> Exit:
    expect_writable(options.output)
    ledgers = [path for path in options.paths if path.endswith(".json")]
    if ledgers and len(ledgers) < len(options.paths):
        raise UsageError("ledgers and claims cannot be mixed; decide the claims with `losstheory verify -o` first")
    if ledgers and options.executor is not None:
        raise UsageError("--executor is for claims; the certificates of a ledger are replayed here, with --jobs N")
    if ledgers:
        ledger = _read(ledgers, options)
        _write(ledger, len(ledger.entries), options)
        return Exit(ledger.exit_code(options.allow_undecided))
    claims, faults = find_claims(options)
    if faults and not claims:
        return Exit.USAGE
    ledger, lost = decide_claims(claims, options)
    _write(ledger, len(claims), options)
    expect_workers(lost, len(ledger.entries), len(claims))
    return exit_of(ledger.exit_code(options.allow_undecided), faults)


def _read(files: Sequence[str], options: Namespace) -> Ledger:
    """The entries of all files that are wanted, their certificates replayed in worker processes.

    Raises:
        UsageError: a file is no ledger.
    """
    from losstheory.claims import Ledger
    from losstheory.reports.recorded import LedgerError, json_of, recorded_entries, replayed
    from losstheory.runs.pool import run_tasks
    from losstheory.runs.progress import progress

    recorded, interrupted = list[Any](), False
    for file in files:
        try:
            entries, stopped = recorded_entries(json_of(file))
        except LedgerError as error:
            raise UsageError(f"{file}: {error}") from None
        recorded, interrupted = recorded + entries, interrupted or stopped
    if options.pattern is not None:
        recorded = [
            one for one in recorded if options.pattern.search(f"{one.origin} {one.claim.label} {one.claim.source}")
        ]
    with progress(len(recorded), "certificates") as step:
        run = run_tasks(
            replayed,
            recorded,
            jobs=options.jobs,
            timeout=options.timeout,
            memory=MEMORY,
            on_done=lambda index, result: step(),
            preload=PRELOAD,
        )
    if run.interrupted:
        raise KeyboardInterrupt
    return Ledger([_entry(one, result) for one, result in zip(recorded, run.results, strict=True)], interrupted)


def _entry(recorded: RecordedEntry, result: TaskResult[Entry]) -> Entry:
    """The replayed entry; one that a limit stopped is an error."""
    from losstheory.claims import Entry, Outcome

    if result.value is not None:
        return result.value
    return Entry(recorded.claim, Outcome.ERROR, None, f"not replayed: {result.message}", recorded.origin)


def _write(ledger: Ledger, claimed: int, options: Namespace) -> None:
    from losstheory.reports.html import report
    from losstheory.reports.ledger_table import ledger_summary
    from losstheory.runs.files import atomic_write

    named = {} if options.title is None else {"title": options.title}
    page = report(ledger, _values(ledger, options) if options.values else None, **named)
    atomic_write(options.output, page)
    print_text(ledger_summary(ledger, claimed))
    print_message(f"wrote {options.output}; re-check with: losstheory recheck {options.output}")


def _values(ledger: Ledger, options: Namespace) -> Mapping[Loss, Mapping[str, Value]]:
    """What is derived from the binary losses and those of residuals, or why it is not."""
    from functools import partial

    from losstheory.cli.deciding import value_of, work
    from losstheory.losses.loss import AnyLoss
    from losstheory.reports.html.subjects import loss_of
    from losstheory.reports.values import derive_value, value_names

    found = dict.fromkeys(loss_of(entry.claim.statement) for entry in ledger.entries)
    asked = [(loss, name) for loss in found if isinstance(loss, AnyLoss) for name in value_names(loss)]
    results = work([partial(derive_value, loss, name) for loss, name in asked], options, options.jobs)
    values: dict[Loss, dict[str, Value]] = {}
    for (loss, name), result in zip(asked, results, strict=True):
        values.setdefault(loss, {})[name] = value_of(result)
    return values
