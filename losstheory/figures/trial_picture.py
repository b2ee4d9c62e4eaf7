"""What networks reached with each loss, over seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from losstheory.figures.loss_curves import DrawingError
from losstheory.figures.style import COLOURS, current_axes, dress, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from losstheory.reports.trial_report import Trial

WIDTH = 0.6  # of the places that the noises of one loss share


def draw_trial(result: Trial, ax: Axes | None = None, reference: str | None = None) -> Axes:
    """Draw the mean of each loss and noise with its interval, every seed as a pale dot.

    With a ``reference`` the paired differences to that loss are drawn instead, and a line at 0.

    >>> lt.draw.trial(lt.trial(["ce", "mae"], noise="symmetric:0.4"), reference="ce")

    Args:
        result: of ``lt.trial``.
        ax: axes of matplotlib; None: the current ones.
        reference: the name of a loss of the trial.

    Raises:
        DrawingError: the reference is no loss of the trial, or a replica has left the finite numbers.
    """
    if reference is not None and reference not in result.losses:
        raise DrawingError(f"expected a loss of the trial as reference, {', '.join(result.losses)}; got {reference!r}")
    lost = [
        f"{loss} at {noise}"
        for loss in result.losses
        for noise in result.noises
        if None in result.replicas(loss, noise)
    ]
    if lost:
        raise DrawingError(f"numbers that are not finite cannot be drawn: {', '.join(lost)}")
    losses = [loss for loss in result.losses if loss != reference]
    ax = current_axes(ax)
    with styled():
        for index, noise in enumerate(result.noises):
            places = np.arange(len(losses)) + WIDTH * ((index + 1) / (len(result.noises) + 1) - 0.5)
            found = [
                result.measurement(loss, noise) if reference is None else result.difference(loss, reference, noise)
                for loss in losses
            ]
            colour = COLOURS[index % len(COLOURS)]
            for place, one in zip(places, found, strict=True):
                ax.plot([place] * one.replicates, one.values, ".", color=colour, alpha=0.3, markeredgewidth=0)
            middle = np.array([one.estimate for one in found])
            ends = np.array([[one.estimate - one.lower, one.upper - one.estimate] for one in found]).T
            label = "clean labels" if noise == "none" else noise
            ax.errorbar(
                places,
                middle,
                yerr=ends,
                color=colour,
                linestyle="none",
                marker="o",
                markersize=4,
                capsize=3,
                label=label,
            )
        if reference is not None:
            ax.axhline(0, color="0.6", linewidth=0.8, zorder=0)
        ax.set_xticks(range(len(losses)), losses)
        ax.set_ylabel(result.shown if reference is None else f"{result.shown} less that of {reference}, paired")
        ax.legend(frameon=False, title=f"{len(result.seeds)} seeds, {100 * result.level:g} %")
        dress(ax)
    return ax
