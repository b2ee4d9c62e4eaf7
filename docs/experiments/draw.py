"""Draw the figures of the experiments: ``make experiments``. Networks are trained for them, which takes minutes.

python docs/experiments/draw.py [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

import losstheory as lt
from losstheory.empirical.experiments.regret_bound import regret_paths, rival_corners
from losstheory.empirical.experiments.trajectory import trajectory
from losstheory.empirical.experiments.witness_law import turned_witness

SETTINGS: dict[Any, Any] = {"svg.hashsalt": "losstheory", "svg.fonttype": "path", "path.simplify_threshold": 0.2}
SEED = 1  # of the first eight, one of the two that nce leaves farthest off


def regret(seeds: int = 10, stages: int = 60) -> Figure:
    """Excess 0-1 risks of networks in training below the bounds of two calibrated losses."""
    sheet, law = _sheet(), rival_corners()
    for name, ax in zip(("ce", "comp_sum:tau=2"), sheet.subplots(1, 2), strict=True):
        paths = regret_paths(
            name, law, range(seeds), model_name="mlp:16", samples=320, stages=stages, rate=0.05, batch=64
        )
        lt.draw.regrets(paths, ax=ax)
    return sheet


def wrong_classifier(stages: tuple[int, ...] = (0, 1, 4, 40)) -> Figure:
    """Decision regions in the course of training, on the law that refutes the calibration of nce; below with ce."""
    sheet = Figure(figsize=(8.6, 4.6), layout="constrained")
    law = turned_witness(lt.multiclass("nce", classes=3))
    for name, row in zip(("nce", "ce"), sheet.subplots(2, len(stages)), strict=True):
        found = trajectory(name, law, [SEED], stages=stages[-1], rate=0.05)
        for stage, ax in zip(stages, row, strict=True):
            lt.draw.decisions(found, law, stage, ax=ax).set_title(f"{name}, {stage} epochs")
    return sheet


def noise(seeds: int = 10, epochs: int = 60, rates: tuple[str, ...] = ("0.1", "0.2", "0.3", "0.4", "0.5")) -> Figure:
    """Accuracy on digits against the rate of symmetric label noise, and paired differences to cross-entropy."""
    sheet = _sheet()
    left, right = sheet.subplots(1, 2)
    noises = ["none", *(f"symmetric:{rate}" for rate in rates)]
    found = lt.trial(["ce", "mae", "gce:q=0.7", "nce", "nce+rce"], noise=noises, seeds=seeds, epochs=epochs)
    lt.draw.noise_trial(found, ax=left)
    lt.draw.noise_trial(found, ax=right, reference="ce").get_legend().remove()
    return sheet


FIGURES = (regret, wrong_classifier, noise)


def write(folder: Path) -> None:
    """Write each figure to ``NAME.svg`` in a folder that exists."""
    for figure in FIGURES:
        with rc_context(SETTINGS):
            figure().savefig(folder / f"{figure.__name__}.svg", metadata={"Date": None})


def _sheet() -> Figure:
    return Figure(figsize=(8.6, 3.3), layout="constrained")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
