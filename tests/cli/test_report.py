"""``losstheory report``: the page of claims, of ledgers, what cannot be used, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from losstheory.cli import main

Capture = pytest.CaptureFixture[str]
HEAD = (
    "from losstheory.claims import Claim\nfrom losstheory.losses import margin\nfrom losstheory.theory import Convex\n"
)
AGREES = 'Claim("hinge is convex", Convex(margin.HINGE), "ours")'
SHARP = 'Claim("ramp is not convex", Convex(margin.RAMP), "ours", expected=False)'
WRONG = 'Claim("ramp is convex", Convex(margin.RAMP), "nobody")'


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("home")))


def claims_file(folder: Path, *claims: str) -> str:
    path = folder / "claims.py"
    path.write_text(f"{HEAD}\nCLAIMS = ({''.join(f'{claim},' for claim in claims)})\n")
    return str(path)


def test_claims_are_decided_and_the_page_replays(tmp_path: Path, capsys: Capture) -> None:
    page = tmp_path / "page.html"
    assert main(["report", claims_file(tmp_path, AGREES, SHARP), "-o", str(page), "--title", "Two < three"]) == 0
    shown = capsys.readouterr()
    assert shown.out == "2 agree\n" and f"wrote {page}" in shown.err
    text = page.read_text("utf-8")
    assert text.startswith("<!doctype html>") and "<h1>Two &lt; three</h1>" in text and "ramp is not convex" in text
    assert main(["recheck", str(page)]) == 0
    assert capsys.readouterr().out.endswith("2 of 2 certificates accepted\n")


def test_a_changed_page_does_not_replay(tmp_path: Path, capsys: Capture) -> None:
    page = tmp_path / "page.html"
    main(["report", claims_file(tmp_path, AGREES), "-o", str(page)])
    page.write_text(page.read_text("utf-8").replace('"status":"PROVED"', '"status":"REFUTED"'))
    assert main(["recheck", str(page)]) == 1
    page.write_text("<!doctype html><p>nothing</p>")
    assert main(["recheck", str(page)]) == 5


def test_a_ledger_gives_the_page_of_its_claims(tmp_path: Path, capsys: Capture) -> None:
    claims, ledger = claims_file(tmp_path, AGREES, WRONG), str(tmp_path / "ledger.json")
    assert main(["verify", claims, "-o", ledger]) == 1
    first, second = str(tmp_path / "first.html"), str(tmp_path / "second.html")
    assert main(["report", claims, "-o", first]) == 1
    assert main(["report", ledger, "-o", second]) == 1
    assert Path(first).read_bytes() == Path(second).read_bytes()
    assert main(["report", ledger, "-k", "hinge", "-o", second]) == 0
    assert "1 agree\n" in capsys.readouterr().out and "ramp" not in Path(second).read_text("utf-8")


def test_a_certificate_that_is_not_accepted_is_an_error_on_the_page(tmp_path: Path, capsys: Capture) -> None:
    ledger, page = tmp_path / "ledger.json", tmp_path / "page.html"
    main(["verify", claims_file(tmp_path, SHARP), "-o", str(ledger)])
    data = json.loads(ledger.read_text())
    data["entries"][0]["certificate"]["status"] = "PROVED"
    ledger.write_text(json.dumps(data))
    capsys.readouterr()
    assert main(["report", str(ledger), "-o", str(page)]) == 4
    assert capsys.readouterr().out == "1 in error\n"
    text = page.read_text("utf-8")
    assert "the checker does not accept the certificate" in text and 'data-status="PROVED"' not in text


def test_values_are_derived_when_asked(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert main(["report", claims_file(tmp_path, AGREES), "--values", "--budget", "2000", "-o", str(page)]) == 0
    assert "calibration function" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ledger.json", "claims.py"], "cannot be mixed"),
        (["ledger.json"], "ledger.json: expected"),
        (["missing.json"], "No such file"),
        (["-o", "missing/page.html"], "there is no folder missing"),
    ],
)
def test_what_cannot_be_used_is_one_message(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.json").write_text('{"schema": "other"}')
    assert main(["report", *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error and len(error.splitlines()) == 1 and not (tmp_path / "report.html").exists()
