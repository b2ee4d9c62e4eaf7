"""What autograd functions of values ``(..., K)`` and places ``(..., 1)`` share, and when values can be looked at."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from torch import Tensor

Sides: TypeAlias = "tuple[int | None, int | None]"


class Positional(inspect.Signature):
    """A signature of arguments that are always given by their places, none left out: there is nothing to bind."""

    def bind(self, *args: Any, **kwargs: Any) -> Any:
        return SimpleNamespace(args=args, kwargs=kwargs, apply_defaults=_nothing)


def _nothing() -> None:
    """No argument has a default."""


def signed(function: Any) -> Any:
    """A ``torch.autograd.Function`` that keeps the signature of its ``forward``: torch binds to it at every call."""
    found = inspect.signature(function.forward)
    function.forward.__signature__ = Positional(list(found.parameters.values()))
    return function


def is_known(values: Tensor, decide: Callable[[], bool]) -> bool:
    """What ``decide`` says; False where values are not at hand, or far away."""
    import torch

    if torch.compiler.is_compiling() or values.device.type != "cpu":
        return False
    try:
        return decide()
    except RuntimeError:  # vmap has no values
        return False


def batched(info: Any, sides: Sides, values: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
    """Values and places with the axis of a ``vmap`` in front."""
    rows, wanted = (
        part.expand(info.batch_size, *part.shape) if side is None else part.movedim(side, 0)
        for part, side in zip((values, places), sides, strict=True)
    )
    return rows, wanted
