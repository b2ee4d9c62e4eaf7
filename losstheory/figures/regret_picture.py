"""Excess 0-1 risks in the course of training, below the curve that bounds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from losstheory.figures.loss_curves import DrawingError
from losstheory.figures.style import COLOURS, INK, current_axes, dress, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from losstheory.empirical.experiments.regret_bound import RegretPaths

CURVE = 200


def draw_regrets(paths: RegretPaths, ax: Axes | None = None) -> Axes:
    """Draw every replica at every stage as a point, a path for each replica, and the bound as a curve.

    >>> law = rival_corners()
    >>> lt.draw.regrets(regret_paths("ce", law, seeds=[0, 1]))

    Args:
        paths: of ``losstheory.empirical.experiments.regret_bound.regret_paths``.
        ax: axes of matplotlib; None: the current ones.

    Raises:
        DrawingError: no replica has an excess 0-1 risk at any stage, so that there is nothing to bound.
    """
    largest = float(paths.target.max())
    if largest <= 0:
        raise DrawingError("no replica has an excess 0-1 risk at any stage; train for fewer epochs")
    theta = np.linspace(0.0, min(1.0, 1.5 * largest), CURVE)
    ax = current_axes(ax)
    with styled():
        for replica, (x, y) in enumerate(zip(paths.surrogate.T, paths.target.T, strict=True)):
            ax.plot(x, y, ".-", color=COLOURS[replica % len(COLOURS)], markersize=4, linewidth=0.5, alpha=0.7)
        ax.plot(paths.floors(theta), theta, color=INK, linewidth=1.7, label="proved bound")
        ax.set_xlim(0, 1.05 * float(paths.surrogate.max()))
        ax.set_ylim(0, float(theta[-1]))
        ax.set(xlabel=f"surrogate regret of {paths.name}", ylabel="excess 0-1 risk")
        ax.legend(frameon=False, loc="upper left")
        dress(ax)
    return ax
