"""Guessed limits against known ones."""

from __future__ import annotations

from fractions import Fraction

import pytest

from losstheory.formulas.calculus import normal
from losstheory.formulas.parser import parse
from losstheory.formulas.tree import ONE, ZERO, Tree, number
from losstheory.rigor.limits import guess_limit


def tree(formula: str) -> Tree:
    return normal(parse(formula, {"t"}))


@pytest.mark.parametrize(
    ("formula", "at", "side", "limit"),
    [
        ("t*log(t)", ZERO, 1, "0"), ("sigmoid(t)", "oo", -1, "1"), ("softplus(-t)", "oo", -1, "0"),
        ("atan(t)", "-oo", 1, "-pi/2"), ("t*(pi/2-atan(t))", "oo", -1, "1"), ("(1-exp(-t))/t", ZERO, 1, "1"),
        ("softplus(t)-t", "oo", -1, "0"), ("t**2/(1+3*t**2)", "oo", -1, "1/3"), ("sin(t)/t", ZERO, -1, "1"),
        ("log(1+exp(-t))", ZERO, 1, "log(2)"), ("t**2*exp(-t)", "oo", -1, "0"), ("erf(t)-1", "oo", -1, "0"),
        ("(1-t)*log(1-t)", ONE, -1, "0"), ("sqrt(1+t**2)-t", "oo", -1, "0"),
    ],
)  # fmt: skip
def test_finite_limits(formula: str, at: Tree | str, side: int, limit: str) -> None:
    assert guess_limit(tree(formula), "t", at, side) == tree(limit)


@pytest.mark.parametrize(
    ("formula", "at", "side", "limit"),
    [
        ("log(t)", ZERO, 1, "-oo"), ("log(t)", "oo", -1, "oo"), ("1/t", ZERO, -1, "-oo"), ("1/t", ZERO, 1, "oo"),
        ("exp(t)-t**3", "oo", -1, "oo"), ("t-exp(t)", "oo", -1, "-oo"), ("1/(1-t)-5", ONE, -1, "oo"),
        ("-t**3", "-oo", 1, "oo"), ("t-log(t)", "oo", -1, "oo"), ("1/(t-1/2)", number(Fraction(1, 2)), -1, "-oo"),
        ("sqrt(t)", "oo", -1, "oo"),
    ],
)  # fmt: skip
def test_infinite_limits(formula: str, at: Tree | str, side: int, limit: str) -> None:
    assert guess_limit(tree(formula), "t", at, side) == limit


@pytest.mark.parametrize("formula", ["sin(t)", "t*sin(t)", "cos(t)+1/t"])
def test_oscillation_has_no_limit(formula: str) -> None:
    assert guess_limit(tree(formula), "t", "oo", -1) is None
