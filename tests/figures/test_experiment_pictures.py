"""Pictures of experiments show the numbers that were measured, the curve that bounds them, and what is best."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgba

import losstheory as lt
from losstheory.empirical import DiscreteLaw
from losstheory.figures.loss_curves import DrawingError
from losstheory.figures.style import COLOURS
from tests.figures.test_trial_picture import Result

LAW = DiscreteLaw.of([[-1.0, 0.0], [1.0, 0.0]], ["1/4", "3/4"])


class Paths:
    """What the picture needs of regrets, with T(theta) = theta^2."""

    name = "toy"

    def __init__(self, target):
        self.target = np.array(target)
        self.surrogate = self.target**2 + 0.1

    def floors(self, theta):
        return theta**2


class Halves:
    """Scores that tell the sign of the first coordinate, and the other way round before training."""

    def scores(self, points):
        side = np.stack([-points[:, 0], points[:, 0]], axis=1)
        return np.stack([-side, side])[:, None]


def test_points_and_bound_are_drawn(ax):
    paths = Paths([[0.4, 0.2], [0.1, 0.0]])
    lt.draw.regrets(paths, ax=ax)
    *replicas, bound = ax.get_lines()
    for replica, drawn in enumerate(replicas):
        np.testing.assert_allclose(drawn.get_xydata(), np.stack([paths.surrogate, paths.target], -1)[:, replica])
    x, y = bound.get_data()
    np.testing.assert_allclose(x, y**2, atol=1e-15)
    assert y.max() >= 0.4 and ax.get_ylim()[0] == 0


def test_nothing_to_bound_is_refused(ax):
    with pytest.raises(DrawingError, match="no replica has an excess"):
        lt.draw.regrets(Paths([[0.0]]), ax=ax)


@pytest.mark.parametrize(("stage", "left"), [(0, 1), (-1, 0)])
def test_regions_are_the_decisions_of_the_stage(ax, stage, left):
    lt.draw.decisions(Halves(), LAW, stage, ax=ax)
    shown = np.asarray(ax.get_images()[0].get_array())
    assert (shown[:, :70] == left).all() and (shown[:, -70:] == 1 - left).all()
    dots = ax.collections[0]
    np.testing.assert_allclose(dots.get_offsets(), LAW.points.x)
    np.testing.assert_allclose(dots.get_facecolors(), [to_rgba(COLOURS[0]), to_rgba(COLOURS[1])])


def test_inputs_off_the_plane_are_refused(ax):
    with pytest.raises(DrawingError, match="inputs in the plane"):
        lt.draw.decisions(Halves(), DiscreteLaw.of([[0.0], [1.0]], ["1/4", "3/4"]), ax=ax)


@pytest.mark.parametrize("reference", [None, "ce"])
def test_curves_over_the_rates_have_the_means_and_intervals(ax, reference):
    result = Result()
    lt.draw.noise_trial(result, ax=ax, reference=reference)
    shown = [loss for loss in result.losses if loss != reference]
    for loss, drawn, band in zip(shown, ax.get_lines(), ax.collections, strict=False):
        found = [
            result.measurement(loss, noise) if reference is None else result.difference(loss, reference, noise)
            for noise in result.noises
        ]
        np.testing.assert_allclose(drawn.get_xydata(), [[0, found[0].estimate], [0.4, found[1].estimate]])
        heights = band.get_paths()[0].vertices[:, 1]
        assert heights.min() == pytest.approx(min(one.lower for one in found))
        assert heights.max() == pytest.approx(max(one.upper for one in found))
    assert len(ax.collections) == len(shown)


def test_one_rate_or_a_stranger_is_refused(ax):
    result = Result()
    with pytest.raises(DrawingError, match="as reference"):
        lt.draw.noise_trial(result, ax=ax, reference="gce")
    result.noises = ("none",)
    with pytest.raises(DrawingError, match="at least two rates"):
        lt.draw.noise_trial(result, ax=ax)
