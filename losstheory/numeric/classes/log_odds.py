r"""The logarithm of the odds against a class, :math:`\log \sum_{j \ne y} e^{s_j} - s_y`, with its derivatives.

Its derivative in the scores is p less the unit vector of the class, p being the shares of the rivals among themselves,
and that of p is diag(p) - p p'. Infinite scores have the shares of the largest numbers; scores beyond half of
those have infinite log-odds.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from losstheory.numeric.autograd import Sides, batched, signed

if TYPE_CHECKING:
    from torch import Tensor

    Pair = tuple[Tensor, Tensor]


@cache
def log_odds_function() -> Any:
    """The ``torch.autograd.Function`` of scores and places: log-odds of shape ``(..., 1)``, and their derivative."""
    import torch

    class LogOdds(torch.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(values: Tensor, places: Tensor) -> Pair:
            end = torch.finfo(values.dtype).max
            shares = values.clamp(-end, end).scatter_(-1, places, -torch.inf)
            largest = torch.amax(shares, -1, keepdim=True)
            total = shares.sub_(largest).exp_().sum(-1, keepdim=True)
            whole = torch.log(total).add_(largest.add_(largest).mul_(0.5))
            slope = shares.div_(total).scatter_(-1, places, -1.0)
            return whole.sub_(torch.gather(values, -1, places)), slope

        @staticmethod
        def setup_context(ctx: Any, inputs: Pair, output: Pair) -> None:
            ctx.set_materialize_grads(False)
            ctx.save_for_backward(output[1])
            ctx.save_for_forward(output[1])

        @staticmethod
        def backward(ctx: Any, odds: Tensor | None, slope: Tensor | None) -> tuple[Tensor | None, None]:
            (known,) = ctx.saved_tensors
            first = None if odds is None else known * odds
            second = None if slope is None else _bend(known, slope)
            return second if first is None else first if second is None else first + second, None

        @staticmethod
        def jvp(ctx: Any, values: Tensor, _: None) -> Pair:
            (known,) = ctx.saved_tensors
            return (known * values).sum(-1, keepdim=True), _bend(known, values)

        @staticmethod
        def vmap(info: Any, sides: Sides, values: Tensor, places: Tensor) -> tuple[Pair, Sides]:
            return LogOdds.apply(*batched(info, sides, values, places)), (0, 0)

    return signed(LogOdds)


def _bend(slope: Tensor, values: Tensor) -> Tensor:
    shares = slope.clamp(min=0)
    return shares * (values - (shares * values).sum(-1, keepdim=True))
