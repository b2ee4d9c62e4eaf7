"""A reader of an atomic file sees the old text or the new one."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from losstheory.runs.files import atomic_write


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    assert atomic_write(path, "one\n") == path
    atomic_write(str(path), "zwei: ½\n")
    assert path.read_bytes() == "zwei: ½\n".encode()
    atomic_write(path, b"\r\n\xff")
    assert path.read_bytes() == b"\r\n\xff"
    assert [entry.name for entry in tmp_path.iterdir()] == ["ledger.json"]


def test_a_failed_write_leaves_the_old_text_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    atomic_write(path, "old")
    with pytest.raises(UnicodeEncodeError):
        atomic_write(path, "\ud800")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["ledger.json"]


def test_permissions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    path.write_text("old")
    usual = stat.S_IMODE(path.stat().st_mode)
    atomic_write(tmp_path / "new.json", "new")
    assert stat.S_IMODE((tmp_path / "new.json").stat().st_mode) == usual
    path.chmod(0o600)
    atomic_write(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_stays_one(tmp_path: Path) -> None:
    link, path = tmp_path / "latest.json", tmp_path / "ledger.json"
    path.write_text("old")
    link.symlink_to(path)
    atomic_write(link, "new")
    assert link.is_symlink() and path.read_text() == "new"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    atomic_write(path, "new")
    assert os.read(reader, 10) == b"new" and path.is_fifo()
    os.close(reader)


def test_a_folder_is_no_file_to_write_to(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        atomic_write(tmp_path, "new")


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        atomic_write(tmp_path / "missing" / "ledger.json", "text")
