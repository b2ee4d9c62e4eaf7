"""Where a figure comes from: the hashes of what it is a function of, and what an earlier run has left."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import losstheory
from losstheory.reports.answers import hash_of_sources
from losstheory.reports.installed import PACKAGES
from losstheory.reports.paper.figure import FigureError, PaperFigure
from losstheory.reports.paper.sheet import Sheet

SCHEMA = "losstheory/figures/1"
FILE = "provenance.json"


def setting_of(sheet: Sheet) -> dict[str, Any]:
    """The sheet, the versions of what is installed, and a hash of the sources of the library."""
    found = {"losstheory": losstheory.__version__, "python": platform.python_version()}
    found |= {name: number for name in PACKAGES if (number := _version(name)) is not None}
    return {"sheet": asdict(sheet), "versions": found, "library": hash_of_sources(())}


def input_hashes(figure: PaperFigure) -> dict[str, str]:
    """The hashes of the files that a figure reads, by the paths that it gives, from its own folder.

    Raises:
        FigureError: one cannot be read.
    """
    found = dict[str, str]()
    for name in figure.inputs:
        try:
            found[name] = sha256((Path(figure.origin).parent / name).read_bytes()).hexdigest()
        except OSError as error:
            raise FigureError(f"{figure.origin}: the input {name} cannot be read: {error.strerror or error}") from None
    return found


def key_of(figure: PaperFigure, inputs: Mapping[str, str], setting: Mapping[str, Any]) -> str:
    """A hash of all that the file is a function of."""
    own = {"content": figure.content, "column": figure.column, "aspect": figure.aspect, "inputs": dict(inputs)}
    return sha256(json.dumps([own, setting], sort_keys=True, default=str).encode()).hexdigest()


def earlier(folder: Path) -> dict[str, dict[str, Any]]:
    """The figures of an earlier run whose files are still what it wrote; none if it left no account."""
    try:
        figures = json.loads((folder / FILE).read_text("utf-8"))["figures"]
        return {name: entry for name, entry in figures.items() if _is_whole(folder, entry)}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def _is_whole(folder: Path, entry: Mapping[str, Any]) -> bool:
    file = folder / Path(entry["file"]).name
    return file.is_file() and sha256(file.read_bytes()).hexdigest() == entry["sha256"]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
