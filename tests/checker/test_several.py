"""Formulas of several scores: signs, identities with symbols for maxima, and definedness, against sampled values."""

from __future__ import annotations

import random

import pytest

from losstheory.checker import Reject
from losstheory.checker.forms import NEGATIVE, NONNEGATIVE, POSITIVE
from losstheory.checker.nodes import sub
from losstheory.checker.notation import show
from losstheory.checker.places import constant
from losstheory.checker.reading import read
from losstheory.checker.several import ScorePoint, Scores, read_whole, unordered, weights_of
from losstheory.checker.work import metered
from losstheory.formulas.parser import parse
from losstheory.theory.search.scores import evaluate

NAMES = ("s1", "s2", "s3")


def whole(text, place=None):
    return read_whole(parse(text, set(NAMES)).to_json(), place or Scores(NAMES))


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("1 + exp(s1 - s2)", POSITIVE),
        ("1 - 1/(1 + exp(s2 - s1) + exp(s3 - s1))", POSITIVE),
        ("1/(1 + exp(s2)) - 1", NEGATIVE),
        ("log(1 + exp(s1) + exp(s2))", POSITIVE),
        ("log(1/(1 + exp(s2 - s1) + exp(s3 - s1)))", NEGATIVE),
        ("(s1 - s2)**2", NONNEGATIVE),
        ("max(0, s1)", NONNEGATIVE),
        ("abs(s1 - s2)", NONNEGATIVE),
        ("max(1, s1)", POSITIVE),
        ("1 + max(s1, s2) - s1", POSITIVE),
        ("s1", None),
        ("exp(s1) - 1", None),
        ("max(s1, s2)", None),
        ("log(exp(s1) + exp(s2))", None),
    ],
)
def test_a_sign_is_that_of_sampled_values(text, sign):
    place = Scores(NAMES)
    assert place.sign(whole(text, place)) == sign
    values = [value(text, seed) for seed in range(40)]
    if sign is None:
        assert min(values) < 0 < max(values)
    else:
        assert all(x > 0 if sign == POSITIVE else x < 0 if sign == NEGATIVE else x >= 0 for x in values)


def value(text, seed):
    draw = random.Random(seed)
    scores = {name: draw.uniform(-3, 3) for name in NAMES}
    return float(evaluate(parse(text, set(NAMES)), scores))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("1/(1 + exp(s2 - s1) + exp(s3 - s1))", "exp(s1)/(exp(s1) + exp(s2) + exp(s3))"),
        ("-log(1/(1 + exp(s2 - s1)))", "log(exp(s1) + exp(s2)) - s1"),
        ("s3 + max(s1, s2)", "max(s1 + s3, s2 + s3)"),
        ("max(s1, s2)", "max(s2, s1)"),
        ("(1/(1 + exp(s2 - s1)))**(1/2)*(1 + exp(s2 - s1))", "(1 + exp(s2 - s1))**(1/2)"),
        ("Piecewise((s1, s1 > s2), (s2, True)) + s3", "s3 + Piecewise((s1, s1 > s2), (s2, True))"),
    ],
)
def test_identities_are_seen_and_their_neighbours_are_not(left, right):
    place = Scores(NAMES)
    gap = sub(whole(left, place), whole(right, place))
    assert place.vanishes(gap)
    assert not place.vanishes(sub(gap, whole("exp(s1 - s2)/1000", place)))


@pytest.mark.parametrize(
    ("left", "right"),
    [("max(s1, s2)", "max(s1, s3)"), ("abs(s1)", "abs(s2)"), ("abs(s1)", "max(s1, s2)"), ("max(0, s1)", "s1")],
)
def test_different_maxima_are_different_symbols(left, right):
    place = Scores(NAMES)
    assert not place.vanishes(sub(whole(left, place), whole(right, place)))


@pytest.mark.parametrize(
    "text",
    [
        "log(s1)",
        "1/s1",
        "s1**(1/2)",
        "log(max(s1, s2))",
        "max(0, log(s2))",
        "Piecewise((log(s1), s1 > 0), (0, True))",
        "Piecewise((0, 1/s1 > 0), (1, True))",
        "exp(s1)**(-s2)/(exp(s1) - exp(s2))",
        "sign(s1)",
    ],
)
def test_what_may_be_undefined_is_rejected(text):
    with pytest.raises(Reject):
        whole(text)


def test_a_point_reads_branches_exactly():
    data = parse("Piecewise((max(s1, s2), s3 < 0), (s1, True))", set(NAMES)).to_json()
    place = ScorePoint({"s1": constant("1/3"), "s2": constant(["log", "2"]), "s3": constant("-1")})
    assert read(data, place) is constant(["log", "2"])


@pytest.mark.parametrize("data", [["1/2"], ["1/2", "1/3"], ["3/2", "-1/2"], "1", None])
def test_weights_are_those_of_a_convex_combination(data):
    with pytest.raises(Reject):
        weights_of(data, 2)
    assert sum(weights_of(["1/3", "2/3"], 2)) == 1


@pytest.mark.parametrize("written", [show, unordered])
def test_an_expression_of_shared_parts_is_written_out_on_the_meter(written):
    """sinh u is (e^u - e^-u)/2: forty of them, one inside the other, are written with 2^40 scores."""
    data = "s1"
    for _ in range(40):
        data = ["sinh", ["mul", "1/10", data]]
    with metered(20_000):
        node = read_whole(data, Scores(NAMES))
        with pytest.raises(Reject, match="too much work"):
            written(node)


@pytest.mark.parametrize(
    ("formula", "positive"),
    [
        ("3 - (exp(s1)/(exp(s1) + exp(s2)))**(1/3) - 2*(exp(s2)/(exp(s1) + exp(s2)))**(5/2)", True),
        ("2 - (exp(s1)/(exp(s1) + exp(s2)))**(1/3) - 2*(exp(s2)/(exp(s1) + exp(s2)))**(5/2)", False),
        ("1 - (exp(s1)/exp(s2))**(1/3) - (exp(s1) + exp(s2))**(1/2)", False),
        ("1 - (1 + exp(s1))**(1/2)", False),
        ("1 + (1 + exp(s1))**(1/2)*s1", False),
    ],
)
def test_a_number_less_fractional_powers_is_positive_where_their_bases_are_below_one(formula, positive):
    place = Scores(("s1", "s2"))
    assert place.positive(read_whole(parse(formula, {"s1", "s2"}).to_json(), place)) is positive


def test_branches_that_are_equal_after_a_shift_have_one_symbol():
    place = Scores(("s1", "s2"))
    texts = [
        "Piecewise((s1 - s2, s1 - s2 > 1), (0, True))",
        "Piecewise(((s1 + 2) - (s2 + 2), (s1 + 1) - (s2 + 1) > 1), (0, True))",
        "Piecewise((s1 - s2, s1 - s2 >= 1), (0, True))",
    ]
    first, same, other = (read_whole(parse(text, {"s1", "s2"}).to_json(), place) for text in texts)
    assert first is same and first is not other
