"""The Hessian of the loss of a batch, as a linear map by double backward."""

from __future__ import annotations

import torch
from torch import Tensor

from losstheory.landscape.batches import Batch
from losstheory.landscape.chunks import LinearMap
from losstheory.landscape.derivatives import backward, first_derivatives
from losstheory.landscape.problem import Problem


def hessian_map(problem: Problem, batch: Batch) -> LinearMap:
    r"""The map :math:`v \mapsto \nabla (\nabla L_b \cdot v)`; it holds the graph of the gradient."""
    problem.require_dependence()
    leaves = problem.leaves()
    with torch.enable_grad():
        gradient = first_derivatives(problem.batch_loss(batch, leaves), leaves, graph=True)
    values, places = list(gradient.values()), list(leaves.values())

    def product(vector: list[Tensor]) -> list[Tensor | None]:
        return backward(values, places, vector)

    return product
