"""The outward arithmetic of the checker against exact fractions and Arb."""

from __future__ import annotations

import importlib.util
import random
import sys
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.checker.arithmetic import INFINITY, MINUS_INFINITY, WHOLE, Arithmetic, Interval, Undefined

ONE_POINT = ("exp", "log", "sin", "cos", "atan", "erf", "complementary_error", "softplus", "sigmoid")
EXTREME = tuple(map(Decimal, ("1e-300", "-1e-300", "1e300", "-1e300", "1e-9999999", "-1e-999999999999999999", "1e18")))
OPS = Arithmetic(30)


def _campaign() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "enclosure_campaign.py"
    spec = importlib.util.spec_from_file_location("enclosure_campaign", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


campaign = _campaign()
fractions = st.fractions(min_value=-1000, max_value=1000, max_denominator=10**6)


def interval(low: str | int, high: str | int) -> Interval:
    return Decimal(low), Decimal(high)


def point(x: Decimal | str | int) -> Interval:
    return Decimal(x), Decimal(x)


def holds(a: Interval, x: Fraction) -> bool:
    return Fraction(a[0]) <= x <= Fraction(a[1])


@pytest.mark.parametrize("digits", [10, 30, 75])
@pytest.mark.parametrize("name", campaign.FUNCTIONS)
def test_every_enclosure_holds_the_value_of_arb(name: str, digits: int) -> None:
    assert campaign.violations(name, 1000 if digits == 30 else 150, digits, seed=1) == []


def test_the_campaign_sees_a_value_one_digit_outside() -> None:
    source = random.Random(5)
    for _ in range(50):
        case = campaign.draw_case("atan", OPS, source)
        low, high = case.enclosure
        assert case.holds
        if low == high == 0 or high - low > Decimal("1e-20"):
            continue
        context = OPS.rounding
        above = (context.next_plus(high), context.next_plus(context.next_plus(high)))
        assert not campaign.Case(above, case.truth, "").holds


@pytest.mark.parametrize("name", ONE_POINT)
@given(x=st.decimals(min_value=Decimal("0.001"), max_value=20, places=12))
@settings(deadline=None, derandomize=True, max_examples=40)
def test_enclosure_of_a_point_is_narrow(name: str, x: Decimal) -> None:
    low, high = getattr(OPS, name)(point(x))
    assert high - low <= max(abs(low), abs(high)) * Decimal("1e-28")


@pytest.mark.parametrize("digits", [60, 200, 500])
@pytest.mark.parametrize("name", ONE_POINT)
def test_more_digits_give_a_narrower_enclosure(name: str, digits: int) -> None:
    for text in ("0.3", "1.0000001", "4.7", "11.3"):
        low, high = getattr(Arithmetic(digits), name)(point(text))
        wide = getattr(OPS, name)(point(text))
        assert wide[0] <= low <= high <= wide[1]
        assert Fraction(high) - Fraction(low) <= abs(Fraction(low)) / 10 ** (digits - 2)


@pytest.mark.parametrize("name", ("exp", "sin", "cos", "atan", "erf", "complementary_error", "softplus", "sigmoid"))
@given(ends=st.lists(st.decimals(-30, 30, places=6), min_size=4, max_size=4))
@settings(deadline=None, derandomize=True, max_examples=60)
def test_a_smaller_interval_has_a_smaller_enclosure(name: str, ends: list[Decimal]) -> None:
    a, b, c, d = sorted(ends)
    inner, outer = getattr(OPS, name)((b, c)), getattr(OPS, name)((a, d))
    assert outer[0] <= inner[0] <= inner[1] <= outer[1]


@given(a=fractions, b=fractions, c=fractions, d=fractions, weight=st.fractions(0, 1, max_denominator=50))
@settings(deadline=None, derandomize=True, max_examples=100)
def test_field_operations_hold_the_exact_fractions(
    a: Fraction, b: Fraction, c: Fraction, d: Fraction, weight: Fraction
) -> None:
    (a, b), (c, d) = sorted((a, b)), sorted((c, d))
    first = OPS.exact(a)[0], OPS.exact(b)[1]
    second = OPS.exact(c)[0], OPS.exact(d)[1]
    x, y = a + weight * (b - a), d - weight * (d - c)
    assert holds(OPS.add(first, second), x + y)
    assert holds(OPS.sub(first, second), x - y)
    assert holds(OPS.mul(first, second), x * y)
    assert holds(OPS.neg(first), -x)
    for n in (2, 3, 7, 8):
        assert holds(OPS.power(first, n), x**n)
    if y and second != (0, 0):
        low, high = OPS.divide(first, second)
        assert low <= high and (low.is_infinite() or low <= Decimal(0) or Fraction(low) <= x / y)
        assert (low.is_infinite() or Fraction(low) <= x / y) and (high.is_infinite() or x / y <= Fraction(high))


@given(x=st.fractions(0, 10**9, max_denominator=10**9), p=st.integers(1, 60), q=st.integers(2, 12))
@settings(deadline=None, derandomize=True, max_examples=100)
def test_fractional_power_is_bracketed_exactly(x: Fraction, p: int, q: int) -> None:
    """lo <= x^(p/q) <= hi, that is lo^q <= x^p <= hi^q."""
    low, high = OPS.power(OPS.exact(x), Fraction(p, q))
    assert Fraction(low) ** q <= x**p <= Fraction(high) ** q


def test_powers_of_intervals_around_zero() -> None:
    assert OPS.power(interval(-1, 2), 2) == (0, 4)
    assert OPS.power(interval(-3, 2), 3) == (-27, 8)
    assert OPS.power(interval(0, 2), -2) == (Decimal("0.25"), INFINITY)
    assert OPS.power(interval(-1, 2), -1) == WHOLE
    assert OPS.power(interval(0, 9), Fraction(1, 2)) == (0, 3)
    assert OPS.power((Decimal(4), INFINITY), Fraction(-1, 2)) == (0, Decimal("0.5"))
    assert OPS.power((MINUS_INFINITY, Decimal(-2)), 3) == (MINUS_INFINITY, -8)
    assert OPS.power(interval(-1, 1), 0) == (1, 1)


def test_undefined_operations_are_refused() -> None:
    for refused in (
        lambda: OPS.log(interval(-1, 2)),
        lambda: OPS.log(interval(0, 0)),
        lambda: OPS.power(interval("-1e-40", 1), Fraction(1, 2)),
        lambda: OPS.power(interval(-1, 1), Fraction(1, 3)),
        lambda: OPS.inverse(interval(0, 0)),
        lambda: OPS.power(interval("-0", 0), -2),
    ):
        with pytest.raises(Undefined):
            refused()


def test_an_infinite_end_is_no_member() -> None:
    tail = (Decimal(3), INFINITY)
    assert OPS.mul(interval(0, 0), tail) == (0, 0)
    assert OPS.mul(interval(0, 2), tail) == (0, INFINITY)
    assert OPS.mul(interval(-1, 0), tail) == (MINUS_INFINITY, 0)
    assert OPS.mul(interval(0, 0), WHOLE) == (0, 0)
    assert OPS.inverse(tail)[0] == 0
    assert OPS.inverse(interval(-2, 0)) == (MINUS_INFINITY, Decimal("-0.5"))
    assert OPS.exp((MINUS_INFINITY, Decimal(0))) == (0, 1)
    assert OPS.sigmoid(WHOLE) == (0, 1)
    assert OPS.softplus(WHOLE) == (0, INFINITY)
    assert OPS.erf(WHOLE) == (-1, 1)
    assert OPS.complementary_error(WHOLE) == (0, 2)
    assert OPS.log((Decimal(0), INFINITY)) == WHOLE
    assert OPS.sin(WHOLE) == OPS.cos(tail) == (-1, 1)
    assert OPS.atan(WHOLE) == OPS.mul(OPS.pi, interval("-0.5", "0.5"))


@pytest.mark.parametrize("x", EXTREME)
@pytest.mark.parametrize("name", (*ONE_POINT, "abs", "sign", "inverse"))
def test_extreme_arguments_give_an_ordered_answer(name: str, x: Decimal) -> None:
    if name == "log" and x < 0:
        x = x.copy_abs()
    low, high = getattr(OPS, name)(point(x))
    assert low <= high and low < INFINITY and high > MINUS_INFINITY


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("name, slope", [("sin", 1), ("atan", 1), ("erf", 2)])
def test_tiny_arguments_keep_relative_accuracy(name: str, slope: int, sign: int) -> None:
    for exponent in (-1, -9, -16, -17, -18, -30, -300, -99999):
        x = Decimal((sign < 0, (3,), exponent))
        low, high = getattr(OPS, name)(point(x))
        assert (low > 0) == (high > 0) == (sign > 0)
        assert (high - low) / abs(high) < Decimal("1e-26")


def test_complements_keep_relative_accuracy() -> None:
    for x in ("0.2", "1", "3.9", "4.1", "6", "25", "1000", "123456", "1e8"):
        low, high = OPS.complementary_error(point(x))
        assert 0 < low <= high < 1 and (high - low) / low < Decimal("1e-26"), x
    for x in ("-1", "-39", "-41", "-1000", "-1e6"):
        for name in ("softplus", "sigmoid"):
            low, high = getattr(OPS, name)(point(x))
            assert 0 < low <= high and (high - low) / low < Decimal("1e-26"), (name, x)
    low, high = OPS.sigmoid(point(1000))
    assert 0 < low < high <= 1


def test_results_beyond_the_exponents_of_decimals_stay_one_sided() -> None:
    assert OPS.exp(point("1e19"))[0] > 0 and OPS.exp(point("1e19"))[1] == INFINITY
    low, high = OPS.exp(point("-1e19"))
    assert low == 0 < high < Decimal("1e-999999999999999000")
    assert OPS.exp(point("-2.3e18"))[0] > 0
    low, high = OPS.exp(point("-2.31e18"))
    assert low == 0 < high
    assert OPS.power(point("1e999999999999999999"), Fraction(7, 3))[1] == INFINITY
    low, high = OPS.power(point("1e-999999999999999999"), Fraction(7, 3))
    assert low == 0 < high


def test_exact_values_are_exact() -> None:
    assert OPS.exp(point(0)) == (1, 1)
    assert OPS.log(point(1)) == (0, 0)
    assert OPS.sin(point(0)) == OPS.atan(point(0)) == OPS.erf(point(0)) == (0, 0)
    assert OPS.cos(point(0)) == OPS.complementary_error(point(0)) == (1, 1)
    assert OPS.sigmoid(point(0)) == (Decimal("0.5"), Decimal("0.5"))
    assert OPS.exact(Fraction(1, 8)) == (Decimal("0.125"), Decimal("0.125"))


@given(start=st.decimals(-20, 20, places=8), width=st.decimals(0, 7, places=8), part=st.fractions(0, 1))
@settings(deadline=None, derandomize=True, max_examples=200)
def test_extrema_of_the_circle_are_found(start: Decimal, width: Decimal, part: Fraction) -> None:
    box = (start, start + width)
    ctx.prec = 200
    inside = Fraction(start) + part * Fraction(width)
    x = arb(inside.numerator) / inside.denominator
    for name in ("sin", "cos"):
        low, high = getattr(OPS, name)(box)
        value = getattr(x, name)()
        assert not value < campaign.ball(low) and not value > campaign.ball(high)
    if width < 1:
        assert OPS.sin(box)[1] - OPS.sin(box)[0] <= width + Decimal("1e-25")


def test_pi_is_held_at_every_precision() -> None:
    ctx.prec = 8000
    for digits in (10, 30, 200, 1000, 2000):
        low, high = Arithmetic(digits).pi
        assert campaign.ball(low) < arb.pi() < campaign.ball(high)
        assert (Fraction(high) - Fraction(low)) * 10 ** (digits - 2) < 1


def test_the_current_decimal_context_does_not_matter() -> None:
    expected = [getattr(OPS, name)(interval("-1.25", "-0.5")) for name in ("exp", "sin", "erf", "abs", "softplus")]
    with localcontext(Context(prec=3, Emax=5, Emin=-5)):
        assert [
            getattr(OPS, n)(interval("-1.25", "-0.5")) for n in ("exp", "sin", "erf", "abs", "softplus")
        ] == expected
        assert OPS.power(interval("-1.25", "-0.5"), 3) == interval("-1.953125", "-0.125")
        assert OPS.complementary_error(point("1e10"))[0] == 0
