"""Ledgers read back: the same ledger, and nothing proved that the checker does not accept."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from losstheory.claims import OPEN, Claim, Entry, Ledger, Observation, Outcome, Status, Verdict, support
from losstheory.losses import MarginLoss
from losstheory.reports.recorded import LedgerError, ledger_from_json, read_ledger
from losstheory.reports.verification import verify_claim
from losstheory.theory import Convex, Less

SQUARE, CUBE = Convex(MarginLoss("square", "t**2")), Convex(MarginLoss("cube", "t**3"))
BLANK = Verdict(SQUARE, Status.UNDECIDED, reason="nothing found")
SEEN = Observation(True, "0.5 ± 0.1", {"estimate": 0.5})


def ledger() -> Ledger:
    """One entry of each fate."""
    entries = [verify_claim(Claim("square", SQUARE, "ours")), verify_claim(Claim("cube", CUBE, "ours", expected=False))]
    entries += [verify_claim(Claim("wrong", CUBE, "nobody"))]
    entries.append(Entry(Claim("blank", SQUARE, "ours"), Outcome.OPEN, BLANK, origin="file"))
    entries.append(Entry(Claim("unsure", SQUARE, "ours", OPEN("too hard")), Outcome.OPEN, BLANK))
    entries.append(Entry(Claim("seen", SQUARE, "ours"), Outcome.AGREES, support(SQUARE, SEEN)))  # type: ignore[arg-type]
    entries.append(Entry(Claim("failed", SQUARE, "ours"), Outcome.ERROR, message="why"))
    entries.append(Entry(Claim("left out", SQUARE, "ours"), Outcome.SKIPPED, message="no torch"))
    return Ledger(entries)


def recorded() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(ledger().to_json()))
    return data


def without_time(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**entry, "seconds": None} for entry in data["entries"]]


def test_a_ledger_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    path.write_text(json.dumps(recorded()))
    back = read_ledger(path)
    assert without_time(back.to_json()) == without_time(recorded())
    assert [entry.outcome for entry in back.entries] == [entry.outcome for entry in ledger().entries]
    assert all(entry.verdict.checked for entry in back.entries[:3] if entry.verdict is not None)


def test_an_open_claim_keeps_its_form() -> None:
    entry = ledger_from_json(recorded()).entries[3]
    assert entry.claim.statement == SQUARE and str(entry.claim.statement) == str(SQUARE)


@pytest.mark.parametrize("change", ["status", "rule", "statement", "sha256"])
def test_a_changed_certificate_proves_nothing(change: str) -> None:
    data = recorded()
    certificate = data["entries"][0]["certificate"]
    certificate[change] = copy.deepcopy(data["entries"][1]["certificate"][change])
    entry = ledger_from_json(data).entries[0]
    assert entry.verdict is None and entry.outcome is Outcome.ERROR
    assert "the checker does not accept the certificate" in (entry.message or "")


def test_what_the_ledger_says_of_a_certificate_does_not_count() -> None:
    data = recorded()
    data["entries"][1].update(status="PROVED", outcome="contradicted", rule="magic", sha256="0", statement="1 = 2")
    entry = ledger_from_json(data).entries[1]
    assert entry.verdict is not None and entry.verdict.status is Status.REFUTED and entry.outcome is Outcome.AGREES
    assert str(entry.claim.statement) == str(CUBE)


@pytest.mark.parametrize("status", ["PROVED", "REFUTED", "SUPPORTED", "CERTAIN"])
def test_a_status_without_evidence_is_refused(status: str) -> None:
    data = recorded()
    data["entries"][3]["status"] = status
    with pytest.raises(LedgerError, match="entry 4: expected a certificate"):
        ledger_from_json(data)


def test_a_measurement_says_what_it_saw_and_no_more() -> None:
    data = recorded()
    data["entries"][5]["measured"]["holds"] = None
    entry = ledger_from_json(data).entries[5]
    assert entry.verdict is not None and entry.verdict.status is Status.UNDECIDED and entry.outcome is Outcome.OPEN


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("label", 3, "a text under 'label'"),
        ("expected", "perhaps", "expected true, false or 'open: REASON'"),
        ("witness", ["t"], "a witness of texts by name"),
    ],
)
def test_an_entry_that_is_none_is_named(key: str, value: object, message: str) -> None:
    data = recorded()
    data["entries"][2][key] = value
    with pytest.raises(LedgerError, match=f"entry 3: expected .*{message.split(' ')[-1]}"):
        ledger_from_json(data)


@pytest.mark.parametrize("form", [{"property": "convex"}, {"property": "nothing"}, {"loss": []}, "text", []])
def test_a_form_without_a_sentence_is_shown_in_words(form: object) -> None:
    data = recorded()
    data["entries"][3]["form"] = form
    assert str(ledger_from_json(data).entries[3].claim.statement) == str(SQUARE)


@pytest.mark.parametrize("text", ["[]", "{", '{"schema": "losstheory/check/1"}', '{"seconds": NaN}', "[" * 100_000])
def test_other_files_are_refused_by_name(text: str, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(text)
    with pytest.raises(LedgerError, match=r"other\.json: "):
        read_ledger(path)


def test_a_general_statement_keeps_its_certificate() -> None:
    data = json.loads(json.dumps(Ledger([verify_claim(Claim("less", Less("t", "t + 1", "t"), "ours"))]).to_json()))
    assert ledger_from_json(data).entries[0].outcome is Outcome.AGREES
