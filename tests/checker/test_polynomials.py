from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.checker.polynomials import (
    MAX_DEGREE,
    Polynomial,
    add,
    derivative,
    exact_quotient,
    gcd,
    multiply,
    odd_part,
    polynomial,
    power,
    roots_in_open,
    sign_at,
    sign_constant_on,
    square_free_factors,
)
from losstheory.checker.work import Reject

SMALL = st.fractions(-4, 4, max_denominator=6)
ROOTS = st.dictionaries(SMALL, st.integers(1, 3), max_size=5)
ENDS = st.one_of(SMALL, st.just(-math.inf), st.just(math.inf))
NOWHERE_ZERO = [polynomial(c) for c in ((1,), (1, 0, 1), (-3, 1, -1), (1, 1, 1, 1, 1), (5,))]


def from_roots(roots: dict[Fraction, int], rest: Polynomial) -> Polynomial:
    out = rest
    for root, k in roots.items():
        out = multiply(out, power((-root, Fraction(1)), k))
    return out


@settings(deadline=None, derandomize=True, max_examples=80)
@given(ROOTS, st.sampled_from(NOWHERE_ZERO), ENDS, ENDS)
def test_counts_the_roots_it_was_built_from(roots, rest, a, b):
    if a == b:
        return
    lower, upper = min(a, b), max(a, b)
    poly = from_roots(roots, rest)
    assert roots_in_open(poly, lower, upper) == sum(lower < r < upper for r in roots)


@settings(deadline=None, derandomize=True, max_examples=80)
@given(ROOTS, st.sampled_from(NOWHERE_ZERO), ENDS, ENDS, st.booleans())
def test_sign_constant_on_agrees_with_the_roots(roots, rest, a, b, strict):
    if a == b:
        return
    lower, upper = min(a, b), max(a, b)
    poly = from_roots(roots, rest)
    inside = [r for r, k in roots.items() if lower < r < upper and (strict or k % 2)]
    found = sign_constant_on(poly, lower, upper, strict)
    if inside:
        assert found is None
    else:
        finite = sorted({r for r in roots if lower < r < upper} | {x for x in (lower, upper) if not math.isinf(x)})
        middles = [(x + y) / 2 for x, y in zip(finite, finite[1:], strict=False)]
        middles += [finite[-1] + 1] if finite and upper == math.inf else []
        middles += [finite[0] - 1] if finite and lower == -math.inf else []
        assert {sign_at(poly, Fraction(x)) for x in middles or [Fraction(0)]} == {found}


@settings(deadline=None, derandomize=True, max_examples=100)
@given(ROOTS, st.sampled_from(NOWHERE_ZERO))
def test_square_free_factors_multiply_back(roots, rest):
    poly = from_roots(roots, rest)
    out = polynomial((poly[-1],))
    for factor, k in square_free_factors(poly):
        out = multiply(out, power(factor, k))
        assert gcd(factor, derivative(factor)) == (1,)
    assert out == poly
    assert exact_quotient(poly, odd_part(poly))


@settings(deadline=None, derandomize=True, max_examples=60)
@given(*[st.lists(SMALL, max_size=6).map(polynomial) for _ in range(3)])
def test_gcd_is_common_and_keeps_common_factors(f, g, h):
    if not h or not (f or g):
        return
    common = gcd(multiply(f, h), multiply(g, h))
    for poly in (f, g):
        assert multiply(exact_quotient(multiply(poly, h), common), common) == multiply(poly, h)
    assert len(common) >= len(h)
    assert exact_quotient(common, gcd(common, h)) is not None
    assert len(gcd(common, h)) == len(h)


def test_ring_laws_on_all_small_polynomials():
    small = [polynomial(c) for c in product((-1, 0, 2), repeat=3)]
    for f, g in product(small, repeat=2):
        assert multiply(f, g) == multiply(g, f)
        assert derivative(multiply(f, g)) == add(multiply(derivative(f), g), multiply(f, derivative(g)))
        assert add(f, g) == add(g, f)


def test_chebyshev_of_degree_30_has_30_roots_in_the_open_interval():
    previous, current = polynomial((1,)), polynomial((0, 1))
    for _ in range(29):
        minus = tuple(-c for c in previous)
        previous, current = current, add(multiply(polynomial((0, 2)), current), minus)
    assert roots_in_open(current, Fraction(-1), Fraction(1)) == 30
    assert roots_in_open(current, Fraction(0), Fraction(1)) == 15
    assert roots_in_open(current, Fraction(1), math.inf) == 0


def test_a_root_at_an_end_does_not_count_whatever_its_multiplicity():
    for k in range(1, 6):
        poly = multiply(power(polynomial((-1, 1)), k), polynomial((-2, 1)))
        assert roots_in_open(poly, Fraction(1), Fraction(3)) == 1
        assert roots_in_open(poly, Fraction(1), Fraction(2)) == 0
        assert sign_constant_on(poly, Fraction(1), Fraction(2), True) == -1


def test_a_near_miss_is_seen():
    gap = Fraction(1, 10**60)
    square = power(polynomial((Fraction(-1, 3), 1)), 2)
    assert sign_constant_on(square, Fraction(0), Fraction(1), False) == 1
    assert sign_constant_on(square, Fraction(0), Fraction(1), True) is None
    assert sign_constant_on(add(square, (gap,)), Fraction(0), Fraction(1), True) == 1
    assert sign_constant_on(add(square, (-gap,)), Fraction(0), Fraction(1), False) is None


def test_the_zero_polynomial_has_sign_zero_and_no_count():
    assert sign_constant_on((), Fraction(0), Fraction(1), False) == 0
    with pytest.raises(Reject):
        roots_in_open((), Fraction(0), Fraction(1))


@pytest.mark.parametrize("ends", [(Fraction(1), Fraction(1)), (Fraction(2), Fraction(1)), (0.5, 1.0), (math.nan, 1.0)])
def test_bad_intervals_are_rejected(ends):
    with pytest.raises(Reject):
        roots_in_open(polynomial((1, 1)), *ends)


def test_bounds_are_enforced():
    with pytest.raises(Reject):
        polynomial([1] * (MAX_DEGREE + 2))
    with pytest.raises(Reject):
        polynomial((1 << 50_000,))
    with pytest.raises(Reject):
        power(polynomial((1, 1)), MAX_DEGREE + 1)
    with pytest.raises(Reject):
        exact_quotient(polynomial((1, 0, 1)), polynomial((1, 1)))
    with pytest.raises(Reject):
        roots_in_open(polynomial((k * 7919) % 10007 * 3**900 + 1 for k in range(1, 380)), -math.inf, math.inf)
