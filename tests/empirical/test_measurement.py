"""Measurements keep what is needed to repeat them, and only what is paired is subtracted."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy import stats

from losstheory.empirical.intervals import MeasurementError
from losstheory.empirical.measurement import Measurement

A, B = [0.95, 0.96, 0.97, 0.95, 0.955], [0.93, 0.95, 0.95, 0.94, 0.93]


def seeded(values, first=0, **more):
    return Measurement.of(values, protocol={"seeds": list(range(first, first + len(values))), "data": "digits"}, **more)


@pytest.mark.parametrize(
    ("values", "unit", "text"),
    [
        (A, "", "0.957 ± 0.010 (95 %, 5 seeds)"),
        ([120.0, 130.0, 150.0], "ms", "133 ± 38 ms (95 %, 3 seeds)"),
        ([1e-9, 2e-9, 4e-9], "", "0.0000000023 ± 0.0000000038 (95 %, 3 seeds)"),
        ([0.5, 0.5], "", "0.500 ± 0.000 (95 %, 2 seeds)"),
        ([-3.0, -1.0], "", "-2 ± 13 (95 %, 2 seeds)"),
    ],
)
def test_two_digits_of_the_half_width_are_shown(values, unit, text):
    assert str(Measurement.of(values, unit=unit)) == text


def test_an_interval_that_is_not_symmetric_shows_its_ends():
    values = [0.1, 0.2, 0.3, 0.5, 0.9, 0.4, 0.2]
    assert str(Measurement.of(values, method="sign")) == "0.30 in [0.10, 0.90] (95 %, 7 seeds)"


def test_a_paired_difference_is_the_paired_t_interval():
    found = seeded(A).minus(seeded(B))
    expected = stats.ttest_rel(A, B).confidence_interval(0.95)
    assert (found.lower, found.upper) == pytest.approx((expected.low, expected.high), rel=1e-12)
    assert found.values == pytest.approx(np.subtract(A, B)) and found.protocol["seeds"] == [0, 1, 2, 3, 4]
    assert found.protocol["minuend"]["data"] == "digits"
    reverse = seeded(B).minus(seeded(A))
    assert (reverse.lower, reverse.upper) == pytest.approx((-found.upper, -found.lower), rel=1e-12)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (seeded(B, 1), "same seeds"),
        (seeded(B[:4]), "one replicates"),
        (seeded(B, unit="ms"), "one unit"),
        (seeded(B, level=0.9), "one level"),
        (Measurement(0.9, 0.8, 1.0, 0.95, 5), "same seeds"),
    ],
)
def test_what_is_not_paired_has_no_paired_difference(other, message):
    with pytest.raises(MeasurementError, match=message):
        seeded(A).minus(other)


def test_more_seeds_join_a_measurement_of_the_same_protocol_alone():
    found = seeded(A).and_more(seeded(B, 5))
    assert found == seeded([*A, *B]) and found.replicates == 10
    for other in (
        seeded(B, 4),
        seeded(B, 5, level=0.9),
        Measurement.of(B),
        Measurement.of(B, protocol={"seeds": [7] * 5}),
    ):
        with pytest.raises(MeasurementError):
            seeded(A).and_more(other)


def test_a_bound_is_below_above_or_in_the_interval():
    found = Measurement(0.5, 0.4, 0.7, 0.95, 3)
    assert [found.side(x) for x in (0.3, 0.4, 0.5, 0.7, 0.8)] == [1, 0, 0, 0, -1]


def test_a_higher_level_is_a_wider_interval_of_the_same_replicates():
    found, wider = seeded(A), seeded(A).at(0.99)
    assert wider.lower < found.lower < found.upper < wider.upper and wider.estimate == found.estimate
    stated = Measurement(0.5, 0.4, 0.6, 0.95, 1)
    assert stated.at(0.9) is stated
    with pytest.raises(MeasurementError, match=r"level 0.95, which is below 0.99"):
        stated.at(0.99)


@pytest.mark.parametrize("method", ["student", "bootstrap"])
def test_json_gives_the_measurement_again(method):
    found = seeded(A, method=method, unit="1")
    assert Measurement.from_json(json.loads(json.dumps(found.to_json(), allow_nan=False))) == found


def test_measurements_that_contradict_themselves_are_refused():
    with pytest.raises(MeasurementError, match="lower <= estimate"):
        Measurement(0.5, 0.6, 0.7, 0.95, 3)
    with pytest.raises(MeasurementError, match="between 0 and 1"):
        Measurement(0.5, 0.4, 0.7, 95, 3)
    with pytest.raises(MeasurementError, match="each of 2 seeds, got 5"):
        Measurement.of(A, protocol={"seeds": [0, 1]})


def test_equal_replicates_are_degenerate_but_for_the_sign_interval():
    assert Measurement.of([1.0] * 6).degenerate and not Measurement.of([1.0] * 6, method="sign").degenerate
    assert not Measurement(1.0, 1.0, 1.0, 0.95, 1).degenerate
