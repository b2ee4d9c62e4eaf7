"""What numeric_error says, against the test's own Arb values and against formulas that are beyond the rules."""

from __future__ import annotations

import math

import numpy as np
import pytest

from losstheory import numeric_error
from losstheory.formulas.parser import parse
from losstheory.losses.typed import loss
from losstheory.numeric import to_numpy
from tests.numeric.arb_oracle import truth


@pytest.mark.parametrize("text", ["log(1+exp(-t))", "max(0,1-t)**2", "1/(1+exp(t))", "(2*atan(t)-1)**2", "log(1+t**2)"])
def test_the_error_is_that_of_the_values(text: str) -> None:
    tree, points = parse(text, {"t"}), np.array([[-40.0, -0.3, 0.1], [0.7, 1.5, 30.0]])
    values, errors = to_numpy(tree)(points), numeric_error(tree, points)
    assert errors.shape == points.shape
    for x, value, error in zip(points.flat, values.flat, errors.flat, strict=True):
        true = truth(tree, float(x))
        assert true is not None
        assert error == pytest.approx(0.0 if true.value.is_zero() else true.error(float(value)), rel=1e-6, abs=1e-22)
        assert error < 1e-12


def test_cancellation_that_no_rule_removes_is_reported() -> None:
    lost = parse("log(1 + exp(1 - t)) - log(1 + exp(-t))", {"t"})
    assert numeric_error(lost, 1.0) < 1e-12
    assert numeric_error(lost, -1e300) == pytest.approx(1.0)
    assert numeric_error(parse("(t**4 + 1)**(1/4) - 1", {"t"}), 1e300) == math.inf


def test_two_formulas_give_the_larger_error() -> None:
    errors = numeric_error(loss("spherical"), [0.25, 0.5, 1e-9])
    positive, negative = (numeric_error(tree, [0.25, 0.5, 1e-9]) for tree in loss("spherical").expressions)
    assert errors.tolist() == np.maximum(positive, negative).tolist()


def test_overflow_zero_and_undefined_points() -> None:
    assert numeric_error(loss("exponential"), [-800.0, 800.0]).tolist() == [0.0, pytest.approx(0.0, abs=1e-12)]
    assert numeric_error(loss("hinge"), [1.0, 2.0]).tolist() == [0.0, 0.0]
    assert np.isnan(numeric_error(parse("log(t)", {"t"}), [-1.0, math.inf])).all()
    assert np.ndim(numeric_error(loss("hinge"), 0.5)) == 0
