"""Signs by coefficients, and sums without their common factor, against values at many points."""

from __future__ import annotations

from fractions import Fraction

import pytest

from losstheory.checker.coefficients import sign_by_coefficients
from losstheory.checker.common_factor import without_common_factor
from losstheory.checker.nodes import add, exp, mul, number, power, variable
from losstheory.checker.parameters import opened
from losstheory.checker.places import OpenInterval, constant
from losstheory.checker.ranges import open_range
from losstheory.checker.reading import read
from losstheory.checker.work import metered
from losstheory.formulas.calculus import normal
from losstheory.formulas.parser import parse
from losstheory.formulas.tree import number as constant_tree
from losstheory.losses.loss import substitute

GRID = [Fraction(k, 10) for k in range(1, 10)]


def sign(text: str, lower: str, upper: str, low: str, high: str) -> int | None:
    """The sign of a formula in x on (lower, upper), ends in a, for low < a < high."""
    ends = [end if end in ("oo", "-oo") else parse(end, {"a"}).to_json() for end in (lower, upper)]
    ranges = {"a": open_range("a", *(x if x == "oo" else number(Fraction(x)) for x in (low, high)))}
    with metered(), opened(ranges):
        place = OpenInterval("x", *(x if isinstance(x, str) and "oo" in x else constant(x) for x in ends))
        return sign_by_coefficients(place, read(parse(text, {"a", "x"}).to_json(), place))


@pytest.mark.parametrize(
    ("text", "lower", "upper", "found"),
    [
        ("a - x", "0", "a", 1),
        ("x**2 - a**2", "0", "a", -1),
        ("x**2 - a**2", "a", "oo", 1),
        ("(a - x)/(1 + x)", "0", "a", 1),
        ("x - a", "-oo", "a", -1),
        ("x - a/2", "0", "a", None),
        ("x**2 - 2*a*x + a**2 + 1", "-oo", "oo", None),
        ("(x - a/2)**2 + a**2/100", "0", "a", None),
    ],
)
def test_a_sign_that_is_given_is_that_of_all_values(text, lower, upper, found):
    assert sign(text, lower, upper, "1", "2") == found
    if found is None or "oo" in lower + upper:
        return
    for a in (1 + g for g in GRID):
        for x in (a * g for g in GRID):
            tree = parse(text, {"a", "x"})
            for name, value in (("a", a), ("x", x)):
                tree = substitute(tree, name, constant_tree(value))
            assert (normal(tree).value > 0) is (found == 1)


def test_the_range_of_the_parameter_counts():
    assert sign("x + a", "0", "oo", "0", "oo") == 1
    assert sign("x + a", "0", "oo", "-1", "1") is None


def test_a_sum_is_its_common_factor_times_the_rest():
    x, y = variable("x"), variable("y")
    total = add(mul(power(x, -2), exp(y)), mul(number(-3), power(x, -1), exp(y)))
    assert without_common_factor(total, lambda node: node is x) is add(number(1), mul(number(-3), x))
    assert without_common_factor(total, lambda node: False) is add(power(x, -2), mul(number(-3), power(x, -1)))
    assert without_common_factor(add(x, y), lambda node: True) is None
    assert without_common_factor(add(mul(x, exp(y)), y), lambda node: False) is None
