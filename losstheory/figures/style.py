"""The one style of the figures: colours that colour-blind readers tell apart, and dashes that survive grey printing.

Nothing is written to matplotlib's global settings: what cannot be set on an artist holds inside ``styled()`` alone.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Dash: TypeAlias = str | tuple[int, tuple[float, ...]]

INK, PALE = "#222222", "#8a8a8a"
BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"
COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, INK, ORANGE, SKY)
DASHES: tuple[Dash, ...] = ("-", (0, (5, 1.8)), (0, (1, 1.2)), (0, (6, 1.5, 1.2, 1.5)), (0, (10, 2)))
WIDTH = 1.7
FIGURE: dict[str, Any] = {"figsize": (4.8, 3.3), "dpi": 120, "layout": "constrained"}
SETTINGS: dict[Any, Any] = {
    "font.size": 9.5,
    "axes.linewidth": 0.8,
    "legend.fontsize": 9,
    "pdf.fonttype": 42,
}


def styled() -> AbstractContextManager[None]:
    """The settings under which axes and texts are made; what the caller has set for himself stays."""
    from matplotlib import rc_context, rcParams, rcParamsDefault

    return rc_context({name: value for name, value in SETTINGS.items() if rcParams[name] == rcParamsDefault[name]})


def current_axes(ax: Axes | None) -> Axes:
    """The axes to draw on: ``ax``, else those of the current figure of pyplot, made if there are none.

    Raises:
        TypeError: ``ax`` is no axes of matplotlib.
    """
    from matplotlib.axes import Axes

    if isinstance(ax, Axes):
        return ax
    if ax is not None:
        raise TypeError(f"ax must be the Axes of one subplot or None, got {type(ax).__name__}")
    from matplotlib import pyplot

    if not pyplot.get_fignums():
        pyplot.figure(**FIGURE)
    with styled():
        return pyplot.gca()


def line(index: int) -> dict[str, Any]:
    """Colour and dashes of the curve of that index; 35 curves differ."""
    return {
        "color": COLOURS[index % len(COLOURS)],
        "linestyle": DASHES[index % len(DASHES)],
        "linewidth": WIDTH,
        "dash_capstyle": "butt",
        "solid_capstyle": "round",
    }


def dress(ax: Axes) -> None:
    """Frame and ticks."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(direction="out", length=3, width=0.8)
