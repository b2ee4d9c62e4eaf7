"""Rewritten formulas against Arb: 1e-12 wherever the condition number is at most 1000."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from losstheory.formulas.parser import parse
from losstheory.formulas.tree import Tree
from losstheory.losses.loss import AnyLoss
from losstheory.losses.typed import loss
from losstheory.numeric import to_numpy
from losstheory.numeric.arrays import numpy_function
from losstheory.numeric.canonical import Domain
from losstheory.numeric.stable import stable
from tests.numeric.arb_oracle import truth
from tests.numeric.members import formulas, grid, members

ALLOWED, CONDITION = 1e-12, 1000


def assert_accurate(tree: Tree, function: Callable[[Any], Any], points: Any, unknown: int = 0) -> None:
    values = np.broadcast_to(function(points), points.shape)
    for x, value in zip(points, map(float, values), strict=True):
        true = truth(tree, float(x))
        if true is None:
            unknown -= 1
            assert unknown >= 0, f"no truth at {x}"
        elif true.is_zero:
            assert abs(value) < 1e-300, f"{value} at {x} where it is 0"
        elif true.overflows:
            assert math.isinf(value) and (value > 0) == bool(true.value > 0), f"{value} at {x} where it overflows"
        elif true.is_normal:
            assert not math.isnan(value), f"NaN at {x}"
            assert true.condition > CONDITION or true.error(value) <= ALLOWED, f"{value} at {x}: {true}"


def rewritten(tree: Tree, member: AnyLoss) -> Callable[[Any], Any]:
    return numpy_function(stable(tree, Domain(member.variable, member.lower, member.upper)))


@pytest.mark.parametrize("member", list(members(others=True)), ids=lambda member: member.name)
def test_every_catalogue_loss_has_twelve_digits(member: AnyLoss) -> None:
    points = grid(member.variable, 6)
    for tree in formulas(member):
        unknown = len(points) if member.name == "probit" else 0
        assert_accurate(tree, rewritten(tree, member), points, unknown)


@pytest.mark.parametrize("size", [1e6, 1e8, 1e100, 1.8e154])
def test_the_tail_of_probit_is_its_asymptotic_expansion(size: float) -> None:
    value = float(to_numpy(loss("probit"))(-size))
    assert value == pytest.approx(size / 2 * size + math.log(size) + math.log(2 * math.pi) / 2 + size**-2, rel=1e-14)


@pytest.mark.parametrize("text", [
    "1/2*(1 - t)**2", "(1 - t)**2/7", "(1 - t)**3/7", "exp(-t)/1000", "exp(-t)*1e10", "(exp(-3*t) - 1)/3",
    "log(1 + exp(1000 - 1000*t))/1000", "exp(-t) + 2*t", "t**2*exp(-t)", "t**2/(1 + t**2)", "100/(1 + t**2)",
])  # fmt: skip
def test_overflow_is_where_the_value_overflows(text: str) -> None:
    tree = parse(text, {"t"})
    ends = [m * 10.0**k for k in (2, 2.37, 2.85, 102.7, 154.1, 307.9, 308) for m in (0.9, 0.99, 1, 1.01, 1.1, 1.3, 1.7)]
    assert_accurate(tree, to_numpy(tree), np.array([*ends, *(-x for x in ends)]))


TYPED = [
    "1 - sigmoid(t)", "log(sigmoid(t))", "sigmoid(-t)**(1/2)", "exp(t) - 1", "log(1 + t**2)", "log(1 + t**2/2)",
    "1 - erf(t)", "1 + erf(t)", "sqrt(1 + t**2) - t", "sqrt(1 + t**2) - 1", "sqrt(4 + t**2) - 2", "sqrt(1 + t**2) + t",
    "1 - t/sqrt(1 + t**2)", "t/sqrt(1 + t**2)", "1 - exp(-t**2)", "1 - 1/(1 + t**2)", "1 - (1 - t**2)**3",
    "pi/2 - atan(t)", "pi/2 + atan(t)", "sigmoid(t) - 1/2", "exp(t) - 1 - t", "exp(2*t) - 2*t - 1", "log(cosh(t))",
    "cosh(t) - 1", "log((exp(t) + exp(-t))/2)", "1 - tanh(t)**2", "log(1 + exp(t)) - t",
    "log(1 + exp(t)) - t/2 - log(2)", "log(1 + exp(-t)) - log(2)", "log(1 + exp(t)) - log(1 + exp(-t))",
    "sigmoid(t) - sigmoid(-t)", "t**2 - 2*t + 1", "t**3 - 3*t**2 + 3*t - 1", "exp(-t)/(1 + exp(-t))**2",
    "softplus(-t) - sigmoid(-t)", "log(2*sigmoid(t))", "log(1 + exp(t) + exp(2*t))", "1 - exp(-exp(-t))",
    "abs(t) - log(1 + abs(t))", "exp(max(0, 1 - t)) - 1", "log(1 + max(0, 1 - t)**2)", "(1 + exp(-t))**(1/2) - 1",
    "1 - (1 + exp(-t))**(-1/2)", "sigmoid(t)*log(sigmoid(t)) + sigmoid(-t)*log(sigmoid(-t))", "sqrt(t**2)",
    "t + sqrt(t**2 + 2*t + 2)", "t*(1 + erf(t/sqrt(2)))/2", "1/t if t > 1 else 2 - t", "2**(-t) - 1",
]  # fmt: skip


@pytest.mark.parametrize("text", TYPED)
def test_formulas_as_people_type_them_keep_their_digits(text: str) -> None:
    tree = parse(text, {"t"})
    assert_accurate(tree, to_numpy(tree), grid("t", 5))


@pytest.mark.parametrize("text", [
    "p*log(p)", "-p*log(p) - (1 - p)*log(1 - p)", "log((1 - p)/p)", "-log(1 - p) - p", "1 - 2*sqrt(p*(1 - p))",
    "1 - sqrt(1 - p)", "log(4*p*(1 - p))", "(1 - p)**2*log(1 - p) + p", "1 - p**(1/10)", "sqrt((1 - p)/p)",
])  # fmt: skip
def test_formulas_of_probabilities_keep_their_digits(text: str) -> None:
    tree = parse(text, {"p"})
    function = numpy_function(stable(tree, Domain("p", "0", "1")))
    assert_accurate(tree, function, grid("p", 8))
    assert_accurate(tree, function, np.array([5e-324, 1e-310, 2.3e-308]))
