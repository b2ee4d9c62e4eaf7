"""Positions of sliders: exact, increasing, in the range of the parameter."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from losstheory.losses.catalogue import catalogue
from losstheory.losses.families import Family, Parameter, ParameterError
from losstheory.reports.exploration.track import round_step, track

FAMILIES = [entry for name in catalogue if isinstance(entry := catalogue[name], Family)]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_position_is_a_value_of_its_parameter(family: Family) -> None:
    for parameter in family.parameters:
        found = track(parameter)
        assert all(type(x) is Fraction and parameter.read(x) == x for x in found.positions)
        assert all(a < b for a, b in pairwise(found.positions)) and len(found.positions) <= 63
        assert found.start in found.positions


def test_ends_belong_to_the_slider_where_they_belong_to_the_range() -> None:
    half_open = Parameter("b", "an example", lower=0, upper=1, closed=(False, True))
    assert track(half_open).ends == (Fraction(1, 50), 1)
    assert track(half_open, (Fraction(1, 3), Fraction(2, 3))).ends == (Fraction(1, 3), Fraction(2, 3))
    assert [int(x) for x in track(Parameter("n", "a number", 2, 1, 8, (True, True), True)).positions] == [*range(1, 9)]


@pytest.mark.parametrize(
    "setting",
    [(2, 1), (-1, 1), (0, 1, 0), (0, 1, 2, 3), (Fraction(2, 5), Fraction(3, 5), None), (1, 0.5)],
    ids=str,
)
def test_what_is_no_range_is_refused(setting: tuple[Fraction | int | None, ...]) -> None:
    with pytest.raises(ParameterError):
        track(Parameter("b", "an example", lower=0), setting)


@given(st.fractions(Fraction(1, 10**6), 10**6))
def test_a_round_step_is_at_most_two_and_a_half_times_too_long(size: Fraction) -> None:
    step = round_step(size)
    assert size <= step <= Fraction(5, 2) * size
    assert str(step.numerator * step.denominator).strip("0") in ("1", "2", "5")


@given(st.fractions(-5, 5, max_denominator=1000))
def test_the_nearest_position_is_the_nearest(value: Fraction) -> None:
    found = track(Parameter("x", "an example"), (-3, 3))
    assert abs(found.nearest(value) - value) == min(abs(x - value) for x in found.positions)
