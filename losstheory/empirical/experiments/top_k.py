"""The top-k risk that training reaches with a top-k calibrated loss and with one that is calibrated for k = 1 only.

The theorem: the mean absolute error of the softmax tells the most probable class and no more, since its least risk is
reached whatever the order of the other classes is; cross-entropy tells the order of all classes. The law has the
probabilities of the witness against top-k calibration, in every order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from losstheory.empirical.experiments.target_regret import target_regret
from losstheory.empirical.experiments.trajectory import trajectory
from losstheory.empirical.experiments.witness_law import permuted_witness, witness
from losstheory.empirical.measurement import Measurement
from losstheory.losses.multiclass import multiclass
from losstheory.theory.convex_scores import top_k_calibration


def measure(
    refuted: str, others: Sequence[str], seeds: Sequence[int], k: int = 2, **training: Any
) -> dict[str, Measurement]:
    """The excess 0-1 risk (``"NAME, top 1"``) and the excess top-k risk (``"NAME, top K"``) after training.

    Args:
        refuted: a loss of three classes that is not top-k calibrated, such as ``"mae"``.
        others: losses to train on the same samples.
        seeds: one replica each.
        k: the number of classes that are named.
        training: of ``trajectory``.

    Raises:
        MeasurementError: the first loss is not shown to fail for top-k.
    """
    law = permuted_witness(witness(top_k_calibration(multiclass(refuted, classes=3), k)))
    points, weights = law.points.x, np.array(law.points.weights, dtype=np.float64)
    eta = law.eta(points)
    protocol = {"experiment": "top k", "witness": refuted, "seeds": list(seeds), **training}
    found = {}
    for name in (refuted, *others):
        last = trajectory(name, law, seeds, **training).scores(points)[-1]
        for named in (1, k):
            excess = target_regret(eta, last, named) @ weights
            own = {**protocol, "loss": name, "k": named}
            found[f"{name}, top {named}"] = Measurement.of(excess.tolist(), protocol=own)
    return found
