"""A measured statement is at best SUPPORTED, whatever its measurements and its certificates say."""

from __future__ import annotations

import json

import pytest

from losstheory.checker import Reject
from losstheory.claims import Attempt, Empirical, Observation, Rule, Status, Verdict, conclude, replay, support
from losstheory.claims.kernel import certify
from losstheory.rigor import decide
from losstheory.theory import Convex


class Coin(Empirical):
    """Heads come up as often as somebody says."""

    def __init__(self, holds: bool | None) -> None:
        self.holds = holds

    def to_json(self):
        return {"property": "measured", "coin": str(self.holds)}

    def __str__(self):
        return "the coin is fair"

    def observe(self):
        return Observation(self.holds, "0.50 ± 0.01", {"estimate": 0.5})


@pytest.mark.parametrize(
    ("holds", "status"), [(True, Status.SUPPORTED), (False, Status.UNDECIDED), (None, Status.UNDECIDED)]
)
def test_decide_runs_the_protocol_and_never_proves_or_refutes(holds, status):
    verdict = decide(Coin(holds))
    assert (verdict.status, verdict.checked, verdict.certificate) == (status, False, None)
    assert verdict.observation.holds is holds and verdict.evidence == "0.50 ± 0.01"
    assert json.loads(json.dumps(verdict.to_json()))["measured"]["data"] == {"estimate": 0.5}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("name", ["measured", "calculus", *(rule.name for rule in Convex.rules)])
def test_no_certificate_of_a_measured_statement_is_accepted(status, name):
    attempt = Attempt(Rule(name, status, "ours"), {"parts": [{"by": "calculus"}], "estimate": "1/2"})
    with pytest.raises(Reject):
        conclude(Coin(True), attempt)
    with pytest.raises(Reject):
        replay(Coin(True), certify(Coin(True), attempt))


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("holds", [True, False, None])
def test_a_status_fits_its_observation(status, holds):
    seen = Observation(holds, "0.5", {})
    if status is (Status.SUPPORTED if holds else Status.UNDECIDED):
        assert support(Coin(holds), seen).status is status
        return
    with pytest.raises(ValueError, match="does not fit an observation"):
        Verdict(Coin(holds), status, checked=True, certificate={"sha256": "0"}, observation=seen)


def test_supported_needs_an_observation():
    with pytest.raises(ValueError, match="does not fit"):
        Verdict(Coin(True), Status.SUPPORTED, reason="somebody said so")
