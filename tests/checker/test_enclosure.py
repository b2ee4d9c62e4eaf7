"""Natural enclosures against values of Arb and exact fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.checker import nodes
from losstheory.checker.arithmetic import INFINITY, Arithmetic, Interval
from losstheory.checker.enclosure import enclose, sign_of_constant
from losstheory.checker.nodes import (
    Node,
    add,
    call,
    extremum,
    mul,
    neg,
    number,
    power,
    sub,
)
from losstheory.checker.work import Reject

OPS = Arithmetic(30)
T, U, X = map(nodes.variable, "tux")
SMOOTH = ("exp", "log", "sin", "cos", "atan", "erf", "softplus", "sigmoid", "abs", "sign")


class NoValue(Exception):
    """The formula has no value at the point."""


def _fraction(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def value_at(node: Node, point: dict[str, Fraction]) -> arb:
    """The value as a ball of Arb."""
    match node.op:
        case "number":
            return _fraction(node.args[0])
        case "variable":
            return _fraction(point[node.args[0]])
        case "pi":
            return arb.pi()
        case "pow":
            base, exponent = value_at(node.args[0], point), node.args[1]
            if (exponent.denominator > 1 and not base >= 0) or (exponent < 0 and base.contains(0)):
                raise NoValue
            return base ** _fraction(exponent)
    args = [value_at(a, point) for a in node.args]
    x = args[0]
    match node.op:
        case "add":
            return sum(args[1:], x)
        case "mul":
            for factor in args[1:]:
                x = x * factor
            return x
        case "max" | "min":
            for other in args[1:]:
                x = x.max(other) if node.op == "max" else x.min(other)
            return x
        case "log" if not x > 0:
            raise NoValue
        case "softplus":
            return x.exp().log1p()
        case "sigmoid":
            return 1 / (1 + (-x).exp())
        case "sign":
            return x.sgn()
        case "abs":
            return abs(x)
    return getattr(x, node.op)()


def contains(box: Interval, value: arb) -> bool:
    low, high = (end if end.is_infinite() else Fraction(end) for end in box)
    below = isinstance(low, Decimal) or not value < _fraction(low)
    above = isinstance(high, Decimal) or not value > _fraction(high)
    return below and above


rationals = st.fractions(-5, 5, max_denominator=16)
leaves = st.one_of(rationals.map(number), st.sampled_from([T, U, T, U, nodes.PI]))


def _grow(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    exponents = st.sampled_from([Fraction(e) for e in ("2", "3", "-1", "-2", "1/2", "-1/2", "7/10", "4")])
    return st.one_of(
        st.builds(lambda a, b: ("add", a, b), inner, inner),
        st.builds(lambda a, b: ("mul", a, b), inner, inner),
        st.builds(lambda a, e: ("pow", a, e), inner, exponents),
        st.builds(lambda name, a: ("call", name, a), st.sampled_from(SMOOTH), inner),
        st.builds(lambda name, a, b: (name, a, b), st.sampled_from(["max", "min"]), inner, inner),
    )  # fmt: skip


def build(recipe: Any) -> Node:
    """The node of a recipe; the constructors may reject it."""
    if isinstance(recipe, Node):
        return recipe
    name, *parts = recipe
    match name:
        case "add":
            return add(*map(build, parts))
        case "mul":
            return mul(*map(build, parts))
        case "pow":
            return power(build(parts[0]), parts[1])
        case "call":
            return call(parts[0], build(parts[1]))
    return extremum(name, *map(build, parts))


formulas = st.recursive(leaves, _grow, max_leaves=8)
centres = st.fractions(-4, 4, max_denominator=64)
widths = st.sampled_from([Fraction(w) for w in ("0", "1/1000000", "1/64", "1", "5")])
shares = st.fractions(0, 1, max_denominator=8)


@given(recipe=formulas, ends=st.tuples(centres, centres), sizes=st.tuples(widths, widths), at=st.tuples(shares, shares))
@settings(deadline=None, derandomize=True, max_examples=250)
def test_value_at_a_point_of_the_box_is_inside(
    recipe: Any, ends: tuple[Fraction, ...], sizes: tuple[Fraction, ...], at: tuple[Fraction, ...]
) -> None:
    ctx.prec = 300
    try:
        node = build(recipe)
        point = {n: e + w * s for n, e, w, s in zip("tu", ends, sizes, at, strict=True)}
        box = {n: (OPS.exact(e)[0], OPS.exact(e + w)[1]) for n, e, w in zip("tu", ends, sizes, strict=True)}
        enclosure = enclose(node, box, OPS)
        value = value_at(node, point)
    except (Reject, NoValue):
        return
    assert enclosure[0] <= enclosure[1]
    if value.is_finite():
        assert contains(enclosure, value), node


def test_complement_of_the_error_function_stays_positive() -> None:
    tail = (Decimal(-30), Decimal(-20))
    for scale in (Fraction(1), Fraction(1, 2), Fraction(7)):
        low, high = enclose(add(number(scale), mul(number(scale), call("erf", T))), {"t": tail}, OPS)
        assert 0 < low < high < Decimal("1e-170")
        low, high = enclose(sub(number(scale), mul(number(scale), call("erf", neg(T)))), {"t": tail}, OPS)
        assert 0 < low < high < Decimal("1e-170")
        low, high = enclose(add(number(-scale), mul(number(-scale), call("erf", T))), {"t": tail}, OPS)
        assert Decimal("-1e-170") < low < high < 0
    low, high = enclose(call("log", add(nodes.ONE, call("erf", T))), {"t": tail}, OPS)
    assert -910 < low < high < -400
    low, high = enclose(add(nodes.TWO, call("erf", T)), {"t": tail}, OPS)
    assert 0 < low <= high <= Decimal("1.01")


def test_a_variable_needs_a_value() -> None:
    with pytest.raises(Reject):
        enclose(T, {}, OPS)
    for bad in ((Decimal(1), Decimal(0)), (Decimal("NaN"), Decimal(0)), (INFINITY, INFINITY)):
        with pytest.raises(Reject):
            enclose(T, {"t": bad}, OPS)


def _root(coefficients: tuple[int, ...], low: str, high: str) -> Node:
    return nodes._intern("root", (tuple(map(Fraction, coefficients)), Fraction(low), Fraction(high)))


def _crossing(node: Node, low: str, high: str) -> Node:
    return nodes._intern("crossing", (node, Fraction(low), Fraction(high)))


@pytest.mark.parametrize("digits", [30, 120])
def test_roots_of_polynomials(digits: int) -> None:
    ops = Arithmetic(digits)
    low, high = enclose(_root((-2, 0, 1), "1", "2"), {}, ops)
    assert Fraction(low) ** 2 < 2 < Fraction(high) ** 2 and (high - low) < Decimal((0, (1,), 3 - digits))
    low, high = enclose(_root((-2, 0, 0, 1), "-7/3", "11/3"), {}, ops)
    assert Fraction(low) ** 3 < 2 < Fraction(high) ** 3 and (high - low) < Decimal((0, (1,), 3 - digits))
    low, high = enclose(_root((1, -(10**40)), "-1", "1"), {}, ops)
    assert low <= Decimal("1e-40") <= high < Decimal("1.000001e-40")
    low, high = enclose(_root((-1, 3), "0", "1"), {}, ops)
    assert 3 * Fraction(low) < 1 < 3 * Fraction(high)
    assert enclose(_root((1, -2, 1), "0", "2"), {}, ops) == (0, 2)
    assert enclose(_root((0, 1), "-1", "1"), {}, ops) == (0, 0)


@pytest.mark.parametrize("digits", [30, 90])
@pytest.mark.parametrize(
    "node, low, high, exact",
    [
        (sub(call("exp", X), nodes.TWO), "0", "1", call("log", nodes.TWO)),
        (sub(call("exp", X), nodes.TWO), "1/3", "100", call("log", nodes.TWO)),
        (call("cos", X), "1", "2", mul(nodes.HALF, nodes.PI)),
        (sub(power(X, Fraction(3)), number(5)), "0", "9", power(number(5), Fraction(1, 3))),
        (sub(call("atan", mul(number(1000), X)), nodes.ONE), "-50", "50", None),
        (add(X, number(Fraction(-1, 3))), "0", "1", number(Fraction(1, 3))),
        (sub(call("exp", X), nodes.ONE), "-1", "2", nodes.ZERO),
    ],
)
def test_crossings_are_found_to_full_precision(
    node: Node, low: str, high: str, exact: Node | None, digits: int
) -> None:
    ops = Arithmetic(digits)
    least, most = enclose(_crossing(node, low, high), {}, ops)
    assert Fraction(most) - Fraction(least) <= max(abs(Fraction(least)), 1) / 10 ** (digits - 2)
    if exact is not None:
        inside = enclose(exact, {}, Arithmetic(digits + 20))
        assert least <= inside[0] <= inside[1] <= most


def test_a_crossing_without_certain_signs_is_its_interval() -> None:
    assert enclose(_crossing(power(X, 2), "-1", "2"), {}, OPS) == (-1, 2)


def test_signs_of_constants() -> None:
    close = sub(power(number(2), Fraction(1, 2)), number(Fraction(14142135623730950488016887242096980785696, 10**40)))
    assert sign_of_constant(close) == 1
    assert sign_of_constant(neg(close)) == -1
    assert sign_of_constant(sub(call("exp", nodes.ONE), nodes.PI)) == -1
    assert sign_of_constant(nodes.ZERO) == 0
    root = _root((-2, 0, 1), "1", "2")
    assert sign_of_constant(sub(mul(root, root), nodes.TWO)) is None
    tiny = sub(call("cos", number(Fraction(1, 10**150))), nodes.ONE)
    assert sign_of_constant(tiny, max_digits=100) is None
    assert sign_of_constant(tiny, max_digits=400) == -1
    assert sign_of_constant(call("log", tiny), max_digits=60) is None
