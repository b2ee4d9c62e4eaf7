"""Long tails and steps have the shares that they say, and thinned data have them too."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from losstheory.empirical import GaussianMixture, keep_share, long_tail, step
from losstheory.programs.solution import DataError


@given(st.integers(2, 10), st.floats(1, 1e4))
def test_a_long_tail_falls_by_one_factor_and_ends_at_the_ratio(classes: int, ratio: float) -> None:
    shares = long_tail(classes, ratio)
    assert shares.sum() == pytest.approx(1.0) and shares[0] / shares[-1] == pytest.approx(ratio)
    assert np.allclose(shares[1:] / shares[:-1], shares[1] / shares[0])


@given(st.integers(2, 10), st.fractions(1, 100))
def test_a_step_is_exact(classes: int, ratio: Fraction) -> None:
    shares = step(classes, ratio)
    assert sum(shares) == 1 and shares[0] == ratio * shares[-1] and shares.count(shares[-1]) >= classes // 2


@given(st.lists(st.integers(20, 60), min_size=3, max_size=3), st.integers(1, 8))
def test_thinned_labels_have_the_shares_and_are_as_many_as_can_be(sizes: list[int], ratio: int) -> None:
    y = np.repeat(np.arange(3), sizes)
    kept = keep_share(y, step(3, ratio), np.random.default_rng(0))
    counts = np.bincount(y[kept], minlength=3)
    whole = counts.sum() / 3
    assert len(set(kept.tolist())) == len(kept) and (counts <= sizes).all()
    assert np.abs(counts - np.array([float(p) for p in step(3, ratio)]) * counts.sum()).max() <= 3
    assert (counts + 1 > sizes).any() and whole > 0


def test_a_law_with_other_shares_has_the_eta_of_bayes() -> None:
    law, X = GaussianMixture.of([[-1.0], [1.0]]), np.array([[0.2], [1.0]])
    moved = law.with_priors(step(2, 9))
    odds = law.eta(X)[:, 1] / law.eta(X)[:, 0] / 9
    assert np.allclose(moved.eta(X)[:, 1], odds / (1 + odds))


def test_what_makes_no_shares_is_refused() -> None:
    for make, words in (
        (lambda: long_tail(1, 2), "classes"),
        (lambda: long_tail(3, 0.5), "ratio"),
        (lambda: step(3, "1/2"), "ratio >= 1"),
        (lambda: step(2, 3, 2), "fewer than 2 rare"),
        (lambda: keep_share([0, 0, 1], ["1/2", "1/4"], np.random.default_rng(0)), "sum 1"),
        (lambda: keep_share([0, 0, 0], ["1/2", "1/2"], np.random.default_rng(0)), "would be empty"),
    ):
        with pytest.raises(DataError, match=words):
            make()
