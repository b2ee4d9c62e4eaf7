"""Compensated polynomials and power series against exact fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.formulas.parser import parse
from losstheory.formulas.tree import variable
from losstheory.numeric.canonical import canonical
from losstheory.numeric.compensated import compensated_horner
from losstheory.numeric.rewriting import replaced
from losstheory.numeric.series import X, expansion, exponential_atoms, truncated

EPSILON = Fraction(2) ** -52
RATIONALS = st.fractions(-100, 100, max_denominator=1000)


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.lists(RATIONALS, min_size=2, max_size=12), st.floats(-4, 4, allow_subnormal=False))
def test_polynomials_are_rounded_as_if_computed_twice_as_precisely(coefficients: list[Fraction], x: float) -> None:
    exact = sum((c * Fraction(x) ** k for k, c in enumerate(coefficients)), Fraction(0))
    size = sum((abs(c) * abs(Fraction(x)) ** k for k, c in enumerate(coefficients)), Fraction(0))
    allowed = EPSILON * abs(exact) + (4 * len(coefficients)) ** 2 * EPSILON**2 * size + Fraction(2) ** -1000
    assert abs(Fraction(float(compensated_horner(np.float64(x), coefficients))) - exact) <= allowed


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("-log(1 - t) - t", lambda k: Fraction(1, k) if k > 1 else 0),
        ("t**2/(1 - t)", lambda k: 1 if k > 1 else 0),
        ("log(1 + exp(t)) - log(2) - t/2", lambda k: {2: Fraction(1, 8), 4: Fraction(-1, 192)}.get(k, 0)),
        ("atan(t) - t", lambda k: Fraction((-1) ** (k // 2), k) if k % 2 and k > 1 else 0),
    ],
)
def test_power_series_have_their_coefficients(text: str, wanted: object) -> None:
    found = expansion(replaced(canonical(parse(text, {"t"})), {variable("t"): X}))
    assert found is not None
    assert callable(wanted)
    assert truncated(found)[0][:6] == [wanted(k) for k in range(6)]


def test_tails_are_series_in_an_exponential() -> None:
    tree = canonical(parse("log(1 + exp(-2*t)) - sigmoid(-2*t)", {"t"}))
    [(atom, formula)] = exponential_atoms(tree, "t")
    assert atom == canonical(parse("exp(-2*t)", {"t"}))
    found = expansion(formula)
    assert found is not None
    assert truncated(found)[0][:5] == [0, 0, Fraction(1, 2), Fraction(-2, 3), Fraction(3, 4)]


@pytest.mark.parametrize("text", ["log(t)", "sqrt(t)", "exp(1 + t)", "1/t", "erf(t)", "sqrt(2 + t)"])
def test_what_has_no_rational_series_is_left(text: str) -> None:
    assert expansion(replaced(canonical(parse(text, {"t"})), {variable("t"): X})) is None
