"""Draw the figures of a paper at the size of its page, with a table of verdicts and the references that were used.

A PATH is a Python file with a function draw, which is run, a folder of them, or a TOML file with [[figure]] tables,
of which nothing is run. Without a PATH: ./figures.toml if there is one, else ./claims.toml if it has figures, else the
figures that are shipped. Written are NAME.pdf for each figure, provenance.json, losstheory.bib and, where figures name
claims, tables/verdicts.tex; a second run writes the same bytes, and draws only what has changed.

A figure that fails is one message, and the others are drawn. Exits 0 if all figures are there; 1 if a claim
that a figure names is contradicted, 2 if a figure cannot be read, 4 if one or such a claim fails, 3 if a claim
stays open, 5 if there is no figure, 130 if interrupted.

Example: losstheory figures claims.toml --venue neurips --format svg
"""

from __future__ import annotations

import re
import shutil
from argparse import ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from losstheory.cli.arguments import Parser, natural, seconds
from losstheory.cli.boundary import UsageError
from losstheory.cli.executor import add_executor, executor_of, expect_workers
from losstheory.cli.exits import Exit, worst
from losstheory.cli.output import columns, print_message, print_text
from losstheory.cli.verify import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from losstheory.claims import Ledger
    from losstheory.reports.collection import Collected as CollectedClaim
    from losstheory.reports.paper.figure import PaperFigure
    from losstheory.reports.paper.making import MakingRun
    from losstheory.reports.paper.sheet import Sheet

TABLE = "tables/verdicts.tex"
LATEX = ("latex", "dvipng")
FORMATS, COLUMNS = ("pdf", "svg", "png"), ("half", "full")
TIMEOUT = 600.0  # seconds for one figure
TOML = (Path("figures.toml"), Path("claims.toml"))
HEADER = re.compile(r"^\s*\[\[\s*figure\s*\]\]", re.MULTILINE)


def parser() -> Parser:
    parser = Parser("figures", __doc__)
    add = parser.add_argument
    add("paths", metavar="PATH", nargs="*", help="a Python file with draw, a folder of them, or a TOML file")
    add("--list", action="store_true", help="list the figures and draw nothing")
    add("-k", metavar="PATTERN", dest="pattern", type=pattern, help="only figures whose name matches")
    add("-o", metavar="FOLDER", dest="output", default="figures", help="where to write (default: figures)")
    add("--venue", metavar="NAME", help="neurips, icml, iclr, jmlr, aistats, a year behind it if you like, or thesis")
    add("--width", metavar="LENGTH", type=length, help="the width of the text, such as 5.5in, 390pt or 14cm, instead")
    add("--column", choices=COLUMNS, help="the width of every figure (default: as the figure says)")
    add("--format", choices=FORMATS, default="pdf", help="of the files (default: pdf)")
    add("--latex", action="store_true", help="set all texts with LaTeX, which must be installed")
    add("--claims", metavar="FILE", action="append", default=[], help="claims whose labels figures name; Python is run")
    add("--anew", action="store_true", help="draw also what has not changed")
    add("--no-cache", action="store_true", help="decide the claims anew and keep nothing")
    add("--jobs", metavar="N", type=natural, default=1, help="number of worker processes (default: 1)")
    add_executor(parser)
    add(
        "--timeout",
        metavar="S",
        type=seconds,
        default=TIMEOUT,
        help=f"seconds for one figure or claim (default: {TIMEOUT:g})",
    )
    return parser


def length(text: str) -> float:
    """A length in inches."""
    from losstheory.reports.paper.venues import PageError, read_length

    try:
        return read_length(text)
    except PageError as error:
        raise ArgumentTypeError(str(error)) from None


def run(options: Namespace) -> Exit:
    from losstheory.reports.paper.files import collect_figures
    from losstheory.reports.paper.sheet import Sheet

    wanted = options.pattern.search if options.pattern is not None else str
    found = collect_figures(options.paths or _usual())
    figures = [figure for figure in found.figures if wanted(figure.name)]
    refused = [message for name, message in found.refused.items() if wanted(name)]
    for message in refused:
        print_message(f"losstheory figures: error: {message}")
    sheet = Sheet(options.venue, options.width, options.column, options.format, options.latex)
    code = _show(figures, sheet) if options.list or not figures else _make(figures, sheet, options)
    return Exit.USAGE if refused and code not in (Exit.CONTRADICTED, Exit.INTERRUPTED) else code


def _usual() -> list[Path]:
    """The TOML file of the current folder that has figures, else those that are shipped."""
    from losstheory.reports.shipment import shipped_path

    for path in TOML:
        if path.is_file() and (path == TOML[0] or HEADER.search(path.read_text("utf-8", "replace"))):
            return [path]
    return [shipped_path("paper_figures")]


