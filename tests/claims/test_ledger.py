"""Claims, their outcomes, ledgers and exit codes."""

from __future__ import annotations

import json
import pickle

import pytest

from losstheory.claims import OPEN, Claim, Entry, Ledger, Observation, Outcome, Status, Verdict, support
from losstheory.losses import MarginLoss
from losstheory.rigor import decide
from losstheory.theory import Convex

SQUARE, CUBE = Convex(MarginLoss("square", "t**2")), Convex(MarginLoss("cube", "t**3"))
TRUE, FALSE = Claim("square", SQUARE, "ours"), Claim("cube", CUBE, "ours", expected=False)
WRONG, UNSURE = Claim("wrong", CUBE, "ours"), Claim("unsure", SQUARE, "ours", expected=OPEN("too hard"))
BLANK = Verdict(SQUARE, Status.UNDECIDED, reason="nothing found")


def observed(holds):
    """What a protocol said of a statement."""
    return support(SQUARE, Observation(holds, "0.5 ± 0.1", {"estimate": 0.5}))


def entry(outcome, expected=True):
    return Entry(Claim("claim", SQUARE, "ours", expected), outcome)


@pytest.mark.parametrize(
    ("claim", "verdict", "outcome"),
    [
        (TRUE, decide(SQUARE), Outcome.AGREES),
        (FALSE, decide(CUBE), Outcome.AGREES),
        (WRONG, decide(CUBE), Outcome.CONTRADICTED),
        (Claim("wrong way", SQUARE, "ours", expected=False), decide(SQUARE), Outcome.CONTRADICTED),
        (TRUE, BLANK, Outcome.OPEN),
        (TRUE, observed(True), Outcome.AGREES),
        (Claim("wrong way", SQUARE, "ours", expected=False), observed(True), Outcome.CONTRADICTED),
        (TRUE, observed(False), Outcome.CONTRADICTED),
        (Claim("not so", SQUARE, "ours", expected=False), observed(False), Outcome.AGREES),
        (TRUE, observed(None), Outcome.OPEN),
        (UNSURE, observed(True), Outcome.OPEN),
        (UNSURE, BLANK, Outcome.OPEN),
        (UNSURE, decide(SQUARE), Outcome.OPEN),
    ],
)
def test_outcome_of_a_claim(claim, verdict, outcome):
    assert claim.outcome(verdict) is outcome


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([], 5),
        ([Outcome.AGREES], 0),
        ([Outcome.CONTRADICTED], 1),
        ([Outcome.ERROR], 4),
        ([Outcome.OPEN], 3),
        ([Outcome.SKIPPED], 0),
        ([Outcome.AGREES, Outcome.OPEN, Outcome.ERROR, Outcome.CONTRADICTED], 1),
        ([Outcome.OPEN, Outcome.ERROR, Outcome.SKIPPED], 4),
        ([Outcome.AGREES, Outcome.OPEN, Outcome.SKIPPED], 3),
    ],
)
def test_exit_code(outcomes, code):
    assert Ledger([entry(outcome) for outcome in outcomes]).exit_code() == code


def test_exit_code_with_options():
    assert Ledger([entry(Outcome.OPEN)]).exit_code(allow_undecided=True) == 0
    assert Ledger([entry(Outcome.CONTRADICTED)]).exit_code(allow_undecided=True) == 1
    assert Ledger([entry(Outcome.SKIPPED)]).exit_code(no_skip=True) == 3
    assert Ledger([entry(Outcome.OPEN, OPEN("known"))]).exit_code() == 0
    assert Ledger([entry(Outcome.AGREES)], interrupted=True).exit_code() == 130
    assert Ledger([], interrupted=True).exit_code() == 130


def test_ledger_json_counts_every_outcome_and_keeps_the_order():
    verdicts = [decide(SQUARE), None, BLANK]
    entries = [
        Entry(TRUE, Outcome.AGREES, verdicts[0], origin="file"),
        Entry(WRONG, Outcome.ERROR, message="why"),
        Entry(UNSURE, Outcome.OPEN, BLANK),
    ]
    data = json.loads(json.dumps(Ledger(entries).to_json()))
    assert data["schema"] == "losstheory/ledger/1" and data["interrupted"] is False
    assert data["counts"] == {"agrees": 1, "contradicted": 0, "open": 1, "error": 1, "skipped": 0}
    assert [e["label"] for e in data["entries"]] == ["square", "wrong", "unsure"]
    first, second, third = data["entries"]
    assert first["certificate"] == verdicts[0].certificate and first["status"] == "PROVED" and first["expected"] is True
    assert second["status"] is None and second["message"] == "why"
    assert third["expected"] == "open: too hard" and third["reason"] == "nothing found"
    assert len({tuple(e) for e in data["entries"]}) == 1


def test_a_claim_needs_a_statement_and_an_expectation():
    with pytest.raises(TypeError, match="expected a statement"):
        Claim("text", "t**2 is convex", "ours")
    with pytest.raises(TypeError, match="expected must be"):
        Claim("maybe", SQUARE, "ours", expected="maybe")
    with pytest.raises(TypeError, match="expected must be"):
        Claim("none", SQUARE, "ours", expected=None)


def test_claims_and_entries_survive_pickling():
    for claim in (TRUE, FALSE, UNSURE):
        assert pickle.loads(pickle.dumps(claim)) == claim
    line = Entry(TRUE, Outcome.AGREES, decide(SQUARE), origin="file")
    assert pickle.loads(pickle.dumps(line)).to_json() == line.to_json()
