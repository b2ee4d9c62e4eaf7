r"""Softplus, :math:`\log(1 + e^x)`, and its derivative, the sigmoid, with the digits of all derivatives at both ends.

Those of torch contain :math:`\sigma(x) (1 - \sigma(x))`, which loses its digits where :math:`\sigma(x)` is near 1.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from losstheory.numeric.autograd import signed

if TYPE_CHECKING:
    from torch import Tensor

LINEAR = 40.0  # beyond, softplus is x in every type, and e^x still finite


def softplus(x: Tensor) -> Tensor:
    """log(1 + e^x)."""
    import torch

    if torch.compiler.is_compiling():
        return torch.nn.functional.softplus(x, 1.0, LINEAR)
    grown: Tensor = softplus_function().apply(x)
    return grown


def sigmoid(x: Tensor) -> Tensor:
    """1/(1 + e^-x), from that of -|x|."""
    import torch

    small = torch.sigmoid(torch.where(x < 0, x, -x))
    return torch.where(x < 0, small, 1 - small)


@cache
def softplus_function() -> Any:
    """The ``torch.autograd.Function`` of a tensor."""
    import torch

    class Softplus(torch.autograd.Function):  # type: ignore[misc]
        generate_vmap_rule = True

        @staticmethod
        def forward(x: Tensor) -> Tensor:
            return torch.nn.functional.softplus(x, 1.0, LINEAR)

        @staticmethod
        def setup_context(ctx: Any, inputs: tuple[Tensor], output: Tensor) -> None:
            ctx.save_for_backward(inputs[0])
            ctx.save_for_forward(inputs[0])

        @staticmethod
        def backward(ctx: Any, grown: Tensor) -> Tensor:
            (x,) = ctx.saved_tensors
            if torch.is_grad_enabled():
                return grown * sigmoid(x)
            slope: Tensor = torch.ops.aten.softplus_backward(grown, x, 1.0, LINEAR)
            return slope

        @staticmethod
        def jvp(ctx: Any, moved: Tensor) -> Tensor:
            return moved * sigmoid(*ctx.saved_tensors)

    return signed(Softplus)
