"""The page of the experiments has what the ledger of its command says, and a row for each measured claim."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from docs.experiments.table import HEAD, PAGE, PREFIX, write
from losstheory.claims import Claim, Ledger
from losstheory.empirical import Measured
from losstheory.reports.collection import collect
from losstheory.reports.verification import verify

ROOT = Path(__file__).resolve().parent.parent
STEADY = f"{ROOT / 'tests' / 'empirical' / 'small.py'}:steady"
MARKS = "before\n<!-- written by make experiments -->\nold\n<!-- end -->\nafter\n"


def rows(page: Path) -> list[list[str]]:
    lines = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [line[2:-2].split(" | ") for line in lines]


def test_the_command_runs_every_measured_claim_and_the_page_has_them() -> None:
    files = [path for path in sorted((ROOT / "analyses").glob("*.py")) if "Measured(" in path.read_text("utf-8")]
    claims = [item for item in collect(files) if isinstance(item.claim.statement, Measured)]
    assert claims and all(item.claim.label.startswith(PREFIX) for item in claims)
    head, _, *shown = rows(PAGE)
    wanted = [[Path(item.origin).stem, item.claim.label.removeprefix(PREFIX)] for item in claims]
    assert tuple(head) == HEAD and sorted(row[:2] for row in shown) == sorted(wanted)
    assert {row[3] for row in shown} == {"SUPPORTED, agrees"}
    assert f"-k {PREFIX.strip()} " in (ROOT / "Makefile").read_text("utf-8")


def test_a_row_has_the_intervals_and_what_they_say(tmp_path: Path) -> None:
    claims = [
        Claim("measured: as it is", Measured(STEADY, {}, [("low", "<", "high"), ("high", ">", "1/2")]), "ours"),
        Claim("measured: as it is not", Measured(STEADY, {}, [("high", "<", "low")]), "ours"),
    ]
    ledger, page = tmp_path / "ledger.json", tmp_path / "page.md"
    found = verify(*claims)
    ledger.write_text(json.dumps(found.to_json()))
    page.write_text(MARKS)
    write([ledger], page)
    _, _, true, false = rows(page)
    first, second = found.entries[0].verdict.observation.data["comparisons"]
    assert true[1] == "as it is" and true[3] == "SUPPORTED, agrees" and false[3] == "contradicted"
    for one, words in ((first, "low - high < 0"), (second, "high > 1/2")):
        lower, upper = one["interval"]
        assert f"{words}: {one['estimate']:.3g} in [{lower:.3g}, {upper:.3g}]" in true[2]
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("<!-- end -->\nafter\n") and "old" not in text
    write([ledger], page)
    assert page.read_text() == text


def test_a_page_without_the_marks_is_left_alone(tmp_path: Path) -> None:
    ledger, page = tmp_path / "ledger.json", tmp_path / "page.md"
    ledger.write_text(json.dumps(Ledger([], False).to_json()))
    page.write_text("nothing\n")
    with pytest.raises(ValueError, match="between its two marks"):
        write([ledger], page)
    assert page.read_text() == "nothing\n"
