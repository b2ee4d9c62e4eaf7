"""What uniform label noise can cost at most, for losses with bounded sums over the labels, ten classes."""

import losstheory as lt

COLUMN = "half"
SOURCES = ("ghosh2017robust", "ma2020normalized")


def draw(ax):
    lt.draw.noise_excess(["mae", "gce:q=0.7", "gce:q=0.3", "ce"], classes=10, ax=ax)
