"""Intervals hold what they claim to hold, counted over many draws and over every outcome of fair signs."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from scipy import stats

from losstheory.empirical.intervals import MeasurementError, interval

VALUES = [0.95, 0.96, 0.97, 0.95, 0.955, 0.948, 0.971]


@pytest.mark.parametrize("level", [0.5, 0.95, 0.99])
def test_the_student_interval_is_that_of_scipy(level):
    estimate, lower, upper = interval(VALUES, level)
    expected = stats.ttest_1samp(VALUES, 0.0).confidence_interval(level)
    assert estimate == pytest.approx(np.mean(VALUES), rel=1e-14)
    assert (lower, upper) == pytest.approx((expected.low, expected.high), rel=1e-12)


def test_a_student_interval_of_normal_values_holds_the_mean_as_often_as_it_says():
    draws = np.random.default_rng(0).normal(2.0, 3.0, (2000, 4))
    inside = sum(lower <= 2.0 <= upper for _, lower, upper in (interval(list(row), 0.9) for row in draws))
    assert stats.binomtest(inside, len(draws), 0.9).pvalue > 1e-4


@pytest.mark.parametrize(("n", "level"), [(6, 0.95), (8, 0.9), (9, 0.95), (11, 0.99)])
def test_the_sign_interval_holds_the_median_exactly_as_often_as_it_must(n, level):
    """Over all 2^n ways to lie above or below the median 0; with the next statistics it would be too seldom."""
    sizes = [float(k + 1) for k in range(n)]
    _, lower, upper = interval(sizes, level, "sign")
    k = sizes.index(lower)
    inside = inner = 0
    for signs in product((-1, 1), repeat=n):
        values = [sign * size for sign, size in zip(signs, sizes, strict=True)]
        _, lower, upper = interval(values, level, "sign")
        inside += lower <= 0 <= upper
        ordered = sorted(values)
        inner += ordered[k + 1] <= 0 <= ordered[n - k - 2]
    assert inside / 2**n >= level > inner / 2**n


def test_a_sign_interval_says_how_many_replicates_it_needs():
    with pytest.raises(MeasurementError, match="needs 6 replicates, got 5"):
        interval([1, 2, 3, 4, 5], 0.95, "sign")
    assert interval([1, 2, 3, 4, 5, 6], 0.95, "sign") == (3.5, 1, 6)
    with pytest.raises(MeasurementError, match="needs 6"):
        interval([1.0, 1.0, 1.0], 0.95, "sign")


def test_the_bootstrap_is_repeatable_and_near_the_student_interval_of_many_values():
    values = list(np.random.default_rng(1).normal(0.0, 1.0, 400))
    found, again, student = (interval(values, 0.95, method) for method in ("bootstrap", "bootstrap", "student"))
    assert found == again
    assert np.allclose(found, student, atol=0.02) and found != student


def test_equal_values_make_a_point():
    assert interval([0.1, 0.1, 0.1], 0.95) == (0.1, 0.1, 0.1)


@pytest.mark.parametrize(
    ("values", "level", "method", "message"),
    [
        ([1.0], 0.95, "student", "at least two replicates"),
        ([1.0, math.nan], 0.95, "student", "finite"),
        ([1.0, math.inf], 0.95, "sign", "finite"),
        ([1.0, 2.0], 1.0, "student", "between 0 and 1"),
        ([1.0, 2.0], 95, "student", "between 0 and 1"),
        ([1.0, 2.0], 0.95, "normal", "expected a method"),
    ],
)
def test_what_makes_no_interval_is_refused(values, level, method, message):
    with pytest.raises(MeasurementError, match=message):
        interval(values, level, method)
