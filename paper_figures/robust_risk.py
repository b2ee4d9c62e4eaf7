"""The least adversarial risk of sixty points in four classes, exact at each radius, and what pairs and triples show."""

import numpy as np

import losstheory as lt

COLUMN = "half"
SOURCES = ("garciatrillos2023multimarginal",)
RADII = (0, 1, 2, 3, 4, 5, 6, 8, 10)


def draw(ax):
    random = np.random.default_rng(0)
    points, labels = random.integers(0, 40, size=(60, 2)), random.integers(0, 4, size=60)
    curves = [[lt.robust_risk(points, labels, eps, order=most) for eps in RADII] for most in (None, 2, 3)]
    lt.draw.robust_risk(RADII, *curves, ax=ax).legend(frameon=False, loc="lower right")
