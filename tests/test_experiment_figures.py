"""The figures of the experiments are drawn by one command; here from few replicas."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")
pytest.importorskip("sklearn")

from docs.experiments.draw import FIGURES, REFUTED, adversarial, classifiers, noise, regret, top_two, wrong_classifier


def test_regrets_of_two_losses_below_their_bounds():
    for ax in regret(seeds=2, stages=3).axes:
        *replicas, bound = ax.get_lines()
        assert len(replicas) == 2 and len(replicas[0].get_xdata()) == 4
        assert bound.get_label() == "proved bound"


def test_a_film_strip_has_a_picture_for_each_stage():
    strip = wrong_classifier((0, 2)).axes
    assert [ax.get_title() for ax in strip] == ["epoch 0", "epoch 2"] * 2
    assert [ax.get_ylabel() for ax in strip] == [REFUTED, "", "ce", ""]


def test_noise_curves_with_paired_intervals():
    left, right = noise(seeds=2, epochs=1, rates=("0.4",)).axes
    assert len(left.collections) == 5 and len(right.collections) == 4
    assert {figure.__name__ for figure in FIGURES} == {
        "regret", "wrong_classifier", "noise", "classifiers", "top_two", "adversarial",
    }  # fmt: skip


def test_two_classifiers_on_the_same_sizes():
    left, right = classifiers(seeds=2, features=(4, 8), samples=(60, 90)).axes
    for ax, sizes in ((left, [4, 8]), (right, [60, 90])):
        assert [curve.get_xdata().tolist() for curve in ax.get_lines()] == [sizes, sizes]
        assert [curve.get_label() for curve in ax.get_lines()] == ["naive Bayes", "logistic regression"]


def test_the_top_two_risk_has_a_curve_for_each_loss():
    for ax in top_two(seeds=2, stages=3).axes:
        assert [(curve.get_label(), len(curve.get_xdata())) for curve in ax.get_lines()] == [("mae", 4), ("ce", 4)]
        assert min(curve.get_ydata().min() for curve in ax.get_lines()) >= 0


def test_robust_errors_with_the_share_of_the_bound():
    left, right = adversarial(seeds=2, steps=3, radii=(0.1, 0.2)).axes
    assert [curve.get_label() for curve in left.get_lines()] == ["plain cross-entropy", "adversarial cross-entropy"]
    *seeds, bound = right.get_lines()
    assert set(bound.get_ydata()) == {1.0} and len(seeds) == 2
    assert all(0 < share <= 1 for used in seeds for share in used.get_ydata())
