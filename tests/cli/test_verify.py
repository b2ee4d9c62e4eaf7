"""``losstheory verify``: outcomes, exit codes, limits, the ledger, Ctrl-C, the cache."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from losstheory.cli import main

ROOT = Path(__file__).resolve().parents[2]
Capture = pytest.CaptureFixture[str]
HEAD = """
from losstheory.claims import OPEN, Claim
from losstheory.losses import margin
from losstheory.theory import Calibrated, Convex, Symmetric
"""
AGREES = 'Claim("hinge is convex", Convex(margin.HINGE), "bartlett2006convexity, Example 4")'
SHARP = 'Claim("ramp is not convex", Convex(margin.RAMP), "ours", expected=False)'
CONTRADICTED = 'Claim("ramp is convex", Convex(margin.RAMP), "nobody")'


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of a user without a cache."""
    folder = tmp_path_factory.mktemp("home") / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "losstheory"


def claims_file(folder: Path, *claims: str, name: str = "claims.py", head: str = HEAD) -> str:
    path = folder / name
    path.write_text(f"{head}\nCLAIMS = ({''.join(f'{claim},' for claim in claims)})\n")
    return str(path)


def test_every_claim_is_a_line_and_the_last_line_counts(tmp_path: Path, capsys: Capture) -> None:
    assert main(["verify", claims_file(tmp_path, AGREES, SHARP)]) == 0
    first, second, last = capsys.readouterr().out.splitlines()
    assert first.split()[:5] == ["PROVED", "agrees", "hinge", "is", "convex"]
    assert second.split()[:3] == ["REFUTED", "agrees", "ramp"]
    assert last == "2 agree"


