r"""The excess 0-1 risk of networks in training against what their surrogate regret allows.

The theorem: :math:`T(R_{01}(h) - R_{01}^*) \le R(h) - R^*` for every h, with the transform T of ``lt.h_consistency``
over all scores. On a discrete law both regrets are sums; the infima in :math:`R^*` are searched for from above, so that
the surrogate regret is at most what is shown and the test is not too mild.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from losstheory.empirical.distributions import DiscreteLaw
from losstheory.empirical.experiments.target_regret import target_regret
from losstheory.empirical.experiments.trajectory import trajectory
from losstheory.empirical.measurement import Measurement
from losstheory.losses.multiclass import MulticlassLoss, multiclass
from losstheory.numeric.callables import Floats
from losstheory.programs.minimizability.reaches import reaches
from losstheory.programs.minimizability.softmax_transform import softmax_transform
from losstheory.programs.minimizability.transform import RegretTransform
from losstheory.theory.consistency import hypotheses

CORNERS = ((0, 0), (4, 0), (0, 4))
SIDE = 5


def rival_corners(side: int = SIDE) -> DiscreteLaw:
    r"""Inputs on a square grid whose classes are three corners: :math:`\eta_k \propto (1 + \|x - c_k\|^2)^{-1}`.

    >>> print(rival_corners().bayes_risk())
    """
    points = [(i, j) for i in range(side) for j in range(side)]
    weights = [[Fraction(1, 1 + (x - a) ** 2 + (y - b) ** 2) for a, b in CORNERS] for x, y in points]
    eta = [[w / sum(row) for w in row] for row in weights]
    return DiscreteLaw.of([[x / 2 - 1.0, y / 2 - 1.0] for x, y in points], eta)


@dataclass(frozen=True, eq=False)
class RegretPaths:
    """Regrets along training, ``[S, R]`` for S stages and R replicas.

    Attributes:
        name: of the loss.
        surrogate: R(h) - R*, in units of the loss.
        target: the excess 0-1 risk.
        transform: T.
    """

    name: str
    surrogate: Floats
    target: Floats
    transform: RegretTransform

    @cached_property
    def used(self) -> Floats:
        """T(0-1 regret) / surrogate regret, at most 1 if the bound holds, ``[S, R]``."""
        exact, places = np.unique(self.target, return_inverse=True)
        floors = self.floors(exact)[places.reshape(self.target.shape)]
        return np.asarray(np.divide(floors, self.surrogate, out=np.zeros_like(floors), where=floors > 0))

    def floors(self, theta: Floats) -> Floats:
        """T from below at 0-1 regrets."""
        inside = [Fraction(float(x)) for x in theta if x > 0]
        found = np.zeros(len(theta))
        found[np.asarray(theta) > 0] = [float(x) for x in self.transform.floors(inside)]
        return found


def regret_paths(loss: str, law: DiscreteLaw, seeds: Sequence[int], **training: Any) -> RegretPaths:
    """Train on samples of the law and record both regrets on the law itself.

    Args:
        loss: a calibrated softmax loss with a transform, such as ``"ce"``.
        law: with known class probabilities.
        seeds: one replica each.
        training: of ``trajectory``.

    Raises:
        GapError: no transform of the loss is proved.
    """
    read = multiclass(loss, classes=law.classes)
    over = hypotheses("all")
    if not isinstance(read, MulticlassLoss):
        raise TypeError(f"expected a loss of free scores, got {read!r:.60}")
    transform = softmax_transform(read, over, reaches(over, law.points.x), certain=False)
    found = trajectory(read, law, seeds, **training).scores(law.points.x)
    eta, weights = law.eta(law.points.x), np.array(law.points.weights, dtype=np.float64)
    flat = found.reshape(-1, *found.shape[-2:])
    risks = np.array([law.conditional_risk(read, law.points.x, one) @ weights for one in flat])
    surrogate = risks.reshape(found.shape[:2]) - float(law.surrogate_bayes_risk(read))
    return RegretPaths(read.name, surrogate, target_regret(eta, found) @ weights, transform)


def measure(losses: Sequence[str], seeds: Sequence[int], **training: Any) -> dict[str, Measurement]:
    """For each loss the greatest share of its bound that a replica uses along its training.

    Args:
        losses: see ``regret_paths``.
        seeds: one replica each.
        training: of ``trajectory``.
    """
    protocol = {"experiment": "regret bound", "law": "rival corners", "seeds": list(seeds), **training}
    paths = {name: regret_paths(name, rival_corners(), seeds, **training) for name in losses}
    return {
        name: Measurement.of(one.used.max(axis=0).tolist(), protocol={**protocol, "loss": name})
        for name, one in paths.items()
    }
