"""Both regrets are those of their definitions, and no point of a training lies above the proved bound."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

pytest.importorskip("torch")

from losstheory.empirical.experiments.regret_bound import CORNERS, measure, regret_paths, rival_corners
from losstheory.programs.minimizability.gap import GapError

TRAINING = {"samples": 120, "stages": 4, "rate": 0.2, "model_name": "mlp:8"}


@pytest.fixture(scope="module")
def paths():
    return regret_paths("ce", rival_corners(), [0, 1, 2], **TRAINING)


def test_every_point_lies_below_the_bound(paths):
    assert paths.target.shape == paths.surrogate.shape == paths.used.shape == (5, 3)
    assert (paths.used <= 1).all() and (paths.target > 0).any()
    inverse = [paths.transform.inverse(Fraction(float(z))) for z in paths.surrogate.ravel()]
    assert all(Fraction(float(r)) <= bound for r, bound in zip(paths.target.ravel(), inverse, strict=True))


def test_the_share_of_the_bound_is_the_formula_of_two_classes(paths):
    theta = paths.target
    entropy = ((1 + theta) * np.log1p(theta) + (1 - theta) * np.log1p(-theta)) / 2
    np.testing.assert_allclose(paths.used, entropy / paths.surrogate, rtol=1e-9)


def test_a_smaller_surrogate_regret_would_be_seen(paths):
    """The test can fail."""
    broken = replace(paths, surrogate=paths.surrogate / 50)
    assert (broken.used > 1).any()


def test_the_surrogate_regret_of_cross_entropy_is_a_divergence():
    law = rival_corners(3)
    eta, scores = law.eta(law.points.x), np.random.default_rng(0).standard_normal((9, 3))
    import losstheory as lt

    ce = lt.multiclass("ce", classes=3)
    q = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    known = (eta * np.log(eta / q)).sum(axis=1).mean()
    assert law.conditional_risk(ce, law.points.x, scores).mean() - float(law.surrogate_bayes_risk(ce)) == pytest.approx(
        known, abs=1e-7
    )


def test_the_corners_are_the_most_probable_classes():
    law = rival_corners()
    corners = np.array(CORNERS) / 2 - 1
    assert law.bayes_classifier(corners).tolist() == [0, 1, 2]
    assert isinstance(law.bayes_risk().value, Fraction)


def test_a_loss_without_a_transform_is_refused():
    with pytest.raises(GapError, match="calibrated is REFUTED"):
        regret_paths("nce", rival_corners(3), [0], **TRAINING)


def test_the_measurement_is_the_greatest_share_of_each_seed(paths):
    found = measure(["ce"], [0, 1, 2], **TRAINING)["ce"]
    assert found.values == pytest.approx(paths.used.max(axis=0).tolist(), rel=1e-9)
    assert found.protocol["seeds"] == [0, 1, 2]
