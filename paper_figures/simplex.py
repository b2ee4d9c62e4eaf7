"""What the least conditional risk of three classes decides: a loss refuted and one proved calibrated."""

import losstheory as lt

COLUMN, ASPECT = "full", 0.767
SOURCES = ("tewari2007consistency", "ma2020normalized")


def draw(left, right):
    for name, ax in (("crammer_singer", left), ("nce+rce:A=4", right)):
        report = lt.analyze(name, classes=3, properties=["calibrated"])
        lt.draw.simplex(report.loss, ax=ax, verdict=report.verdicts["calibrated"], cells=28)
