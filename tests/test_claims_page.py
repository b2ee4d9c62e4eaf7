"""What docs/claims.md shows is what happens: its claims, its output, its workflow, its tables of keys."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from losstheory.cli import main
from losstheory.losses.typed import KINDS
from losstheory.pytest_plugin import pytest_addoption
from losstheory.reports import verify
from losstheory.reports.claims_file.reader import KNOWN
from losstheory.reports.claims_file.sentences import SENTENCES
from losstheory.reports.values import value_names

PAGE = (Path(__file__).parent.parent / "docs" / "claims.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.S)
TOML, PYTHON, CONSOLE, YAML = (
    [text for kind, text in BLOCKS if kind == name] for name in ("toml", "python", "console", "yaml")
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    Path("claims.toml").write_text(TOML[0])


def test_every_block_is_one_that_is_tested_here() -> None:
    assert (len(TOML), len(PYTHON), len(CONSOLE), len(YAML)) == (2, 1, 1, 1) and len(BLOCKS) == 5


def test_the_session_prints_what_it_says_and_the_workflow_runs(capsys: pytest.CaptureFixture[str]) -> None:
    command, expected = CONSOLE[0].split("\n", 1)
    assert main(shlex.split(command.removeprefix("$ losstheory "))) == 0
    assert capsys.readouterr().out == expected
    steps = re.findall(r"^      - run: (.+)$", YAML[0], re.M)
    assert steps[0] == "pip install losstheory" and len(steps) == 4
    for step in steps[1:]:
        program, *typed = shlex.split(step)
        assert program == "losstheory" and main(typed) == 0
    uploaded = re.search(r"path: \|\n((?: {12}\S+\n)+)", YAML[0])
    assert uploaded is not None and all(Path(name).is_file() for name in uploaded[1].split())


def test_the_python_file_agrees() -> None:
    Path("own.py").write_text(PYTHON[0])
    ledger = verify("own.py")
    assert len(ledger.entries) == 2 and ledger.exit_code() == 0


def test_the_options_of_pytest_are_those_of_the_plugin() -> None:
    parser = pytest.Parser(_ispytest=True)
    pytest_addoption(parser)
    options = tomllib.loads(TOML[1])["tool"]["pytest"]["ini_options"]
    assert set(options) == set(parser._inidict)


def test_every_key_value_and_sentence_is_in_a_table() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    told = set(re.findall(r"`(\w+)`", "\n".join(rows)))
    assert set(KNOWN) <= told
    assert set(SENTENCES) <= told
    values = {name for formulas in KINDS.values() for name in value_names(_example(formulas.kind))} - {"elicits"}
    assert values | {"transform", "h_consistency", "sum_range", "noise_excess"} <= told


def _example(kind: str):  # type: ignore[no-untyped-def]
    from losstheory.losses.typed import loss

    formulas = {"margin": ("exp(-t)",), "residual": ("r**2",), "pair": ("exp(-t)", "exp(t)")}
    return loss(*formulas.get(kind, ("1 - p", "p")), kind=kind)
