"""NeuralSort: rows that sum to 1, columns that do so in the limit alone, and the sort that it tends to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

from losstheory.nn import neural_sort  # noqa: E402
from losstheory.numeric.arguments import CallableError  # noqa: E402

SCORES = np.random.default_rng(0).standard_normal((4, 7))


def relaxed(temperature: float) -> Any:
    return neural_sort(torch.tensor(SCORES), temperature).numpy()


@pytest.mark.parametrize("temperature", [10.0, 1.0, 0.1, 1e-3])
def test_entries_are_those_of_the_definition(temperature: float) -> None:
    found, count = relaxed(temperature), SCORES.shape[-1]
    for scores, matrix in zip(SCORES, found, strict=True):
        for rank in range(1, count + 1):
            logits = [
                ((count + 1 - 2 * rank) * own - sum(abs(own - other) for other in scores)) / temperature
                for own in scores
            ]
            weights = np.exp(np.array(logits) - max(logits))
            np.testing.assert_allclose(matrix[rank - 1], weights / weights.sum(), atol=1e-13)


def test_rows_sum_to_one_at_every_temperature_and_columns_in_the_limit() -> None:
    rows = [np.abs(relaxed(t).sum(-1) - 1).max() for t in (10.0, 1.0, 0.1, 1e-3)]
    columns = [np.abs(relaxed(t).sum(-2) - 1).max() for t in (10.0, 1.0, 0.1, 1e-3)]
    assert max(rows) < 1e-14
    assert columns[0] > 0.05 and columns[1] > 0.05 and columns[-1] < 1e-12


def test_without_temperature_it_sorts_distinct_scores() -> None:
    found = relaxed(1e-4)
    np.testing.assert_allclose(found @ SCORES[..., None], -np.sort(-SCORES)[..., None], rtol=1e-13)
    np.testing.assert_allclose(np.sort(found, -1)[..., -1], 1, atol=1e-13)


def test_at_a_great_temperature_all_orders_count_alike() -> None:
    np.testing.assert_allclose(relaxed(1e9), 1 / 7, rtol=1e-7)


def test_ties_share_their_ranks_however_small_the_temperature() -> None:
    found = neural_sort(torch.tensor([2.0, 5.0, 2.0]), 1e-3)
    torch.testing.assert_close(found, torch.tensor([[0.0, 1, 0], [0.5, 0, 0.5], [0.5, 0, 0.5]]))


def test_a_shift_changes_nothing_and_scale_is_temperature() -> None:
    scores = torch.tensor(SCORES)
    torch.testing.assert_close(neural_sort(scores + 3, 0.5), neural_sort(scores, 0.5), rtol=1e-12, atol=1e-14)
    torch.testing.assert_close(neural_sort(4 * scores, 2.0), neural_sort(scores, 0.5), rtol=1e-12, atol=1e-14)


def test_slopes_vanish_with_the_temperature() -> None:
    """What a ranking loss pays for exactness."""
    norms = []
    for temperature in (1.0, 0.1, 0.01):
        scores = torch.tensor(SCORES[0], requires_grad=True)
        gain = neural_sort(scores, temperature)[0] @ torch.arange(7.0, dtype=torch.float64)
        norms.append(float(torch.autograd.grad(gain, scores)[0].norm()))
    assert norms[0] > 0.05 and norms[2] < 1e-4 * norms[0]


def test_what_cannot_be_sorted_is_refused() -> None:
    for scores, temperature in ((torch.tensor(1.0), 1.0), (torch.zeros(3), 0.0)):
        with pytest.raises(CallableError, match="temperature above 0"):
            neural_sort(scores, temperature)
