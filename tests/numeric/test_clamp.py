"""The maximum with a number: torch's maximum in values and in all its derivatives."""

from __future__ import annotations

import math
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

from losstheory.numeric.clamp import at_least  # noqa: E402

POINTS = [-math.inf, -3.0, -1e-320, 0.0, 1e-320, 0.1, 1.0, 2.5, math.inf]


def of_torch(x: Any, bound: float) -> Any:
    return torch.maximum(x, torch.tensor(bound, dtype=x.dtype))


def value_slope_bend(function: Any, bound: float, dtype: Any) -> list[Any]:
    x = torch.tensor(POINTS, dtype=dtype, requires_grad=True)
    values = function(x, bound)
    (slopes,) = torch.autograd.grad(values, x, torch.linspace(1, 2, len(POINTS), dtype=dtype), create_graph=True)
    calm = torch.tensor(POINTS[1:-1], dtype=dtype, requires_grad=True)
    (first,) = torch.autograd.grad((function(calm, bound) ** 2).sum(), calm, create_graph=True)
    (bends,) = torch.autograd.grad(first.sum(), calm)
    return [values, slopes, bends]


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
@pytest.mark.parametrize("bound", [0.0, 1.0, 0.1, -3.0])
def test_values_and_derivatives_are_those_of_the_maximum(bound: float, dtype: Any) -> None:
    ours, theirs = (value_slope_bend(function, bound, dtype) for function in (at_least, of_torch))
    for found, wanted in zip(ours, theirs, strict=True):
        torch.testing.assert_close(found, wanted, rtol=0, atol=0)


def test_infinite_slopes_end_at_the_bound() -> None:
    x = torch.tensor([-1.0, 1.0], requires_grad=True)
    (slopes,) = torch.autograd.grad(at_least(x, 0.0), x, torch.tensor([math.inf, math.inf]))
    assert slopes.tolist() == [0.0, math.inf]


def test_batches_and_directions() -> None:
    x = torch.tensor([[-1.0, 0.0, 2.0], [0.0, 3.0, -2.0]], dtype=torch.float64)
    slopes = torch.func.vmap(torch.func.grad(lambda row: at_least(row, 0.0).sum()))(x)
    assert slopes.tolist() == [[0.0, 0.5, 1.0], [0.5, 1.0, 0.0]]
    _, moved = torch.func.jvp(lambda row: at_least(row, 0.0), (x,), (torch.full_like(x, 4.0),))
    assert moved.tolist() == [[0.0, 2.0, 4.0], [2.0, 4.0, 0.0]]
