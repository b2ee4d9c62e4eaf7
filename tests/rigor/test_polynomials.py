"""Exact signs of rational functions of x and of e^(g x), against values on dense grids."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq_poly
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.formulas.calculus import normal
from losstheory.formulas.intervals import rational
from losstheory.formulas.parser import parse
from losstheory.formulas.tree import ONE, ZERO, Tree, number
from losstheory.rigor.enclosure import value
from losstheory.rigor.polynomials import real_roots, recognise, sign_on
from losstheory.rigor.simplest import simplest_between

SQRT2 = Tree("root", ((Fraction(-2), Fraction(0), Fraction(1)), Fraction(1), Fraction(2)))


def tree(formula: str) -> Tree:
    return normal(parse(formula, {"t"}))


@pytest.mark.parametrize(
    ("formula", "growth"),
    [
        ("(t**2-2)/(1+t)", None), ("sigmoid(-t)**2-1/4", 1), ("exp(t/2)-exp(-t/3)", Fraction(1, 6)),
        ("tanh(t)+1/3", 2), ("1/(1+exp(2*t))**3", 2), ("(t-1)**2/(1+(t-1)**2)", None),
    ],
)  # fmt: skip
def test_recognised_function_has_the_same_values(formula: str, growth: Fraction | None) -> None:
    f = tree(formula)
    function = recognise(f, "t")
    assert function is not None and function.rate == growth
    for x in (Fraction(1, 3), Fraction(-2, 7), Fraction(5)):
        z = Fraction(x) if growth is None else Fraction(float(value(tree(f"exp({growth}*t)"), "t", x).mid()))
        found = function.numerator(rational(z)) / function.denominator(rational(z))
        assert abs(float(found.p) / float(found.q) - float(value(f, "t", x).mid())) < 1e-9


@pytest.mark.parametrize("formula", ["log(1+t**2)", "t*exp(t)", "exp(t+1)", "sqrt(1+t**2)", "exp(t**2)", "pi*t"])
def test_what_is_not_rational_is_not_recognised(formula: str) -> None:
    assert recognise(tree(formula), "t") is None


@settings(deadline=None, derandomize=True, max_examples=40)
@given(
    roots=st.lists(st.fractions(-4, 4, max_denominator=9), max_size=4),
    squares=st.lists(st.fractions(-4, 4, max_denominator=9), max_size=2),
    lower=st.integers(-3, 2),
    width=st.integers(1, 4),
    strict=st.booleans(),
)
def test_sign_matches_the_roots_that_were_put_in(
    roots: list[Fraction], squares: list[Fraction], lower: int, width: int, strict: bool
) -> None:
    factors = [f"(t-({r}))" for r in roots] + [f"(t-({r}))**2" for r in squares]
    function = recognise(tree("*".join(["1/(t**2+1)", *factors])), "t")
    assert function is not None
    inside = [r for r in roots if lower < r < lower + width]
    odd = any(inside.count(r) % 2 for r in inside)
    touched = bool(inside) or any(lower < r < lower + width for r in squares)
    found = sign_on(function, number(lower), number(lower + width), strict)
    if odd or (strict and touched):
        assert found is None
    else:
        below = sum(r >= lower + width for r in roots)
        assert found == (-1) ** below


@pytest.mark.parametrize("width", [10**-k for k in range(2, 9)])
def test_thin_dips_are_counted(width: float) -> None:
    dip = Fraction(width).limit_denominator(10**9) ** 2 / 5
    function = recognise(tree(f"(t-22/7)**2-({dip})"), "t")
    harmless = recognise(tree(f"(t-22/7)**2+({dip})"), "t")
    assert function is not None and harmless is not None
    assert sign_on(function, "-oo", "oo", strict=False) is None
    assert sign_on(harmless, "-oo", "oo", strict=True) == 1


def test_open_ends_do_not_count_their_own_zeros() -> None:
    square = recognise(tree("t**2-1/9"), "t")
    odd = recognise(tree("exp(t)-exp(-t)"), "t")
    assert square is not None and odd is not None
    assert sign_on(square, number(Fraction(1, 3)), "oo", strict=True) == 1
    assert sign_on(odd, ZERO, "oo", strict=True) == 1
    assert sign_on(odd, "-oo", ZERO, strict=True) == -1
    assert sign_on(odd, number(-1), ONE, strict=False) is None


def test_poles_and_irrational_ends_are_no_sign() -> None:
    pole = recognise(tree("1/(t-1/2)**2"), "t")
    touching = recognise(tree("t**2-2"), "t")
    assert pole is not None and touching is not None
    assert sign_on(pole, ZERO, ONE, strict=True) is None
    assert sign_on(touching, SQRT2, "oo", strict=True) is None
    assert sign_on(touching, number(Fraction(3, 2)), "oo", strict=True) == 1


def test_roots_are_isolated_exactly() -> None:
    polynomial = fmpq_poly([-2, 0, 1]) ** 2 * fmpq_poly([-1, 3]) * fmpq_poly([1, 0, 1])
    found = real_roots(polynomial)
    assert [root.multiplicity for root in found] == [2, 1, 2]
    assert found[1].lower == found[1].upper == Fraction(1, 3)
    assert found[0].lower ** 2 >= 2 >= found[0].upper ** 2
    close = real_roots(fmpq_poly([0, 1]) * fmpq_poly([rational(Fraction(-1, 10**9)), 1]))
    assert [root.lower for root in close] == [0, Fraction(1, 10**9)]


@settings(deadline=None, derandomize=True, max_examples=50)
@given(a=st.fractions(-3, 3, max_denominator=50), b=st.fractions(-3, 3, max_denominator=50))
def test_simplest_rational_by_brute_force(a: Fraction, b: Fraction) -> None:
    lo, hi = min(a, b), max(a, b)
    found = simplest_between(lo, hi)
    assert lo <= found <= hi
    smaller = range(1, found.denominator)
    assert not any(lo <= Fraction(-(-lo.numerator * d // lo.denominator), d) <= hi for d in smaller)
