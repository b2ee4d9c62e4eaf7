"""The unconstrained-features model, exact: which classes are lost, and how their features shrink, as decay grows."""

import numpy as np

import losstheory as lt
from losstheory.figures.style import dress, line

COLUMN = "full"
SOURCES = ("dang2023neural",)
COUNTS = (100, 30, 10, 3)
DECAYS = np.geomspace(1e-4, 1, 241)


def draw(left, right):
    for layers, ax in ((1, left), (3, right)):
        found = [lt.landscape.unconstrained_features(COUNTS, decay=(decay,) * (layers + 1)) for decay in DECAYS]
        shares = np.array([one.singular_values / np.sqrt(COUNTS) for one in found]).T
        for index, (count, share) in enumerate(zip(COUNTS, shares, strict=True)):
            ax.plot(DECAYS, share, label=f"{count} samples", **line(index))
        ax.set(xscale="log", xlabel=r"decay $\lambda$ of every layer", ylabel="share of the target that is kept")
        ax.set_title(f"{layers} linear layer{'s' if layers > 1 else ''}")
        dress(ax)
    left.legend(frameon=False)
