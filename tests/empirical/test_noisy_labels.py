"""Label noise: exact transitions, frequencies within binomial bounds, and the noisy law as a law."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from losstheory.cli.arguments import uniform_noise
from losstheory.empirical import (
    DiscreteLaw,
    GaussianMixture,
    InstanceNoise,
    LabelNoise,
    class_noise,
    label_noise,
    pairwise_noise,
    symmetric_noise,
)
from losstheory.programs.solution import DataError

TWO = GaussianMixture.of([[-1.0], [1.0]])


def fading(X: np.ndarray) -> np.ndarray:
    rate = 0.4 * np.exp(-(X[:, 0] ** 2))
    return np.stack([np.stack([1 - rate, rate], 1), np.stack([rate, 1 - rate], 1)], 1)


@pytest.mark.parametrize(
    "noise",
    [
        symmetric_noise("0.4", 4),
        pairwise_noise("1/3", 4),
        class_noise([["9/10", "1/10", 0, 0], [0, 1, 0, 0], ["1/4"] * 4, [0, 0, 1, 0]]),
    ],
    ids=["symmetric", "pairwise", "of each class"],
)
def test_frequencies_lie_within_exact_binomial_bounds(noise: LabelNoise) -> None:
    y = np.repeat(np.arange(4), 4000)
    X = np.zeros((len(y), 1))
    read = noise.apply(y, X, np.random.default_rng(0))
    for i in range(4):
        for j in range(4):
            low, high = binom.interval(1 - 1e-6, 4000, noise.transition(X)[0, i, j])
            assert low <= (read[y == i] == j).sum() <= high


@given(st.fractions(0, 1), st.integers(2, 8))
def test_the_rate_is_the_share_of_changed_labels(rate: Fraction, classes: int) -> None:
    for noise in (symmetric_noise(rate, classes), pairwise_noise(rate, classes)):
        assert all(sum(row) == 1 and row[i] == 1 - rate for i, row in enumerate(noise.matrix))


@pytest.mark.parametrize("text", ["symmetric:0.4", "symmetric:2/5", "symmetric:.25", "symmetric:1"])
def test_texts_mean_what_they_mean_to_compare(text: str) -> None:
    assert label_noise(text, 3).matrix == symmetric_noise(uniform_noise(text), 3).matrix


def test_two_noises_in_turn_are_one() -> None:
    law = DiscreteLaw.of([[0.0], [1.0]], ["1/4", "9/10"])
    flip = symmetric_noise("1/10", 2)
    both = class_noise([["41/50", "9/50"], ["9/50", "41/50"]])
    assert law.noisy(flip).noisy(flip).points.eta == law.noisy(both).points.eta  # type: ignore[attr-defined]
    twice, once = TWO.noisy(flip).noisy(flip), TWO.noisy(both)
    assert twice.bayes_risk().value == pytest.approx(once.bayes_risk().value, abs=1e-10)


def test_the_noisy_bayes_risk_is_affine_in_the_clean_one() -> None:
    clean, noisy = TWO.bayes_risk(), TWO.noisy("symmetric:0.3").bayes_risk()
    assert noisy.value == pytest.approx(0.3 + 0.4 * clean.value, abs=1e-10)


def test_noise_that_depends_on_the_input_keeps_the_bayes_classifier_below_one_half() -> None:
    noise, X = InstanceNoise(fading, 2), np.linspace(-3, 3, 41)[:, None]
    noisy = TWO.noisy(noise)
    assert np.array_equal(noisy.bayes_classifier(X), TWO.bayes_classifier(X))
    rate = fading(X)[:, 0, 1]
    assert np.allclose(noisy.eta(X)[:, 1], TWO.eta(X)[:, 1] * (1 - rate) + TWO.eta(X)[:, 0] * rate)
    drawn, y = noisy.sample(20_000, np.random.default_rng(1))
    assert abs((y == noisy.bayes_classifier(drawn)).mean() - (1 - noisy.bayes_risk().value)) < 0.02


def test_one_uniform_number_is_drawn_for_each_label() -> None:
    first, second = np.random.default_rng(3), np.random.default_rng(3)
    symmetric_noise("1/2", 3).apply(np.zeros(10, dtype=int), np.zeros((10, 1)), first)
    second.random(10)
    assert first.random() == second.random()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: label_noise("symetric:0.4", 3), "did you mean symmetric"),
        (lambda: label_noise("symmetric", 3), "NAME:RATE"),
        (lambda: label_noise("symmetric:1.5", 3), "probability"),
        (lambda: symmetric_noise(0.4, 3), "exact number"),  # type: ignore[arg-type]
        (lambda: symmetric_noise("0.4", 1), "classes"),
        (lambda: class_noise([["1/2", "1/3"], [0, 1]]), "sum 1"),
        (lambda: class_noise([[1]]), "at least 2"),
        (lambda: TWO.noisy(symmetric_noise("0.4", 3)), "3 classes"),
        (lambda: TWO.noisy(0.4), "expected one, or a text"),  # type: ignore[arg-type]
        (lambda: InstanceNoise(lambda X: X, 2).transition([[0.0]]), "shape"),
        (lambda: InstanceNoise(lambda X: np.ones((len(X), 2, 2)), 2).transition([[0.0]]), "sum 1"),
        (lambda: symmetric_noise("0.4", 2).apply([0, 2], np.zeros((2, 1)), np.random.default_rng(0)), "from 0 to 1"),
        (lambda: symmetric_noise("0.4", 2).apply([0.0, 1.0], np.zeros((2, 1)), np.random.default_rng(0)), "indices"),
        (lambda: TWO.noisy(InstanceNoise(fading, 2)).priors, "no closed form"),
    ],
)
def test_what_makes_no_noise_is_refused(make: object, words: str) -> None:
    with pytest.raises(DataError, match=words):
        make()  # type: ignore[operator]
