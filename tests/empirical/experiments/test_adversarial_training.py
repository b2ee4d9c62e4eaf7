"""The smooth adversarial loss lies above the adversarial error, and both are those of their definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from losstheory.empirical.cell import criterion_of
from losstheory.empirical.experiments.adversarial_training import (
    fragile_feature,
    measure,
    robust_error,
    robust_risk,
    smooth_adversarial_loss,
)

GAMMA = 0.3


def linear(seed, classes=3, size=40, features=4):
    rng = np.random.default_rng(seed)
    shapes = ((classes, features), (classes,), (size, features))
    weights, bias, x = (torch.from_numpy(rng.standard_normal(shape)) for shape in shapes)
    return weights, bias, x, (x @ weights.T + bias).argmax(dim=1)


@pytest.mark.parametrize("loss", ["ce", "comp_sum:tau=1/2", "comp_sum:tau=2"])
@pytest.mark.parametrize("seed", range(4))
def test_the_loss_bounds_the_robust_error(loss, seed):
    given = linear(seed)
    tied = float(criterion_of(loss, 2, 1)(torch.zeros(1, 1, 2), torch.zeros(1, 1, dtype=torch.int64)))
    bound = float(smooth_adversarial_loss(criterion_of(loss, 3, 1), *given, GAMMA)) / tied
    assert 0 < robust_error(*given, GAMMA) <= bound


def test_the_moves_of_the_loss_are_the_greatest_in_a_ball():
    weights, bias, x, y = linear(0, size=1)
    plain = criterion_of("ce", 3, 1)
    extra = smooth_adversarial_loss(plain, weights, bias, x, y, GAMMA) - smooth_adversarial_loss(
        plain, weights, bias, x, y, 0.0
    )
    directions = np.random.default_rng(1).standard_normal((20_000, 4))
    moves = GAMMA * directions / np.linalg.norm(directions, axis=1, keepdims=True)
    turned = moves @ (weights[y] - weights).numpy().T
    tried = np.linalg.norm(turned, axis=1).max()
    assert tried <= float(extra) / math.sqrt(2) + 1e-12
    assert tried == pytest.approx(float(extra) / math.sqrt(2), rel=2e-2)


def test_an_example_is_robust_where_no_rival_is_reached():
    weights, bias, x, y = linear(2, size=30)
    steps = []
    for i in range(len(x)):
        gaps = [(weights[y[i]] - weights[k]) for k in range(3) if k != y[i]]
        distances = [
            float((gap @ x[i] + bias[y[i]] - bias[k]) / gap.norm())
            for gap, k in zip(gaps, (k for k in range(3) if k != y[i]), strict=True)
        ]
        steps.append(min(distances))
    assert float(robust_error(weights, bias, x, y, GAMMA)) == np.mean(np.array(steps) <= GAMMA)


def test_the_robust_risk_is_that_of_the_law():
    law = fragile_feature()
    x, y = law.sample(40_000, np.random.default_rng(0))
    weights, bias = np.array([[0.0, 0.0], [1.0, 3.0]]), np.array([0.0, 0.2])
    drawn = float(robust_error(*map(torch.from_numpy, (weights, bias, x, y)), GAMMA))
    exact = robust_risk(law, weights, bias, GAMMA)
    assert drawn == pytest.approx(exact, abs=5 * math.sqrt(exact / len(y)))


def test_training_gives_one_number_for_each_seed():
    found = measure(GAMMA, [0, 1], samples=40, steps=5)
    assert {len(one.values) for one in found.values()} == {2}
    assert all(0 <= x <= 1 for one in found.values() for x in one.values)


def test_replicas_that_are_trained_together_are_those_trained_in_other_company():
    together, others = (measure(GAMMA, seeds, samples=40, steps=20) for seeds in ([0, 1, 2], [2, 5]))
    for name, one in together.items():
        assert one.values[2] == pytest.approx(others[name].values[0], rel=1e-9)