def _show(figures: Sequence[PaperFigure], sheet: Sheet) -> Exit:
    rows = [
        (figure.name, sheet.column or figure.column, f"{sheet.inches(figure.column):.3f} in", figure.about)
        for figure in figures
    ]
    print_text(columns(rows) if rows else "no figures")
    return Exit.FINE if rows else Exit.NOTHING


def _make(figures: Sequence[PaperFigure], sheet: Sheet, options: Namespace) -> Exit:
    from losstheory.reports.paper.claims import find_claims
    from losstheory.reports.paper.making import PRELOAD, make_figures, write_account
    from losstheory.reports.paper.references import bibliography_of
    from losstheory.reports.paper.verdict_table import verdict_table
    from losstheory.runs.pool import start_server
    from losstheory.runs.progress import progress

    _expect_latex(options.latex)
    folder = Path(options.output)
    sheet.inches("full")
    folder.mkdir(parents=True, exist_ok=True)
    if options.executor is None:
        start_server(PRELOAD)  # it loads what draws while this process looks for the claims
    claims, troubles = find_claims(figures, options.claims)
    with executor_of(options) as executor:
        with progress(len(figures), "figures") as step:
            found = make_figures(
                figures,
                folder,
                sheet,
                jobs=options.jobs,
                timeout=options.timeout,
                anew=options.anew,
                on_done=step,
                executor=executor,
            )
        ledger, lost = _decided([] if found.interrupted or found.lost else claims, options, executor)
    references, missing = bibliography_of(figures, ledger.entries)
    others = {"losstheory.bib": references} | ({TABLE: verdict_table(ledger.entries)} if ledger.entries else {})
    write_account(folder, found, ledger.entries, others)
    for trouble in troubles:
        print_message(f"losstheory figures: error: {trouble}")
    for key in missing:
        print_message(f"losstheory figures: warning: refs.bib has no {key}; add it to the bibliography of the paper")
    failed = len(troubles) + _tell(found, folder, ledger, sorted(others))
    made = sum(one.account is not None for one in found.made)
    expect_workers(found.lost or lost, made + len(ledger.entries), len(figures) + len(claims))
    if found.interrupted or ledger.interrupted:
        print_message("losstheory figures: interrupted")
        return Exit.INTERRUPTED
    decided = [Exit(ledger.exit_code())] if ledger.entries else []
    return worst([*decided, *[Exit.INTERNAL] * failed, *[Exit.OPEN] * (len(claims) > len(ledger.entries))])


def _expect_latex(wanted: bool) -> None:
    missing = [name for name in LATEX if wanted and shutil.which(name) is None]
    if missing:
        raise UsageError(f"--latex needs {' and '.join(missing)}, which PATH does not have; without it none is needed")


def _decided(claims: Sequence[CollectedClaim], options: Namespace, executor: Executor | None) -> tuple[Ledger, str]:
    """The claims that figures name, decided as by ``losstheory verify``, and why there are no workers left, if so."""
    from losstheory.claims import Ledger
    from losstheory.reports.answers import Answers
    from losstheory.reports.limited import verify_within_limits
    from losstheory.runs.cache import user_folder
    from losstheory.runs.progress import progress

    answers = None if options.no_cache or not claims else Answers.within(user_folder("losstheory"))
    with progress(len(claims), "claims") as step:
        run = verify_within_limits(
            claims, jobs=options.jobs, timeout=options.timeout, answers=answers, on_done=step, executor=executor
        )
    return Ledger([verified.entry for verified in run.found], run.interrupted), run.lost


def _tell(found: MakingRun, folder: Path, ledger: Ledger, others: Sequence[str]) -> int:
    """Print what was made and say what is wrong; the number of figures that failed."""
    rows, failed = list[tuple[str, ...]](), 0
    for made in found.made:
        account = made.account
        if account is None:
            failed += 1
            print_message(f"losstheory figures: error: {made.figure.name}: {made.message}")
            rows.append((made.figure.name, str(made.fate), "", ""))
            continue
        if account["beyond"]:
            print_message(
                f"losstheory figures: warning: {made.figure.name}: a label reaches {account['beyond']} in beyond the "
                "page; give it a full column or shorter labels"
            )
        width, height = account["inches"]
        rows.append((account["file"], str(made.fate), f"{width:.3f} x {height:.3f} in", account["sha256"][:12]))
    print_text(columns(rows))
    if ledger.entries:
        print_text(f"claims: {ledger.summary}")
    print_message(f"wrote {', '.join(str(folder / name) for name in ('provenance.json', *others))}")
    return failed
