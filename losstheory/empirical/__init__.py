"""Data with known answers, and measurements on them; what needs torch is loaded when it is first used.

>>> from losstheory.empirical import GaussianMixture
>>> print(GaussianMixture.of(means=[[-1.0], [1.0]]).bayes_risk())
0.158655254 (quadrature, error below 1e-09)
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

PLACES = {
    "Auc": "losstheory.empirical.distributions",
    "Cost": "losstheory.empirical.distributions",
    "Dataset": "losstheory.empirical.datasets",
    "DiscreteLaw": "losstheory.empirical.distributions",
    "Distribution": "losstheory.empirical.distributions",
    "GaussianMixture": "losstheory.empirical.distributions",
    "InstanceNoise": "losstheory.empirical.noisy_labels",
    "LabelNoise": "losstheory.empirical.noisy_labels",
    "Measured": "losstheory.empirical.measured",
    "Measurement": "losstheory.empirical.measurement",
    "Moons": "losstheory.empirical.distributions",
    "NoisyLaw": "losstheory.empirical.distributions",
    "RightCensored": "losstheory.empirical.censored_times",
    "Rings": "losstheory.empirical.distributions",
    "Risk": "losstheory.empirical.distributions",
    "StableClasses": "losstheory.empirical.distributions",
    "TopK": "losstheory.empirical.distributions",
    "Weibull": "losstheory.empirical.censored_times",
    "class_noise": "losstheory.empirical.noisy_labels",
    "dataset": "losstheory.empirical.datasets",
    "keep_share": "losstheory.empirical.class_imbalance",
    "label_noise": "losstheory.empirical.noisy_labels",
    "long_tail": "losstheory.empirical.class_imbalance",
    "pairwise_noise": "losstheory.empirical.noisy_labels",
    "read_dataset": "losstheory.empirical.data_files",
    "step": "losstheory.empirical.class_imbalance",
    "symmetric_noise": "losstheory.empirical.noisy_labels",
}


def __getattr__(name: str) -> Any:
    """The public name, loaded now.

    Raises:
        AttributeError: there is none; the message suggests the nearest.
    """
    if name not in PLACES:
        from difflib import get_close_matches

        close = [] if name.startswith("_") else get_close_matches(name, PLACES, 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}{hint}")
    return getattr(import_module(PLACES[name]), name)


def __dir__() -> list[str]:
    return sorted(PLACES)
