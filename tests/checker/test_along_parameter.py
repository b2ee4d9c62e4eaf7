"""Signs by monotonicity in an open parameter: shown where they hold, against values on a grid; else not."""

from __future__ import annotations

from math import exp, log

import pytest

from losstheory.checker.along_parameter import sign_along_parameter
from losstheory.checker.parameters import opened
from losstheory.checker.places import OpenInterval, end
from losstheory.checker.ranges import open_range
from losstheory.checker.reading import read
from losstheory.formulas.parser import parse


def shown(text: str, interval: tuple[str, str], lower: str, upper: str) -> bool:
    ranges = {"g": open_range("g", end(lower), end(upper))}
    with opened(ranges):
        place = OpenInterval("p", *map(end, interval))
        return sign_along_parameter(place, read(parse(text, {"p", "g"}).to_json(), place))


@pytest.mark.parametrize(
    ("text", "interval", "lower", "upper", "expected"),
    [
        ("1 - p**g", ("0", "1"), "0", "oo", True),
        ("p**g - p", ("0", "1"), "0", "1", True),
        ("exp(g*p) - 1 - p", ("0", "oo"), "1", "oo", True),
        ("p**g - p", ("0", "1"), "1", "2", False),
        ("p**g - p", ("0", "2"), "0", "1", False),
        ("exp(g*p) - 1 - 2*p", ("0", "oo"), "1", "oo", False),
        ("1 - p**g", ("0", "1"), "-oo", "oo", False),
        ("g*(g - 2*p)", ("0", "g"), "0", "1", False),
    ],
)
def test_signs(text, interval, lower, upper, expected):
    assert shown(text, interval, lower, upper) is expected


@pytest.mark.parametrize("text", ["1 + log(g)*0 + 1/g + p", "log(1 + g) + p", "(g + p)**(1/2)"])
def test_singular_expressions_of_the_parameter_are_left_alone(text):
    assert not shown(text, ("0", "1"), "0", "1")


def test_the_grid_agrees():
    functions = [
        (lambda p, g: 1 - p**g, (0.1, 0.5, 0.9), (0.1, 1, 5)),
        (lambda p, g: exp(g * log(p)) - p, (0.1, 0.5, 0.9), (0.1, 0.5, 0.9)),
        (lambda p, g: exp(g * p) - 1 - p, (0.1, 1, 3), (1.1, 2, 5)),
    ]
    assert all(f(p, g) > 0 for f, scores, values in functions for p in scores for g in values)
