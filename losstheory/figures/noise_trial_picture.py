"""What networks reach as the rate of the label noise grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from losstheory.figures.loss_curves import DrawingError
from losstheory.figures.style import current_axes, dress, line, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from losstheory.reports.trial_report import Trial

CLEAN = "none"


def draw_noise_trial(result: Trial, ax: Axes | None = None, reference: str | None = None) -> Axes:
    """Draw the mean of each loss over the rates of one kind of noise, with intervals.

    With a ``reference`` the paired differences to that loss are drawn instead, with the intervals of the pairs.

    >>> rates = ["none", "symmetric:0.2", "symmetric:0.4"]
    >>> lt.draw.noise_trial(lt.trial(["ce", "mae"], noise=rates), reference="ce")

    Args:
        result: of ``lt.trial`` with several rates.
        ax: axes of matplotlib; None: the current ones.
        reference: the name of a loss of the trial.

    Raises:
        DrawingError: the noises are not clean labels and rates of one kind, or the reference is no loss of the trial.
    """
    kinds = {noise.partition(":")[0] for noise in result.noises if noise != CLEAN}
    if len(kinds) != 1 or len(result.noises) < 2:
        raise DrawingError(f"expected at least two rates of one kind of noise, got {', '.join(result.noises)}")
    if reference is not None and reference not in result.losses:
        raise DrawingError(f"expected a loss of the trial as reference, {', '.join(result.losses)}; got {reference!r}")
    rates = {noise: _rate(noise) for noise in result.noises}
    noises = sorted(result.noises, key=rates.__getitem__)
    ax = current_axes(ax)
    with styled():
        for index, loss in enumerate(result.losses):
            if loss == reference:
                continue
            found = [
                result.measurement(loss, noise) if reference is None else result.difference(loss, reference, noise)
                for noise in noises
            ]
            style, x = line(index), [rates[noise] for noise in noises]
            ax.plot(x, [one.estimate for one in found], label=loss, **style)
            ends = np.array([[one.lower, one.upper] for one in found])
            ax.fill_between(x, ends[:, 0], ends[:, 1], color=style["color"], alpha=0.15, linewidth=0)
        if reference is not None:
            ax.axhline(0, color="0.6", linewidth=0.8, zorder=0)
        ax.set_xlabel(f"rate of {kinds.pop()} label noise")
        ax.set_ylabel(result.shown if reference is None else f"{result.shown} less that of {reference}, paired")
        ax.legend(frameon=False, title=f"{len(result.seeds)} seeds, {100 * result.level:g} %")
        dress(ax)
    return ax


def _rate(noise: str) -> float:
    """The rate that a noise is named with; 0 for clean labels."""
    above, _, below = noise.partition(":")[2].partition("/")
    return 0.0 if noise == CLEAN else float(above) / float(below or 1)
