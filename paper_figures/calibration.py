"""Conditional Bayes risks and psi-transforms of four convex losses, one of them not calibrated."""

import losstheory as lt

COLUMN, ASPECT = "full", 0.767
SOURCES = ("bartlett2006convexity",)
SHOWN = ("hinge", "logistic", "exponential", lt.loss("max(0, 1 - t, 1 - 2*t)", name="kinked hinge"))


def draw(left, right):
    lt.draw.function(SHOWN, "bayes_risk", ax=left).legend().remove()
    lt.draw.function(SHOWN, "psi", ax=right)
