"""The robust risk as a conic program: its optimum is the fitted one, its certificate replays, a spoiled one not."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from math import inf

import numpy as np
import pytest

from losstheory.checker import Reject, check_certificate, fingerprint
from losstheory.programs import SolveError
from losstheory.programs.estimators import WassersteinLogisticRegression, WassersteinSVC

DRAWN = np.random.default_rng(3)
X = DRAWN.normal(size=(14, 2))
Y = np.where(X[:, 0] + DRAWN.normal(size=14) > 0, 1, -1)


@pytest.mark.parametrize("norm", [1, 2, inf])
@pytest.mark.parametrize(("kappa", "intercept"), [(inf, True), (1.0, True), (0.5, False)])
def test_the_bounds_of_the_fit_are_replayed_by_the_checker(norm: float, kappa: float, intercept: bool) -> None:
    found = WassersteinLogisticRegression(eps=0.1, kappa=kappa, norm=norm, fit_intercept=intercept).fit(X, Y)
    bounds = found.certificate_
    said = check_certificate(bounds.certificate).statement
    lower, upper = Fraction(said["lower"]), Fraction(said["upper"])
    assert lower <= bounds.upper and bounds.lower <= upper
    assert upper - lower <= 3 * bounds.gap
    assert float(lower) - 1e-12 <= found.objective_ <= float(upper) + 1e-12


@pytest.mark.parametrize("norm", [1, 2, inf])
def test_the_program_as_cvxpy_reads_it_has_the_same_optimum(norm: float) -> None:
    pytest.importorskip("cvxpy")
    from benchmarks.brute_force_programs import optimum_contradicts

    bounds = WassersteinLogisticRegression(eps=0.1, kappa=1.0, norm=norm).fit(X, Y).certificate_
    said = bounds.certificate["statement"]
    assert not optimum_contradicts(said, proved=True)
    moved = {**said, "lower": str(Fraction(said["lower"]) + 1), "upper": str(Fraction(said["upper"]) + 1)}
    assert optimum_contradicts(moved, proved=True)


def test_a_certificate_for_a_smaller_budget_is_rejected() -> None:
    certificate = WassersteinLogisticRegression(eps=0.125).fit(X, Y).certificate_.certificate
    other = deepcopy(certificate)
    costs = other["statement"]["program"]["costs"]
    assert costs[3] == "1/8"
    costs[3] = "1/16"
    with pytest.raises(Reject, match="not feasible for the dual"):
        check_certificate({**other, "sha256": fingerprint(other)})


def test_what_has_no_program_says_so() -> None:
    for model in (WassersteinSVC(eps=0.5), WassersteinLogisticRegression(eps=0)):
        with pytest.raises(SolveError, match="no certificate"):
            assert model.fit(X, Y).certificate_.certificate
