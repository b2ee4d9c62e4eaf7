"""Whether a batch allows a shorter computation."""

from __future__ import annotations

import torch
from torch import Tensor


def holds(condition: Tensor) -> bool:
    """Whether a condition is known to hold everywhere: never where values are not at hand, or far away."""
    if torch.compiler.is_compiling() or condition.device.type != "cpu":
        return False
    try:
        return bool(condition.all())
    except RuntimeError:  # vmap has no values
        return False
