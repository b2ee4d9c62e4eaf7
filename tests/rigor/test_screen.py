"""A look rejects only what is false, and finds the double zeros at which a sign only just holds."""

from __future__ import annotations

import pytest

from losstheory.claims.budget import Budget
from losstheory.formulas.calculus import normal
from losstheory.formulas.parser import parse
from losstheory.formulas.tree import ZERO, Tree
from losstheory.rigor.places import OpenInterval
from losstheory.rigor.screen import Finding, Screen
from losstheory.rigor.signs import prove_sign

LINE, RAY = OpenInterval("t", "-oo", "oo"), OpenInterval("t", ZERO, "oo")


def tree(formula: str) -> Tree:
    return normal(parse(formula, {"t"}))


@pytest.mark.parametrize("k", range(1, 12))
def test_a_dip_is_told_from_a_touch_and_from_a_gap(k: int) -> None:
    dip = "exp(t) - 2*t - 2 + 2*log(2)"
    for change, expected in (("", Finding.TOUCHES), (f"- 10**(-{k})", Finding.FALSE), (f"+ 10**(-{k})", Finding.OPEN)):
        assert Screen(LINE).look(tree(dip + change), False, Budget()) == expected


@pytest.mark.parametrize(
    "formula", ["exp(t)-1-t", "log(1+exp(-t))", "exp(-t)*t**2", "1+t-softplus(t)", "sqrt(1+t**2)-1", "softplus(t)-t"]
)
def test_true_signs_with_zeros_at_ends_or_far_away_stay_open(formula: str) -> None:
    assert Screen(RAY).look(tree(formula), True, Budget()) == Finding.OPEN
    assert not Screen(RAY).contradicts(tree(formula), True, Budget())


def test_rounding_contradicts_nothing() -> None:
    f = tree("(1+t)**3 - 1 - 3*t - 3*t**2 - t**3 + exp(-50*t)*sin(1)")
    assert not Screen(RAY).contradicts(f, True, Budget())
    assert Screen(RAY).contradicts(tree("t-1/1000"), False, Budget())


def test_failing_is_cheap() -> None:
    for formula in ("exp(t)-2*t-2+2*log(2)", "exp(t)-2*t-2+2*log(2)-10**(-9)", "1-sin(t)*(1+exp(-t))"):
        budget = Budget()
        assert prove_sign(tree(formula), True, "t", "-oo", "oo", budget) is None
        assert budget.spent < 300
