"""A law of an input and a label: where each class is probable, and where the best decision changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from losstheory.figures.loss_curves import DrawingError
from losstheory.figures.style import COLOURS, INK, current_axes, dress, line, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from losstheory.empirical.arguments import Integers
    from losstheory.empirical.distributions import Distribution
    from losstheory.numeric.callables import Floats

DRAWS, CELLS, TAIL, MARGIN = 300, 161, 0.005, 0.08
PALE, AREA, LOW = 0.45, 160, -0.06


def draw_distribution(law: Distribution, ax: Axes | None = None, seed: int = 0) -> Axes:
    """Draw the class probabilities over the inputs, and a sample of 300.

    In the plane the colours of the classes are mixed in the shares of their probabilities, lines show where the Bayes
    classifier changes its decision, and the sample has the colours of its labels. On a line there is a curve for each
    class, and the sample stands below. A discrete law is shown at its inputs alone: in the plane by dots with the
    probabilities of the inputs as areas.

    >>> from losstheory.empirical import Moons
    >>> lt.draw.distribution(Moons.of(noise=0.2).noisy("symmetric:0.2"))

    Args:
        law: of inputs on a line or in the plane.
        ax: axes of matplotlib; None: the current ones.
        seed: of the sample, which also sets the frame: a two-hundredth of it may lie beyond each side.

    Raises:
        DrawingError: the inputs have more than two coordinates, or there are more classes than colours.
    """
    if law.dimension > 2 or law.classes > len(COLOURS):
        raise DrawingError(
            f"expected one or two coordinates and at most {len(COLOURS)} classes, got {law.dimension} and {law.classes}"
        )
    ax = current_axes(ax)
    with styled():
        atoms = law.atoms()
        if atoms is not None:
            _draw_atoms(ax, law, *atoms)
        else:
            X, y = law.sample(DRAWS, np.random.default_rng(seed))
            (_draw_line if law.dimension == 1 else _draw_plane)(ax, law, X, y)
        if law.dimension == 1:
            ax.set(xlabel="$x$", ylabel="class probability")
        dress(ax)
    return ax


def _draw_atoms(ax: Axes, law: Distribution, x: Floats, weights: Floats) -> None:
    eta = law.eta(x)
    if law.dimension == 1:
        for k, column in enumerate(eta.T):
            ax.plot(x[:, 0], column, "o", color=COLOURS[k], label=f"class {k}")
        ax.set_ylim(-MARGIN, 1 + MARGIN)
        ax.legend(frameon=False)
    else:
        edges = [COLOURS[k] for k in eta.argmax(axis=1)]
        ax.scatter(x[:, 0], x[:, 1], s=AREA * weights / weights.max(), c=_mixed(eta), edgecolors=edges)
        ax.set(xlabel="$x_1$", ylabel="$x_2$")
        ax.margins(MARGIN)


def _draw_line(ax: Axes, law: Distribution, X: Floats, y: Integers) -> None:
    lower, upper = _frame(X)
    x = np.linspace(lower[0], upper[0], CELLS)
    for k, column in enumerate(law.eta(x[:, None]).T):
        ax.plot(x, column, label=f"class {k}", **line(k))
    ax.scatter(X[:, 0], np.full(len(X), LOW), c=[COLOURS[k] for k in y], marker="|", s=30, linewidths=0.6)
    ax.set_xlim(lower[0], upper[0])
    ax.legend(frameon=False)


def _draw_plane(ax: Axes, law: Distribution, X: Floats, y: Integers) -> None:
    lower, upper = _frame(X)
    sides = [np.linspace(lower[i], upper[i], CELLS) for i in range(2)]
    eta = law.eta(np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2))
    extent = (lower[0], upper[0], lower[1], upper[1])
    ax.imshow(_mixed(eta).reshape(CELLS, CELLS, 3), origin="lower", extent=extent, aspect="auto")
    for k in range(law.classes if law.classes > 2 else 1):
        lead = eta[:, k] - np.delete(eta, k, axis=1).max(axis=1)
        if lead.min() < 0 < lead.max():
            ax.contour(*sides, lead.reshape(CELLS, CELLS), levels=[0], colors=INK, linewidths=1.2)
    ax.scatter(X[:, 0], X[:, 1], c=[COLOURS[k] for k in y], s=9, edgecolors="white", linewidths=0.3)
    ax.set(xlim=extent[:2], ylim=extent[2:], xlabel="$x_1$", ylabel="$x_2$")


def _frame(X: Floats) -> tuple[Floats, Floats]:
    lower, upper = np.quantile(X, [TAIL, 1 - TAIL], axis=0)
    return lower - MARGIN * (upper - lower), upper + MARGIN * (upper - lower)


def _mixed(eta: Floats) -> Floats:
    """The colours of the classes in the shares of their probabilities, made pale."""
    from matplotlib.colors import to_rgb

    colours = np.array([to_rgb(colour) for colour in COLOURS[: eta.shape[1]]])
    return np.asarray(1 - PALE * (1 - eta @ colours))
