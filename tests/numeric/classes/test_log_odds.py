"""The log-odds against a class: values, derivatives of every order, infinite scores, against their definition."""

from __future__ import annotations

import math
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

from losstheory.numeric.classes.log_odds import log_odds_function  # noqa: E402

PLACES = torch.tensor([[0], [3], [2]])
SCORES = torch.tensor([[0.3, -1.7, 0.9, 2.0], [2.1, 0.4, -0.8, 0.4], [30.0, 1.0, -20.0, 30.0]], dtype=torch.float64)


def odds(scores: Any, places: Any = PLACES) -> Any:
    return log_odds_function().apply(scores, places)[0]


def written_out(scores: Any, places: Any = PLACES) -> Any:
    rivals = torch.arange(scores.shape[-1]) != places
    return torch.logsumexp(torch.where(rivals, scores, -math.inf), -1, keepdim=True) - scores.gather(-1, places)


def test_values_and_three_derivatives_are_those_written_out() -> None:
    for function in (
        lambda f: f,
        torch.func.jacrev,
        torch.func.hessian,
        lambda f: torch.func.jacrev(torch.func.hessian(f)),
    ):
        torch.testing.assert_close(function(odds)(SCORES), function(written_out)(SCORES), rtol=1e-11, atol=1e-13)


def test_the_own_score_does_not_cost_the_digits_of_the_rivals() -> None:
    scores = torch.tensor([[40.0, -1.0, -2.0]], dtype=torch.float64, requires_grad=True)
    value = torch.exp(odds(scores, torch.tensor([[0]])))
    assert value.item() == pytest.approx((math.exp(-1) + math.exp(-2)) * math.exp(-40), rel=1e-14)
    (slope,) = torch.autograd.grad(value.sum(), scores)
    assert slope[0, 1].item() == pytest.approx(math.exp(-41), rel=1e-14)


def test_batches_and_directions() -> None:
    batched = torch.func.vmap(torch.func.grad(lambda s, y: odds(s, y).sum()))(SCORES, PLACES)
    torch.testing.assert_close(batched, torch.autograd.functional.jacobian(lambda s: odds(s).sum(), SCORES))
    one_label = torch.func.vmap(lambda s: odds(s, PLACES[0]))(SCORES)
    torch.testing.assert_close(one_label, odds(SCORES, PLACES[0].expand(3, 1)))
    torch.testing.assert_close(
        torch.func.jvp(odds, (SCORES,), (SCORES.cos(),)), torch.func.jvp(written_out, (SCORES,), (SCORES.cos(),))
    )


@pytest.mark.parametrize(
    ("row", "value", "slope"),
    [
        ([0.0, math.inf, 1.0], math.inf, [-1.0, 1.0, 0.0]),
        ([0.0, -math.inf, 1.0], 1.0, [-1.0, 0.0, 1.0]),
        ([math.inf, 0.0, 0.0], -math.inf, [-1.0, 0.5, 0.5]),
        ([-math.inf, 0.0, 0.0], math.inf, [-1.0, 0.5, 0.5]),
        ([0.0, -math.inf, -math.inf], -math.inf, [-1.0, 0.5, 0.5]),
    ],
)
def test_infinite_scores_have_all_or_nothing(row: list[float], value: float, slope: list[float]) -> None:
    scores = torch.tensor([row], dtype=torch.float64, requires_grad=True)
    found = odds(scores, torch.tensor([[0]]))
    assert found.item() == pytest.approx(value, abs=1e-12)
    torch.testing.assert_close(torch.autograd.grad(found.sum(), scores)[0], torch.tensor([slope], dtype=torch.float64))


def test_what_is_not_a_number_stays_so() -> None:
    assert odds(torch.tensor([[0.0, math.nan, 1.0]]), torch.tensor([[0]])).isnan()
