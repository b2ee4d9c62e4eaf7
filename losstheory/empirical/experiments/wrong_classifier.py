"""The law that refutes the calibration of a loss, and what training with it comes to.

The theorem: on the law of its witness scores that are not right come arbitrarily near to the least surrogate risk, so
that a lower surrogate risk need not lead to the Bayes risk, which is known; with a calibrated loss it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from losstheory.empirical.experiments.target_regret import target_regret
from losstheory.empirical.experiments.trajectory import trajectory
from losstheory.empirical.experiments.witness_law import turned_witness
from losstheory.empirical.measurement import Measurement
from losstheory.losses.multiclass import multiclass


def measure(refuted: str, others: Sequence[str], seeds: Sequence[int], **training: Any) -> dict[str, Measurement]:
    """The excess 0-1 risk after training, on the law that refutes the first loss, of three classes.

    Args:
        refuted: a loss that is not calibrated, such as ``"crammer_singer"``.
        others: losses to train on the same samples.
        seeds: one replica each.
        training: of ``trajectory``.

    Raises:
        MeasurementError: the first loss is not shown to be uncalibrated.
    """
    law = turned_witness(multiclass(refuted, classes=3))
    points, weights = law.points.x, np.array(law.points.weights, dtype=np.float64)
    eta = law.eta(points)
    protocol = {"experiment": "wrong classifier", "witness": refuted, "seeds": list(seeds), **training}
    found = {}
    for name in (refuted, *others):
        last = trajectory(name, law, seeds, **training).scores(points)[-1]
        excess = target_regret(eta, last) @ weights
        found[name] = Measurement.of(excess.tolist(), protocol={**protocol, "loss": name})
    return found
