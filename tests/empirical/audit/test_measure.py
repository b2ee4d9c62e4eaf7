"""An audit accuses what is wrong, and nothing else; whatever a module does, the rest is asked."""

from __future__ import annotations

from typing import Any

import pytest

import losstheory as lt
from losstheory.claims import Status
from tests.empirical.audit.modules import (
    CLEAN,
    DEFECTS,
    Prints,
    contrastive,
    half_normalised,
    hangs,
    hangs_when_empty,
    noisy,
    noisy_by_python,
    relative_error,
    torch,
    twice_normalised,
)

F = torch.nn.functional
QUICK = {"effort": 1, "seconds": 30.0}


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_loss_is_not_accused(name: str) -> None:
    report = lt.audit(CLEAN[name], classes=3, **QUICK)
    assert report.defects == (), report.to_text()


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_found_and_named(name: str) -> None:
    module, where = DEFECTS[name]
    report = lt.audit(module, classes=3, effort=1, seconds=0.5 if module is hangs else 30.0)
    assert where in {finding.name for finding in report.defects}, report.to_text()
    assert report[where].status is Status.REFUTED


@pytest.mark.parametrize(
    "name", ["prints", "changes its scores", "keeps state", "detached focal weight", "float32 inside"]
)
def test_the_rest_is_asked_whatever_is_wrong(name: str) -> None:
    module, where = DEFECTS[name]
    report = lt.audit(module, classes=3, **QUICK)
    assert {finding.name for finding in report.defects} == {where}, report.to_text()
    assert report["symmetric"].status is Status.REFUTED


def test_sums_of_normalised_losses_that_are_not_1() -> None:
    report = lt.audit(twice_normalised, classes=10, require=["normalised"], **QUICK)
    assert report["symmetric"].status is Status.SUPPORTED
    assert report["normalised"].numbers["sum"] == pytest.approx(9 / 4 * 9 * 9.210340371976182)
    assert "186.5" in report["normalised"].text and report["normalised"] in report.defects
    half = lt.audit(half_normalised, classes=10, **QUICK)
    assert half["normalised"].numbers["sum"] == pytest.approx(0.5)
    assert half.defects == ()


def test_a_relative_error_that_is_always_1() -> None:
    report = lt.audit(relative_error, kind="regression")
    assert "informative" in {finding.name for finding in report.defects}
    assert report["informative"].numbers == pytest.approx({"least": 1.0, "greatest": 1.0})


def test_losses_that_couple_rows_are_said_to() -> None:
    report = lt.audit(contrastive, classes=3, **QUICK)
    assert report["separable"].status is Status.REFUTED and not report["separable"].duty
    assert report["sums"].status is Status.UNDECIDED


@pytest.mark.parametrize("module", [noisy, noisy_by_python])
def test_random_losses_are_told_from_those_that_keep_state(module: Any) -> None:
    report = lt.audit(module, classes=3, **QUICK)
    assert report["deterministic"].status is Status.REFUTED
    assert report["stateless"].status is Status.SUPPORTED


def test_a_question_that_hangs_does_not_stop_the_others() -> None:
    report = lt.audit(hangs_when_empty, classes=3, effort=1, seconds=2.0)
    assert "did not return" in report["empty_batch"].text
    assert report["symmetric"].status is Status.REFUTED


def test_an_audit_leaves_the_module_and_the_generators_alone() -> None:
    module = torch.nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 0.5]))
    before = torch.get_rng_state()
    lt.audit(module, classes=3, **QUICK)
    assert module.weight.dtype is torch.float32 and module.reduction == "mean"
    assert torch.equal(torch.get_rng_state(), before)


def test_nothing_reaches_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    lt.audit(Prints(), classes=3, **QUICK)
    assert capfd.readouterr().out == ""


def test_two_audits_are_equal() -> None:
    first, second = (lt.audit(F.cross_entropy, classes=4, **QUICK).to_json() for _ in range(2))
    assert first == second
