"""The regret is that of naming the classes, ties broken against the scores."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from losstheory.empirical.experiments.target_regret import target_regret


@pytest.mark.parametrize("k", [1, 2, 3])
def test_it_is_the_best_share_less_the_named_one(k):
    rng = np.random.default_rng(0)
    eta, scores = rng.dirichlet(np.ones(4), 50), rng.standard_normal((3, 50, 4))
    found = target_regret(eta, scores, k)
    for stage in range(3):
        for p, s, regret in zip(eta, scores[stage], found[stage], strict=True):
            best = max(sum(p[list(c)]) for c in combinations(range(4), k))
            named = max(combinations(range(4), k), key=lambda c: sum(s[list(c)]))
            assert regret == pytest.approx(best - sum(p[list(named)]), abs=1e-12)


def test_of_equal_scores_the_less_probable_classes_are_named():
    eta = np.array([[0.5, 0.3, 0.2]])
    assert target_regret(eta, np.zeros((1, 3)))[0] == pytest.approx(0.3)
    assert target_regret(eta, np.zeros((1, 3)), 2)[0] == pytest.approx(0.3)
    assert target_regret(eta, np.array([[2.0, 1.0, 1.0]]), 2)[0] == pytest.approx(0.1)
