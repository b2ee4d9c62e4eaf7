"""Softplus and sigmoid: values and three derivatives against mpmath, at both ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

from losstheory.numeric.softplus import sigmoid, softplus  # noqa: E402

POINTS = [-700.0, -80.0, -39.0, -12.5, -1.0, -1e-9, 0.0, 1e-9, 0.5, 3.0, 20.0, 36.0, 41.0, 100.0, 700.0]


def derivatives(function: Callable[[Any], Any]) -> list[list[float]]:
    x = torch.tensor(POINTS, dtype=torch.float64, requires_grad=True)
    found = [function(x)]
    for _ in range(2):
        found += torch.autograd.grad(found[-1].sum(), x, create_graph=True)
    return [values.tolist() for values in found]


def share(x: float) -> Any:
    return 1 / (1 + mpmath.exp(-mpmath.mpf(x)))


WANTED: list[Callable[[float], Any]] = [
    lambda x: mpmath.log1p(mpmath.exp(mpmath.mpf(x))),
    share,
    lambda x: share(x) * share(-x),
    lambda x: share(x) * share(-x) * (share(-x) - share(x)),
]


@pytest.mark.parametrize(("function", "first"), [(softplus, 0), (sigmoid, 1)])
def test_derivatives_keep_their_digits_at_both_ends(function: Callable[[Any], Any], first: int) -> None:
    with mpmath.workdps(700):
        for order, values in enumerate(derivatives(function)):
            for x, value in zip(POINTS, values, strict=True):
                near = 1e-16 if abs(x) < 1 else 0.0  # the third derivative is 0 at 0
                assert value == pytest.approx(float(WANTED[first + order](x)), rel=1e-14, abs=near), (order, x)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_the_slope_is_the_same_with_and_without_a_graph(dtype: Any) -> None:
    x = torch.tensor(POINTS, dtype=dtype, requires_grad=True)
    (plain,) = torch.autograd.grad(softplus(x).sum(), x)
    (kept,) = torch.autograd.grad(softplus(x).sum(), x, create_graph=True)
    torch.testing.assert_close(plain, kept.detach())


def test_batches_and_directions() -> None:
    x = torch.tensor([[-30.0, 0.0], [2.0, 50.0]], dtype=torch.float64)
    torch.testing.assert_close(torch.func.vmap(torch.func.grad(lambda row: softplus(row).sum()))(x), sigmoid(x))
    _, moved = torch.func.jvp(softplus, (x,), (2 * torch.ones_like(x),))
    torch.testing.assert_close(moved, 2 * sigmoid(x))
    bends = torch.func.hessian(lambda row: softplus(row).sum())(x[0])
    torch.testing.assert_close(bends.diagonal(), sigmoid(x[0]) * sigmoid(-x[0]), rtol=1e-14, atol=0)
