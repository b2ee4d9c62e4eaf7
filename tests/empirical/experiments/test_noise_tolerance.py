"""What noise costs is the accuracy on clean labels less that on noisy ones, seed by seed."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from losstheory.empirical.experiments.noise_tolerance import measure
from losstheory.empirical.trial import accuracies

SMALL = {"data": "iris", "model": "linear", "epochs": 3}


def test_it_is_the_paired_difference():
    found = measure(["ce", "mae"], "symmetric:0.4", [0, 1, 2], **SMALL)
    for name in ("ce", "mae"):
        clean, noisy = (
            accuracies([name], noise=noise, seeds=[0, 1, 2], **SMALL)[name].values
            for noise in ("none", "symmetric:0.4")
        )
        assert found[name].values == pytest.approx([a - b for a, b in zip(clean, noisy, strict=True)])
    assert found["ce"].protocol["seeds"] == [0, 1, 2]
    assert found["ce"].minus(found["mae"]).replicates == 3
