"""Every claim of the analyses is one test: decided, as its source expects, with a certificate that is replayed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from losstheory.checker import check_certificate
from losstheory.claims import OPEN, Empirical, Outcome, Status
from losstheory.reports import collect, verify_claim

ITEMS = collect([Path(__file__).parents[1] / "analyses"])


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: f"{item.origin}: {item.claim.label}")
def test_claim_agrees_and_its_certificate_is_replayed(item):
    entry = verify_claim(item)
    if isinstance(item.claim.statement, Empirical):
        if entry.outcome is Outcome.SKIPPED:
            pytest.skip(entry.message)
        assert entry.outcome is Outcome.AGREES, entry.text
        assert entry.verdict.status is Status.SUPPORTED and entry.verdict.certificate is None
        return
    if isinstance(item.claim.expected, OPEN):
        assert entry.outcome is Outcome.OPEN and entry.message is None
        return
    assert entry.outcome is Outcome.AGREES, entry
    certificate = json.loads(json.dumps(entry.to_json()))["certificate"]
    assert check_certificate(certificate, item.claim.statement.to_json()).status == str(entry.verdict.status)


def test_every_paper_has_a_true_claim_and_many_claims_are_false():
    for origin in {item.origin for item in ITEMS}:
        claims = [item.claim for item in ITEMS if item.origin == origin]
        assert any(claim.expected is True for claim in claims)
    assert sum(item.claim.expected is False for item in ITEMS) >= len(ITEMS) // 8
