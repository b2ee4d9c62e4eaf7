"""Drawn, learned and fixed losses are compared in pairs, and the same seeds give the same numbers."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("sklearn", reason="scikit-learn is not installed")

from losstheory.empirical.experiments.learned_losses import measure
from losstheory.empirical.intervals import MeasurementError

SHORT = {"epochs": 5, "batch": 64, "rate": 0.05}


def test_differences_are_paired_and_repeat():
    found = measure(["ens_loss", "logistic"], [0, 1, 2], noise="symmetric:0.2", **SHORT)
    again = measure(["logistic"], [0, 1, 2], noise="symmetric:0.2", **SHORT)
    assert found["logistic"].values == again["logistic"].values
    assert min(found["ens_loss"].values) > 0.8
    difference = found["ens_loss"].minus(found["logistic"])
    expected = [a - b for a, b in zip(found["ens_loss"].values, found["logistic"].values, strict=True)]
    assert list(difference.values) == expected and difference.lower < difference.upper


def test_several_classes_learn_their_loss():
    found = measure(["legendre_tron", "ce"], [0, 1], data="iris", **{**SHORT, "batch": 32, "epochs": 20})
    assert min(found["legendre_tron"].values) > 0.8 and min(found["ce"].values) > 0.8


def test_training_is_what_is_measured():
    trained = measure(["hinge"], [0, 1], **SHORT)["hinge"]
    still = measure(["hinge"], [0, 1], **{**SHORT, "rate": 1e-300})["hinge"]
    assert min(trained.values) > max(still.values)


@pytest.mark.parametrize(("losses", "seeds"), [(["hinge"], [1]), (["hinge"], [1, 1]), (["hinge", "hinge"], [1, 2])])
def test_pairs_need_seeds_and_names(losses, seeds):
    with pytest.raises(MeasurementError, match="expected different losses"):
        measure(losses, seeds)
