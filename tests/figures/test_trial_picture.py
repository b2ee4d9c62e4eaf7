"""Pictures of trials hold the means, the intervals and every seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from matplotlib.axes import Axes

import losstheory as lt
from losstheory.empirical import Measurement
from losstheory.figures.loss_curves import DrawingError

if TYPE_CHECKING:
    from losstheory.reports.trial_report import Trial

VALUES: dict[tuple[str, str], list[float | None]] = {
    ("ce", "none"): [0.97, 0.98, 0.975], ("mae", "none"): [0.96, 0.98, 0.97],
    ("ce", "symmetric:0.4"): [0.90, 0.92, 0.91], ("mae", "symmetric:0.4"): [0.95, 0.96, 0.955],
}  # fmt: skip


class Result:
    """What a picture needs of a trial, so that torch is not needed here."""

    losses, noises, seeds, level, shown = ("ce", "mae"), ("none", "symmetric:0.4"), (0, 1, 2), 0.95, "test accuracy"

    def __init__(self, values: dict[tuple[str, str], list[float | None]] = VALUES) -> None:
        self.values = values

    def replicas(self, loss: str, noise: str) -> list[float | None]:
        return self.values[loss, noise]

    def measurement(self, loss: str, noise: str) -> Measurement:
        return Measurement.of(cast("list[float]", self.values[loss, noise]), self.level)

    def difference(self, loss: str, other: str, noise: str) -> Measurement:
        return self.measurement(loss, noise).minus(self.measurement(other, noise))


RESULT = cast("Trial", Result())


def bars(ax: Axes) -> list[tuple[float, float, float]]:
    """The middle and the ends of each interval, from left to right within a noise."""
    found = []
    for container in ax.containers:
        parts = cast(Any, container)
        middles, segments = np.asarray(parts[0].get_ydata()), parts[2][0].get_segments()
        found += [(y, low[1], high[1]) for y, (low, high) in zip(middles, segments, strict=True)]
    return found


def test_means_and_intervals_are_those_of_the_trial(ax: Axes) -> None:
    assert lt.draw.trial(RESULT, ax=ax) is ax
    for (loss, noise), drawn in zip(VALUES, bars(ax), strict=True):
        one = RESULT.measurement(loss, noise)
        assert drawn == pytest.approx((one.estimate, one.lower, one.upper))
    assert [text.get_text() for text in ax.get_xticklabels()] == ["ce", "mae"]
    dots = sorted(float(y) for line in ax.lines if line.get_marker() == "." for y in np.asarray(line.get_ydata()))
    assert dots == sorted(x for row in VALUES.values() for x in row if x is not None)


def test_with_a_reference_the_paired_differences_are_drawn(ax: Axes) -> None:
    lt.draw.trial(RESULT, ax=ax, reference="ce")
    for noise, drawn in zip(RESULT.noises, bars(ax), strict=True):
        one = RESULT.difference("mae", "ce", noise)
        assert drawn == pytest.approx((one.estimate, one.lower, one.upper))
    assert [text.get_text() for text in ax.get_xticklabels()] == ["mae"] and "less that of ce" in ax.get_ylabel()


def test_what_cannot_be_drawn_is_refused(ax: Axes) -> None:
    with pytest.raises(DrawingError, match="expected a loss of the trial"):
        lt.draw.trial(RESULT, ax=ax, reference="nce")
    lost = cast("Trial", Result({**VALUES, ("mae", "none"): [0.9, None, 0.8]}))
    with pytest.raises(DrawingError, match="mae at none"):
        lt.draw.trial(lost, ax=ax)
