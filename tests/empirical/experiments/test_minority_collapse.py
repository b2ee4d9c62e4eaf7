"""Gradient descent on the unconstrained-features model comes to its closed form, lost classes included."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")

from losstheory.empirical.experiments.minority_collapse import descended_outputs, measure
from losstheory.landscape.collapse import unconstrained_features


@pytest.mark.parametrize("counts", [(12, 12, 12, 2), (12, 9, 6)])
def test_descent_comes_to_the_global_minimum(counts):
    model = unconstrained_features(counts, (0.05, 0.05))
    outputs = descended_outputs(model, 0, steps=3000)
    targets = np.repeat(np.eye(len(counts)), counts, axis=1)
    assert np.linalg.svd(outputs, compute_uv=False) == pytest.approx(sorted(model.singular_values)[::-1], abs=1e-6)
    penalty = 0.05 * np.linalg.norm(outputs, "nuc")
    assert np.sum((outputs - targets) ** 2) / (2 * model.samples) + penalty == pytest.approx(model.value, rel=1e-9)


def test_a_class_is_lost_below_the_critical_count_and_kept_above():
    found = measure(20, [2, 12], 0.03, [0, 1, 2], steps=400)
    models = [unconstrained_features((20, 20, 20, n), (0.03, 0.03)) for n in (2, 12)]
    assert models[0].critical_count > 2 and models[1].critical_count < 12
    assert max(found["size 2"].values) < 1e-4 and min(found["size 12"].values) > 0.35
    assert max(found["gap 12"].values) < 1e-4
