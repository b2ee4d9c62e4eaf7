"""The loss of a deep network for digits without and with skip connections, in filter-normalised directions."""

import numpy as np
from _digits_networks import trained

import losstheory as lt

COLUMN, ASPECT = "full", 0.8
SOURCES = ("li2018visualizing",)
INPUTS = ("_digits_networks.py",)


def draw(left, right):
    axis = np.linspace(-1, 1, 21)
    for skip, ax in ((False, left), (True, right)):
        problem = trained(skip)
        plane = lt.landscape.measure_landscape(problem, lt.landscape.random_directions(problem), [axis, axis])
        lt.draw.landscape(plane, ax).set_title("skip connections" if skip else "plain")
