"""A model or a loss that draws at random is refused, and the generators of the user are left where they were."""

from __future__ import annotations

from typing import Any

import pytest

from tests.landscape.small import data, mlp, nn, torch

from losstheory.landscape import LandscapeError, Problem  # isort: skip

cross_entropy = nn.functional.cross_entropy


class Dropping(nn.Module):  # type: ignore[misc]
    """Dropout by a function, which no layer tells of."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = mlp()

    def forward(self, x: Any) -> Any:
        return nn.functional.dropout(self.inner(x), 0.5)


def noisy(output: Any, target: Any) -> Any:
    return cross_entropy(output + 0.1 * torch.randn_like(output), target)


def in_place(output: Any, target: Any) -> Any:
    return cross_entropy(output.mul_(2), target)


@pytest.mark.parametrize(
    ("message", "model", "loss"),
    [
        ("the model gives two outputs", Dropping, cross_entropy),
        ("the loss gives two values", mlp, noisy),
    ],
)
def test_draws_are_noticed_and_not_taken_from_the_user(message: str, model: Any, loss: Any) -> None:
    made, state = model(), torch.get_rng_state()
    with pytest.raises(LandscapeError, match=message):
        Problem(made, loss, data())
    assert torch.equal(torch.get_rng_state(), state)


def test_a_loss_that_writes_to_the_output_gives_one_value() -> None:
    doubled = cross_entropy(2 * mlp()(data()[0]), data()[1]).item()
    assert Problem(mlp(), in_place, data()).value == pytest.approx(doubled, rel=1e-14)
