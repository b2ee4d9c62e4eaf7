"""An audit accuses what is wrong, and nothing else; whatever a module does, the rest is asked."""

from __future__ import annotations

import time
from typing import Any

import pytest

import losstheory as lt
from losstheory.claims import Status
from tests.empirical.audit.defects import (
    DEFECTS,
    Prints,
    half_normalised,
    hangs,
    hangs_when_empty,
    noisy,
    noisy_by_python,
    relative_error,
    twice_normalised,
)
from tests.empirical.audit.modules import CLEAN, contrastive, picked, torch

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
    "name",
    [
        "prints",
        "changes its scores",
        "keeps state",
        "detached focal weight",
        "float32 inside",
        "an idle class",
    ],
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


def test_a_constant_loss_has_no_detached_term() -> None:
    report = lt.audit(lambda scores, targets: torch.softmax(scores, 1).sum(1).mean(), classes=3, **QUICK)
    assert {finding.name for finding in report.defects} == {"informative"}, report.to_text()


def test_settings_are_put_back() -> None:
    for name in ("sets the default type", "stops gradients"):
        lt.audit(DEFECTS[name][0], classes=3, **QUICK)
        assert torch.get_default_dtype() is torch.float32 and torch.is_grad_enabled()


def test_what_sure_rows_cost_and_teach() -> None:
    def clamped(scores: Any, targets: Any) -> Any:
        return -picked(scores, targets).clamp(min=1e-7).log().mean()

    report = lt.audit(clamped, classes=3, **QUICK)
    assert report["gradient_when_wrong"].status is Status.REFUTED and not report["gradient_when_wrong"].duty
    assert report["zero_when_right"].status is Status.SUPPORTED
    twice = lt.audit(lambda scores, targets: F.cross_entropy(scores.softmax(1), targets), classes=3, **QUICK)
    assert "costs 0.5514447" in twice["zero_when_right"].text  # log(1 + 2 / e)


def test_a_softmax_over_the_rows_is_said_to_be_one() -> None:
    report = lt.audit(lambda scores, targets: F.nll_loss(scores.log_softmax(0), targets), classes=3, **QUICK)
    assert "normalised over the rows, not the classes" in report["separable"].text
    assert "normalised over" not in lt.audit(contrastive, classes=3, **QUICK)["separable"].text


def test_a_sum_divided_by_a_number_is_named_and_a_stated_reduction_tests_it() -> None:
    def by_32(scores: Any, targets: Any) -> Any:
        return F.cross_entropy(scores, targets, reduction="sum") / 32

    plain = lt.audit(by_32, classes=3, against="ce", **QUICK)
    assert "state reduction='mean' or 'sum'" in plain["separable"].text and not plain["separable"].is_defect
    assert "divided by 32" in plain["values_as_stated"].text
    assert lt.audit(by_32, classes=3, reduction="mean", **QUICK)["separable"].is_defect
    assert not lt.audit(F.cross_entropy, classes=3, reduction="mean", **QUICK)["separable"].is_defect


def test_a_mean_over_rows_of_weighted_losses_is_told_from_torch_s() -> None:
    report = lt.audit(CLEAN["weights over rows"], classes=3, **QUICK)
    assert report["mean_by_weights"].status is Status.REFUTED and not report["mean_by_weights"].duty
    assert lt.audit(CLEAN["ce, weights"], classes=3, **QUICK)["mean_by_weights"].status is Status.SUPPORTED


def test_an_ignored_class_has_the_weight_0() -> None:
    report = lt.audit(CLEAN["ce, an ignored class"], classes=3, **QUICK)
    assert "weights 0.75, 0, 2.25 of the classes" in report["separable"].text


def test_the_work_for_ten_classes_is_bounded() -> None:
    rows = 0

    def counted(scores: Any, targets: Any) -> Any:
        nonlocal rows
        rows += len(scores)
        return F.cross_entropy(scores, targets)

    report = lt.audit(counted, classes=10, seconds=30.0)
    assert report["calibrated"].status is Status.SUPPORTED and rows < 1_500_000


@pytest.mark.parametrize(
    ("module", "why"),
    [
        (noisy, "is random"),
        (DEFECTS["NaN"][0], "no finite value"),
        (lambda scores, targets: F.cross_entropy(scores.half(), targets), "too few digits"),
    ],
)
def test_why_batches_cannot_be_compared_is_said(module: Any, why: str) -> None:
    report = lt.audit(module, classes=3, **QUICK)
    for name in ("separable", "averages", "row_order", "sums"):
        assert report[name].status is Status.UNDECIDED and why in report[name].text, report[name].text


def test_a_state_that_copies_share_is_the_only_accusation() -> None:
    report = lt.audit(DEFECTS["counts calls"][0], classes=3, **QUICK)
    assert {finding.name for finding in report.defects} == {"stateless"}, report.to_text()
    assert "copies share" in report["averages"].text


def test_a_loss_of_probabilities_is_told_what_to_do() -> None:
    report = lt.audit(lambda q, targets: F.nll_loss(q.log(), targets), classes=3, **QUICK)
    assert "audit it after a softmax" in report["value"].text
    assert "probabilities" not in lt.audit(DEFECTS["NaN"][0], classes=3, **QUICK)["value"].text


def test_what_was_not_tested_is_in_the_summary() -> None:
    def slow_when_large(scores: Any, targets: Any) -> Any:
        while scores.abs().max() > 50:
            time.sleep(0.01)
        return F.cross_entropy(scores, targets)

    report = lt.audit(slow_when_large, classes=3, effort=1, seconds=2.0)
    assert "not tested:" in report.summary and "finite_scores" in report.summary


def test_a_regression_loss_is_asked_where_the_prediction_is_its_target() -> None:
    root = lt.audit(lambda p, t: ((p - t) ** 2).sqrt().mean(), kind="regression", seconds=30.0)
    assert {finding.name for finding in root.defects} == {"ties"}
    share = lt.audit(lambda p, t: ((p - t) ** 2).sum() / ((t - t.mean()) ** 2).sum(), kind="regression", seconds=30.0)
    assert share.defects == (), share.to_text()  # infinite for one row, since rows are coupled


@pytest.mark.parametrize(
    "name", ["one row too many", "the next class", "ignored rows count", "rounds", "an idle class"]
)
def test_the_witness_of_a_defect_is_an_input(name: str) -> None:
    for finding in lt.audit(DEFECTS[name][0], classes=3, **QUICK).defects:
        assert {"scores", "targets"} <= set(finding.witness), finding


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


def test_a_module_that_hangs_on_another_device_has_a_limit_there() -> None:
    def waits(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        while scores.device.type == "meta":
            time.sleep(0.01)
        return torch.nn.functional.binary_cross_entropy_with_logits(scores, labels)

    found = lt.audit(waits, kind="binary", seconds=2.0)["devices"]
    assert found.status is Status.UNDECIDED and found.text == "did not return within 2 s"
