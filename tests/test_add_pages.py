"""The walks of docs/add work: their files and changes, made in a copy, give the sessions that they print."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pages import ROOT, blocks, commands

WALKS = ("loss", "property", "rule", "paper")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package, in which the walks are made one after the other."""
    folder = tmp_path_factory.mktemp("walk")
    shutil.copytree(ROOT / "losstheory", folder / "losstheory", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "refs.bib", folder)
    return folder


def write(folder: Path, text: str) -> None:
    """A block of Python says in its first line which file it is, or is the end of."""
    head, _, body = text.partition("\n")
    found = re.fullmatch(r"# (at the end of )?([\w/]+\.py)", head)
    assert found, f"{head}: a file is named in the first line"
    file = folder / found[2]
    assert file.is_file() == bool(found[1])
    file.parent.mkdir(exist_ok=True)
    file.write_text((file.read_text("utf-8") + "\n\n" if found[1] else "") + body, "utf-8")


def change(folder: Path, text: str) -> None:
    """A diff without line numbers: each part is found once, by its kept and removed lines."""
    name, _, body = text.partition("\n")
    file = folder / name
    for part in re.split(r"^ ?\n", body, flags=re.M):
        lines = part.splitlines()
        assert all(line[0] in " +-" for line in lines)
        old, new = ("\n".join(line[1:] for line in lines if line[0] != left) + "\n" for left in "+-")
        source = file.read_text("utf-8")
        assert source.count(old) == 1, f"{name} has {source.count(old)} places like this:\n{old}"
        file.write_text(source.replace(old, new), "utf-8")


def run(folder: Path, session: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    for command, expected in commands(session):
        program, *arguments = shlex.split(command)
        typed = [sys.executable, "-m", program, *arguments]
        result = subprocess.run(typed, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert (result.returncode, result.stdout.strip()) == (0, expected.strip()), result.stderr


@pytest.mark.parametrize("walk", WALKS)
def test_the_walk_leads_where_it_says(walk: str, copy: Path) -> None:
    done = {"python": write, "diff": change, "console": run}
    kinds = [kind for kind, _ in blocks(ROOT / "docs" / "add" / f"{walk}.md")]
    assert {"python", "console"} <= set(kinds) <= set(done)
    for kind, text in blocks(ROOT / "docs" / "add" / f"{walk}.md"):
        done[kind](copy, text)


def test_a_change_that_does_not_fit_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(AssertionError, match="0 places"):
        change(tmp_path, "a.py\n-y = 1\n+y = 2\n")
    with pytest.raises(AssertionError, match="named in the first line"):
        write(tmp_path, "x = 1\n")
