"""Ledgers read back from JSON: what a file says is PROVED or REFUTED is believed after the checker has replayed it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from losstheory.claims import (
    OPEN,
    Attempt,
    Budget,
    Claim,
    Entry,
    Ledger,
    Observation,
    Outcome,
    Rule,
    Statement,
    Status,
    Verdict,
    replay,
)
from losstheory.claims.kernel import Reject
from losstheory.claims.ledger import SCHEMA
from losstheory.formulas.errors import LossTheoryError

REJECTED = "the checker does not accept the certificate: "
OPEN_MARK = "open: "


class LedgerError(LossTheoryError, ValueError):
    """A file that is no ledger; the message names the entry and what is wrong with it."""


class Recorded(Statement):
    """A statement as a ledger keeps it: its canonical form where there is one, else its words.

    It can be replayed; it cannot be decided anew.
    """

    rules: ClassVar[tuple[Rule, ...]] = ()

    def __init__(self, form: dict[str, Any] | None, words: str = "") -> None:
        self.form, self.words = form, words

    def to_json(self) -> dict[str, Any]:
        return self.form if self.form is not None else {"words": self.words}

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        return iter(())

    def __str__(self) -> str:
        return self.words if self.form is None else super().__str__()


def read_ledger(path: str | Path) -> Ledger:
    """The ledger in a file that ``losstheory verify -o FILE`` wrote; see ``ledger_from_json``.

    Raises:
        LedgerError: it is no ledger; the message names the file.
        OSError: it cannot be read.
    """
    try:
        return ledger_from_json(json_of(path))
    except LedgerError as error:
        raise LedgerError(f"{path}: {error}") from None


def json_of(path: str | Path) -> Any:
    """The strict JSON in a file.

    Raises:
        LedgerError: it is none.
        OSError: it cannot be read.
    """
    try:
        return json.loads(Path(path).read_text("utf-8"), parse_constant=_refuse_constant)
    except RecursionError:
        raise LedgerError("nested too deep") from None
    except ValueError as error:
        raise LedgerError(f"expected JSON: {error}") from None


def ledger_from_json(data: object) -> Ledger:
    """The ledger whose ``to_json`` is ``data``, each certificate replayed, each outcome compared anew.

    Raises:
        LedgerError: ``data`` is no ledger, or an entry is none.
    """
    entries, interrupted = recorded_entries(data)
    return Ledger([replayed(entry) for entry in entries], interrupted)


@dataclass(frozen=True)
class RecordedEntry:
    """A line of a ledger that is read and not replayed yet."""

    claim: Claim
    origin: str
    message: str | None
    outcome: Outcome
    certificate: Any
    witness: dict[str, str] | None
    verdict: Verdict | None
    seconds: float


def recorded_entries(data: object) -> tuple[list[RecordedEntry], bool]:
    """The entries of a ledger, and whether its run was interrupted.

    Raises:
        LedgerError: ``data`` is no ledger, or an entry is none.
    """
    if not isinstance(data, dict) or data.get("schema") != SCHEMA or not isinstance(data.get("entries"), list):
        raise LedgerError(f"expected a ledger with the schema {SCHEMA}, as `losstheory verify -o FILE` writes it")
    read = [_entry(entry, f"entry {number}") for number, entry in enumerate(data["entries"], 1)]
    return read, data.get("interrupted") is True


def replayed(entry: RecordedEntry) -> Entry:
    """The entry with the verdict that its certificate gives.

    Where the checker does not accept it there is none, and the entry is an error with the checker's reason.
    """
    claim, verdict = entry.claim, entry.verdict
    if entry.certificate is not None:
        try:
            verdict = replay(claim.statement, entry.certificate, entry.witness, entry.seconds)
        except Reject as rejection:
            return Entry(claim, Outcome.ERROR, None, f"{REJECTED}{rejection}", entry.origin)
    outcome = entry.outcome if verdict is None else claim.outcome(verdict)
    return Entry(claim, outcome, verdict, entry.message, entry.origin)


def _entry(data: Any, place: str) -> RecordedEntry:
    if not isinstance(data, dict):
        raise LedgerError(f"{place}: expected an object, got {type(data).__name__}")
    origin, label, source, words = (_text(data, key, place) for key in ("origin", "label", "source", "statement"))
    certificate, message, seconds = data.get("certificate"), data.get("message"), data.get("seconds")
    form = certificate.get("statement") if isinstance(certificate, dict) else data.get("form")
    statement = Recorded(form if isinstance(certificate, dict) or _has_words(form) else None, words)
    return RecordedEntry(
        Claim(label, statement, source, _expected(data.get("expected"), place)),
        origin,
        message if isinstance(message, str) else None,
        Outcome.SKIPPED if data.get("outcome") == Outcome.SKIPPED else Outcome.ERROR,
        certificate,
        _witness(data.get("witness"), place),
        None if certificate is not None else _undecided(statement, data, place),
        float(seconds) if isinstance(seconds, int | float) else 0.0,
    )


def _undecided(statement: Recorded, data: dict[str, Any], place: str) -> Verdict | None:
    """The verdict of an entry without a certificate.

    Raises:
        LedgerError: its measurement is none, or it says PROVED or REFUTED.
    """
    match data.get("status"), data.get("measured"):
        case None, _:
            return None
        case Status.UNDECIDED, None:
            return Verdict(statement, Status.UNDECIDED, reason=str(data.get("reason") or ""))
        case (
            (Status.UNDECIDED | Status.SUPPORTED),
            {"holds": bool() | None as holds, "text": str(text), "data": seen},
        ):
            status = Status.SUPPORTED if holds else Status.UNDECIDED
            return Verdict(statement, status, reason=text, observation=Observation(holds, text, seen))
    raise LedgerError(f"{place}: expected a certificate, a measurement, or the status UNDECIDED with its reason")


def _has_words(form: Any) -> bool:
    """Whether a form that no certificate vouches for is that of a sentence."""
    try:
        return isinstance(form, dict) and bool(str(Recorded(form)))
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return False


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _text(data: dict[str, Any], key: str, place: str) -> str:
    if not isinstance(data.get(key), str):
        raise LedgerError(f"{place}: expected a text under {key!r}, got {type(data.get(key)).__name__}")
    return str(data[key])


def _expected(data: Any, place: str) -> bool | OPEN:
    if isinstance(data, bool):
        return data
    if isinstance(data, str) and data.startswith(OPEN_MARK):
        return OPEN(data.removeprefix(OPEN_MARK))
    raise LedgerError(f"{place}: expected true, false or 'open: REASON' under 'expected'")


def _witness(data: Any, place: str) -> dict[str, str] | None:
    if data is None or (isinstance(data, dict) and all(isinstance(text, str) for text in data.values())):
        return data
    raise LedgerError(f"{place}: expected a witness of texts by name")
