"""The help of each command ends its description with an example, which can be typed as it stands."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path

import matplotlib
import pytest

from losstheory.cli import COMMANDS, main

CLAIMS = (Path(__file__).parents[1] / "cases" / "claims_of_a_folder.toml").read_text("utf-8")
EXAMPLE = re.compile(r"^Example: losstheory (\w+)(.*)$", re.MULTILINE)
LONG = {"audit", "trial"}  # a stranger's code is asked, networks are trained: their examples are read alone


def example(command: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The arguments of the only example in the help of a command."""
    capsys.readouterr()
    main([command, "--help"])
    ((named, typed),) = EXAMPLE.findall(capsys.readouterr().out)
    assert named == command
    return shlex.split(typed)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_example_is_one_line_of_any_terminal_and_can_be_read(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    options = import_module(f"losstheory.cli.{command}").parser().parse_intermixed_args(example(command, capsys))
    assert vars(options)


def test_every_example_does_its_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MPLCONFIGDIR", matplotlib.get_cachedir())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    Path("claims.toml").write_text(CLAIMS, "utf-8")
    typed = {command: example(command, capsys) for command in COMMANDS if command not in LONG}
    assert {command: main([command, *arguments]) for command, arguments in typed.items()} == dict.fromkeys(typed, 0)
    assert Path("ledger.json").is_file() and Path("report.html").is_file() and Path("figures/risk.svg").is_file()


def test_paragraphs_of_a_description_stay_apart(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    main(["recheck", "--help"])
    description = capsys.readouterr().out.partition("positional arguments")[0]
    paragraphs = import_module("losstheory.cli.recheck").__doc__.strip().split("\n\n")
    assert [part.split() for part in description.strip().split("\n\n")[1:]] == [part.split() for part in paragraphs]
