"""Excess risks of classifiers against the number of samples or of features."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from losstheory.figures.loss_curves import DrawingError
from losstheory.figures.style import current_axes, dress, line, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from losstheory.empirical.measurement import Measurement

AXES = {"m": "number of samples $m$", "n": "number of features $n$"}


def draw_excess(found: Iterable[Measurement], x: Literal["m", "n"] = "m", ax: Axes | None = None) -> Axes:
    """Draw the excess 0-1 risk of each classifier with its intervals, on axes of powers of two.

    The classifier and its sizes are read from the protocols of the measurements.

    >>> from losstheory.empirical.experiments.generative_discriminative import measure
    >>> found = measure(range(10), [(32, 16), (32, 64), (32, 256)], "constant", 1.0)
    >>> lt.draw.excess(found.values())

    Args:
        found: of naive Bayes and logistic regression, by ``generative_discriminative.measure``.
        x: ``"m"`` draws against the number of samples, ``"n"`` against that of features.
        ax: axes of matplotlib; None: the current ones.

    Raises:
        DrawingError: a protocol names no classifier or no sizes, or one classifier has two values at one place.
    """
    curves: dict[str, dict[int, Measurement]] = {}
    for one in found:
        name, place = one.protocol.get("experiment"), one.protocol.get(x)
        if name is None or place is None:
            raise DrawingError(f"expected protocols with 'experiment' and {x!r}, got {sorted(one.protocol)}")
        if place in curves.setdefault(name, {}):
            raise DrawingError(f"{name} has two values at {x} = {place}; draw one curve of each classifier at a time")
        curves[name][place] = one
    if not curves:
        raise DrawingError("expected at least one measurement")
    ax = current_axes(ax)
    with styled():
        for index, (name, values) in enumerate(curves.items()):
            places = sorted(values)
            style, shown = line(index), [values[place] for place in places]
            ax.plot(places, [one.estimate for one in shown], label=name, marker="o", markersize=4, **style)
            ends = [one.lower for one in shown], [one.upper for one in shown]
            ax.fill_between(places, *ends, color=style["color"], alpha=0.15, linewidth=0)
        ax.set_xscale("log", base=2)
        ax.set(xlabel=AXES[x], ylabel="excess 0-1 risk")
        ax.legend(frameon=False, title=f"{shown[0].replicates} seeds, {100 * shown[0].level:g} %")
        dress(ax)
    return ax
