"""Normalised losses for all classes but one, and the order from each number of classes, against search."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from losstheory.claims import Status, check
from losstheory.losses.multiclass import multiclass
from losstheory.rigor import decide
from losstheory.theory.multiclass import Calibrated, RankPreserving, ShiftInvariant, Symmetric, TopKCalibrated

LEAST = "normalised part and the least probable class"


def risks(p, s, beta):
    """Normalised cross-entropy plus beta (1 - q_y), in the mean."""
    logs = np.logaddexp.reduce(s, axis=1, keepdims=True) - s
    return (logs / logs.sum(axis=1, keepdims=True)) @ p + beta * (1 - np.exp(-logs) @ p)


@pytest.mark.parametrize(
    ("text", "classes"), [("nce", 3), ("nfl", 3), ("nce + mae", 3), ("nce", 4), ("nce + rce:A=2", 4)]
)
def test_normalised_losses_find_the_least_probable_class(text, classes):
    statement = TopKCalibrated(multiclass(text, classes=classes), classes - 1)
    verdict = decide(statement)
    assert verdict.certificate["rule"] == LEAST and check(statement, verdict.certificate)


@pytest.mark.parametrize("beta", [0.0, 2.0])
@pytest.mark.parametrize("p", [(0.5, 0.3, 0.2), (0.4, 0.3, 0.3), (0.6, 0.4, 0.0)])
def test_the_infimum_is_that_of_the_proof_and_wrong_scores_stay_away(p, beta):
    law, axis = np.array(p), np.linspace(-40, 40, 161)
    scores = np.stack(np.meshgrid(axis, axis, [0.0], indexing="ij"), axis=-1).reshape(-1, 3)
    values, least = risks(law, scores, beta), law.min() + beta * (1 - law.max())
    best = np.full(3, -300.0)
    best[law.argmax()], best[law.argmin()] = 0.0, -3e5
    assert values.min() >= least - 1e-12 and risks(law, best[None], beta)[0] < least + 0.01
    for chosen in combinations(range(3), 2):
        (left,) = set(range(3)) - set(chosen)
        if any(law[i] < law[left] for i in chosen):
            wrong = np.all(scores[:, list(chosen)] >= scores[:, [left]], axis=1)
            assert values[wrong].min() >= least + (law[left] - law.min()) / 3 - 1e-12


def test_the_order_follows_from_each_number_of_classes():
    loss = multiclass("nce + mae", classes=3)
    assert decide(RankPreserving(loss)).certificate["rule"] == "calibrated for each number of classes"
    assert decide(RankPreserving(multiclass("nce", classes=3))).status is Status.REFUTED
    assert decide(Calibrated(multiclass("nce", classes=3))).status is Status.REFUTED


def test_a_sum_of_fractional_powers_of_probabilities_stays_below_the_number_of_classes():
    """The denominator of the normalised generalised cross-entropy."""
    loss = multiclass("ngce", classes=3)
    assert decide(Symmetric(loss)).status is decide(ShiftInvariant(loss)).status is Status.PROVED
