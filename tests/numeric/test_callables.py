"""numpy functions of formulas against mpmath and against exact arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.formulas.parser import parse
from losstheory.formulas.pieces import value_at
from losstheory.formulas.symbols import t
from losstheory.formulas.tree import Tree, number
from losstheory.losses.catalogue import catalogue
from losstheory.losses.families import Family
from losstheory.losses.loss import AnyLoss
from losstheory.losses.typed import loss
from losstheory.numeric import to_numpy
from losstheory.numeric.callables import CallableError

REFERENCE: dict[str, Callable[..., Any]] = {
    "add": lambda *x: mpmath.fsum(x),
    "mul": lambda *x: mpmath.fprod(x),
    "pow": mpmath.power,
    "max": max,
    "min": min,
    "abs": abs,
    "softplus": lambda x: mpmath.log1p(mpmath.exp(x)),
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "and": lambda *x: all(x),
    "or": lambda *x: any(x),
}


def reference(tree: Tree, x: Any) -> Any:
    """The formula by its definition, in the working precision of mpmath."""
    match tree.op:
        case "number":
            return mpmath.mpf(tree.args[0].numerator) / tree.args[0].denominator
        case "variable":
            return x
        case "pi":
            return +mpmath.pi
        case "true":
            return True
        case "piecewise":
            pairs = zip(tree.args[::2], tree.args[1::2], strict=True)
            return next(reference(value, x) for value, condition in pairs if reference(condition, x))
    function = REFERENCE.get(tree.op) or getattr(mpmath, tree.op)
    return function(*(reference(child, x) for child in tree.args))


def members() -> list[AnyLoss]:
    entries = [catalogue[name] for name in catalogue]
    return [entry if not isinstance(entry, Family) else _with_defaults(entry) for entry in entries]


def _with_defaults(family: Family) -> AnyLoss:
    missing = {parameter.name: 2 for parameter in family.parameters if parameter.default is None}
    return family(**{name: Fraction(1, 4) if name in ("alpha", "cost", "tau") else x for name, x in missing.items()})


LOSSES = members()
CANCELLATION = {"probit": (-5, 5)}


@pytest.mark.parametrize("member", LOSSES, ids=lambda member: member.name)
def test_catalogue_losses_agree_with_their_definition_in_high_precision(member: AnyLoss) -> None:
    low, high = (0, 1) if member.variable == "p" else CANCELLATION.get(member.name, (-30, 30))
    points = np.linspace(low, high, 39)[1:-1]
    for tree in member.expressions:
        with mpmath.workdps(60):
            wanted = [float(reference(tree, mpmath.mpf(float(x)))) for x in points]
        np.testing.assert_allclose(to_numpy(tree)(points), wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("text", "at_minus_1000", "at_plus_1000"),
    [
        ("log(1 + exp(-t))", 1000, 0),
        ("log(exp(t) + 1) / 2", 0, 500),
        ("log(exp(-t) + exp(2*t))", 1000, 2000),
        ("exp(t) / (1 + exp(t))", 0, 1),
        ("exp(-t) / (1 + exp(-t))**2", 0, 0),
        ("exp(2*t) * (1 + exp(t))**-2", 0, 1),
        ("-log(1/(1 + exp(-t)))", 1000, 0),
        ("-log(exp(t)/(1 + exp(t)))", 1000, 0),
        ("sigmoid(t)", 0, 1),
        ("-log(sigmoid(t))", 1000, 0),
        ("softplus(-t)", 1000, 0),
        ("tanh(t)", -1, 1),
        ("1/(1 + exp(t))", 1, 0),
        ("exp(t)*exp(-t)", 1, 1),
    ],
)
def test_exponentials_do_not_overflow_on_the_way(text: str, at_minus_1000: float, at_plus_1000: float) -> None:
    values = to_numpy(parse(text, {"t"}))(np.array([-1000.0, 1000.0]))
    assert values == pytest.approx([at_minus_1000, at_plus_1000])


def test_small_arguments_keep_their_digits() -> None:
    assert to_numpy(parse("log(1 + t)", {"t"}))(1e-20) == 1e-20
    assert to_numpy(parse("log(1 + exp(-t))", {"t"}))(50.0) == pytest.approx(np.exp(-50.0), rel=1e-12)


@pytest.mark.parametrize(
    ("text", "points", "wanted"),
    [
        ("Piecewise((log(t), t > 0), (7, True))", [-1, 0, 1], [7, 7, 0]),
        ("Piecewise((1/t, t != 0), (3, True))", [-2, 0, 4], [-0.5, 3, 0.25]),
        ("Piecewise((sqrt(-t), t < 0), (exp(1000*t)*0, t < 5), (2, True))", [-4, 0, 5], [2, 0, 2]),
        ("1 if t <= 0 else 0", [-1, 0, 1], [1, 1, 0]),
        ("Piecewise((1, (t > 0) & (t < 1)), (2, (t < -1) | (t == 3)), (0, True))", [-2, 0.5, 3, 5], [2, 1, 2, 0]),
        ("sign(t) + abs(t)", [-2, 0, 2], [1, 0, 3]),
        ("max(0, 1 - t, 1 - 2*t)", [-1, 0.5, 2], [3, 0.5, 0]),
        ("min(1, max(0, 1 - t))", [-1, 0.5, 2], [1, 0.5, 0]),
    ],
)
def test_branches_that_are_not_taken_have_no_influence(text: str, points: list[float], wanted: list[float]) -> None:
    assert to_numpy(parse(text, {"t"}))(points).tolist() == wanted


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.fractions(-20, 20, max_denominator=64), st.sampled_from(["hinge", "ramp", "tukey", "modified_huber"]))
def test_branches_are_those_of_exact_arithmetic(x: Fraction, name: str) -> None:
    phi = loss(name).expressions[0]
    assert to_numpy(phi)(float(x)) == pytest.approx(float(value_at(phi, "t", number(x)).args[0]))


def test_undefined_points_are_nan_and_poles_infinite() -> None:
    assert np.isnan(to_numpy(parse("log(t)", {"t"}))(-1.0))
    assert to_numpy(parse("-log(t)", {"t"}))(0.0) == np.inf


def test_the_shape_of_the_argument_is_kept() -> None:
    constant = to_numpy(parse("1/2", {"t"}))
    assert constant(np.zeros((2, 3))).shape == (2, 3)
    assert np.ndim(constant(0.0)) == 0
    assert to_numpy(loss("hinge"), t)([[0.0], [2.0]]).tolist() == [[1.0], [0.0]]
    points = np.array([1.0, 2.0])
    assert to_numpy(parse("t", {"t"}))(points) is not points


def test_constants_of_certificates_have_values() -> None:
    root = Tree("root", ((Fraction(-2), Fraction(0), Fraction(1)), Fraction(1), Fraction(2)))
    assert to_numpy(root)(0.0) == pytest.approx(2**0.5, abs=1e-15)
    assert to_numpy(number(Fraction(10) ** 400))(0.0) == np.inf


def test_wrong_variables_are_refused() -> None:
    with pytest.raises(CallableError, match="in p, t"):
        to_numpy(parse("p*t", {"p", "t"}))
    with pytest.raises(CallableError, match="in p alone, got one in t"):
        to_numpy(parse("t", {"t"}), "p")
    with pytest.raises(CallableError, match="log is a probability loss with two formulas: say how labels are written"):
        to_numpy(loss("log"))


@pytest.mark.parametrize("labels", [(-1, 1), (0, 1)])
def test_losses_of_labels_and_scores(labels: tuple[int, int]) -> None:
    p = np.array([[0.25], [0.0], [1.0]])
    values = to_numpy(loss("log"), labels=labels)(np.array(labels), p)
    assert values == pytest.approx(np.array([[np.log(4 / 3), np.log(4)], [0, np.inf], [np.inf, 0]]))
    score = np.linspace(-3, 3, 7)
    logistic = to_numpy(loss("logistic"), labels=labels)
    for label, sign in zip(labels, (-1, 1), strict=True):
        assert logistic(label, score).tolist() == to_numpy(loss("logistic"))(sign * score).tolist()


def test_labels_are_never_guessed() -> None:
    with pytest.raises(CallableError, match="the labels 0 and 1, got others"):
        to_numpy(loss("log"), labels=(0, 1))([-1, 1], [0.5, 0.5])
    with pytest.raises(CallableError, match=r"\(-1, 1\) or \(0, 1\), the negative first; got \(1, 0\)"):
        to_numpy(loss("log"), labels=(1, 0))
    with pytest.raises(CallableError, match="a margin, pair or probability loss, got ResidualLoss"):
        to_numpy(loss("r**2", kind="residual"), labels=(0, 1))


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("exp(-t) + t/2", np.inf, np.inf),
        ("t*exp(-t)", -np.inf, 0),
        ("t**2/(1 + t**2)", 1, 1),
        ("sqrt(1 + t**2) - t", np.inf, 0),
        ("t*sin(3*t)", np.nan, np.nan),
        ("exp(t)*cos(t)", np.nan, np.nan),
        ("Piecewise((1, t*exp(-t) < 1/2), (0, True))", 1, 1),
        ("10**40*(2 - 1/(1 + log(1 + t**2))) + t*exp(-t)", -np.inf, np.nan),
        ("1 - t/sqrt(1 + t**2)", 2, 0),
        ("(2*atan(t) - 1)**2", (np.pi + 1) ** 2, (np.pi - 1) ** 2),
        ("log(t**2 + 1) - log(log(t**2 + 2))", np.nan, np.nan),
        ("sin(t)", np.nan, np.nan),
    ],
)
def test_infinite_arguments_give_limits_where_they_are_seen(text: str, left: float, right: float) -> None:
    assert to_numpy(parse(text, {"t"}))([-np.inf, np.inf]) == pytest.approx([left, right], nan_ok=True)


def test_undefined_arguments_stay_undefined() -> None:
    assert np.isnan(to_numpy(loss("zero_one"))([np.nan])).all()
    assert np.isnan(to_numpy(loss("hinge"))(np.nan))


def test_a_jump_at_a_decimal_is_where_it_was_typed() -> None:
    step = to_numpy(parse("1 if t <= 1/10 else 0", {"t"}))
    assert step([0.1, np.nextafter(0.1, 0)]).tolist() == [0, 1]


@pytest.mark.parametrize("given", ["logistic", 3, None])
def test_what_is_no_formula_is_refused(given: object) -> None:
    with pytest.raises(CallableError, match=r"expected a loss or a formula, got \w+; lt.loss"):
        to_numpy(given)  # type: ignore[call-overload]
