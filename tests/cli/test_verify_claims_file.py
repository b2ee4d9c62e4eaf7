"""``losstheory verify`` of TOML files: the story of a paper's claims, formats, faults, and which files are taken."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

from losstheory.cli import main

ROOT = Path(__file__).resolve().parents[2]
Capture = pytest.CaptureFixture[str]
PAPER = (ROOT / "tests" / "cases" / "claims_of_a_paper.toml").read_text("utf-8")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "paper").mkdir()
    monkeypatch.chdir(tmp_path / "paper")
    Path("claims.toml").write_text(PAPER)
    return tmp_path / "paper"


def recheck(file: str) -> int:
    """The exit code of the checker where nothing is installed."""
    found = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from losstheory.cli import main"
    code = f"{found}; sys.exit(main(['recheck', {file!r}]))"
    return subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True).returncode


def test_the_claims_of_a_paper(capsys: Capture) -> None:
    assert main(["verify", "claims.toml", "--format", "junit", "-o", "junit.xml"]) == 1
    output, errors = capsys.readouterr()
    assert [line.split()[:3] for line in output.splitlines()] == [
        ["PROVED", "agrees", "thm3"], ["REFUTED", "contradicted", "prop7"], ["1", "agree,", "1"],
    ]  # fmt: skip
    assert "wrote junit.xml" in errors
    (suite,) = ElementTree.parse("junit.xml").getroot()
    assert (suite.attrib["tests"], suite.attrib["failures"], suite.attrib["errors"]) == ("2", "1", "0")
    assert [case.attrib["name"] for case in suite if case.find("failure") is not None] == ["prop7"]
    assert main(["verify", "-o", "ledger.json"]) == 1
    assert recheck("ledger.json") == 0
    text = Path("ledger.json").read_text()
    digit = text.index('"interval"') if '"interval"' in text else text.index('"evidence"')
    at = next(i for i in range(digit, len(text)) if text[i] in "123456789")
    Path("spoiled.json").write_text(f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}")
    assert recheck("spoiled.json") == 1


def test_every_format_tells_of_every_claim(capsys: Capture) -> None:
    seen = {}
    for name in ("text", "json", "junit", "md", "csv"):
        assert main(["verify", "--format", name]) == 1
        seen[name] = capsys.readouterr().out
    assert [entry["label"] for entry in json.loads(seen["json"])["entries"]] == ["thm3", "prop7"]
    assert json.loads(seen["json"])["faults"] == []
    assert [row[1:3] for row in csv.reader(StringIO(seen["csv"]))][1:] == [
        ["agrees", "thm3"],
        ["contradicted", "prop7"],
    ]
    assert [line.split(" | ")[2] for line in seen["md"].splitlines()[2:4]] == ["thm3", "prop7"]
    assert len(ElementTree.fromstring(seen["junit"].encode())[0]) == 2
    assert len(seen["text"].splitlines()) == 3


FAULTY = "[[claim]]\nid = 'odd'\nloss = 'hinge'\nproperty = 'convexx'\n"
FINE = "[[claim]]\nid = 'fine'\nloss = 'hinge'\nproperty = 'convex'\n"
HARD = "[[claim]]\nid = 'hard'\nloss = 'exp(-t) + sin(t)/10 + atan(t)/50'\nproperty = 'calibrated'\n"
FALSE = "[[claim]]\nid = 'false'\nloss = 'ramp'\nproperty = 'convex'\n"


@pytest.mark.parametrize(
    ("text", "code", "decided"),
    [(FINE, 0, 1), (FINE + FAULTY, 2, 1), (FALSE + FAULTY, 1, 1), (HARD + FAULTY, 2, 1), (HARD, 3, 1), ("", 5, 0)],
)
def test_the_exit_code_tells_of_faults(text: str, code: int, decided: int, capsys: Capture) -> None:
    Path("claims.toml").write_text(text)
    assert main(["verify", "--budget", "1" if HARD in text else "10000", "--format", "json"]) == code
    output, errors = capsys.readouterr()
    assert len(json.loads(output)["entries"]) == decided
    told = [line for line in errors.splitlines() if "error" in line]
    place = text[: text.find(FAULTY)].count("\n") + 4
    expected = f"losstheory verify: error: claims.toml:{place}: claim 'odd': property: there is no property or value"
    assert [line[: len(expected)] for line in told] == ([expected] if FAULTY in text else [])
    assert json.loads(output)["faults"] == [line.removeprefix("losstheory verify: error: ") for line in told]


@pytest.mark.parametrize("text", [FAULTY, "[[claim]\n", "\x00"])
def test_where_nothing_can_be_read_nothing_is_printed(text: str, capsys: Capture) -> None:
    Path("claims.toml").write_text(text)
    assert main(["verify"]) == 2
    output, errors = capsys.readouterr()
    assert output == "" and errors.startswith("losstheory verify: error: claims.toml:") and "Traceback" not in errors
    assert main(["verify", "--format", "junit", "-o", "junit.xml"]) == 2
    assert ElementTree.parse("junit.xml").getroot().attrib["errors"] == "1"


def test_a_python_file_of_the_folder_runs_only_when_it_is_named(folder: Path, capsys: Capture) -> None:
    (folder / "own.py").write_text(
        "from pathlib import Path\nPath('ran').touch()\nfrom losstheory import Claim, Convex, loss\n"
        "CLAIMS = [Claim('own', Convex(loss('hinge')), 'ours')]\n"
    )
    (folder / "claims.toml").write_text(FINE)
    assert main(["verify"]) == 0 and not (folder / "ran").exists()
    assert main(["verify", "claims.toml", "own.py"]) == 0 and (folder / "ran").exists()
    (folder / "ran").unlink()
    assert main(["verify", "."]) == 0 and (folder / "ran").exists()
    assert capsys.readouterr().out.splitlines()[-1] == "2 agree"


def test_a_pattern_chooses_among_the_claims_of_a_table(capsys: Capture) -> None:
    assert main(["verify", "-k", "thm"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 agree"
