"""How far the mean loss of a network still moves when samples are added: the exact law, and random orders."""

from _digits_networks import trained

import losstheory as lt

COLUMN = "half"
SOURCES = ("kiselev2024unraveling",)
INPUTS = ("_digits_networks.py",)


def draw(ax):
    losses = lt.landscape.sample_losses(trained(skip=True))
    law = lt.landscape.sample_size_law(losses)
    lt.draw.sample_size(law, lt.landscape.measure_sample_steps(losses, orders=500), ax)
