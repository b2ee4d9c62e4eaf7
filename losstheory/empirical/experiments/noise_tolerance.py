r"""What symmetric label noise costs networks with symmetric losses, and with others.

The theorem: where :math:`\sum_y \ell_y` is constant, uniform flips move no minimiser over any set of functions, however
small it is; other losses have no such protection. The ordering is stated before: a symmetric loss that is also
calibrated loses less accuracy to the noise than cross-entropy. What the theorem says of minimisers it does not say of
training: normalised cross-entropy is symmetric too, and need not lose less.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from losstheory.empirical.cell import CLEAN
from losstheory.empirical.measurement import Measurement
from losstheory.empirical.trial import accuracies


def measure(losses: Sequence[str], noise: str, seeds: Sequence[int], **settings: Any) -> dict[str, Measurement]:
    """The accuracy on clean labels that each loss loses when it trains on noisy ones: paired by the seeds.

    Args:
        losses, seeds: see ``trial.accuracies``.
        noise: such as ``"symmetric:0.4"``.
        settings: ``data``, ``model``, and those of the training.
    """
    found = {}
    for name in losses:
        clean, noisy = (accuracies([name], noise=kind, seeds=seeds, **settings)[name] for kind in (CLEAN, noise))
        protocol = {"experiment": "noise tolerance", "loss": name, "noise": noise, "seeds": list(seeds), **settings}
        lost = [a - b for a, b in zip(clean.values, noisy.values, strict=True)]
        found[name] = Measurement.of(lost, protocol=protocol)
    return found
