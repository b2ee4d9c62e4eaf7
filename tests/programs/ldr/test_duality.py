"""The certified bounds of one row: exact where R has no logarithm, else an interval that holds the true value."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from math import inf

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.checker import Reject, check_certificate, fingerprint
from losstheory.programs.ldr import KL, LDR, Entropy, Squared, TopHingeAlpha, TopHingeBeta, TopKL, TopMean

rows = st.lists(st.fractions(-5, 5, max_denominator=20), min_size=2, max_size=7)
EXACT = (KL(0), KL(inf), Squared(0.75), Squared(30), TopMean(2), TopMean(1.25), TopHingeAlpha(2), TopHingeBeta(1.5))


@pytest.mark.parametrize("member", EXACT, ids=repr)
@settings(derandomize=True, max_examples=25, deadline=None)
@given(row=rows)
def test_polynomial_members_are_exact(member: LDR, row: list[Fraction]) -> None:
    found = member.solve(row)
    assert found.exact is not None
    assert found.lower == found.upper == found.exact
    assert float(found.exact) == pytest.approx(member.evaluate([float(x) for x in row]).value[0], abs=1e-10)
    assert all(0 <= w <= 1 / Fraction(member.top) for w in found.primal)
    if isinstance(member, Squared):
        penalty = Fraction(member.lam) / 2 * sum(w * w for w in found.primal)
        assert sum(w * x for w, x in zip(found.primal, row, strict=True)) - penalty == found.exact


@settings(derandomize=True, max_examples=30, deadline=None)
@given(row=rows, lam=st.sampled_from([1e-8, 0.01, 1.0, 50.0, 1e12]))
def test_entropic_bounds_hold_the_value(row: list[Fraction], lam: float) -> None:
    with mpmath.workdps(400):
        b = [mpmath.mpf(x.numerator) / x.denominator for x in row]
        top = max(b)
        total = mpmath.fsum(mpmath.exp((x - top) / mpmath.mpf(lam)) for x in b)
        for member, base in ((KL(lam), len(b)), (Entropy(lam), 1)):
            true = top + mpmath.mpf(lam) * mpmath.log(total / base)
            found = member.solve(row)
            low, high = (mpmath.mpf(x.numerator) / x.denominator for x in (found.lower, found.upper))
            assert low <= true + mpmath.mpf(10) ** -390
            assert true <= high + mpmath.mpf(10) ** -390
            assert high - low <= 1e-15 * (1 + lam)
            assert sum(found.primal) == 1


def test_capped_bounds_are_below_the_uncapped_and_close() -> None:
    b = [0, "5/2", "-5/4", "3/4", 3, -4]
    free, capped = TopKL(1, 0.9).solve(b), TopKL(3, 0.9).solve(b)
    assert free.gap < 1e-15
    assert capped.gap < 1e-15
    assert capped.upper < free.lower
    assert max(capped.primal) <= Fraction(1, 3)
    assert sum(capped.primal) == 1


def test_a_narrow_cap_leaves_the_uniform_law() -> None:
    assert TopKL(3, 0.5).solve([1, 2, 6]).exact == 3
    assert TopKL(3, 0.5).evaluate([1.0, 2.0, 6.0]).value.tolist() == [3.0]


@pytest.mark.parametrize(
    "member", [*EXACT[2:], KL(0.7), KL(inf), Entropy(0.5), TopKL(2, 0.5), TopKL(2.5, 0.05)], ids=repr
)
def test_the_cvxpy_model_has_the_same_value(member: LDR) -> None:
    cvxpy = pytest.importorskip("cvxpy")
    b = np.array([0.5, -1.25, 2.0, 1.75, -0.5])
    found = member.solve(b)
    problem = found.problem
    assert problem.is_dcp(dpp=True)
    assert problem.solve(solver=cvxpy.CLARABEL) == pytest.approx(float(found.value), abs=1e-6)
    problem.parameters()[0].value = b[::-1] * 2
    assert problem.solve(solver=cvxpy.CLARABEL) == pytest.approx(member.evaluate(b * 2).value[0], abs=1e-6)


CERTIFIED = (
    *EXACT,
    KL(0.7),
    KL(1e-8),
    KL(1e12),
    Entropy(1),
    Entropy(0),
    TopKL(2, 0.5),
    TopKL(1.5, 1e-3),
    TopKL(1.5, inf),
)


@pytest.mark.parametrize("member", CERTIFIED, ids=repr)
@pytest.mark.parametrize("b", [["1/2", "-5/4", 2, "7/4"], [0.1, 0.3], [2, 2, 2]], ids=["four", "floats", "ties"])
def test_the_value_has_a_certificate_that_replays(member: LDR, b: list[object]) -> None:
    found = member.solve(b)
    said = check_certificate(found.certificate).statement
    assert said["program"] == member.program(b).to_json()
    if found.exact is not None:
        assert said["value"] == str(found.exact)
        return
    lower, upper = Fraction(said["lower"]), Fraction(said["upper"])
    assert lower <= found.upper and found.lower <= upper
    assert upper - lower <= 1e-15 * (1 + member.lam)


def test_a_strength_that_is_lower_by_one_part_in_a_million_is_refused() -> None:
    certificate = KL(0.5).solve([0, 1, 3]).certificate
    other = deepcopy(certificate)
    other["statement"]["program"]["costs"][3:] = ["-499999/1000000"] * 3
    with pytest.raises(Reject, match="not feasible for the dual"):
        check_certificate({**other, "sha256": fingerprint(other)})
