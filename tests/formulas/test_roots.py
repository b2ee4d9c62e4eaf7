"""All zeros, each once, as exact constants."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.formulas.calculus import normal, substitute
from losstheory.formulas.constants import bounds, compare
from losstheory.formulas.errors import Unresolved
from losstheory.formulas.parser import parse
from losstheory.formulas.roots import real_roots
from losstheory.formulas.tree import number


def roots(text, lower="-oo", upper="oo"):
    ends = (end if end.endswith("oo") else normal(parse(end, [])) for end in (lower, upper))
    return real_roots(normal(parse(text, ["t"])), "t", *ends)


@pytest.mark.parametrize(
    ("text", "zeros"),
    [
        ("2*t - 3", ["3/2"]),
        ("t**2 - 2", ["-sqrt(2)", "sqrt(2)"]),
        ("t**2 + 1", []),
        ("(t - 1)**2*(t + 2)", ["-2", "1"]),
        ("exp(t) - 5", ["log(5)"]),
        ("exp(2*t) - 3*exp(t) + 2", ["0", "log(2)"]),
        ("sigmoid(t) - 3/4", ["log(3)"]),
        ("exp(t/2) + exp(-t/2)", []),
        ("sqrt(2)*t - 2", ["sqrt(2)"]),
        ("t - pi", ["pi"]),
        ("t*exp(-t)", ["0"]),
        ("t - t", []),
        ("sqrt(1 + t**2) - 2", ["-sqrt(3)", "sqrt(3)"]),
        ("t + sqrt(1 + t**2)", []),
        ("1 - t/sqrt(1 + t**2) - 1/5", ["4/3"]),
        ("t**2/(1 + t**2)", ["0"]),
    ],
)
def test_closed_forms(text, zeros):
    found = roots(text)
    assert len(found) == len(zeros)
    assert all(compare(a, normal(parse(b, []))) == 0 for a, b in zip(found, zeros, strict=True))
    assert all(zero.op not in ("root", "crossing") for zero in found)


@given(st.lists(st.fractions(-4, 4, max_denominator=5), min_size=1, max_size=4))
@settings(deadline=None, derandomize=True, max_examples=25)
def test_products_of_linear_factors(zeros):
    text = "*".join(f"(t - ({zero}))" for zero in zeros)
    assert [root.value for root in roots(f"{text} + 0")] == sorted(set(zeros))


@given(st.lists(st.integers(-6, 6), min_size=4, max_size=6).filter(lambda c: c[-1]))
@settings(deadline=None, derandomize=True, max_examples=25)
def test_polynomials_agree_with_mpmath(coefficients):
    found = roots(" + ".join(f"({c})*t**{i}" for i, c in enumerate(coefficients)))
    with mpmath.workdps(30):
        every = mpmath.polyroots(coefficients[::-1], maxsteps=400, extraprec=400, error=False)
        expected = sorted({round(float(r.real), 6) for r in map(mpmath.mpmathify, every) if abs(r.imag) < 1e-8})
    assert [round(float(sum(bounds(root)) / 2), 6) + 0.0 for root in found] == pytest.approx(expected, abs=2e-6)


@pytest.mark.parametrize(
    ("text", "zeros"),
    [
        ("exp(-t) - 2 + t", [-1.1461932206205825, 1.8414056604369606]),
        ("t*exp(-t) - 1/5", [0.25917110181907377, 2.5426413577735265]),
        ("erf(t) - t", [-0.6174468790806071, 0, 0.6174468790806071]),
        ("log(1 + exp(-t)) - 1", [-0.5413248546129181]),
        ("1 - t - softplus(-t)", [0.5413248546129181]),
        ("t**5 - exp(t)", [1.2958555090953687, 12.713206788867632]),
        ("exp(2*t) - exp(t) - 1", [0.48121182505960347]),
        ("t**3 - t - 1", [1.324717957244746]),
        ("exp(t) - 1 - t", [0]),
        ("atan(t) - t", [0]),
    ],
)
def test_crossings_are_found_all_and_enclosed(text, zeros, evaluate):
    found = roots(text)
    assert [evaluate(zero, 0.0) for zero in found] == pytest.approx(zeros, abs=1e-9)
    tree = normal(parse(text, ["t"]))
    for zero in (z for z in found if z.op == "crossing"):
        lower, upper = (evaluate(substitute(tree, "t", number(x)), 0.0) for x in zero.args[1:])
        assert lower * upper < 0


def test_intervals_are_open():
    assert roots("t*(t - 1)*(t - 2)", "0", "2") == (number(1),)
    assert roots("exp(-t) - 1 + t", "0", "oo") == ()
    first, second = roots("exp(-t) - 2 + t")
    assert real_roots(normal(parse("exp(-t) - 2 + t", ["t"])), "t", first, second) == ()
    assert real_roots(normal(parse("2 - t - exp(-t)", ["t"])), "t", first, "oo")[0].args[1:] == second.args[1:]


def test_refuses_what_it_cannot_isolate():
    with pytest.raises(Unresolved):
        roots("sin(t)")
    assert roots("sin(t)", "-3", "3") == (number(0),)


def test_brackets_are_short():
    (zero,) = roots("t**3 - 2", "0", "oo")
    assert zero.args[2] - zero.args[1] <= Fraction(1, 200)
