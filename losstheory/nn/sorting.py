"""The relaxed permutation matrix of sorting."""

from __future__ import annotations

import torch
from torch import Tensor

from losstheory.numeric.arguments import CallableError


def neural_sort(scores: Tensor, temperature: float = 1.0) -> Tensor:
    r"""NeuralSort: row i of n is the softmax over j of :math:`((n + 1 - 2 i) s_j - \sum_k |s_j - s_k|) / \tau`.

    Rows sum to 1 at every temperature, columns only in the limit: as :math:`\tau \to 0` the matrix tends to that
    which sorts distinct scores in descending order, and rows of tied scores to the mean of their orders.

    Args:
        scores: of shape ``(…, n)``.
        temperature: :math:`\tau > 0`, in the unit of the scores.

    Returns:
        A matrix of shape ``(…, n, n)``, a row for each rank.

    >>> neural_sort(torch.tensor([1.0, 3.0, 2.0]), 0.01) @ torch.tensor([1.0, 3.0, 2.0])
    tensor([3., 2., 1.])

    Source: pobrotyn2021neuralndcg.

    Raises:
        CallableError: the scores are one number, or the temperature is not positive.
    """
    if scores.dim() == 0 or not temperature > 0:
        raise CallableError(
            f"expected scores of shape (…, n) and a temperature above 0, got {tuple(scores.shape)} and {temperature}"
        )
    count = scores.shape[-1]
    ranks = torch.arange(count - 1, -count, -2, dtype=scores.dtype, device=scores.device)
    distances = (scores[..., :, None] - scores[..., None, :]).abs().sum(-1)
    return torch.softmax((ranks[:, None] * scores[..., None, :] - distances[..., None, :]) / temperature, dim=-1)
