"""Ledgers as text, Markdown and CSV, and cells that a spreadsheet would run."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from losstheory.claims import Claim, Entry, Ledger, Outcome
from losstheory.losses.margin import HINGE
from losstheory.reports import compare
from losstheory.reports.ledger_table import ledger_csv, ledger_markdown, ledger_text
from losstheory.reports.tables import csv_table
from losstheory.rigor import decide
from losstheory.theory import Convex

STATEMENT = Convex(HINGE)
LEDGER = Ledger(
    [
        Entry(Claim("a, b", STATEMENT, "@ours"), Outcome.AGREES, decide(STATEMENT), origin="x"),
        Entry(Claim("=1+1", STATEMENT, "a|b"), Outcome.ERROR, message="first\nsecond", origin="x"),
    ]
)


def test_every_form_has_a_line_for_each_claim() -> None:
    assert ledger_text(LEDGER, 2).splitlines()[0].split()[:4] == ["PROVED", "agrees", "a,", "b"]
    assert ledger_text(LEDGER, 2).splitlines()[-1] == "1 agree, 1 in error"
    assert ledger_text(Ledger([], True), 3) == "no claims, 3 not finished"
    table, _, total = ledger_markdown(LEDGER, 2).rpartition("\n\n")
    assert total == "1 agree, 1 in error"
    assert [line.count("|") - line.count("\\|") for line in table.splitlines()] == [6] * 4
    rows = list(csv.reader(StringIO(ledger_csv(LEDGER))))
    assert rows[0] == ["verdict", "outcome", "claim", "evidence", "source"]
    assert [row[2] for row in rows[1:]] == ["a, b", "'=1+1"] and rows[1][4] == "'@ours"
    assert rows[2][:2] == ["-", "error"] and rows[2][3] == "first\nsecond"


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-1+1", "@x", "=HYPERLINK()", "\t=1", "-log(p)", "--1", "+1"])
def test_what_a_spreadsheet_would_run_is_text(cell: str) -> None:
    ((found,),) = csv.reader(StringIO(csv_table([cell], []), newline=""))
    assert found == f"'{cell}"


@pytest.mark.parametrize("cell", ["-", "-1", "-0.25", "-1e-3", "1/2", "log(p)", "PROVED", "'x", "a\nb", "a,b"])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert list(csv.reader(StringIO(csv_table([cell, ""], [["\r=1", cell]])))) == [[cell, ""], [" =1", cell]]


def test_a_comparison_guards_the_names_of_losses() -> None:
    (_, row) = csv.reader(StringIO(compare(["-t"], properties=["convex"]).to_csv()))
    assert row == ["'-t", "PROVED"]
