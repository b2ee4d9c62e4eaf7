r"""Small classes that vanish from the unconstrained-features model, against its closed form.

The theorem: with the square loss, one linear layer and no bias, the global minimum loses exactly the classes of at most
:math:`N^2 \lambda_W \lambda_H` samples: their features and weights are 0. Gradient descent starts at random, so that it
can fail to come there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from losstheory.empirical.measurement import Measurement
from losstheory.landscape.collapse import UnconstrainedFeatures, unconstrained_features
from losstheory.numeric.callables import Floats

START = 0.3


def descended_outputs(model: UnconstrainedFeatures, seed: int, steps: int = 4000, rate: float = 2.0) -> Floats:
    """The outputs ``[K, N]`` of gradient descent on the weights and all N features from normal values.

    Args:
        model: of one layer, without a bias.
        seed: of the initial values.
        steps: of gradient descent.
        rate: of each.
    """
    generator, classes, samples = np.random.default_rng(seed), len(model.counts), model.samples
    targets = np.repeat(np.eye(classes), model.counts, axis=1)
    weights = START * generator.standard_normal((classes, model.width))
    features = START * generator.standard_normal((model.width, samples))
    for _ in range(steps):
        errors = (weights @ features - targets) / samples
        weights, features = (
            weights - rate * (errors @ features.T + model.decay[0] * weights),
            features - rate * (weights.T @ errors + model.decay[1] * features),
        )
    return np.asarray(weights @ features)


def measure(
    majority: int, minorities: Sequence[int], decay: float, seeds: Sequence[int], classes: int = 4, steps: int = 4000
) -> dict[str, Measurement]:
    """Of the last class the size of its outputs (``"size N"``), and its distance from the closed form (``"gap N"``).

    The size is the length of the row of the class in the outputs over the root of its number of samples: 1 is a class
    that is fitted, 0 one that is lost.

    Args:
        majority: samples of each of the other classes.
        minorities: numbers of samples of the last class.
        decay: of the weights and of the features.
        seeds: of the initial values.
        classes: K.
        steps: of gradient descent.
    """
    found = {}
    for count in minorities:
        model = unconstrained_features((*[majority] * (classes - 1), count), (decay, decay))
        protocol = {
            "experiment": "minority collapse",
            "counts": list(model.counts),
            "decay": decay,
            "steps": steps,
            "seeds": list(seeds),
        }
        outputs = [descended_outputs(model, seed, steps)[-1] for seed in seeds]
        sizes = [float(np.linalg.norm(row)) / count**0.5 for row in outputs]
        known = float(model.singular_values[-1]) / count**0.5
        found[f"size {count}"] = Measurement.of(sizes, protocol=protocol)
        found[f"gap {count}"] = Measurement.of([abs(size - known) for size in sizes], protocol=protocol)
    return found
