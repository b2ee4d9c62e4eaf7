"""A ledger as a table: aligned text, Markdown, CSV."""

from __future__ import annotations

from losstheory.claims import Entry, Ledger, Outcome
from losstheory.reports.tables import Row, columns, csv_table, markdown_table

HEAD = ("verdict", "outcome", "claim", "evidence", "source")
PLURAL = {
    Outcome.AGREES: "agree", Outcome.CONTRADICTED: "contradicted", Outcome.OPEN: "open", Outcome.ERROR: "in error",
    Outcome.SKIPPED: "skipped",
}  # fmt: skip


def ledger_text(ledger: Ledger, claimed: int) -> str:
    """A line for each entry, and the counts; ``claimed`` is the number of claims that the run had."""
    rows = [row[:4] for row in _rows(ledger)]
    return "\n".join(([columns(rows)] if rows else []) + [ledger_summary(ledger, claimed)])


def ledger_summary(ledger: Ledger, claimed: int) -> str:
    """How many claims fared how, and how many were not finished."""
    total = ", ".join(f"{number} {PLURAL[outcome]}" for outcome, number in sorted(ledger.counts().items()))
    unfinished = f", {claimed - len(ledger.entries)} not finished" if ledger.interrupted else ""
    return f"{total or 'no claims'}{unfinished}"


def ledger_markdown(ledger: Ledger, claimed: int) -> str:
    """The table, with the counts below it."""
    return f"{markdown_table(HEAD, _rows(ledger))}\n\n{ledger_summary(ledger, claimed)}"


def ledger_csv(ledger: Ledger) -> str:
    """The table alone."""
    return csv_table(HEAD, _rows(ledger))


def _rows(ledger: Ledger) -> list[Row]:
    return [_row(entry) for entry in ledger.entries]


def _row(entry: Entry) -> Row:
    verdict, message = entry.verdict, entry.message or ""
    status = "-" if verdict is None else str(verdict.status)
    evidence = message if verdict is None else message or verdict.evidence
    return status, str(entry.outcome), entry.claim.label, evidence, entry.claim.source
