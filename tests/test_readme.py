"""The sessions of the README run as they are printed."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

from losstheory.cli import main
from losstheory.reports import verify

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.S)
SESSIONS = [text for language, text in BLOCKS if language == "console"]


@pytest.mark.parametrize("session", SESSIONS)
def test_terminal_sessions_print_what_they_say(session: str, capfd: pytest.CaptureFixture[str]) -> None:
    command, expected = session.split("\n", 1)
    program, *arguments = shlex.split(command.removeprefix("$ "))
    assert program == "losstheory"
    assert main(arguments) == 0
    assert capfd.readouterr().out.strip() == expected.strip()


@pytest.mark.parametrize("session", [text for language, text in BLOCKS if language == "pycon"])
def test_notebook_sessions_are_doctests(session: str) -> None:
    if "import torch" in session:
        pytest.importorskip("torch")
    test = doctest.DocTestParser().get_doctest(session, {}, "README", "README.md", 0)
    results = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(test)
    assert results.failed == 0
    assert results.attempted >= 5


def test_claims_of_the_readme_agree(tmp_path: Path) -> None:
    (text,) = [text for language, text in BLOCKS if language == "python"]
    (tmp_path / "mine.py").write_text(text)
    ledger = verify(tmp_path / "mine.py")
    assert ledger.exit_code() == 0
    assert len(ledger.entries) == 3
