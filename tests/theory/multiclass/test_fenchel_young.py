"""Conjugates of entropies: verdicts, and the theorem against projections that know no formula of the loss."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from scipy.optimize import minimize

from losstheory.checker import Reject
from losstheory.claims import Attempt, Budget, Status, conclude
from losstheory.losses.multiclass import largest_rival, multiclass, multiclass_catalogue, softmax
from losstheory.rigor import decide
from losstheory.theory.multiclass import Calibrated, Convex, RankPreserving, ShiftInvariant, TopKCalibrated
from losstheory.theory.multiclass.fenchel_young import CONJUGATE
from losstheory.theory.search.entropies import conjugate_evidence

SORTED = (
    "Piecewise(((s1**2 + s2**2 + s3**2 - 3*((s1 + s2 + s3 - 1)/3)**2)/2 + 1/2, 1 + 3*min(s1, s2, s3) > s1 + s2 + s3), "
    "((max(s1, s2, s3) - MID)**2/4 + (max(s1, s2, s3) + MID)/2 + 1/4, 1 > max(s1, s2, s3) - MID), "
    "(max(s1, s2, s3), True))"
).replace("MID", "(s1 + s2 + s3 - max(s1, s2, s3) - min(s1, s2, s3))")


def project(s):
    """The nearest point of the simplex."""
    u = np.sort(s)[::-1]
    levels = (np.cumsum(u) - 1) / np.arange(1, len(s) + 1)
    return np.maximum(s - levels[np.nonzero(u > levels)[0][-1]], 0)


def risk(p, s, margin=0.0):
    """The mean of F(s - m e_y) - s_y for the entropy |p|^2/2."""
    total = -p @ s
    for y, weight in enumerate(p):
        moved = s - margin * np.eye(len(s))[y]
        best = project(moved)
        total += weight * (best @ moved - best @ best / 2)
    return total


@pytest.mark.parametrize(
    "statement",
    [
        RankPreserving(multiclass_catalogue["sparsemax"](3)),
        Convex(multiclass_catalogue["ldr_l2"](3, temperature=2, margin=1)),
        TopKCalibrated(multiclass_catalogue["spherical_fenchel_young"](2), 1),
        RankPreserving(multiclass_catalogue["entmax"](2, alpha=Fraction(3, 2))),
    ],
    ids=lambda statement: f"{statement.name} {statement.loss.name}",
)
def test_conjugates_of_entropies_are_convex_and_keep_the_order(statement):
    verdict = decide(statement)
    assert verdict.status is Status.PROVED and verdict.certificate["rule"] == CONJUGATE.name


def test_roots_in_the_formula_of_three_classes_are_compared():
    loss = multiclass_catalogue["spherical_fenchel_young"](3)
    assert decide(Calibrated(loss)).certificate["rule"] == CONJUGATE.name
    assert decide(ShiftInvariant(loss)).status is Status.PROVED


def test_a_formula_with_branches_is_read_at_the_ties_as_well():
    """Another value where all scores tie makes another loss, and the same evidence none for it."""
    right = multiclass(*(f"{SORTED} - s{k}" for k in (1, 2, 3)))
    tied = SORTED.replace("Piecewise(", "Piecewise((1 + max(s1, s2, s3), s1 + s2 + s3 - 3*max(s1, s2, s3) >= 0), ")
    wrong = multiclass(*(f"{tied} - s{k}" for k in (1, 2, 3)))
    (evidence,) = conjugate_evidence(right, Budget())
    assert conclude(TopKCalibrated(right, 2), Attempt(CONJUGATE, evidence)).status is Status.PROVED
    with pytest.raises(Reject, match="conjugate of the entropy"):
        conclude(TopKCalibrated(wrong, 2), Attempt(CONJUGATE, evidence))


@pytest.mark.parametrize(
    "loss", [softmax("-log(q)", 3), largest_rival("max(0, 1 - t)", 3), multiclass("s1**2", "s2**2")]
)
def test_no_entropy_is_guessed_for_other_losses(loss):
    assert list(conjugate_evidence(loss, Budget())) == []


@pytest.mark.parametrize("seed", range(20))
def test_a_score_in_the_wrong_order_has_at_least_the_regret_of_the_averaged_law(seed):
    """For the entropy |p|^2/2: (p_i - p_j)^2/4."""
    random = np.random.default_rng(seed)
    p = random.dirichlet(np.ones(3))
    for i, j in permutations(range(3), 2):
        if p[i] < p[j]:
            s = random.normal(size=3)
            s[i], s[j] = max(s[i], s[j]), min(s[i], s[j])
            assert risk(p, s) + p @ p / 2 >= (p[j] - p[i]) ** 2 / 4 - 1e-12


@pytest.mark.parametrize("p", [(0.5, 0.3, 0.2), (0.4, 0.35, 0.25), (0.7, 0.3, 0.0)])
def test_with_a_margin_the_best_tie_is_worse_than_the_best_score(p):
    law = np.array(p)

    def least(free):
        starts = ([0.2, 0.1], [1.0, -1.0])
        return min(minimize(lambda x: risk(law, free(x), 1.0), x, method="Nelder-Mead").fun for x in starts)

    everywhere = least(lambda x: np.array([x[0], x[1], 0.0]))
    assert least(lambda x: np.array([x[0], x[0], x[1]])) > everywhere + 1e-3
    assert least(lambda x: np.array([x[0], x[1], x[1]])) > everywhere + 1e-3
