"""Which files hold claims, and how the rest goes on where one cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from losstheory.reports import CollectionError, collect, shipped, usual, verify

GOOD = "[[claim]]\nid = '{}'\nloss = 'hinge'\nproperty = 'convex'\n"
PYTHON = """
from losstheory import Claim, Convex, loss
CLAIMS = [Claim("python", Convex(loss("hinge")), "ours")]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("claims.toml", "a_claims.toml", "b.claims.toml", "pyproject.toml", "myclaims.toml"):
        (tmp_path / name).write_text(GOOD.format(name))
    (tmp_path / "own.py").write_text(PYTHON)
    (tmp_path / "_own.py").write_text("raise SystemExit(3)")
    (tmp_path / "d_claims.toml").mkdir()
    return tmp_path


def test_a_folder_gives_what_is_called_a_claims_file_and_its_python_files(folder: Path) -> None:
    found = [item.claim.label for item in collect([folder])]
    assert found == ["a_claims.toml", "b.claims.toml", "claims.toml", "python"]
    assert [item.claim.label for item in collect([folder / "myclaims.toml"])] == ["myclaims.toml"]
    assert [entry.outcome for entry in verify(folder / "claims.toml").entries] == ["agrees"]


def test_a_fault_is_told_and_the_rest_goes_on(folder: Path) -> None:
    (folder / "claims.toml").write_text(GOOD.format("x") + GOOD.format("x") + GOOD.format("y"))
    (folder / "a_claims.toml").write_text("[[claim]\n")
    (folder / "bad.py").write_text("1/0")
    faults: list[CollectionError] = []
    items = collect([folder / "nowhere", folder], faults.append)
    assert [(item.origin, item.claim.label, item.line) for item in items] == [
        ("b.claims", "b.claims.toml", 1), ("claims", "x", 1), ("claims", "y", 9), ("own", "python", None),
    ]  # fmt: skip
    told = [str(fault).removeprefix(str(folder)) for fault in faults]
    assert told[0].startswith("/nowhere: no such file or folder")
    assert told[1].startswith("/a_claims.toml:1: not TOML")
    assert told[2] == "/bad.py: ZeroDivisionError: division by zero"
    assert told[3] == "/claims.toml:5: the label 'x' occurs twice, first in line 1"
    assert len(told) == 4
    with pytest.raises(CollectionError, match="claims.toml:5"):
        collect([folder / "claims.toml"])


def test_without_a_path_the_claims_of_the_folder_come_before_those_shipped(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert usual() == [Path("claims.toml")]
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
    Path("own.py").write_text("raise SystemExit(3)")
    assert usual() == shipped()
