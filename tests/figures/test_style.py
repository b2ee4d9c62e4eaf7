"""One style, which leaves no trace in matplotlib's settings; pyplot is asked for axes alone."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

import losstheory as lt
from losstheory import figures
from losstheory.figures import draw_losses
from losstheory.figures.style import COLOURS, DASHES, current_axes, line

FIGURES = Path(lt.__file__ or "").parent / "figures"


def test_settings_are_as_before(ax: Axes) -> None:
    before = dict(matplotlib.rcParams)
    lt.draw.losses("hinge", ax=ax)
    lt.draw.conditional_risk("hinge", "3/4", ax=ax)
    assert dict(matplotlib.rcParams) == before


def test_without_axes_the_current_ones_are_used() -> None:
    made = lt.draw.losses("hinge")
    assert lt.draw.losses("logistic") is made is pyplot.gca()
    pyplot.close("all")


def test_other_things_than_axes_are_refused() -> None:
    with pytest.raises(TypeError, match="got ndarray"):
        current_axes(np.empty(2))  # type: ignore[arg-type]


def test_pyplot_has_one_door() -> None:
    users = [path.name for path in FIGURES.glob("*.py") if "pyplot" in path.read_text("utf-8").split('"""', 2)[2]]
    assert users == ["style.py"]


def test_public_names_are_the_functions() -> None:
    assert lt.draw.losses is draw_losses
    assert all(getattr(figures, f"draw_{name}") is getattr(lt.draw, name) for name in lt.draw.__all__)


def test_neighbours_differ_in_print() -> None:
    """Successive curves have different dashes, and those that share dashes differ in lightness or hue."""
    assert all(line(k)["linestyle"] != line(k + 1)["linestyle"] for k in range(10))
    assert len({(line(k)["color"], str(line(k)["linestyle"])) for k in range(len(COLOURS) * len(DASHES))}) == 35
    lightness = [float(np.dot(to_rgb(colour), (0.2126, 0.7152, 0.0722))) for colour in COLOURS]
    same = [(k, k + len(DASHES)) for k in range(len(COLOURS) - len(DASHES))]
    assert all(abs(lightness[a] - lightness[b]) > 0.1 for a, b in same)
