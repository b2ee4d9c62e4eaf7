"""Which class a network decides for, over a plane of inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from losstheory.figures.loss_curves import DrawingError
from losstheory.figures.style import COLOURS, INK, current_axes, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CELLS, MARGIN = 161, 0.6


def draw_decisions(trajectory: Any, law: Any, stage: int = -1, replica: int = 0, ax: Axes | None = None) -> Axes:
    """Draw the regions of the classes at one stage of training, and the inputs of the law in the colours that are best.

    Where a dot has the colour of its region, the network decides as the Bayes classifier does. Several stages side by
    side are a film strip.

    >>> found = trajectory("nce", law, seeds=[0])
    >>> for stage, ax in zip((0, 1, 5, 20), axes): lt.draw.decisions(found, law, stage, ax=ax)

    Args:
        trajectory: of ``losstheory.empirical.experiments.trajectory.trajectory``.
        law: a discrete law of inputs in the plane.
        stage: 0 is before training.
        replica: which one.
        ax: axes of matplotlib; None: the current ones.

    Raises:
        DrawingError: the inputs are not in the plane, or there are more classes than colours.
    """
    if law.dimension != 2 or law.classes > len(COLOURS):
        raise DrawingError(
            f"expected inputs in the plane and at most {len(COLOURS)} classes, got {law.dimension} coordinates and "
            f"{law.classes} classes"
        )
    points = law.points.x
    reach = float(np.abs(points).max()) + MARGIN
    line = np.linspace(-reach, reach, CELLS)
    grid = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    chosen = trajectory.scores(grid)[stage, replica].argmax(axis=-1).reshape(CELLS, CELLS)
    ax = current_axes(ax)
    with styled():
        from matplotlib.colors import ListedColormap

        colours = ListedColormap(COLOURS[: law.classes])
        ax.imshow(
            chosen,
            origin="lower",
            extent=(-reach, reach, -reach, reach),
            cmap=colours,
            vmin=-0.5,
            vmax=law.classes - 0.5,
            alpha=0.45,
            interpolation="nearest",
        )
        best = law.bayes_classifier(points)
        ax.scatter(points[:, 0], points[:, 1], c=[COLOURS[y] for y in best], edgecolors=INK, s=40, zorder=2)
        ax.set_xticks([])
        ax.set_yticks([])
    return ax
