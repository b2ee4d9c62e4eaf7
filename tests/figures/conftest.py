"""Axes without a window: matplotlib's plain renderer, and no figure left open."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

matplotlib.use("Agg")


@pytest.fixture
def ax() -> Iterator[Axes]:
    figure = Figure()
    yield figure.subplots()
    figure.canvas.draw()
