"""Pictures of laws: colours are class probabilities, lines the changes of the best decision."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_rgb, to_rgba

import losstheory as lt
from losstheory.empirical import DiscreteLaw, GaussianMixture
from losstheory.figures.loss_curves import DrawingError
from losstheory.figures.style import COLOURS

TWO = GaussianMixture.of(means=[[-1.0, 0.0], [1.0, 0.0]])


def test_the_line_is_where_two_equal_gaussians_tie(ax):
    lt.draw.distribution(TWO, ax)
    border = np.concatenate([path.vertices for path in ax.collections[0].get_paths()])
    np.testing.assert_allclose(border[:, 0], 0, atol=1e-3)


def test_far_from_the_others_a_class_has_its_own_colour(ax):
    lt.draw.distribution(GaussianMixture.of(means=[[-9.0, 0.0], [9.0, 0.0]]), ax)
    shown = np.asarray(ax.get_images()[0].get_array())
    for k, column in ((0, 0), (1, -1)):
        np.testing.assert_allclose(shown[:, column], np.tile(1 - 0.45 * (1 - np.array(to_rgb(COLOURS[k]))), (161, 1)))


def test_curves_on_a_line_are_the_logistic_function(ax):
    lt.draw.distribution(GaussianMixture.of(means=[[-1.0], [1.0]]), ax)
    below, above = ax.get_lines()
    x, y = above.get_data()
    np.testing.assert_allclose(y, 1 / (1 + np.exp(-2 * x)), atol=1e-12)
    np.testing.assert_allclose(below.get_ydata(), 1 - y, atol=1e-12)


def test_a_discrete_law_is_drawn_at_its_inputs_with_noise_too(ax):
    law = DiscreteLaw.of([[0.0, 0.0], [1.0, 2.0]], ["1/4", "3/4"], ["1/3", "2/3"])
    lt.draw.distribution(law.noisy("symmetric:1/10"), ax)
    (dots,) = ax.collections
    np.testing.assert_allclose(dots.get_offsets(), [[0, 0], [1, 2]])
    np.testing.assert_allclose(dots.get_sizes()[0] / dots.get_sizes()[1], 0.5)
    np.testing.assert_allclose(dots.get_edgecolors(), [to_rgba(COLOURS[0]), to_rgba(COLOURS[1])])


def test_three_coordinates_are_refused(ax):
    with pytest.raises(DrawingError, match="one or two coordinates"):
        lt.draw.distribution(GaussianMixture.of(means=np.eye(3)), ax)
