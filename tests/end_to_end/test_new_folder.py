"""A new folder with nothing but a ``claims.toml``: every door is open there."""

from __future__ import annotations

import re
from pathlib import Path

from tests.end_to_end.installation import Installation

CLAIMS = (Path(__file__).parents[1] / "cases" / "claims_of_a_folder.toml").read_text("utf-8")


def test_verify_pytest_report_and_figures_work_there(here: Installation) -> None:
    (here.folder / "claims.toml").write_text(CLAIMS)
    verified = here.type("losstheory verify")
    assert verified.code == 0 and verified.lines[-1] == "2 agree"
    tested = here.type("pytest -v -p no:cacheprovider")
    assert tested.code == 0 and re.search(r"\b2 passed\b", tested.output), tested.output
    assert all(re.search(rf"claims\.toml::{name} PASSED", tested.output) for name in ("thm1", "rem2"))
    assert "1 passed, 1 deselected" in here.type("pytest -k rem2 -p no:cacheprovider").output
    reported = here.type("losstheory report")
    assert reported.code == 0 and reported.lines[-1] == "2 agree"
    drawn = here.type("losstheory figures --venue neurips2025")
    assert drawn.code == 0 and drawn.lines[-1] == "claims: 1 agrees"
    names = sorted(path.name for path in here.folder.rglob("*") if path.is_file())
    assert names == ["claims.toml", "losstheory.bib", "provenance.json", "report.html", "risk.pdf", "verdicts.tex"]


def test_a_claim_that_is_wrong_is_noticed_at_every_door(here: Installation) -> None:
    (here.folder / "claims.toml").write_text(CLAIMS.replace("expect = false\n", ""))
    doors = ("losstheory verify", "pytest -p no:cacheprovider", "losstheory report", "losstheory figures")
    assert [here.type(line).code for line in doors] == [1, 1, 1, 1]
