"""Four margin losses and their slopes."""

import losstheory as lt

COLUMN, ASPECT = "full", 0.767
SOURCES = ("bartlett2006convexity", "cortes1995support", "collobert2006trading")
CLAIMS = ("bartlett2006convexity: hinge is calibrated", "bartlett2006convexity: logistic loss is calibrated")
SHOWN = ("hinge", "logistic", "smooth_hinge", "ramp")


def draw(left, right):
    lt.draw.losses(SHOWN, ax=left)
    lt.draw.losses(SHOWN, ax=right, order=1).legend().remove()
