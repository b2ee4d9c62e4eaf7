"""Whether a batch allows a shorter computation; never where values are not at hand, or far away."""

from __future__ import annotations

import torch
from torch import Tensor

from losstheory.numeric.autograd import is_known


def holds(condition: Tensor) -> bool:
    """Whether a condition is known to hold everywhere."""
    return is_known(condition, lambda: bool(condition.all()))


def are_signs(values: Tensor) -> bool:
    """Whether values are known to be 1 and -1 alone."""

    def least_and_greatest() -> bool:
        squares = values.detach().square()
        return bool(squares.numel()) and all(float(end) == 1 for end in torch.aminmax(squares))

    return is_known(values, least_and_greatest)
