"""Excess risks are drawn where their protocols say, with their intervals."""

from __future__ import annotations

import numpy as np
import pytest

import losstheory as lt
from losstheory.empirical import Measurement
from losstheory.figures.loss_curves import DrawingError


def risk(name, n, m, *values):
    return Measurement.of(values, protocol={"experiment": name, "n": n, "m": m, "seeds": list(range(len(values)))})


@pytest.mark.parametrize(("x", "places"), [("m", [8, 64]), ("n", [4, 16])])
def test_each_classifier_has_a_curve_in_the_order_of_the_sizes(ax, x, places):
    large, small = risk("naive Bayes", 16, 64, 0.1, 0.2), risk("naive Bayes", 4, 8, 0.3, 0.5)
    lt.draw.excess([large, small, risk("logistic regression", 4, 8, 0.2, 0.2)], x, ax)
    first, second = ax.get_lines()
    np.testing.assert_allclose(first.get_xydata(), np.stack([places, [0.4, 0.15]], axis=1))
    assert second.get_label() == "logistic regression" and len(second.get_xdata()) == 1
    heights = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert heights.min() == pytest.approx(min(small.lower, large.lower))
    assert heights.max() == pytest.approx(max(small.upper, large.upper))


def test_what_is_not_one_curve_each_is_refused(ax):
    twice = [risk("naive Bayes", 4, 8, 0.1, 0.2), risk("naive Bayes", 16, 8, 0.1, 0.2)]
    with pytest.raises(DrawingError, match="two values at m = 8"):
        lt.draw.excess(twice, ax=ax)
    with pytest.raises(DrawingError, match="'experiment' and 'm'"):
        lt.draw.excess([Measurement.of([1.0, 2.0])], ax=ax)
    with pytest.raises(DrawingError, match="at least one"):
        lt.draw.excess([], ax=ax)
