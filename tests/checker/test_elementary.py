"""The proven error bounds of the integer series, in units of the last place, against Arb."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from flint import arb, ctx

from losstheory.checker import elementary

EXTRA = elementary.EXTRA
PLACES = (64, 90, 133, 300)


@pytest.fixture(autouse=True)
def _precise() -> Iterator[None]:
    ctx.prec = 1200
    yield


def scaled(x: int, bits: int) -> arb:
    return arb(x) / arb(2) ** bits


def draw(source: random.Random, most: float, bits: int) -> int:
    """An integer for a number in (0, most], often small."""
    size = source.uniform(0, most) * source.choice((1.0, 1.0, 1e-3, 1e-9))
    return 1 + int(size * 2**53) * 2 ** (bits - 53) + source.getrandbits(10)


def off(truth: arb, value: int, bits: int) -> arb:
    """The distance in units of the last place."""
    return abs(truth * arb(2) ** bits - value)


@pytest.mark.parametrize("bits", PLACES)
@pytest.mark.parametrize(
    "name, most, truth",
    [
        ("area_tangent", 0.125, lambda x: ((1 + x) / (1 - x)).log() / 2),
        ("arctangent", 1.0, lambda x: x.atan()),
        ("log_one_plus", 0.124, lambda x: (1 + x).log()),
        ("error_function", 2.5, lambda x: x.erf()),
    ],
)
def test_series_keep_their_promise(name: str, most: float, truth: Callable[[arb], arb], bits: int) -> None:
    source = random.Random(f"{name} {bits}")
    for _ in range(300):
        x = draw(source, most, bits)
        if name == "error_function" and x < 1 << (bits - 8):
            continue
        value, error = getattr(elementary, name)(x, bits)
        assert off(truth(scaled(x, bits)), value, bits) <= error
        if name == "log_one_plus":
            value, error = elementary.log_one_plus(-x, bits)
            assert off(truth(scaled(-x, bits)), value, bits) <= error


@pytest.mark.parametrize("bits", PLACES)
def test_logarithm_keeps_its_promise(bits: int) -> None:
    source = random.Random(bits)
    for _ in range(300):
        m = (1 << bits) + draw(source, 14.9, bits)
        value, error = elementary.logarithm(m, bits)
        assert off(scaled(m, bits).log(), value, bits) <= error


@pytest.mark.parametrize("bits", PLACES)
def test_growth_is_bounded_on_both_sides(bits: int) -> None:
    source = random.Random(bits)
    for _ in range(300):
        r = draw(source, source.choice((0.01, 2.4, 40.0)) if bits > 64 else 2.4, bits)
        value, error = elementary.growth(r, bits)
        truth = scaled(r, bits).exp() * arb(2) ** bits
        assert value <= truth <= value * (1 + scaled(error, bits))


@pytest.mark.parametrize("bits", PLACES)
def test_exponential_covers_its_slack(bits: int) -> None:
    source = random.Random(bits)
    for _ in range(300):
        x = draw(source, source.choice((3.0, 1e3, 1e6)), bits + EXTRA) * source.choice((1, -1))
        slack = source.choice((0, 2, 2**30, 2**70))
        k, low, high = elementary.exponential(x, slack, bits)
        for y in (x - slack, x + slack):
            truth = scaled(y, bits + EXTRA).exp() * arb(2) ** bits / arb(10) ** k
            assert low <= truth <= high


@pytest.mark.parametrize("bits", PLACES)
@pytest.mark.parametrize("quarters", [0, 1])
def test_circular_functions_keep_their_promise(quarters: int, bits: int) -> None:
    source = random.Random(bits + quarters)
    for _ in range(300):
        x = draw(source, source.choice((1.0, 7.0, 1e6, 1e9)), bits + EXTRA) * source.choice((1, -1))
        value, error = elementary.circular(x, quarters, bits)
        for shift in (-2, 2):
            y = scaled(x + shift, bits + EXTRA)
            assert off(y.cos() if quarters else y.sin(), value, bits) <= error


@pytest.mark.parametrize("bits", PLACES)
def test_mills_fraction_brackets(bits: int) -> None:
    source = random.Random(bits)
    for _ in range(100):
        x = draw(source, 30.0, bits) + (1 << bits)
        low, high = elementary.mills_fraction(x - 1, x + 2, source.randint(1, 40), bits)
        y = scaled(x, bits)
        truth = (-y * y).exp() / (arb.pi().sqrt() * y.erfc()) * arb(2) ** bits
        assert low <= truth <= high


@pytest.mark.parametrize("bits", (64, 133, 320, 2048))
def test_constants_are_within_their_units(bits: int) -> None:
    ctx.prec = 2200
    assert off(arb.pi(), elementary.pi(bits), bits) <= 2
    assert off(arb(10).log(), elementary.log_ten(bits), bits) <= 2
    assert off(arb.pi().sqrt(), elementary.root_of_pi(bits), bits) <= 3


def test_too_few_places_are_refused() -> None:
    with pytest.raises(ArithmeticError):
        elementary.growth(1 << 84, 64)
    with pytest.raises(ArithmeticError):
        elementary.error_function(100, 64)
