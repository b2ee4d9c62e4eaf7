"""The claims of a TOML file, each with its line, and what is wrong with those that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from losstheory.claims import OPEN, Claim, Statement
from losstheory.reports.claims_file.document import Document, DocumentError, Lines
from losstheory.reports.claims_file.keys import KeyFault, known_key, name_of, reading, shown, text_of
from losstheory.reports.claims_file.sentences import SENTENCES, sentence_of
from losstheory.reports.claims_file.subjects import LOSS_KEYS, loss_of
from losstheory.reports.claims_file.wanted import OPTIONS, wanted_of

TABLES = ("claim", "figure")  # figures are not claims, and may stand in the same file
SHARED = ("id", "label", "source", "expect", "expected")
KNOWN = (
    *SHARED, "property", *OPTIONS, *LOSS_KEYS, "statement",
    *dict.fromkeys(key for sentence in SENTENCES.values() for key in sentence.keys),
)  # fmt: skip


@dataclass(frozen=True)
class Read:
    """A claim and the line of its table."""

    line: int | None
    claim: Claim


@dataclass(frozen=True)
class Fault:
    """What is wrong, and the line, if it is known."""

    line: int | None
    reason: str


def read_claims(file: Path) -> Iterator[Read | Fault]:
    """Each claim of the file, or what is wrong with it; a file that is no TOML is one fault."""
    try:
        document = Document.read(file)
    except DocumentError as error:
        yield Fault(error.line, str(error))
        return
    top = document.top()
    for name in document.tables:
        try:
            known_key(name, TABLES, "table or key")
        except KeyFault as fault:
            yield Fault(top.get(name), str(fault))
    tables = document.tables.get("claim", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        yield Fault(top.get("claim"), "claim: expected tables [[claim]], with two brackets")
        return
    lines = document.lines("claim")
    if len(lines) != len(tables):  # an array of inline tables
        lines = [{"": top.get("claim", 1)}] * len(tables)
    yield from _unique(_read(table, places, file.name) for table, places in zip(tables, lines, strict=True))


def _unique(found: Iterator[Read | Fault]) -> Iterator[Read | Fault]:
    """The same, a label that comes again being a fault."""
    seen = dict[str, int | None]()
    for item in found:
        if isinstance(item, Read):
            label = item.claim.label
            if label in seen:
                yield Fault(item.line, f"the label {shown(label)} occurs twice, first in line {seen[label]}")
                continue
            seen[label] = item.line
        yield item


def _read(table: Mapping[str, Any], lines: Lines, file: str) -> Read | Fault:
    named = ""
    try:
        label = _label(table)
        named = f"claim {shown(label)}: "
        for key in table:
            known_key(key, KNOWN, "key")
        source = text_of(table, "source") if "source" in table else file
        statement, expected = _statement(table)
        return Read(lines[""], Claim(label, statement, source, expected))
    except KeyFault as fault:
        line = lines.get(fault.key or "", lines.get((fault.key or "").partition(".")[0], lines[""]))
        return Fault(line, f"{named}{fault}")


def _label(table: Mapping[str, Any]) -> str:
    given = [key for key in ("id", "label") if key in table]
    if len(given) != 1:
        raise KeyFault(given[-1] if given else None, "expected one of the keys id and label")
    return name_of(table, given[0])


def _statement(table: Mapping[str, Any]) -> tuple[Statement, bool | OPEN]:
    """The statement that is claimed, and the answer that is expected.

    Raises:
        KeyFault: there is none, or not one alone.
    """
    key, expect = _expected(table)
    used = [name for name in ("property", "statement") if name in table]
    if len(used) != 1:
        raise KeyFault(used[-1] if used else None, "expected one of the keys property and statement")
    body = {name: value for name, value in table.items() if name not in SHARED}
    if used == ["statement"]:
        if not isinstance(expect, bool | OPEN):
            raise KeyFault(key, f"expected true, false or {{open = 'reason'}}, got {shown(expect)}")
        return sentence_of(body), expect
    if "loss" not in table:
        raise KeyFault(None, "a property needs the key loss")
    loss = loss_of({name: value for name, value in body.items() if name in LOSS_KEYS})
    with reading("property"):
        return wanted_of(loss, {name: value for name, value in body.items() if name not in LOSS_KEYS}, key, expect)


def _expected(table: Mapping[str, Any]) -> tuple[str, Any]:
    """The key and the answer: true if there is none; OPEN for ``{open = "reason"}``."""
    given = [key for key in ("expect", "expected") if key in table]
    if len(given) > 1:
        raise KeyFault("expected", "expect and expected mean the same; give one of them")
    key = given[0] if given else "expect"
    match table.get(key, True):
        case {"open": reason, **rest} if not rest:
            return key, OPEN(text_of({key: reason}, key))
        case dict() as value:
            raise KeyFault(key, f"expected true, false, {{open = 'reason'}} or a value, got {shown(value)}")
        case value:
            return key, value
