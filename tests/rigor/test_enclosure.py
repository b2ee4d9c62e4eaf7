"""Natural enclosures contain the values, at points of boxes, on tails and at exact constants."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.formulas.calculus import derivative, normal
from losstheory.formulas.intervals import INFINITY, Interval, point, rational
from losstheory.formulas.parser import parse
from losstheory.formulas.tree import Tree
from losstheory.rigor.enclosure import Enclosure, constant, constant_sign, enclose, value
from losstheory.rigor.floating import to_float

FORMULAS = (
    "log(1+exp(-t))", "exp(-t)*(1+t**2)**(-3/2)", "atan(t)**2 - erf(t/3)", "tanh(t)/(1+exp(2*t))", "sin(t)*cos(3*t)-t",
    "softplus(2-t)**(5/2)", "(t-1)**2/(1+(t-1)**2)", "pi*sigmoid(-t)**2 - t**3", "log(2+t**2)*exp(-(t-1)**2)",
    "sqrt(1+t**2)-t",
)  # fmt: skip


def tree(formula: str) -> Tree:
    return normal(parse(formula, {"t"}))


def holds(box: Interval, ball: arb) -> bool:
    with ctx.workprec(300):
        return not (ball < box.lower or ball > box.upper)


@pytest.mark.parametrize("formula", FORMULAS)
@settings(deadline=None, derandomize=True, max_examples=12)
@given(
    centre=st.fractions(-30, 30, max_denominator=40),
    width=st.fractions(0, 8, max_denominator=40),
    weight=st.integers(0, 8),
    order=st.integers(0, 2),
)
def test_box_contains_values_and_derivatives(
    formula: str, centre: Fraction, width: Fraction, weight: int, order: int
) -> None:
    f = tree(formula)
    for _ in range(order):
        f = derivative(f, "t")
    box = Interval(point(centre - width).lower, point(centre + width).upper)
    inside = centre - width + 2 * width * Fraction(weight, 8)
    assert holds(enclose(f, "t", box), value(f, "t", inside, 200))
    assert holds(Enclosure(f, "t").at(inside), value(f, "t", inside, 300))


@pytest.mark.parametrize("formula", FORMULAS)
def test_tail_contains_far_values(formula: str) -> None:
    f = tree(formula)
    tail = enclose(f, "t", Interval(arb(3), INFINITY))
    assert all(holds(tail, value(f, "t", Fraction(10) ** k, 300)) for k in (1, 2, 3, 9))


def test_refined_precision_tightens_a_cancelling_sum() -> None:
    f = tree("exp(t)-1-t-t**2/2")
    x = Fraction(1, 10**12)
    assert Enclosure(f, "t").at(x, 64).sign is None
    assert Enclosure(f, "t").at(x, 300).sign == 1


def test_floats_agree_with_enclosures_and_survive_overflow() -> None:
    xs = np.array([-3.5, -0.25, 0.5, 2.0, 11.0])
    for formula in FORMULAS:
        found = to_float(tree(formula), "t")(xs)
        exactly = [float(value(tree(formula), "t", Fraction(x), 100).mid()) for x in xs]
        assert np.allclose(found, exactly, rtol=1e-9, atol=1e-12)
    assert np.isinf(to_float(tree("exp(t)"), "t")(np.array([1e9])))[0]
    assert math.isnan(to_float(tree("log(t)"), "t")(np.array([-1.0]))[0])
    assert to_float(tree("3"), "t")(xs).shape == xs.shape


def test_roots_and_crossings_are_enclosed() -> None:
    golden = Tree("root", ((Fraction(-1), Fraction(-1), Fraction(1)), Fraction(1), Fraction(2)))
    omega = Tree("crossing", (parse("x-exp(-x)", {"x"}), Fraction(0), Fraction(1)))
    with ctx.workprec(300):
        assert holds(constant(golden, 100), (1 + arb(5).sqrt()) / 2)
        assert holds(constant(omega, 100), arb(1).lambertw())
        assert constant(golden, 100).upper - constant(golden, 100).lower < arb(2) ** -90
        assert constant(omega, 100).upper - constant(omega, 100).lower < arb(2) ** -90
    middle = Tree("root", ((Fraction(0), Fraction(1)), Fraction(-1), Fraction(2)))
    assert holds(constant(middle), arb(0))


def test_sign_of_constants() -> None:
    assert constant_sign(tree("pi - 355/113")) == -1
    assert constant_sign(tree("log(4)-2*log(2)")) == 0
    assert constant_sign(tree("exp(1)-2721/1001")) == (1 if math.e > 2721 / 1001 else -1)


def test_another_variable_is_an_error() -> None:
    with pytest.raises(ValueError, match="alone"):
        enclose(parse("s+t", {"s", "t"}), "t", Interval(arb(0), arb(1)))


def test_rational_points_are_outward() -> None:
    third = point(Fraction(1, 3))
    with ctx.workprec(300):
        assert third.lower < arb(rational(Fraction(1, 3))) < third.upper
