"""The present place of an explorer drawn by the functions of ``lt.draw``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from losstheory.losses.multiclass import MulticlassLoss, SumToZeroLoss
from losstheory.theory.phase import PhaseDiagram

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from losstheory.reports.exploration.explorer import Explorer


def figure(explorer: Explorer) -> Figure:
    """The loss, its conditional risk and psi, or the simplex; below them the diagrams along the last parameter.

    Raises:
        DrawingError: psi could not be derived.
    """
    from matplotlib.figure import Figure

    from losstheory.figures import draw

    loss, law = explorer.loss, explorer.law
    diagrams = [found for found in explorer.diagrams.values() if isinstance(found, PhaseDiagram)]
    count = 1 + 2 * (law.eta is not None)
    made = Figure(figsize=(4.2 * count, 3.4 + 1.9 * bool(diagrams)), layout="constrained")
    grid = made.add_gridspec(1 + bool(diagrams), count, height_ratios=[3.4, 1.9][: 1 + bool(diagrams)])
    upper = [made.add_subplot(grid[0, k]) for k in range(count)]
    if isinstance(loss, MulticlassLoss | SumToZeroLoss):
        draw.simplex(loss, ax=upper[0])
    else:
        draw.losses([loss], ax=upper[0])
    if law.eta is not None:
        draw.conditional_risk(loss, law.eta, ax=upper[1])
        draw.function([loss], "psi", ax=upper[2])
    if diagrams and explorer.along is not None:
        below = made.add_subplot(grid[1, :])
        low, high = explorer.tracks[explorer.along].ends
        draw.phase_diagram(diagrams, ax=below, span=(float(low), float(high)))
        below.axvline(float(explorer.values[explorer.along]), color="black", linewidth=1)
    return made
