"""The normal shape is an identity, a fixed point, and the one that the checker builds on its own."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from losstheory.checker import calculus as checker_calculus
from losstheory.checker import nodes
from losstheory.formulas.calculus import derivative, normal
from losstheory.formulas.errors import DomainError, ParseError, Unresolved
from losstheory.formulas.parser import parse
from losstheory.formulas.printer import to_text
from losstheory.formulas.shape import integer_root, power
from losstheory.formulas.tree import BRANCHING, RELATIONS, number


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("t + 2*t - 3*t", "0"),
        ("2*(t + 1) + t", "2 + 3*t"),
        ("t*t**2*t**(-3)", "1"),
        ("sqrt(t)*sqrt(t)", "t"),
        ("sqrt(2*t)*sqrt(2*t)*exp(t)", "2*t*exp(t)"),
        ("exp(t)*exp(-t)", "1"),
        ("exp(t)**3", "exp(3*t)"),
        ("log(exp(t))", "t"),
        ("exp(log(t))", "t"),
        ("log(1 + exp(-t))", "softplus(-t)"),
        ("1/(1 + exp(t))**2", "sigmoid(-t)**2"),
        ("exp(2*t)*sigmoid(-t)**2", "sigmoid(t)**2"),
        ("log(sigmoid(t))", "-softplus(-t)"),
        ("tanh(t)", "1 - 2*sigmoid(-2*t)"),
        ("(2*t)**2", "4*t**2"),
        ("(9/4)**(3/2)", "27/8"),
        ("2**t", "exp(t*log(2))"),
        ("softplus(0)", "log(2)"),
        ("tan(t)", "sin(t)/cos(t)"),
    ],
)
def test_rewrites_as_documented(text, shape):
    assert normal(parse(text, ["t"])) == normal(parse(shape, ["t"]))
    assert to_text(normal(parse(text, ["t"]))) == shape


@pytest.mark.parametrize("text", ["log(-1)", "log(1 - 1)", "(-8)**(1/3)", "1/(t - t)"])
def test_undefined_constants_are_domain_errors(text):
    with pytest.raises(DomainError):
        normal(parse(text, ["t"]))


def test_huge_powers_are_refused():
    with pytest.raises(Unresolved):
        power(number(3), Fraction(4096 * 4096))
    with pytest.raises(Unresolved):
        power(number(10**300), Fraction(4000))


@pytest.mark.parametrize("degree", [2, 3, 5, 60])
def test_integer_roots_are_exact(degree):
    for value in (1, 2, 10, 12345678901234567):
        assert integer_root(value**degree, degree) == value
        assert integer_root(value**degree + 1, degree) is None or value == 1 == degree - 1


def test_random_formulas_keep_their_value_and_are_fixed_points(generator, evaluate):
    source, seen = generator(11), 0
    while seen < 150:
        try:
            tree = parse(source(4), ["t"])
            shape = normal(tree)
        except (ParseError, DomainError, Unresolved):
            continue
        assert normal(shape) == shape
        for x in (-1.7, 0.3, 1.9):
            try:
                expected = evaluate(tree, x)
                found = evaluate(shape, x)
            except (ValueError, ZeroDivisionError, OverflowError):
                continue
            if math.isfinite(expected) and abs(expected) < 1e6:
                assert found == pytest.approx(expected, rel=1e-6, abs=1e-6)
        seen += 1


def _checker_node(tree):
    match tree.op:
        case "number":
            return nodes.number(tree.args[0])
        case "variable":
            return nodes.variable(tree.args[0])
        case "pi":
            return nodes.PI
    args = [_checker_node(child) for child in tree.children]
    match tree.op:
        case "add" | "mul":
            return getattr(nodes, tree.op)(*args)
        case "pow":
            value = nodes.rational(args[1])
            return nodes.exp(nodes.mul(args[1], nodes.log(args[0]))) if value is None else nodes.power(args[0], value)
    return nodes.call(tree.op, *args)


def _plain(item):
    """Nested tuples of a tree or a node."""
    if item.op in ("number", "variable"):
        return item.op, item.args[0]
    parts = [part for arg in item.args for part in (arg if isinstance(arg, tuple) else (arg,))]
    return item.op, *(("number", part) if isinstance(part, Fraction) else _plain(part) for part in parts)


def test_prover_and_checker_reach_the_same_shape_and_the_same_derivative(generator):
    source, compared = generator(3), 0
    while compared < 300:
        try:
            shape = normal(tree := parse(source(3), ["t"]))
        except (ParseError, DomainError, Unresolved):
            continue
        if any(part.op in BRANCHING + RELATIONS for part in tree.walk()):
            continue
        node = _checker_node(tree)
        assert _plain(node) == _plain(shape)
        compared += 1
        assert _plain(checker_calculus.derivative(node, "t")) == _plain(derivative(shape, "t"))
