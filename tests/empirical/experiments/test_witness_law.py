"""Laws of witnesses: what the certificate says holds of them exactly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import losstheory as lt
from losstheory.empirical.distributions.least_risk import least_risks
from losstheory.empirical.experiments.witness_law import permuted_witness, turned_witness, witness
from losstheory.empirical.intervals import MeasurementError
from losstheory.theory.convex_scores import calibration, top_k_calibration


@pytest.mark.parametrize("name", ["nce", "crammer_singer"])
def test_wrong_scores_come_to_the_least_risk_at_every_input(name):
    loss = lt.multiclass(name, classes=3)
    law, evidence = turned_witness(loss), calibration(loss).certificate["evidence"]
    along = [float(x) for x in evidence.get("along", evidence.get("at"))]
    far = np.array(along) * (1000.0 if "along" in evidence else 1.0)
    scores = np.stack([np.roll(far, k) for k in range(3)])
    found = law.conditional_risk(loss, law.points.x, scores)
    assert found == pytest.approx(least_risks(loss, law.eta(law.points.x)), abs=2e-3)
    top = scores == scores.max(axis=1, keepdims=True)
    best = law.bayes_classifier(law.points.x)
    wrong = top & (np.arange(3) != best[:, None])
    assert wrong.any(axis=1).all()


def test_the_bayes_risk_of_a_turned_witness_is_exact():
    assert turned_witness(lt.multiclass("crammer_singer", classes=3)).bayes_risk().value == Fraction(3, 5)


def test_a_permuted_witness_has_one_input_for_each_order():
    p = witness(top_k_calibration(lt.multiclass("mae", classes=3), 2))
    law = permuted_witness(p)
    assert len(law.points.x) == len({*law.points.eta}) == 6
    assert all(sorted(row) == sorted(p) for row in law.points.eta)


def test_a_calibrated_loss_has_no_witness():
    with pytest.raises(MeasurementError, match="expected a refutation by class probabilities, got PROVED"):
        turned_witness(lt.multiclass("ce", classes=3))
