"""The maximum of a tensor and a number, whose derivative at a tie is the mean of the one-sided ones, 1/2."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from losstheory.numeric.autograd import signed

if TYPE_CHECKING:
    from torch import Tensor


def at_least(x: Tensor, bound: float) -> Tensor:
    """max(x, bound)."""
    import torch

    if torch.compiler.is_compiling():
        return torch.maximum(x, torch.tensor(bound, dtype=x.dtype, device=x.device))
    raised: Tensor = clamp_function().apply(x, bound)
    return raised


@cache
def clamp_function() -> Any:
    """The ``torch.autograd.Function`` of a tensor and a number; torch's own clamp has the derivative 1 at a tie."""
    import torch

    class Clamp(torch.autograd.Function):  # type: ignore[misc]
        generate_vmap_rule = True

        @staticmethod
        def forward(x: Tensor, bound: float) -> Tensor:
            return x.clamp(min=bound)

        @staticmethod
        def setup_context(ctx: Any, inputs: tuple[Tensor, float], output: Tensor) -> None:
            ctx.bound = inputs[1]
            ctx.save_for_backward(inputs[0])
            ctx.save_for_forward(inputs[0])

        @staticmethod
        def backward(ctx: Any, grown: Tensor) -> tuple[Tensor, None]:
            return _kept(grown, ctx.saved_tensors[0], ctx.bound), None

        @staticmethod
        def jvp(ctx: Any, moved: Tensor, _: None) -> Tensor:
            return _kept(moved, ctx.saved_tensors[0], ctx.bound)

    return signed(Clamp)


def _kept(moved: Tensor, x: Tensor, bound: float) -> Tensor:
    """All of what is above the bound and half of what is at it, which need not be finite."""
    import torch

    half, pass_above = moved * 0.5, torch.ops.aten.threshold_backward
    at, below = _marks(bound, x.dtype)
    kept: Tensor = pass_above(half, x, at).add_(pass_above(half, x, below))
    return kept


@lru_cache(maxsize=1024)
def _marks(bound: float, dtype: Any) -> tuple[float, float]:
    """A bound as a type has it, and the number before."""
    import torch

    at = torch.tensor(bound, dtype=dtype)
    return float(at), float(torch.nextafter(at, torch.full_like(at, -torch.inf)))
