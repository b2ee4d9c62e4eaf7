"""Derivatives against mpmath, substitution against evaluation."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest

from losstheory.formulas.calculus import at, derivative, normal, nth_derivative, substitute
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.parser import parse
from losstheory.formulas.tree import number, variable

SMOOTH = [
    ("log(1 + exp(-t))", lambda t: mpmath.log(1 + mpmath.exp(-t))),
    ("1/(1 + exp(t))**2", lambda t: 1 / (1 + mpmath.exp(t)) ** 2),
    ("(2*atan(t) - 1)**2", lambda t: (2 * mpmath.atan(t) - 1) ** 2),
    ("1 - t/sqrt(1 + t**2)", lambda t: 1 - t / mpmath.sqrt(1 + t * t)),
    ("-log((1 + erf(t/sqrt(2)))/2)", lambda t: -mpmath.log((1 + mpmath.erf(t / mpmath.sqrt(2))) / 2)),
    ("exp(-(1 - t)**2/2)*sin(t)", lambda t: mpmath.exp(-((1 - t) ** 2) / 2) * mpmath.sin(t)),
    ("cos(t)*tanh(t) + sinh(t)/cosh(t)", lambda t: mpmath.cos(t) * mpmath.tanh(t) + mpmath.tanh(t)),
    ("softplus(t)*sigmoid(2*t)", lambda t: mpmath.log1p(mpmath.exp(t)) / (1 + mpmath.exp(-2 * t))),
    ("tan(t)*t", lambda t: mpmath.tan(t) * t),
    ("2**t*(1 + t**2)**t", lambda t: 2**t * (1 + t * t) ** t),
]  # fmt: skip


@pytest.mark.parametrize(("text", "function"), SMOOTH, ids=[text for text, _ in SMOOTH])
@pytest.mark.parametrize("order", [1, 2, 3])
def test_derivatives_agree_with_mpmath(text, function, order, evaluate):
    tree = nth_derivative(normal(parse(text, ["t"])), "t", order)
    for x in (-0.9, 0.35, 1.2):
        assert evaluate(tree, x) == pytest.approx(float(mpmath.diff(function, x, order)), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("text", ["max(0, t)", "abs(t)", "sign(t)", "1 if t < 0 else t"])
def test_no_derivative_across_a_branch(text):
    with pytest.raises(LossTheoryError):
        derivative(normal(parse(text, ["t"])), "t")


def test_derivative_by_another_variable_is_zero():
    assert derivative(normal(parse("exp(t)*s**2", ["t", "s"])), "p") == number(0)


def test_substitution_rebuilds_the_shape():
    tree = normal(parse("log(1 + exp(-t)) + t**2", ["t"]))
    assert substitute(tree, "t", normal(parse("-s", ["s"]))) == normal(parse("log(1 + exp(s)) + s**2", ["s"]))
    assert at(tree, "t", 0) == normal(parse("log(2)", []))
    assert substitute(tree, "s", number(Fraction(1, 2))) == tree
    assert substitute(normal(parse("t - s", ["t", "s"])), "t", variable("s")) == number(0)
