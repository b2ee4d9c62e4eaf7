"""The spectral density of the Hessian of two networks for digits, with its confidence band."""

from _digits_networks import trained

import losstheory as lt

COLUMN = "full"
SOURCES = ("ghorbani2019investigation",)
INPUTS = ("_digits_networks.py",)


def draw(left, right):
    for skip, ax in ((False, left), (True, right)):
        density = lt.landscape.estimate_density(lt.landscape.Hessian(trained(skip)), probes=5, steps=30)
        lt.draw.spectrum(density, ax).set_title("skip connections" if skip else "plain")
