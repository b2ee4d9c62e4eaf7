"""Write the measured claims of ledgers into the page of the experiments: ``make experiments``.

python docs/experiments/table.py LEDGER... [-o docs/experiments.md]
"""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

from losstheory.claims import Entry
from losstheory.reports.recorded import read_ledger
from losstheory.reports.tables import markdown_table

PAGE = Path(__file__).resolve().parent.parent / "experiments.md"
TABLE = re.compile(r"(?<=<!-- written by make experiments -->\n).*?(?=<!-- end -->)", re.DOTALL)
HEAD = ("analysis", "claim", "measured", "answer")
PREFIX = "measured: "


def table(entries: Iterable[Entry]) -> str:
    """A row for each measured claim: its comparisons with the intervals, and what they say of it."""
    return markdown_table(HEAD, sorted(map(_row, entries), key=itemgetter(0)))


def _row(entry: Entry) -> tuple[str, ...]:
    observation = None if entry.verdict is None else entry.verdict.observation
    shown, answer = entry.message or "", str(entry.outcome)
    if observation is not None:
        counts = {len(one["values"]) for one in observation.data["measurements"].values()}
        shown = "; ".join(map(_comparison, observation.data["comparisons"]))
        shown += f" ({' or '.join(map(str, sorted(counts)))} seeds)"
        answer = f"SUPPORTED, {entry.outcome}" if observation.holds else str(entry.outcome)
    return Path(entry.origin).stem, entry.claim.label.removeprefix(PREFIX), shown, answer


def _comparison(found: Mapping[str, Any]) -> str:
    left, relation, right = found["claimed"]
    of_number = re.fullmatch(r"-?[\d./]+", right)
    lower, upper = found["interval"]
    claimed = f"{left} {relation} {right}" if of_number else f"{left} - {right} {relation} 0"
    return f"{claimed}: {found['estimate']:.3g} in [{lower:.3g}, {upper:.3g}]"


def write(ledgers: Iterable[str | Path], page: Path = PAGE) -> None:
    """Replace the table of the page, and leave the rest as it is.

    Raises:
        LedgerError: a file is no ledger.
        ValueError: the page has no place for the table.
    """
    found = table(entry for ledger in ledgers for entry in read_ledger(ledger).entries)
    text, times = TABLE.subn(lambda _: f"\n{found}\n\n", page.read_text("utf-8"))
    if times != 1:
        raise ValueError(f"{page}: expected one table between its two marks, found {times}")
    page.write_text(text, "utf-8")


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("ledgers", metavar="LEDGER", nargs="+", help="what losstheory verify --full -o LEDGER wrote")
    parser.add_argument("-o", metavar="PAGE", dest="page", type=Path, default=PAGE, help="the page with the two marks")
    options = parser.parse_args()
    write(options.ledgers, options.page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
