"""Membership in cones: an answer of yes is right, the dual cone has no negative product with the cone."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.checker import Reject
from losstheory.checker.cones import CONES, in_exponential, in_exponential_dual, in_rotated, in_second_order

numbers = st.fractions(-4, 4, max_denominator=12)
triples = st.lists(numbers, min_size=3, max_size=3)


def real(x: Fraction) -> mpmath.mpf:
    return mpmath.mpf(x.numerator) / x.denominator


def raised(x: Fraction) -> mpmath.mpf:
    return mpmath.exp(real(x))


@settings(derandomize=True, max_examples=60, deadline=None)
@given(triples)
def test_the_exponential_cone_and_its_dual_as_mpmath_sees_them(v: list[Fraction]) -> None:
    x, y, z = v
    with mpmath.workdps(50):
        inside = real(y) * raised(x / y) <= real(z) if y > 0 else y == 0 and x <= 0 <= z
        dual = real(-x) * raised(y / x - 1) <= real(z) if x < 0 else x == 0 and y >= 0 and z >= 0
    assert in_exponential(v) == inside
    assert in_exponential_dual(v) == dual


GRID = [[Fraction(a, 2), Fraction(b, 2), Fraction(c, 2)] for a, b, c in product(range(-3, 4), repeat=3)]


@pytest.mark.parametrize("name", CONES)
def test_the_dual_cone_is_where_no_product_with_the_cone_is_negative(name: str) -> None:
    _, primal, dual = CONES[name]
    inside = [v for v in GRID if primal(v)]
    far = {"second_order": [2, 2, 2], "rotated_second_order": [4, 4, 4], "exponential": [-1, -4, 1]}[name]
    for w in GRID:
        least = min(sum(a * b for a, b in zip(v, w, strict=True)) for v in inside)
        assert least >= 0 or not dual(w), w
    assert sum(map(dual, GRID)) > 20
    assert not dual([-Fraction(x) if name != "exponential" else Fraction(x) for x in far])


def test_ties_are_exact() -> None:
    close = Fraction(1, 10**300)
    assert in_second_order([Fraction(5), Fraction(3), Fraction(4)])
    assert not in_second_order([5 - close, Fraction(3), Fraction(4)])
    assert in_rotated([Fraction(2), Fraction(8), Fraction(4)])
    assert not in_rotated([Fraction(2), 8 - close, Fraction(4)])
    assert not in_rotated([Fraction(-2), Fraction(-8), Fraction(4)])
    assert in_exponential([Fraction(0), Fraction(1, 3), Fraction(1, 3)])
    assert not in_exponential([Fraction(0), Fraction(1, 3), Fraction(1, 3) - close])
    assert in_exponential_dual([Fraction(-3), Fraction(-3), Fraction(3)])


def test_what_no_precision_settles_is_no_proof() -> None:
    """Bounds of e to 330 digits on both sides: neither is taken for e itself."""
    with mpmath.workdps(340):
        digits = int(mpmath.e * 10**330)
    assert not in_exponential([Fraction(1), Fraction(1), Fraction(digits, 10**330)])
    assert not in_exponential([Fraction(1), Fraction(1), Fraction(digits + 1, 10**330)])
    assert in_exponential([Fraction(1), Fraction(1), Fraction(digits // 10**100 + 1, 10**230)])


def test_exponents_of_any_size_end_in_an_answer() -> None:
    one, far = Fraction(1), Fraction(10**300)
    assert not in_exponential([far, one, far])
    assert in_exponential([-far, one, one / far]) and not in_exponential([-far, one, Fraction(0)])
    with pytest.raises(Reject, match="bits"):
        in_exponential([Fraction(1, 2**20000), one, one])
