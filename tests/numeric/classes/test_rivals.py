"""Scores without the own one: values and derivatives of the choice written out."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

from losstheory.numeric.classes.rivals import rivals_function  # noqa: E402

PLACES = torch.tensor([[0], [2], [1]])
SCORES = torch.arange(9, dtype=torch.float64).reshape(3, 3) ** 1.5


def rivals(scores: Any, places: Any = PLACES) -> Any:
    return rivals_function().apply(scores, places)


def written_out(scores: Any, places: Any = PLACES) -> Any:
    rows = scores.shape[-1]
    chosen = [[(0 if k == y else k) for k in range(1, rows)] for y in places.flatten().tolist()]
    return torch.gather(scores, -1, torch.tensor(chosen))


def test_values_and_derivatives_are_those_written_out() -> None:
    for function in (
        lambda f: f,
        torch.func.jacrev,
        torch.func.jacfwd,
        lambda f: torch.func.hessian(lambda s: (f(s) ** 3).sum()),
    ):
        torch.testing.assert_close(function(rivals)(SCORES), function(written_out)(SCORES))


def test_second_derivatives_pass_through_the_way_back() -> None:
    assert torch.autograd.gradcheck(rivals, SCORES.clone().requires_grad_())
    assert torch.autograd.gradgradcheck(rivals, SCORES.clone().requires_grad_())


@pytest.mark.filterwarnings("error")
def test_batches() -> None:
    def slope(row: Any, place: Any) -> Any:
        return torch.func.grad(lambda s: (rivals(s, place) ** 2).sum())(row)

    wanted = torch.func.grad(lambda s: (written_out(s) ** 2).sum())(SCORES)
    torch.testing.assert_close(torch.func.vmap(slope)(SCORES, PLACES), wanted)
    one = torch.func.vmap(lambda s: rivals(s, PLACES[1]))(SCORES)
    torch.testing.assert_close(one, written_out(SCORES, PLACES[1].expand(3, 1)))
