"""Scores without the own one: a choice whose derivative is the choice in reverse."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from losstheory.numeric.autograd import Sides, batched, signed

if TYPE_CHECKING:
    from torch import Tensor


@cache
def rivals_function() -> Any:
    """The ``torch.autograd.Function`` of values ``(..., K)`` and places ``(..., 1)``: what is elsewhere.

    In the place of the own value is the first one, which is left out at the front.
    """
    import torch

    class Rivals(torch.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(values: Tensor, places: Tensor) -> Tensor:
            return values.scatter(-1, places, values[..., :1])[..., 1:]

        @staticmethod
        def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor], output: Tensor) -> None:
            ctx.save_for_backward(inputs[1])
            ctx.save_for_forward(inputs[1])

        @staticmethod
        def backward(ctx: Any, grown: Tensor) -> tuple[Tensor, None]:
            return PutBack.apply(grown, *ctx.saved_tensors), None

        @staticmethod
        def jvp(ctx: Any, moved: Tensor, _: None) -> Tensor:
            return Rivals.apply(moved, *ctx.saved_tensors)

        @staticmethod
        def vmap(info: Any, sides: Sides, values: Tensor, places: Tensor) -> tuple[Tensor, int]:
            return Rivals.apply(*batched(info, sides, values, places)), 0

    class PutBack(torch.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(values: Tensor, places: Tensor) -> Tensor:
            whole = torch.cat((torch.zeros_like(values[..., :1]), values), -1)
            first = torch.gather(whole, -1, places)
            whole.scatter_(-1, places, 0.0)[..., :1] = first
            return whole

        @staticmethod
        def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor], output: Tensor) -> None:
            ctx.save_for_backward(inputs[1])
            ctx.save_for_forward(inputs[1])

        @staticmethod
        def backward(ctx: Any, grown: Tensor) -> tuple[Tensor, None]:
            return Rivals.apply(grown, *ctx.saved_tensors), None

        @staticmethod
        def jvp(ctx: Any, moved: Tensor, _: None) -> Tensor:
            return PutBack.apply(moved, *ctx.saved_tensors)

        @staticmethod
        def vmap(info: Any, sides: Sides, values: Tensor, places: Tensor) -> tuple[Tensor, int]:
            return PutBack.apply(*batched(info, sides, values, places)), 0

    signed(PutBack)
    return signed(Rivals)
