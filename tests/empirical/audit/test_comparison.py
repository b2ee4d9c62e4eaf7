"""A module against the formula that it claims: the first difference, and how the two are related."""

from __future__ import annotations

import pytest

import losstheory as lt
from losstheory.claims import Status
from losstheory.empirical.audit.task import AuditError
from losstheory.losses.multiclass import multiclass
from tests.empirical.audit.defects import detached_focal
from tests.empirical.audit.modules import contrastive, focal, hardest_rows, torch, unequal_mae

F = torch.nn.functional
QUICK = {"effort": 1, "seconds": 30.0}


def gce(scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    q = torch.softmax(scores, -1).gather(1, targets[:, None])[:, 0]
    return ((1 - q**0.7) / 0.7).mean()


def clamped_ce(scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    q = torch.softmax(scores, -1).gather(1, targets[:, None])[:, 0]
    return -q.clamp(min=1e-7).log().mean()


@pytest.mark.parametrize(
    ("module", "formula"),
    [(F.cross_entropy, "ce"), (gce, "gce:q=0.7"), (focal, "focal:gamma=2"), (gce, "(1-q**0.7)/0.7")],
)
def test_a_module_that_computes_its_formula(module: object, formula: str) -> None:
    report = lt.audit(module, classes=3, against=formula, **QUICK)
    assert report["values_as_stated"].status is Status.SUPPORTED, report["values_as_stated"].text
    assert report["gradients_as_stated"].status is Status.SUPPORTED, report["gradients_as_stated"].text


def test_a_constant_factor_is_named() -> None:
    found = lt.audit(unequal_mae, classes=3, against="1 - q", **QUICK)["values_as_stated"]
    assert found.is_defect and "equal up to the constant factor 2" in found.text
    assert found.numbers["value"] == pytest.approx(2 * found.numbers["formula"])


def test_an_additive_constant_is_named() -> None:
    found = lt.audit(lambda s, y: F.cross_entropy(s, y) + 3, classes=3, against="ce", **QUICK)["values_as_stated"]
    assert "equal up to the additive constant 3" in found.text


def test_the_witness_repeats_the_difference() -> None:
    found = lt.audit(clamped_ce, classes=3, against="ce", **QUICK)["values_as_stated"]
    assert found.is_defect
    scores, target = (
        torch.tensor([found.witness["scores"]], dtype=torch.float64),
        torch.tensor([found.witness["targets"]]),
    )
    assert float(clamped_ce(scores, target)) == found.numbers["value"]
    wanted = float(lt.to_torch(multiclass("ce", classes=3))(scores, target)[0])
    assert (
        wanted == pytest.approx(found.numbers["formula"])
        and abs(wanted - found.numbers["value"]) > found.numbers["granted"]
    )


def test_a_module_that_couples_rows_is_no_formula_of_rows() -> None:
    report = lt.audit(hardest_rows, classes=3, against="ce", **QUICK)
    found, seen = report["values_as_stated"], report["values_as_stated"].witness
    assert found.is_defect and "a row alone has the value of ce, but 7 rows together have" in found.text
    scores, targets = torch.tensor(seen["scores"], dtype=torch.float64), torch.tensor(seen["targets"])
    assert float(hardest_rows(scores, targets)) == pytest.approx(found.numbers["value"], rel=1e-12)
    assert float(F.cross_entropy(scores, targets)) == pytest.approx(found.numbers["mean of the formula"], rel=1e-12)


def test_rows_that_exchange_their_values_are_named() -> None:
    found = lt.audit(
        lambda s, y: F.cross_entropy(s, y, reduction="none").sort().values, classes=3, against="ce", **QUICK
    )
    assert found["values_as_stated"].is_defect and "rows depend on one another" in found["values_as_stated"].text


def test_a_coupling_module_that_differs_at_one_row_shows_that_row() -> None:
    found = lt.audit(contrastive, classes=3, against="ce", **QUICK)["values_as_stated"]
    assert found.is_defect and "for a row alone where ce is" in found.text
    row = torch.tensor([found.witness["scores"]], dtype=torch.float64)
    target = torch.tensor([found.witness["targets"]])
    assert float(contrastive(row, target)) == found.numbers["value"]
    assert float(F.cross_entropy(row, target)) == pytest.approx(found.numbers["formula"])


def test_equal_values_with_another_gradient() -> None:
    report = lt.audit(detached_focal, classes=3, against="focal:gamma=2", **QUICK)
    assert report["gradients_as_stated"].is_defect


def test_binary_losses_and_regression_losses() -> None:
    binary = lt.audit(F.binary_cross_entropy_with_logits, kind="binary", against="logistic")
    assert binary["values_as_stated"].status is Status.SUPPORTED and binary.defects == ()
    square = lt.audit(F.mse_loss, kind="regression", against="r**2/2")
    assert "constant factor 2" in square["values_as_stated"].text


def test_a_formula_of_another_kind_is_refused() -> None:
    with pytest.raises(AuditError, match="expected a loss for kind 'binary'"):
        lt.audit(F.mse_loss, kind="binary", against="r**2")
