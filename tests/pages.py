"""Pages whose examples run: the blocks of a Markdown file, each by its kind, in one folder."""

from __future__ import annotations

import contextlib
import doctest
import io
import json
import re
import shlex
import tomllib
from pathlib import Path

from losstheory.cli import main
from losstheory.reports import verify

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(\{?[\w-]+\}?)[^\n]*\n(.*?)^```$", re.M | re.S)
SHOWN = {"text", "yaml", "{code-cell}", "{toctree}", "{eval-rst}"}  # code cells run when the site is built


def pages() -> list[Path]:
    """The README, and every page of the site that is written by hand."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path) -> list[tuple[str, str]]:
    """Each fenced block as its kind and its text."""
    return BLOCK.findall(page.read_text("utf-8"))


def run(kind: str, text: str) -> None:
    """Run one block in the current folder.

    Raises:
        AssertionError: it does not do what the page says, or is of no kind that can be run.
    """
    if kind in SHOWN:
        return
    assert kind in RUNNERS, f"a block of the kind {kind} is not run; write it as one of {', '.join(RUNNERS)}"
    RUNNERS[kind](text)


def commands(session: str) -> list[tuple[str, str]]:
    """The commands of a terminal session, each with what it prints."""
    assert session.startswith("$ "), "a session starts with a command"
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in re.split(r"^\$ ", session, flags=re.M)[1:]]


def _console(session: str) -> None:
    for command, expected in commands(session):
        program, *arguments = shlex.split(command)
        assert program == "losstheory", f"{command}: pages run losstheory alone"
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            status = main(arguments)
        assert (status, printed.getvalue().strip()) == (0, expected.strip()), command


def _pycon(session: str) -> None:
    test = doctest.DocTestParser().get_doctest(session, {}, "page", None, 0)
    results = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(test)
    assert results.failed == 0
    assert results.attempted >= 1


def _python(text: str) -> None:
    """A figure is drawn; of a file of claims all agree."""
    Path("mine.py").write_text(text, "utf-8")
    if "def draw(" in text:
        assert main(["figures", "mine.py", "-o", "figures"]) == 0
    else:
        ledger = verify("mine.py")
        assert ledger.entries and ledger.exit_code() == 0


def _toml(text: str) -> None:
    """Figures are drawn; a file of claims is left for the commands that follow."""
    tables = tomllib.loads(text)
    if "figure" in tables:
        Path("figures.toml").write_text(text, "utf-8")
        assert main(["figures", "figures.toml", "-o", "figures"]) == 0
    elif "claim" in tables:
        Path("claims.toml").write_text(text, "utf-8")


def _json(text: str) -> None:
    """A certificate is left for the commands that follow."""
    if "schema" in json.loads(text):
        Path("certificate.json").write_text(text, "utf-8")


RUNNERS = {"console": _console, "pycon": _pycon, "python": _python, "toml": _toml, "json": _json}
