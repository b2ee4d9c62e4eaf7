"""Discrete laws: exact fractions against sums by hand, for each target, with noise and other shares."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from losstheory.empirical import DiscreteLaw, TopK, symmetric_noise
from losstheory.programs.solution import DataError

LAW = DiscreteLaw.of(
    [[0.0], [1.0], [2.0]],
    [["1/2", "3/10", "1/5"], ["1/3", "1/3", "1/3"], [0, "1/4", "3/4"]],
    ["1/2", "1/4", "1/4"],
)


@st.composite
def laws(draw: st.DrawFn, classes: int = 3) -> DiscreteLaw:
    n = draw(st.integers(1, 4))
    positive = st.integers(1, 9)
    rows = [[draw(positive) for _ in range(classes)] for _ in range(n)]
    mass = [draw(positive) for _ in range(n)]
    eta = [[Fraction(x, sum(row)) for x in row] for row in rows]
    return DiscreteLaw.of([[float(i)] for i in range(n)], eta, [Fraction(x, sum(mass)) for x in mass])


def test_risks_are_the_fractions_of_a_sum_by_hand() -> None:
    assert LAW.bayes_risk().value == Fraction(1, 2) * Fraction(1, 2) + Fraction(1, 4) * Fraction(2, 3) + Fraction(1, 16)
    assert LAW.bayes_risk("top-2").value == Fraction(1, 10) + Fraction(1, 12)
    assert {LAW.bayes_risk(target).method for target in ("0-1", "top-2")} == {"exact"}


@given(laws())
def test_the_bayes_risk_is_the_least_of_all_classifiers(law: DiscreteLaw) -> None:
    n, weights = len(law.points.x), law.points.weights
    risks = [
        sum(w * (1 - row[d]) for w, row, d in zip(weights, law.points.eta, choice, strict=True))
        for choice in product(range(3), repeat=n)
    ]
    assert law.bayes_risk().value == min(risks)
    decided = law.bayes_classifier(law.points.x)
    assert sum(w * (1 - row[d]) for w, row, d in zip(weights, law.points.eta, decided, strict=True)) == min(risks)


@given(laws(2))
def test_abstaining_for_a_quarter_is_chows_rule(law: DiscreteLaw) -> None:
    expected = sum(
        (w * min(*row, Fraction(1, 4)) for w, row in zip(law.points.weights, law.points.eta, strict=True)), Fraction(0)
    )
    assert law.bayes_risk([[0, 1, "1/4"], [1, 0, "1/4"]]).value == expected


@given(laws(2))
def test_the_best_ranking_is_that_of_eta(law: DiscreteLaw) -> None:
    """1 - AUC of every order of the inputs, ties none."""
    positive, negative = law.exact_priors[1], law.exact_priors[0]
    joint = [(w * row[1], w * row[0]) for w, row in zip(law.points.weights, law.points.eta, strict=True)]

    def risk(score: list[Fraction]) -> Fraction:
        terms = [
            p * q * (1 if s < t else Fraction(1, 2) if s == t else 0)
            for (p, _), s in zip(joint, score, strict=True)
            for (_, q), t in zip(joint, score, strict=True)
        ]
        return sum(terms, Fraction(0)) / (positive * negative)

    n = len(joint)
    scores = [list(map(Fraction, order)) for order in product(range(n), repeat=n)]
    assert law.bayes_risk("auc").value == min(map(risk, scores)) == risk([row[1] for row in law.points.eta])


@given(laws(), st.fractions(0, Fraction(2, 3)))
def test_uniform_noise_shrinks_the_lead_of_the_best_class(law: DiscreteLaw, rate: Fraction) -> None:
    noisy = law.noisy(symmetric_noise(rate, 3))
    assert isinstance(noisy, DiscreteLaw)
    factor = 1 - rate * Fraction(3, 2)
    assert 1 - noisy.bayes_risk().value == factor * (1 - law.bayes_risk().value) + rate / 2
    assert sum(noisy.exact_priors) == 1


@given(laws())
def test_other_shares_keep_the_inputs_of_each_class(law: DiscreteLaw) -> None:
    wanted = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))
    moved = law.with_priors(wanted)
    assert moved.exact_priors == wanted
    for before, after, y in zip(law.exact_priors, wanted, range(3), strict=True):
        had = [w * row[y] / before for w, row in zip(law.points.weights, law.points.eta, strict=True)]
        assert had == [w * row[y] / after for w, row in zip(moved.points.weights, moved.points.eta, strict=True)]


def test_samples_come_from_the_joint_law() -> None:
    X, y = LAW.sample(20_000, np.random.default_rng(0))
    for i, x in enumerate(LAW.points.x):
        for k in range(3):
            p = float(LAW.points.weights[i] * LAW.points.eta[i][k])
            assert abs((np.all(x == X, axis=1) & (y == k)).mean() - p) < 5 * np.sqrt(p * (1 - p) / 20_000) + 1e-12


def test_a_ranking_needs_both_classes_and_two_of_them() -> None:
    with pytest.raises(DataError, match="two classes"):
        LAW.bayes_risk("auc")
    with pytest.raises(DataError, match="no share"):
        DiscreteLaw.of([[0.0]], [0]).bayes_risk("auc")
    with pytest.raises(DataError, match="no such risk"):
        DiscreteLaw.of([[0.0]], ["1/2"]).bayes_classifier([[0.0]], "auc")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: DiscreteLaw.of([[0.0]], [["1/2", "1/3"]]), "sum 1"),
        (lambda: DiscreteLaw.of([[0.0]], [[1]]), "two classes"),
        (lambda: LAW.eta([[0.5]]), "inputs of the law"),
        (lambda: LAW.bayes_risk([[0, 1], [1, 0]]), "a row for each of 3"),
        (lambda: TopK(0), "k: expected"),
        (lambda: LAW.with_priors(["1/2", "1/2", "1/2"]), "sum 1"),
        (lambda: DiscreteLaw.of([[0.0]], [0]).with_priors(["1/2", "1/2"]), "no inputs"),
    ],
)
def test_what_makes_no_law_is_refused(make: object, words: str) -> None:
    with pytest.raises(DataError, match=words):
        make()  # type: ignore[operator]
