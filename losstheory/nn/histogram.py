"""Regression as classification: the cross-entropy of bins against a normal law around the target."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from losstheory.nn.reduction import check_reduction, reduced
from losstheory.numeric.arguments import CallableError


class HistogramLoss(torch.nn.Module):  # type: ignore[misc]
    r"""HL-Gauss: the cross-entropy of scores of bins against the masses in them of :math:`N(y, \sigma^2)`.

    Bin i from :math:`e_i` to :math:`e_{i+1}`, of width w, has the mass :math:`p_i = (\Phi((e_{i+1} - y) / \sigma) -
    \Phi((e_i - y) / \sigma)) / Z`, Z that of all bins. Scores are decoded as the mean of the centres under their
    softmax. Beyond the bins the mass goes to the last one.

    Args:
        low, high: the ends of the bins, in the unit of the target; a target nearer to them than 4 sigma is decoded
            with a bias inwards, so leave room.
        bins: their number, at least 2.
        deviation: sigma, in widths of a bin.
        reduction: ``"mean"``, ``"sum"`` or ``"none"``.

    Scores have shape ``(…, bins)``, targets ``(…)``.

    Raises:
        CallableError: an argument is none of these; when called, the shapes do not belong together.

    >>> loss = HistogramLoss(-10, 10, 51)
    >>> loss.decode(loss.encode(torch.tensor([1.25], dtype=torch.float64)).log())
    tensor([1.2500], dtype=torch.float64)

    Source: farebrother2024stop.
    """

    edges: Tensor
    centres: Tensor

    def __init__(self, low: float, high: float, bins: int, *, deviation: float = 0.75, reduction: str = "mean") -> None:
        super().__init__()
        if not (math.isfinite(low) and math.isfinite(high) and low < high and bins >= 2 and deviation > 0):
            raise CallableError(
                f"expected low < high, at least 2 bins and a deviation above 0; got {low}, {high}, {bins}, {deviation}"
            )
        self.width, self.deviation = (high - low) / bins, deviation
        self.reduction = check_reduction(reduction)
        edges = torch.linspace(low, high, bins + 1, dtype=torch.float64)
        self.register_buffer("edges", edges, persistent=False)
        self.register_buffer("centres", (edges[1:] + edges[:-1]) / 2, persistent=False)

    @property
    def interior_bias(self) -> float:
        r"""A bound on :math:`|\sum_i p_i z_i - y|` far from the ends, z the centres, in the unit of the target.

        There the bias is :math:`w \sum_{k \ge 1} \frac{(-1)^k}{\pi k} e^{-2 \pi^2 k^2 \sigma^2 / w^2}
        \sin(2 \pi k (y - z_i) / w)`, and at most half a width.
        """
        terms = (math.exp(-2 * (math.pi * k * self.deviation) ** 2) / k for k in range(1, 1000))
        return min(sum(terms) / math.pi, 0.5) * self.width

    def encode(self, target: Tensor) -> Tensor:
        """The masses of the bins, of shape ``(…, bins)``, computed in float64 and without cancellation in the tails."""
        places = (self.edges - target.double()[..., None]) / (self.deviation * self.width)
        lower, upper = places[..., :-1], places[..., 1:]
        right = lower > 0  # the mass of [a, b] is that of [-b, -a]
        lower, upper = torch.where(right, -upper, lower), torch.where(right, -lower, upper)
        below, above = torch.special.log_ndtr(lower), torch.special.log_ndtr(upper)
        return torch.softmax(above + torch.log(-torch.expm1(below - above)), dim=-1).to(target)

    def decode(self, scores: Tensor) -> Tensor:
        """The mean of the centres under the softmax of the scores."""
        return torch.softmax(scores, dim=-1) @ self.centres.to(scores)

    def forward(self, scores: Tensor, target: Tensor) -> Tensor:
        """The cross-entropy, as reduced."""
        if scores.shape != (*target.shape, len(self.centres)):
            raise CallableError(
                f"for targets of shape {tuple(target.shape)} expected scores of shape "
                f"{(*target.shape, len(self.centres))}, got {tuple(scores.shape)}"
            )
        losses = -(self.encode(target).to(scores) * torch.log_softmax(scores, dim=-1)).sum(-1)
        return reduced(losses, self.reduction, None)

    def extra_repr(self) -> str:
        return f"{len(self.centres)} bins of width {self.width:g}, deviation={self.deviation}"
