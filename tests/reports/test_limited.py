"""What a worker elsewhere says is PROVED or REFUTED counts after the checker has replayed it here."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from losstheory.claims import Claim, Entry, Outcome, Status
from losstheory.losses import margin
from losstheory.reports import limited
from losstheory.reports.collection import Collected
from losstheory.reports.limited import verify_within_limits
from losstheory.reports.verification import Verified
from losstheory.rigor import decide
from losstheory.theory import Convex

LABELS = {"true": margin.LOGISTIC, "false": margin.RAMP}
CLAIMS = [Collected("paper", Claim(label, Convex(loss), "ours")) for label, loss in LABELS.items()]


def liar(item: Collected, budget: int | None = None, answers: Any = None) -> Verified:
    """Each loss is said to be convex, with the certificate of the logistic loss."""
    return Verified(Entry(item.claim, Outcome.AGREES, decide(Convex(margin.LOGISTIC)), origin=item.origin))


def swapper(item: Collected, budget: int | None = None, answers: Any = None) -> Verified:
    """Each claim is said to be about the logistic loss."""
    claim = Claim(item.claim.label, Convex(margin.LOGISTIC), "ours")
    return Verified(Entry(claim, Outcome.AGREES, decide(claim.statement), origin=item.origin))


@pytest.mark.parametrize("worker", [liar, swapper])
def test_a_borrowed_certificate_of_a_worker_is_an_error(worker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "recall_claim", worker)
    with ThreadPoolExecutor(1) as executor:
        honest, false = [one.entry for one in verify_within_limits(CLAIMS, executor=executor).found]
    assert (honest.outcome, honest.verdict.status) == (Outcome.AGREES, Status.PROVED)
    assert (false.claim, false.outcome, false.verdict) == (CLAIMS[1].claim, Outcome.ERROR, None)
    assert "does not accept the certificate of a worker" in false.message


def test_honest_workers_are_believed() -> None:
    with ThreadPoolExecutor(1) as executor:
        found = verify_within_limits(CLAIMS, executor=executor).found
    assert [one.entry.outcome for one in found] == [Outcome.AGREES, Outcome.CONTRADICTED]