def test_a_contradicted_claim_is_one(tmp_path: Path, capsys: Capture) -> None:
    assert main(["verify", claims_file(tmp_path, AGREES, CONTRADICTED)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 agree, 1 contradicted"


def test_the_ledger_is_the_same_for_any_number_of_workers(tmp_path: Path, capsys: Capture) -> None:
    path = claims_file(tmp_path, AGREES, SHARP, CONTRADICTED)
    ledgers = []
    for number in ("1", "2"):
        assert main(["verify", path, "--jobs", number, "--format", "json"]) == 1
        ledgers.append(json.loads(capsys.readouterr().out))
    for ledger in ledgers:
        for entry in ledger["entries"]:
            entry["seconds"] = 0
    assert ledgers[0] == ledgers[1]


def test_recheck_accepts_what_verify_writes(tmp_path: Path, capsys: Capture) -> None:
    ledger = tmp_path / "ledger.json"
    assert main(["verify", claims_file(tmp_path, AGREES, SHARP), "-o", str(ledger)]) == 0
    assert f"wrote {ledger}" in capsys.readouterr().err
    assert main(["recheck", str(ledger)]) == 0
    assert "2 of 2 certificates accepted" in capsys.readouterr().out


@pytest.mark.parametrize(("pattern", "lines"), [("RAMP", 1), ("is", 2), ("bartlett2006", 1), ("^claims", 2)])
def test_a_pattern_chooses_claims(pattern: str, lines: int, tmp_path: Path, capsys: Capture) -> None:
    assert main(["verify", "-k", pattern, claims_file(tmp_path, AGREES, SHARP)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == lines + 1


@pytest.mark.parametrize("typed", [["-k", "nothing matches"], []])
def test_nothing_collected_is_five(typed: list[str], tmp_path: Path, capsys: Capture) -> None:
    claims = (AGREES,) if typed else ()
    assert main(["verify", claims_file(tmp_path, *claims), *typed]) == 5
    assert capsys.readouterr().out == "no claims\n"


@pytest.mark.parametrize(
    "text",
    [
        "CLAIMS = (",
        "raise ValueError('no')",
        "import sys; sys.exit(0)",
        "x = 1",
        "CLAIMS = 3",
        "CLAIMS = (3,)",
        f"{HEAD}\nCLAIMS = ({AGREES}, {AGREES})",
        f"{HEAD}\nCLAIMS = (Claim('x', 'hinge', 'ours'),)",
        "import nonexistent_module",
        "\x00",
    ],
    ids=range(10),
)
def test_a_broken_claims_file_is_one_error_and_the_rest_goes_on(text: str, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "broken.py"
    path.write_text(text)
    assert main(["verify", str(path), claims_file(tmp_path, AGREES)]) == 2
    output, errors = capsys.readouterr()
    assert output.splitlines()[-1] == "1 agree" and str(path) in errors and "Traceback" not in errors


@pytest.mark.parametrize(
    "typed",
    [["missing.py"], ["-k", "("], ["--jobs", "0"], ["-o", "missing/ledger.json"], ["--budget", "x"], ["claims.toml"]],
    ids=" ".join,
)
def test_a_usage_error_leaves_stdout_empty(
    typed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["verify", *typed]) == 2
    output, errors = capsys.readouterr()
    assert output == "" and errors


STRANGE = """
import os, time
from losstheory.theory import Convex


class Hangs(Convex):
    def attempts(self, budget):
        time.sleep(600)
        yield


class Dies(Convex):
    def attempts(self, budget):
        os._exit(3)
        yield


class Grows(Convex):
    def attempts(self, budget):
        yield bytearray(1 << 40)


class Fails(Convex):
    def attempts(self, budget):
        yield {}["no such key"]
"""


def start(folder: Path, *typed: str, strange: tuple[str, ...]) -> subprocess.Popen[str]:
    """``losstheory verify`` in a process group of its own, on one good claim and these strange ones."""
    (folder / "strange.py").write_text(STRANGE)
    told = [f'Claim("{number} {name}", {name}(margin.HINGE), "ours")' for number, name in enumerate(strange)]
    path = claims_file(folder, AGREES, *told, SHARP, head=f"{HEAD}\nfrom strange import *")
    return subprocess.Popen(
        [sys.executable, "-m", "losstheory", "verify", path, *typed],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"},
        start_new_session=True,
    )


def test_a_claim_that_misbehaves_costs_itself(tmp_path: Path) -> None:
    strange = ("Hangs", "Dies", "Grows", "Fails")
    process = start(tmp_path, "--timeout", "3", "--jobs", "2", "--format", "json", strange=strange)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 4
    entries = json.loads(output)["entries"]
    assert [entry["outcome"] for entry in entries] == ["agrees", "open", "error", "open", "error", "agrees"]
    assert [entry["reason"] for entry in entries[1:4]] == ["stopped after 3 s", None, "the memory limit was reached"]
    assert "exit code 3" in entries[2]["message"] and "KeyError: 'no such key'" in entries[4]["message"]
    assert "4 Fails" not in errors and "3 Fails:\nTraceback" in errors


def test_a_statement_that_workers_cannot_load_is_an_error_of_that_claim(tmp_path: Path, capsys: Capture) -> None:
    local = "class Local(Convex):\n    pass\n"
    path = claims_file(tmp_path, AGREES, 'Claim("local", Local(margin.HINGE), "ours")', head=HEAD + local)
    assert main(["verify", path, "--format", "json"]) == 4
    outcomes = [entry["outcome"] for entry in json.loads(capsys.readouterr().out)["entries"]]
    assert outcomes == ["agrees", "error"]


def test_an_open_claim_is_three_unless_allowed(tmp_path: Path, capsys: Capture) -> None:
    hard = 'Claim("hard", Calibrated(lt.loss("exp(-t) + sin(t)/10 + atan(t)/50")), "ours")'
    path = claims_file(tmp_path, hard, head=f"{HEAD}\nimport losstheory as lt")
    assert main(["verify", path, "--budget", "1"]) == 3
    assert main(["verify", path, "--budget", "1", "--allow-undecided"]) == 0
    assert "1 open" in capsys.readouterr().out
    path = claims_file(
        tmp_path, hard.replace('"ours")', '"ours", OPEN("too hard"))'), head=f"{HEAD}\nimport losstheory as lt"
    )
    assert main(["verify", path, "--budget", "1"]) == 0


@pytest.mark.parametrize("delay", [1.0, 2.5])
def test_ctrl_c_stops_within_two_seconds_with_a_whole_ledger(delay: float, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.json"
    process = start(tmp_path, "-o", str(ledger), strange=("Hangs", "Hangs"))
    time.sleep(delay)
    moment = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert time.monotonic() - moment < 2
    assert process.returncode == 130 and "Traceback" not in errors
    if ledger.exists():
        found: dict[str, Any] = json.loads(ledger.read_text())
        assert found["interrupted"] is True and len(found["entries"]) <= 1
        assert "not finished" in output


def entries(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.json"))


def without_times(text: str) -> Any:
    return [{**entry, "seconds": None} for entry in json.loads(text)["entries"]]


def test_answers_are_kept_and_the_ledger_is_the_same(tmp_path: Path, home: Path, capsys: Capture) -> None:
    path = claims_file(tmp_path, AGREES, SHARP, CONTRADICTED)
    seen = []
    for typed in ([], [], ["--jobs", "2"], ["--no-cache"], ["--cache", str(tmp_path / "own")]):
        assert main(["verify", path, "--format", "json", *typed]) == 1
        seen.append(capsys.readouterr())
    assert all(without_times(output) == without_times(seen[0].out) for output, _ in seen)
    told = [errors.partition(" answers")[0] for _, errors in seen]
    assert told == ["1 of 3", "3 of 3", "3 of 3", "", "1 of 3"]  # two claims are about one statement
    assert len(entries(home)) == len(entries(tmp_path / "own")) == 2


def test_no_cache_reads_nothing_and_keeps_nothing(tmp_path: Path, home: Path, capsys: Capture) -> None:
    path = claims_file(tmp_path, AGREES)
    assert main(["verify", path, "--no-cache"]) == 0
    assert not home.exists()
    assert main(["verify", path]) == 0
    for entry in entries(home):
        entry.write_text("not to be read")
    capsys.readouterr()
    assert main(["verify", path, "--no-cache"]) == 0
    assert capsys.readouterr().err == "" and [entry.read_text() for entry in entries(home)] == ["not to be read"]


def test_a_damaged_cache_is_one_warning_and_is_mended(tmp_path: Path, home: Path, capsys: Capture) -> None:
    path = claims_file(tmp_path, AGREES, SHARP)
    assert main(["verify", path]) == 0
    honest = capsys.readouterr().out
    first, second = entries(home)
    first.write_bytes(second.read_bytes())
    second.write_text(second.read_text()[:-40])
    assert main(["verify", path]) == 0
    output, errors = capsys.readouterr()
    assert output == honest and len(errors.splitlines()) == 1
    assert "warning: the cache failed for 2 of 2 claims" in errors and str(home) in errors
    assert main(["verify", path]) == 0
    assert capsys.readouterr().err.startswith("2 of 2 answers from the cache ")


def test_what_a_budget_leaves_open_is_kept_for_that_budget(tmp_path: Path, home: Path, capsys: Capture) -> None:
    path = claims_file(tmp_path, 'Claim("savage is calibrated", Calibrated(margin.SAVAGE), "ours")')
    codes = [main(["verify", path, *budget]) for budget in (["--budget", "1"], ["--budget", "1"], [])]
    assert codes == [3, 3, 0] and len(entries(home)) == 2
    assert capsys.readouterr().err.count("1 of 1 answers from the cache") == 1


def test_what_the_wall_clock_leaves_open_is_not_kept(tmp_path: Path, home: Path) -> None:
    long = "+".join(f"exp(-{k}*t/7)*sin({k}*t)" for k in range(1, 41)) + "+t**2"
    path = claims_file(
        tmp_path, f'Claim("long", Calibrated(lt.loss("{long}")), "ours")', head=f"{HEAD}\nimport losstheory as lt"
    )
    assert main(["verify", path, "--timeout", "0.5", "--budget", "1000000000"]) == 3
    assert not entries(home)


def test_a_chosen_cache_that_cannot_be_made_is_a_usage_error(tmp_path: Path, capsys: Capture) -> None:
    path = claims_file(tmp_path, AGREES)
    for typed in (["--cache", path], ["--cache", str(tmp_path), "--no-cache"]):
        assert main(["verify", path, *typed]) == 2
        output, errors = capsys.readouterr()
        assert output == "" and "--cache" in errors and "Traceback" not in errors


def test_without_a_usual_cache_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    path = claims_file(tmp_path, AGREES)
    monkeypatch.setenv("XDG_CACHE_HOME", path)
    assert main(["verify", path]) == 0
    output, errors = capsys.readouterr()
    assert output.splitlines()[-1] == "1 agree" and "warning: no answer is kept" in errors


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path, home: Path) -> None:
    process = start(tmp_path, strange=("Hangs",))
    deadline = time.monotonic() + 60
    while not entries(home) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    (kept,) = entries(home)
    before = kept.stat().st_mtime_ns
    again = start(tmp_path, "-k", " is ", "--format", "json", strange=("Hangs",))
    output, errors = again.communicate(timeout=60)
    assert again.returncode == 0 and errors.startswith("1 of 2 answers from the cache ")
    assert [entry["status"] for entry in json.loads(output)["entries"]] == ["PROVED", "REFUTED"]
    assert kept.stat().st_mtime_ns == before and len(entries(home)) == 2


def test_two_runs_may_share_a_cache(tmp_path: Path, home: Path) -> None:
    runs = [start(tmp_path, "--format", "json", "--jobs", "2", strange=()) for _ in range(2)]
    (first, _), (second, _) = (run.communicate(timeout=60) for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert without_times(first) == without_times(second)
    third = start(tmp_path, "--format", "json", strange=())
    output, errors = third.communicate(timeout=60)
    assert without_times(output) == without_times(first) and errors.startswith("2 of 2 answers from the cache ")
    assert len(entries(home)) == 2 and not list(home.rglob("*.part"))
