"""Verdicts for every number of classes: against the verdicts for one number, and against what is known."""

from __future__ import annotations

import pytest

from losstheory.claims import Status, check
from losstheory.losses.multiclass import EVERY, every_k, multiclass
from losstheory.rigor import decide
from losstheory.theory.multiclass import (
    Calibrated,
    Convex,
    NoiseTolerant,
    RankPreserving,
    ShiftInvariant,
    SoftmaxProper,
    Symmetric,
    TopKCalibrated,
)
from losstheory.theory.multiclass.every_k import EveryK, every_k_statements
from losstheory.theory.properties import NotApplicable

PROVED, REFUTED, UNDECIDED = Status.PROVED, Status.REFUTED, Status.UNDECIDED
KNOWN = {  # convex, calibrated, order, symmetric, proper with the softmax; a number: refuted from that K on
    "ce": (PROVED, PROVED, PROVED, 2, PROVED),
    "mae": (2, PROVED, REFUTED, PROVED, 3),
    "gce:q=7/10": (2, PROVED, PROVED, 2, 3),
    "focal:gamma=2": (2, PROVED, PROVED, 2, 3),
    "poly1:epsilon=1": (PROVED, PROVED, PROVED, 2, 3),
    "poly1:epsilon=-2": (2, 2, 2, 2, 3),
    "label_smoothing": (PROVED, PROVED, PROVED, 2, REFUTED),
    "brier": (2, PROVED, PROVED, 2, PROVED),
    "nce": (REFUTED, 3, 3, PROVED, REFUTED),
    "crammer_singer": (PROVED, 3, 3, REFUTED, REFUTED),
    "weston_watkins": (PROVED, 3, 3, REFUTED, REFUTED),
    "ova_hinge": (PROVED, 3, 3, REFUTED, REFUTED),
    "pairwise_logistic": (PROVED, PROVED, PROVED, 2, PROVED),
    "pairwise_sigmoid": (2, PROVED, PROVED, PROVED, REFUTED),
    "unhinged": (PROVED, 3, 3, PROVED, REFUTED),
}
ASKED = (Convex, Calibrated, RankPreserving, Symmetric, SoftmaxProper)


def of(text):
    return multiclass(text, classes=EVERY)


@pytest.mark.parametrize("text", KNOWN)
def test_what_is_known_of_a_loss_for_every_number_of_classes(text):
    for claimed, expected in zip(ASKED, KNOWN[text], strict=True):
        statement = EveryK(claimed, of(text))
        verdict = decide(statement)
        start = (verdict.witness or {}).get("from K")
        found = int(start) if start is not None else verdict.status
        assert found == expected, (claimed.name, verdict)
        assert verdict.certificate is None or check(statement, verdict)


@pytest.mark.parametrize("text", ["mae", "gce:q=1/2", "crammer_singer", "poly1:epsilon=-2", "ova_logistic"])
@pytest.mark.parametrize("classes", [2, 3, 4])
def test_no_contradiction_with_the_rules_for_one_number_of_classes(text, classes):
    for statement in every_k_statements(of(text)).values():
        verdict, one = decide(statement), decide(statement.claimed(of(text).of(classes)), 3_000)
        start = int((verdict.witness or {}).get("from K", 99))
        if verdict.status is PROVED:
            assert one.status is not REFUTED
        if verdict.status is REFUTED and start <= classes:
            assert one.status is not PROVED


def test_for_no_number_of_classes_is_a_statement_of_its_own():
    assert decide(EveryK(Calibrated, of("nce"), first=3, holds=False)).status is PROVED
    refuted = decide(EveryK(Calibrated, of("unhinged"), first=2, holds=False))
    assert (refuted.status, refuted.witness) == (REFUTED, {"K": "2"})


def test_a_typed_formula_may_contain_the_number_of_classes():
    assert decide(EveryK(Symmetric, of("K/(K - 1)*(1 - q)"))).status is PROVED
    assert decide(EveryK(Calibrated, of("(3 - K)*(1 - q)"))).status is REFUTED
    undefined = decide(EveryK(Calibrated, of("(1 - q)/(K - 2)")))
    assert (undefined.status, "keep away from zero" in (undefined.reason or "")) == (UNDECIDED, True)


@pytest.mark.parametrize(("rate", "first", "expected"), [("2/5", 2, PROVED), ("1/2", 2, REFUTED), ("1/2", 3, PROVED)])
def test_the_rate_of_noise_must_be_admissible_for_the_least_number_of_classes(rate, first, expected):
    assert decide(EveryK(NoiseTolerant, of("mae"), first=first, rate=rate)).status is expected


def test_normalised_gce_is_symmetric_for_every_number_of_classes():
    assert decide(EveryK(Symmetric, of("ngce"))).status is PROVED
    assert decide(EveryK(NoiseTolerant, of("ngce"), rate="1/3")).status is PROVED


def test_a_constrained_loss_is_decided_on_its_scores():
    loss = every_k.constrained("exp(-t)")
    assert decide(EveryK(RankPreserving, loss)).status is PROVED
    assert decide(EveryK(Convex, loss)).status is PROVED
    assert "sum zero" in str(EveryK(Convex, loss))


def test_what_is_not_asked_is_refused():
    with pytest.raises(TypeError, match='classes="every"'):
        EveryK(Calibrated, multiclass("ce", classes=3))
    with pytest.raises(NotApplicable, match="one asks convex"):
        EveryK(TopKCalibrated, of("ce"))
    with pytest.raises(NotApplicable, match="with a rate"):
        EveryK(NoiseTolerant, of("ce"))
    with pytest.raises(NotApplicable, match="all scores"):
        EveryK(ShiftInvariant, of("lee_lin_wahba"))
    with pytest.raises(NotApplicable, match="from 2 to 12"):
        EveryK(Calibrated, of("ce"), first=1)
