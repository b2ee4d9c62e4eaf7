"""A content-addressed store of JSON: each value under the hash of what it is a function of.

An entry is one file, ``FOLDER/ab/cdef….json``, with its key, its value and a hash of both. It is
written whole or not at all, so any number of runs may share a folder, and a run that is killed
leaves no half entry. The folder may be deleted at any time.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import time
from typing import Any, NoReturn

from losstheory.runs.files import atomic_write

SCHEMA = "losstheory/cache/1"
MAX_BYTES = 16 << 20
DAY = 86_400.0  # seconds


class DamagedEntry(Exception):
    """An entry that is there and cannot be used; the message names its file and what is wrong with it."""


@dataclass(frozen=True)
class Store:
    """JSON values in a folder, which need not exist before the first is saved."""

    folder: Path

    def path(self, key: object) -> Path:
        """The file of the entry of ``key``, there or not."""
        name = _hash(key)
        return self.folder / name[:2] / f"{name[2:]}.json"

    def load(self, key: object) -> Any | None:
        """The value saved under ``key``; None if there is none.

        Raises:
            DamagedEntry: the file of the entry cannot be read, was changed, or is about another key.
        """
        path = self.path(key)
        try:
            return _value(_read(path), key)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, RecursionError) as error:
            raise DamagedEntry(f"{path}: {_reason(error)}") from None

    def save(self, key: object, value: object) -> Path:
        """Keep ``value``, which is JSON and not null, under ``key``; an older one is replaced.

        Raises:
            OSError: the folder cannot be made or written.
        """
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        entry = {"schema": SCHEMA, "key": key, "value": value, "sha256": _hash([key, value])}
        return atomic_write(path, json.dumps(entry, allow_nan=False) + "\n")

    def sweep(self) -> None:
        """Remove what runs that were killed while writing, more than a day ago, have left."""
        for path in self.folder.glob("*/.*.part"):
            with suppress(OSError):
                if path.stat().st_mtime < time() - DAY:
                    path.unlink()


def user_folder(name: str) -> Path:
    """Where the programs of this user keep what can be made again, with a folder for ``name``.

    Raises:
        RuntimeError: the user has no home.
    """
    if sys.platform == "win32":
        return _absolute("LOCALAPPDATA", "AppData", "Local") / name / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / name
    return _absolute("XDG_CACHE_HOME", ".cache") / name


def _absolute(variable: str, *usual: str) -> Path:
    """The folder that an environment variable names; a relative one is ignored, as XDG wants it."""
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else Path.home().joinpath(*usual)


def _read(path: Path) -> Any:
    """The JSON of a file of bounded size."""
    if path.exists() and not path.is_file():
        raise ValueError("it is no file")
    with path.open("rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValueError("it is too large")
    return json.loads(content.decode("utf-8"), parse_constant=_refuse_constant)


def _value(entry: Any, key: object) -> Any:
    """The value of an entry that is whole and about ``key``."""
    if not isinstance(entry, dict) or set(entry) != {"schema", "key", "value", "sha256"} or entry["schema"] != SCHEMA:
        raise ValueError("it is no entry of this cache")
    if entry["sha256"] != _hash([entry["key"], entry["value"]]):
        raise ValueError("the hash does not match the content")
    if _canonical(entry["key"]) != _canonical(key):
        raise ValueError("it is about something else")
    return entry["value"]


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    return "it is no JSON" if isinstance(error, json.JSONDecodeError | UnicodeDecodeError) else str(error)


def _canonical(data: object) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _hash(data: object) -> str:
    return sha256(_canonical(data).encode()).hexdigest()
