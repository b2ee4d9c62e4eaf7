"""Training on the laws of witnesses: a calibrated loss comes to the Bayes risk, the refuted one need not."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")

from losstheory.empirical.experiments import top_k, wrong_classifier
from losstheory.empirical.intervals import MeasurementError

SMALL = {"samples": 600, "stages": 1, "epochs": 8, "rate": 0.05}


def test_nce_goes_wrong_where_ce_goes_right():
    found = wrong_classifier.measure("nce", ["ce"], range(6), **SMALL)
    assert found["ce"].estimate < 0.02 < 0.04 < found["nce"].estimate
    assert found["nce"].protocol["witness"] == "nce" and found["nce"].protocol["loss"] == "nce"


def test_the_most_probable_class_is_learnt_with_both():
    found = top_k.measure("mae", ["ce"], range(4), **{**SMALL, "epochs": 30, "rate": 0.2})
    assert set(found) == {"mae, top 1", "mae, top 2", "ce, top 1", "ce, top 2"}
    assert found["mae, top 1"].estimate == found["ce, top 1"].estimate == 0
    assert found["ce, top 2"].estimate < 0.02


def test_a_loss_that_is_not_refuted_is_no_subject():
    with pytest.raises(MeasurementError, match="got PROVED"):
        wrong_classifier.measure("ce", [], [0, 1], **SMALL)
    with pytest.raises(MeasurementError, match="got PROVED"):
        top_k.measure("ce", [], [0, 1], **SMALL)
