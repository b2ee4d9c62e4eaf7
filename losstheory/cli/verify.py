"""Decide claims in worker processes and compare the answers with what their sources say.

A PATH is a TOML file of claims, a Python file with CLAIMS, which is run, or a folder of them, of which claims.toml,
*_claims.toml, *.claims.toml and the Python files are taken. Without a PATH, claims.toml of the current folder is
decided if it is there, else every shipped claim.

A file or a claim that cannot be read is one message, and the others are decided. Exits 0 if every claim agrees, 1 if
one is contradicted, 2 if one cannot be read, 4 if one fails or the workers of a cluster are lost, 3 if a claimed answer
stays open, 5 if no claim was found, 130 if interrupted; what is finished is printed and written in each case.

Finished answers are kept in a cache, so that a run that was killed goes on where it was. A kept
proof is replayed by the checker before it is shown, and the answer is that of a run with --no-cache:
what it depends on (statement, rules, budget, the program itself) is what it is kept under.
What a limit on time or memory left open is not kept. The folder may be deleted at any time.

Measured claims are at best SUPPORTED. One whose intervals lie on the other side is contradicted, one
that cannot be told apart is open, and one whose extra is not installed is skipped. They run in a
small setting unless --full is given.

Example: losstheory verify claims.toml -o ledger.json
"""

from __future__ import annotations

import json
import re
from argparse import ArgumentTypeError, Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from losstheory.cli.arguments import Parser, expect_writable, natural, seconds
from losstheory.cli.boundary import UsageError
from losstheory.cli.executor import add_executor, executor_of, expect_workers
from losstheory.cli.exits import Exit
from losstheory.cli.output import print_json, print_message, print_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from losstheory.claims import Ledger
    from losstheory.reports import Answers, Collected, CollectionError, Verified

TIMEOUT = 120.0  # seconds for one claim
PRELOAD = ("losstheory.reports",)
FORMATS = ("text", "json", "junit", "md", "csv")


def parser() -> Parser:
    parser = Parser("verify", __doc__)
    add_claims(parser)
    add = parser.add_argument
    add("--no-skip", action="store_true", help="a skipped claim counts as open")
    add("--allow-undecided", action="store_true", help="an open claim is no failure")
    add("--format", choices=FORMATS, default="text", help="what to print (default: text)")
    add(
        "-o",
        metavar="FILE",
        dest="output",
        help="with junit, md or csv: write that to FILE and print text; else write the ledger, certificates inside",
    )
    return parser


def add_claims(parser: Parser) -> None:
    """Which claims are decided, and how."""
    add = parser.add_argument
    add("paths", metavar="PATH", nargs="*", help="a TOML or Python file of claims, or a folder of them")
    add("-k", metavar="PATTERN", dest="pattern", type=pattern, help="only claims whose file, label or source matches")
    add("--jobs", metavar="N", type=natural, default=1, help="number of worker processes (default: 1)")
    add("--timeout", metavar="S", type=seconds, default=TIMEOUT, help=f"seconds for one claim (default: {TIMEOUT:g})")
    add("--budget", metavar="WORK", type=natural, help="units of work for one claim")
    add_executor(parser)
    add("--full", action="store_true", help="run measured claims at full length, which may need a longer --timeout")
    cache = parser.add_mutually_exclusive_group()
    cache.add_argument("--cache", metavar="DIR", help="where answers are kept (default: the user's cache folder)")
    cache.add_argument("--no-cache", action="store_true", help="decide every claim anew and keep nothing")


def pattern(text: str) -> re.Pattern[str]:
    """A regular expression, cases ignored."""
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise ArgumentTypeError(f"expected a regular expression, got {text!r}: {error}") from None


def run(options: Namespace) -> Exit:
    if options.output is not None:
        expect_writable(options.output)
    claims, faults = find_claims(options)
    if faults and not claims and options.output is None:
        return Exit.USAGE
    ledger, lost = decide_claims(claims, options)
    _tell(ledger, len(claims), faults, options)
    expect_workers(lost, len(ledger.entries), len(claims))
    return exit_of(ledger.exit_code(options.allow_undecided, options.no_skip), faults)


def exit_of(code: int, faults: Sequence[CollectionError]) -> Exit:
    """The exit code of a ledger, where not all claims could be read."""
    return Exit.USAGE if faults and code not in (Exit.CONTRADICTED, Exit.INTERRUPTED) else Exit(code)


def find_claims(options: Namespace) -> tuple[list[Collected], list[CollectionError]]:
    """The claims that are wanted, and what cannot be used, which is told."""
    from losstheory.runs.pool import start_server

    if options.executor is None:
        start_server(PRELOAD)  # it loads the prover while this process collects
    from losstheory.reports import collect, usual

    faults: list[CollectionError] = []
    collected = collect(options.paths or usual(), faults.append)
    for fault in faults:
        print_message(f"losstheory verify: error: {fault}")
    claims = [item for item in collected if _wanted(item, options.pattern)]
    return [_full(item) for item in claims] if options.full else claims, faults


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


def decide_claims(claims: Sequence[Collected], options: Namespace) -> tuple[Ledger, str]:
    """The ledger of the claims that were finished, in their order, and why there are no workers left, if so."""
    answers = _answers(options)
    from losstheory.claims import Ledger
    from losstheory.reports.limited import verify_within_limits
    from losstheory.runs.progress import progress

    with executor_of(options) as executor, progress(len(claims), "claims") as step:
        run = verify_within_limits(
            claims,
            jobs=options.jobs,
            timeout=options.timeout,
            budget=options.budget,
            answers=answers,
            on_done=step,
            executor=executor,
        )
    for verified in run.found:
        if verified.trace:
            entry = verified.entry
            print_message(f"losstheory verify: {entry.origin}: {entry.claim.label}:\n{verified.trace.rstrip()}")
    if answers is not None:
        _tell_cache(answers.store.folder, run.found)
    return Ledger([verified.entry for verified in run.found], run.interrupted or bool(run.lost)), run.lost


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


def _tell(ledger: Ledger, claimed: int, faults: Sequence[CollectionError], options: Namespace) -> None:
    """Print the ledger, and write it if a file is named."""
    from losstheory.reports.junit import to_junit
    from losstheory.reports.ledger_table import ledger_csv, ledger_markdown, ledger_text
    from losstheory.runs.files import atomic_write

    table: str | None = None
    match options.format:
        case "junit":
            table = to_junit(ledger, faults, options.allow_undecided, options.no_skip)
        case "md":
            table = ledger_markdown(ledger, claimed)
        case "csv":
            table = ledger_csv(ledger)
    data = ledger.to_json() | {"faults": [str(fault) for fault in faults]}
    if options.format == "json":
        print_json(data)
    elif table is None or options.output is not None:
        print_text(ledger_text(ledger, claimed))
    else:
        print_text(table)
    if options.output is not None:
        text = json.dumps(data, indent=1, allow_nan=False) if table is None else table
        atomic_write(options.output, text.rstrip("\n") + "\n")
        hint = f"; re-check with: losstheory recheck {options.output}" if table is None else ""
        print_message(f"wrote {options.output}{hint}")
