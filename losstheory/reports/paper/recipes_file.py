"""Figures from a TOML file: a kind, losses as text and parameters. No code of the file runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from losstheory.reports.claims_file import Document, DocumentError
from losstheory.reports.claims_file.document import Lines
from losstheory.reports.claims_file.keys import KeyFault, known_key, shown
from losstheory.reports.paper.figure import Collected, FigureError, PaperFigure
from losstheory.reports.paper.recipes import read_recipe
from losstheory.reports.paper.settings import read_settings

TABLES = ("claim", "claims", "figure")
KEYS = ("name", "kind", "loss", "losses", "parameters", "about", "column", "aspect", "claims", "sources", "inputs")


def read_recipes(file: Path) -> Collected:
    """The figures of the tables ``[[figure]]``, and what is wrong with the others.

    Labels of claims are looked up in the file that the key ``claims`` at the top names, else in the file itself.

    Raises:
        FigureError: the file is no TOML, or has a key at the top that nobody reads.
    """
    try:
        document = Document.read(file)
        top = document.top()
        for name in document.tables:
            known_key(name, TABLES, "table or key")
    except DocumentError as error:
        raise FigureError(f"{_place(file, error.line)}: {error}") from None
    except KeyFault as fault:
        raise FigureError(f"{_place(file, top.get(fault.key or ''))}: {fault}") from None
    tables, lines = document.tables.get("figure", []), document.lines("figure")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise FigureError(f"{_place(file, top.get('figure'))}: figure: expected tables [[figure]], with two brackets")
    if len(lines) != len(tables):  # an array of inline tables
        lines = [{"": top.get("figure", 1)}] * len(tables)
    library = _library(file, document, top)
    figures, refused = list[PaperFigure](), dict[str, str]()
    for index, (table, places) in enumerate(zip(tables, lines, strict=True)):
        name = table.get("name")
        try:
            figures.append(_figure(file, table, library))
        except FigureError as error:
            refused[f"{name}" if isinstance(name, str) else f"figure {index + 1}"] = f"{file}:{places['']}: {error}"
        except KeyFault as fault:
            refused[f"{name}" if isinstance(name, str) else f"figure {index + 1}"] = f"{_fault(file, places, fault)}"
    return Collected(tuple(figures), refused)


def _library(file: Path, document: Document, top: Lines) -> str | None:
    """The claims file, by its path; a TOML file, since nothing may run.

    Raises:
        FigureError: it is another file.
    """
    if "claims" not in document.tables:
        return str(file) if "claim" in document.tables else None
    named = document.tables["claims"]
    if not isinstance(named, str) or not named.endswith(".toml"):
        raise FigureError(f'{_place(file, top["claims"])}: claims: expected a TOML file, such as "claims.toml"')
    return str(file.parent / named)


def _figure(file: Path, table: Mapping[str, Any], library: str | None) -> PaperFigure:
    for key in table:
        known_key(key, KEYS, "key of a figure")
    name, about = table.get("name"), table.get("about", "")
    if not isinstance(name, str):
        raise KeyFault("name", f"expected a text, which names the file to be written, got {shown(name)}")
    if not isinstance(about, str) or not (about.isprintable()):
        raise KeyFault("about", f"expected a line of text, got {shown(about)}")
    recipe = read_recipe(table)
    content = sha256(json.dumps(table, sort_keys=True, default=str).encode()).hexdigest()
    return PaperFigure(
        name, str(file), content, about or recipe["kind"], recipe, **read_settings(table), library=library
    )


def _fault(file: Path, places: Lines, fault: KeyFault) -> str:
    key = fault.key or ""
    return f"{_place(file, places.get(key, places.get(key.partition('.')[0], places[''])))}: {fault}"


def _place(file: Path, line: int | None) -> str:
    return f"{file}" if line is None else f"{file}:{line}"
