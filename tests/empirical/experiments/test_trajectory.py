"""Trajectories: the stages of one run, the same for the same seeds, paired over losses, and replicas by themselves."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")

from losstheory.empirical import DiscreteLaw
from losstheory.empirical.experiments.trajectory import trajectory
from losstheory.empirical.intervals import MeasurementError

LAW = DiscreteLaw.of([[-1.0], [1.0]], ["1/10", "9/10"])
SMALL = {"samples": 64, "stages": 3}


def test_stages_are_those_of_one_run():
    points = LAW.points.x
    whole = trajectory("ce", LAW, [0, 1], samples=64, stages=4).scores(points)
    halves = trajectory("ce", LAW, [0, 1], samples=64, stages=2, epochs=2).scores(points)
    assert whole.shape == (5, 2, 2, 2)
    np.testing.assert_allclose(whole[::2], halves, rtol=1e-12)


def test_a_replica_does_not_depend_on_the_others():
    points = LAW.points.x
    both, alone = (trajectory("ce", LAW, seeds, **SMALL).scores(points) for seeds in ([3, 4], [4]))
    np.testing.assert_allclose(both[:, 1:], alone, rtol=1e-9, atol=1e-12)


def test_losses_start_from_the_same_values_on_the_same_seeds():
    first, second = (trajectory(name, LAW, [0], **SMALL).scores(LAW.points.x) for name in ("ce", "mae"))
    np.testing.assert_array_equal(first[0], second[0])
    assert np.abs(first[-1] - second[-1]).max() > 1e-3


def test_cross_entropy_comes_to_the_shares_of_its_sample():
    found = trajectory("ce", LAW, [0], samples=400, stages=1, epochs=150, batch=400, rate=2.0).scores(LAW.points.x)[
        -1, 0
    ]
    data = np.random.default_rng(np.random.SeedSequence(0).spawn(3)[0])
    x, y = LAW.sample(400, data)
    share = [y[x[:, 0] == point].mean() for point in (-1, 1)]
    assert 1 / (1 + np.exp(found[:, 0] - found[:, 1])) == pytest.approx(share, abs=1e-3)


def test_a_loss_of_another_number_of_classes_is_refused():
    import losstheory as lt

    with pytest.raises(MeasurementError, match="ce is a loss of 3 classes, the data have 2"):
        trajectory(lt.multiclass("ce", classes=3), LAW, [0])
