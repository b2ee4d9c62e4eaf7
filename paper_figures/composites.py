"""Links of margin losses and weights of proper losses."""

import losstheory as lt

COLUMN, ASPECT = "full", 0.767
SOURCES = ("buja2005loss", "reid2010composite")


def draw(left, right):
    lt.draw.function(["hinge", "logistic", "exponential", "squared_hinge"], "link", ax=left)
    lt.draw.function(["log", "boosting", "spherical", "brier"], "weight", ax=right)
