"""For which parameters of the Poly-1 loss it is convex, and for which calibrated, with certificates."""

import losstheory as lt

COLUMN = "half"
SOURCES = ("leng2022polyloss",)


def draw(ax):
    asked = ("convex", "calibrated")
    lt.draw.phase_diagram([lt.phase_diagram("poly1_margin", name) for name in asked], ax=ax).set_xlabel(
        r"$\varepsilon$"
    )
