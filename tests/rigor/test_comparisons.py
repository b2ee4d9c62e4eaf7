"""Differences under an increasing function, sums of such pairs and shifted exponentials are proved and accepted."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import ctx

from losstheory.checker.places import OpenInterval
from losstheory.checker.reading import read
from losstheory.checker.signs import check_sign
from losstheory.checker.work import Reject
from losstheory.claims.budget import Budget
from losstheory.formulas.calculus import normal
from losstheory.formulas.parser import parse
from losstheory.formulas.tree import ONE, ZERO, Tree, number
from losstheory.rigor.comparisons import common_origin, inner_difference, pairs
from losstheory.rigor.enclosure import value
from losstheory.rigor.signs import prove_sign

BELL = "exp(-(t-1)**2)/2 - exp(-(t+1)**2)/2"
MONOTONE = (
    (BELL, "0"), ("exp(-(t-10)**2) - exp(-(t+10)**2)", "0"), ("sqrt(1+(1+t)**2) - sqrt(1+(1-t)**2)", "0"),
    ("log(1+(1+t)**2) - log(1+(1-t)**2)", "0"), ("sigmoid(t) - sigmoid(t-1)", "-oo"),
    ("softplus(t) - softplus(t-1)", "-oo"), ("1/sqrt(1+(1-t)**2) - 1/sqrt(1+(1+t)**2)", "0"),
    ("(1+(1+t)**2)**(3/4) - (1+(1-t)**2)**(3/4)", "0"), ("log(cosh(1+t)) - log(cosh(1-t))", "0"),
    ("atan(t+1) - atan(t-1)", "-oo"), ("erf(2*t+1) - erf(t)", "0"),
)  # fmt: skip
SUMS = (
    (f"{BELL} + sqrt(1+(1+t)**2) - sqrt(1+(1-t)**2)", "0"), (f"{BELL} + t/(1+t**2)", "0"),
    ("(softplus(1+t)-softplus(1-t))/2 + sigmoid(t+2) - sigmoid(2-t)", "0"),
)  # fmt: skip
SHIFTED = (("exp(2-2*t)+exp(-2+2*t)-2", "-oo"), ("1-sigmoid(2-2*t)*sigmoid(t-1)", "-oo"), ("exp(1-t)-1", "-oo"))


def tree(formula: str) -> Tree:
    return normal(parse(formula, {"t"}))


def end(text: str) -> Tree | str:
    return text if "oo" in text else number(text)


def accepted(f: Tree, strict: bool, lower: str, proof: Any) -> bool:
    from losstheory.checker.places import end as checked

    place = OpenInterval("t", checked(lower), checked("oo"))
    try:
        check_sign(place, read(f.to_json(), place), strict, proof)
    except Reject:
        return False
    return True


@pytest.mark.parametrize(("formula", "lower"), MONOTONE)
def test_a_difference_under_an_increasing_function_is_one_comparison(formula: str, lower: str) -> None:
    budget = Budget()
    proof = prove_sign(tree(formula), True, "t", end(lower), "oo", budget)
    assert proof is not None and proof["by"] == "monotone" and budget.spent < 400
    assert accepted(tree(formula), True, lower, proof)


@pytest.mark.parametrize(("formula", "lower"), SUMS)
def test_pairs_of_terms_are_compared_and_the_rest_is_proved(formula: str, lower: str) -> None:
    proof = prove_sign(tree(formula), True, "t", end(lower), "oo")
    assert proof is not None and proof["by"] == "sum"
    assert accepted(tree(formula), True, lower, proof)


@pytest.mark.parametrize(("formula", "lower"), SHIFTED[:2])
def test_exponentials_with_one_common_zero_are_polynomials_after_a_shift(formula: str, lower: str) -> None:
    proof = prove_sign(tree(formula), False, "t", end(lower), "oo")
    assert proof is not None and proof["by"] == "shift"
    assert accepted(tree(formula), False, lower, proof)


@pytest.mark.parametrize(
    ("formula", "lower"),
    [("exp(-(t+1)**2) - exp(-(t-1)**2)", "0"), ("1/sqrt(1+(1+t)**2) - 1/sqrt(1+(1-t)**2)", "0"),
     ("(t-1)**3-(t-2)**3-4", "0"), SHIFTED[2], ("sigmoid(t-1) - sigmoid(t) + 1/9", "0")],
)  # fmt: skip
def test_false_comparisons_are_not_proved(formula: str, lower: str) -> None:
    f = tree(formula)
    points = [Fraction(k, 8) for k in range(1, 80)]
    with ctx.workprec(100):
        assert any(value(f, "t", x) < 0 for x in points)
    assert prove_sign(f, False, "t", end(lower), "oo") is None


def test_inner_difference_has_the_sign_of_the_outer_one() -> None:
    for formula, _ in MONOTONE:
        f = tree(formula)
        inner = inner_difference(f)
        assert inner is not None
        for x in (Fraction(1, 3), Fraction(2), Fraction(7, 2)):
            assert (value(f, "t", x) > 0) == (value(inner, "t", x) > 0)
    assert inner_difference(tree("exp(t)-2*exp(1+t**2)")) is None
    assert inner_difference(tree("cos(t)-cos(2*t)")) is None


def test_pairs_and_origins_are_structural() -> None:
    assert list(pairs(tree("exp(t**2)-exp(t)+t"))) == [(0, 1)]
    assert common_origin(tree("exp(1-t)+exp(3*t-3)"), "t") == ONE
    assert common_origin(tree("exp(1-t)+exp(t)"), "t") is None
    assert common_origin(tree("exp(t)+t"), "t") is None
    assert common_origin(tree("exp(t**2-1)"), "t") is None and ZERO != ONE
