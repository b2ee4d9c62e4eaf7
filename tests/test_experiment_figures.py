"""The figures of the experiments are drawn by one command; here from few replicas."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from docs.experiments.draw import FIGURES, noise, regret, wrong_classifier


def test_regrets_of_two_losses_below_their_bounds():
    for ax in regret(seeds=2, stages=3).axes:
        *replicas, bound = ax.get_lines()
        assert len(replicas) == 2 and len(replicas[0].get_xdata()) == 4
        assert bound.get_label() == "proved bound"


def test_a_film_strip_has_a_picture_for_each_stage():
    titles = [ax.get_title() for ax in wrong_classifier((0, 2)).axes]
    assert titles == ["nce, 0 epochs", "nce, 2 epochs", "ce, 0 epochs", "ce, 2 epochs"]


def test_noise_curves_with_paired_intervals():
    left, right = noise(seeds=2, epochs=1, rates=("0.4",)).axes
    assert len(left.collections) == 5 and len(right.collections) == 4
    assert {figure.__name__ for figure in FIGURES} == {"regret", "wrong_classifier", "noise"}
