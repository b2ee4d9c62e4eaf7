"""Signs of constants: zero only when it is zero."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.formulas.algebraic import bits_to_separate
from losstheory.formulas.calculus import normal
from losstheory.formulas.constants import ascending, between, compare, sign_of_constant
from losstheory.formulas.errors import Unresolved
from losstheory.formulas.parser import parse
from losstheory.formulas.roots import real_roots
from losstheory.formulas.tree import number

SMALL = st.integers(1, 12)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("sqrt(2) + sqrt(3) - sqrt(5 + 2*sqrt(6))", 0),
        ("sqrt(2) + sqrt(3) - sqrt(5 + 2*sqrt(6)) + 1e-60", 1),
        ("(1 + sqrt(5))**2/4 - (1 + sqrt(5))/2 - 1", 0),
        ("2**(1/3)*4**(1/3) - 2", 0),
        ("(2**(1/3) - 1)**(1/3) - (1/9)**(1/3) + (2/9)**(1/3) - (4/9)**(1/3)", 0),
        ("log(2) + log(3) - log(6)", 0),
        ("log(8)/3 - log(2)", 0),
        ("exp(-log(2)) - 1/2", 0),
        ("sigmoid(log(3)) - 3/4", 0),
        ("softplus(-log(2)) - log(3/2)", 0),
        ("exp(pi*sqrt(163)) - 262537412640768744", -1),
        ("exp(pi) - pi - 20", -1),
        ("log(2) - 25469/36744", 1),
        ("atan(1) - pi/4 + 1e-50", 1),
    ],
)
def test_decides_hard_constants(text, sign):
    assert sign_of_constant(parse(text, [])) == sign


@pytest.mark.parametrize("text", ["4*atan(1) - pi", "sin(pi)", "sin(1)**2 + cos(1)**2 - 1"])
def test_does_not_guess_transcendental_zeros(text):
    assert sign_of_constant(parse(text, [])) is None
    with pytest.raises(Unresolved):
        compare(parse(text, []), number(0))


@given(st.lists(st.tuples(st.integers(-4, 4), SMALL), min_size=1, max_size=4))
@settings(deadline=None, derandomize=True, max_examples=40)
def test_sums_of_square_roots_agree_with_mpmath(terms):
    text = " + ".join(f"({c})*sqrt({n})" for c, n in terms)
    with mpmath.workdps(60):
        value = mpmath.fsum(c * mpmath.sqrt(n) for c, n in terms)
    assert sign_of_constant(parse(text, [])) == (0 if abs(value) < 1e-40 else int(mpmath.sign(value)))


@given(SMALL, SMALL, SMALL)
@settings(deadline=None, derandomize=True, max_examples=30)
def test_the_separation_bound_is_below_every_nonzero_value(a, b, c):
    tree = normal(parse(f"sqrt({a}) + sqrt({b}) - sqrt({c})", []))
    with mpmath.workdps(80):
        value = abs(mpmath.sqrt(a) + mpmath.sqrt(b) - mpmath.sqrt(c))
    if value > mpmath.mpf(10) ** -60:
        assert value >= mpmath.mpf(2) ** -bits_to_separate(tree)


def test_constants_are_ordered_and_merged():
    golden, other = real_roots(normal(parse("t**3 - 2*t**2 + 1", ["t"])), "t", "-oo", "oo")[1:]
    assert compare(golden, number(1)) == 0
    texts = ["pi", "sqrt(10)", "3", "log(2)", "sqrt(2)*sqrt(5)", "22/7"]
    found = ascending([normal(parse(text, [])) for text in texts])
    assert [normal(parse(text, [])) for text in ("log(2)", "3", "pi", "22/7", "sqrt(10)")] == found
    assert compare(other, normal(parse("(1 + sqrt(5))/2", []))) == 0


@pytest.mark.parametrize(
    ("lower", "upper"),
    [("-oo", "oo"), ("0", "oo"), ("-oo", "-7/2"), ("1/3", "1/2"), ("sqrt(2)", "99/70"), ("pi", "22/7")],
)
def test_a_rational_between_two_ends(lower, upper):
    ends = [text if "oo" in text else normal(parse(text, [])) for text in (lower, upper)]
    found = between(*ends)
    assert isinstance(found, Fraction)
    assert isinstance(ends[0], str) or compare(ends[0], number(found)) < 0
    assert isinstance(ends[1], str) or compare(number(found), ends[1]) < 0


@pytest.mark.parametrize(
    ("text", "sign"),
    [("(exp(1)-exp(-1))/(exp(1)+exp(-1)) - (exp(2)-1)/(exp(2)+1)", 0), ("exp(1/2)*exp(1/3) - exp(5/6)", 0),
     ("tanh(1) + tanh(-1)", 0), ("tanh(1) - (exp(2)-1)/(exp(2)+1+exp(-90))", 1)],
)  # fmt: skip
def test_rational_expressions_in_e_vanish_exactly(text, sign):
    assert sign_of_constant(parse(text, [])) == sign
