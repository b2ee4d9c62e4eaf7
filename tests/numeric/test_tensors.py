"""torch functions of formulas: the digits of numpy's, derivatives without NaN, the subgradients that are documented."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from losstheory.formulas.parser import parse
from losstheory.losses.loss import AnyLoss
from losstheory.losses.typed import loss
from losstheory.numeric import to_numpy, to_torch
from losstheory.numeric.arguments import CallableError
from tests.numeric.arb_oracle import truth
from tests.numeric.members import formulas, grid, members

torch = pytest.importorskip("torch", reason="torch is not installed")


def value_and_slope(function: Any, points: Any) -> tuple[Any, Any]:
    x = torch.tensor(points, dtype=torch.float64, requires_grad=True)
    values = function(x)
    (slopes,) = torch.autograd.grad(values.sum(), x)
    return values.detach().numpy(), slopes.numpy()


@pytest.mark.parametrize("member", list(members(others=True)), ids=lambda member: member.name)
def test_torch_has_the_digits_of_numpy_and_no_nan(member: AnyLoss) -> None:
    points = grid(member.variable, 8)
    for tree in member.expressions:
        values, slopes = value_and_slope(to_torch(tree, member.variable), points)
        wanted = to_numpy(tree, member.variable)(points)
        settled = np.abs(wanted) >= 1e-300
        np.testing.assert_allclose(values[settled], wanted[settled], rtol=2e-12)
        assert (np.abs(values[~settled]) <= 1e-300).all()
        assert not np.isnan(values).any()
        assert not np.isnan(slopes).any()


@pytest.mark.parametrize("member", list(members(others=False)), ids=lambda member: member.name)
def test_derivatives_are_those_of_the_formula(member: AnyLoss) -> None:
    points = np.linspace(0.013, 0.987, 12) if member.variable == "p" else np.linspace(-41.3, 43.7, 24)
    for tree in formulas(member):
        _, slopes = value_and_slope(to_torch(tree, member.variable), points)
        for x, slope in zip(points, slopes, strict=True):
            true = truth(tree, float(x))
            assert true is not None
            if not true.is_zero:
                size = float(abs(true.value).mid())
                assert abs(slope) == pytest.approx(true.condition * size / abs(x), rel=1e-9, abs=1e-13 * size)


@pytest.mark.parametrize(
    ("text", "point", "slope"),
    [
        ("max(0, 1 - t)", 1.0, -0.5),
        ("min(1, max(0, (1 - t)/2))", -1.0, -0.25),
        ("abs(1 - t)", 1.0, 0.0),
        ("max(-t, max(0, (1 - t)/2))", -1.0, -0.75),
        ("max(0, 1 - t)**2", 1.0, 0.0),
        ("sqrt(max(0, 1 - t))", 1.0, 0.0),
        ("sqrt(max(0, 1 - t))", 3.0, 0.0),
        ("-t if t <= 0 else 0", 0.0, -1.0),
        ("-t if t < 0 else 0", 0.0, 0.0),
        ("sign(t)", 0.0, 0.0),
    ],
)
def test_subgradients_at_kinks_are_the_documented_ones(text: str, point: float, slope: float) -> None:
    _, found = value_and_slope(to_torch(parse(text, {"t"})), [point])
    assert found.tolist() == [slope]


@pytest.mark.parametrize(
    "text",
    [
        "Piecewise((sqrt(-t), t < 0), (1/(1 + t), True))",
        "Piecewise((log(t), t > 1), (t**2 - 1, True))",
        "Piecewise((1/t, t > 2), (exp(-t), True))",
        "Piecewise((t**3, t < 0), (exp(t), (t >= 0) & (t < 5)), (log(t - 4), True))",
        "log(1 + t**2)", "sqrt(1 + t**2) - t", "log(cosh(t))", "1 - (1 - t**2)**3", "t**2/(1 + t**2)",
    ],
)  # fmt: skip
def test_branches_that_are_not_taken_leave_no_nan_in_derivatives(text: str) -> None:
    tree, points = parse(text, {"t"}), np.array([-1e40, -800.0, -1.0, -1e-9, 0.5, 3.0, 4.5, 5.5, 700.0, 1e40])
    _, slopes = value_and_slope(to_torch(tree), points)
    assert not np.isnan(slopes).any()
    for x, slope in zip(points, slopes, strict=True):
        true = truth(tree, x)
        if true is not None and true.is_normal and true.condition > 1e-6:
            assert abs(slope) == pytest.approx(true.condition * float(abs(true.value).mid()) / abs(x), rel=1e-9)


def test_labels_are_the_ones_that_were_said() -> None:
    scores = torch.tensor([0.0, 0.25, 1.0], dtype=torch.float64, requires_grad=True)
    labels = torch.tensor([0, 1, 1])
    values = to_torch(loss("log"), labels=(0, 1))(labels, scores)
    assert values.tolist() == pytest.approx([0.0, math.log(4), 0.0])
    (slopes,) = torch.autograd.grad(values.sum(), scores)
    assert slopes.tolist() == pytest.approx([1.0, -4.0, -1.0])
    margins = to_torch(loss("logistic"), labels=(-1, 1))(torch.tensor([-1, 1]), torch.tensor([2.0, 2.0]))
    assert margins.tolist() == pytest.approx([math.log1p(math.exp(2)), math.log1p(math.exp(-2))])
    with pytest.raises(CallableError, match="labels 0 and 1"):
        to_torch(loss("log"), labels=(0, 1))(torch.tensor([-1]), torch.tensor([0.5]))


def test_dtype_shape_nan_and_infinity_are_kept() -> None:
    function = to_torch(loss("logistic"))
    assert function(torch.zeros(2, 3)).dtype == torch.float32
    assert function(torch.zeros(2, 3)).shape == (2, 3)
    assert torch.isnan(to_torch(loss("zero_one"))(torch.tensor([math.nan]))).all()
    ends = torch.tensor([-math.inf, math.inf], dtype=torch.float64)
    assert to_torch(loss("linex"))(ends).tolist() == [math.inf, math.inf]
    assert to_torch(parse("1/2", {"t"}))(torch.zeros(2)).tolist() == [0.5, 0.5]


def test_functions_can_be_batched() -> None:
    slope = torch.func.vmap(torch.func.grad(to_torch(loss("tukey"))))
    points = np.linspace(-5, 5, 11)
    assert slope(torch.tensor(points)).tolist() == pytest.approx(value_and_slope(to_torch(loss("tukey")), points)[1])
