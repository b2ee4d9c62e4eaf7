"""Transforms over all scores and over scores in [-1/2, 1/2]: what a bounded hypothesis set costs."""

import losstheory as lt

COLUMN = "full"
SOURCES = ("awasthi2022hconsistency",)
SHOWN = ("hinge", "logistic", "exponential", "squared_hinge")


def draw(left, right):
    lt.draw.transforms(SHOWN, "all", ax=left).set_title("all scores")
    lt.draw.transforms(SHOWN, "bounded:1/2", ax=right).set_title(r"$|h| \leq 1/2$")
    right.set_ylim(left.get_ylim())
    right.get_legend().remove()
