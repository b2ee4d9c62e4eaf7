"""Verdicts against the answers of ``tests/cases``: never a contradiction, few blanks, every certificate replayed.

The answers of ``truth_binary.json`` come from the literature, those of ``adversarial.json`` and ``residual.json`` were
derived by hand.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from losstheory.checker import check_certificate
from losstheory.claims import Status, check
from losstheory.losses.typed import loss
from losstheory.rigor import decide
from losstheory.theory import properties

CASES = Path(__file__).parents[1] / "cases"
SHARE_OPEN = {"truth_binary": 0.05, "adversarial": 0.05, "residual": 0.05}
UNDECIDED = {file: set() for file in SHARE_OPEN}
SEEN = {file: set() for file in SHARE_OPEN}


def questions(file):
    cases = json.loads((CASES / f"{file}.json").read_text(encoding="utf-8"))["cases"]
    assert len({case["id"] for case in cases}) == len(cases)
    return [(file, case, prop) for case in cases for prop in case["expected"] if prop in properties]


ALL = [question for file in SHARE_OPEN for question in questions(file)]


@pytest.mark.parametrize(("file", "case", "prop"), ALL, ids=lambda x: x["id"] if isinstance(x, dict) else x)
def test_verdict_agrees_with_the_answer_and_its_certificate_is_replayed(file, case, prop):
    statement = properties[prop](loss(*case["expressions"], kind=case["kind"]))
    verdict = decide(statement)
    SEEN[file].add((case["id"], prop))
    if verdict.status is Status.UNDECIDED:
        assert verdict.certificate is None and not verdict.checked and verdict.reason
        UNDECIDED[file].add((case["id"], prop))
        return
    assert verdict.status is (Status.PROVED if case["expected"][prop] else Status.REFUTED), verdict
    assert verdict.checked and check(statement, verdict)
    again = json.loads(json.dumps(verdict.to_json()))["certificate"]
    accepted = check_certificate(again, statement.to_json())
    assert (accepted.status, accepted.rule, accepted.sha256) == (str(verdict.status), verdict.rule, verdict.sha256)


@pytest.mark.parametrize("file", SHARE_OPEN)
def test_few_questions_stay_open(file):
    """Counted over the questions that were asked in this process."""
    assert len(UNDECIDED[file]) <= SHARE_OPEN[file] * max(len(SEEN[file]), 20), sorted(UNDECIDED[file])


def test_there_are_enough_adversarial_losses():
    cases = {case["id"] for file, case, _ in ALL if file == "adversarial"}
    assert len(cases) >= 60
