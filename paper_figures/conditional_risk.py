"""The conditional risk of the hinge, and of a convex loss whose least risk lies on the wrong side too."""

import losstheory as lt

COLUMN, ASPECT = "full", 0.767
SOURCES = ("bartlett2006convexity",)
KINKED = lt.loss("max(0, 1 - t, 1 - 2*t)", name="kinked hinge")
ETA = "5/8"


def draw(left, right):
    lt.draw.conditional_risk("hinge", ETA, ax=left)
    lt.draw.conditional_risk(KINKED, ETA, ax=right)
