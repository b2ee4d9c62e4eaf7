"""Whether a model and a loss answer the same question twice in the same way."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from losstheory.landscape.batches import Batch, tensors_in
from losstheory.landscape.errors import LandscapeError
from losstheory.landscape.network import Network
from losstheory.landscape.objective import Objective


def require_deterministic(network: Network, loss: Objective, batch: Batch, tolerance: float) -> None:
    """Apply the model twice, and the loss to both outputs.

    Args:
        tolerance: the difference that rounding may make, relative to the largest entry of an output.

    Raises:
        LandscapeError: the answers differ; the message names layers that draw at random.
    """
    with torch.no_grad():
        outputs = [network({}, batch.inputs) for _ in range(2)]
        if not _agree(outputs, tolerance):
            live = [name for name, x in network.model.named_modules() if x.training and "Drop" in type(x).__name__]
            blame = f": {', '.join(live[:3])} draws at random" if live else ""
            raise LandscapeError(f"the model gives two outputs for the same inputs{blame}; call model.eval() first")
        if not _agree([loss(output, batch.target) for output in outputs], tolerance):
            raise LandscapeError("the loss gives two values for the same output and target: it must not draw at random")


def _agree(answers: list[Any], tolerance: float) -> bool:
    return all(_are_close(a, b, tolerance) for a, b in zip(*map(tensors_in, answers), strict=True))


def _are_close(a: Tensor, b: Tensor, tolerance: float) -> bool:
    return not a.numel() or bool(((a - b).abs() <= tolerance * a.abs().max()).all())
