"""Formulas and losses as functions of torch tensors; torch is loaded when one is made."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, overload

from losstheory.formulas.tree import Tree
from losstheory.losses.loss import Loss
from losstheory.numeric.arguments import CallableError, Labels, centre, one_formula, two_formulas
from losstheory.numeric.program import prepare, program

if TYPE_CHECKING:
    from torch import Tensor

NAMES = (
    "exp", "log", "log1p", "abs", "sign", "sin", "cos", "tan", "sinh", "cosh", "sqrt",
    "where", "logaddexp", "hypot", "maximum", "minimum", "ones_like",
)  # fmt: skip
RENAMED = {"power": "pow", "arctan": "atan", "arctan2": "atan2"}
SPECIAL = ("erf", "erfc")
FAR = -1e8


@overload
def to_torch(formula: Tree | Loss, variable: object = None) -> Callable[[Tensor], Tensor]: ...
@overload
def to_torch(
    formula: Tree | Loss, variable: object = None, *, labels: Labels
) -> Callable[[Tensor, Tensor], Tensor]: ...
def to_torch(formula: Tree | Loss, variable: object = None, *, labels: Labels | None = None) -> Callable[..., Tensor]:
    """The function of tensors that a formula of one variable, or a loss, stands for; the twin of ``to_numpy``.

    It is made of differentiable operations on the device and in the dtype of its argument; the digits are those of
    ``to_numpy`` for float64. Derivatives are not NaN at finite arguments where they overflow nowhere on the way.

    At a kink of ``max``, ``min`` or ``abs`` the derivative is the mean of the two one-sided ones (1/2 of the
    slope for a hinge), the derivative of a root at 0 and of ``sign`` is 0, and a ``piecewise`` formula has
    the derivative of the branch that holds at the point.

    Args:
        formula: a formula, or a loss.
        variable: the name or the symbol of the variable of a formula; None: the only one that occurs.
        labels: how labels are written, ``(-1, 1)`` or ``(0, 1)``; a loss of two formulas needs them.

    Returns:
        Without labels a function of a tensor of any shape; with labels ``loss(y, score)`` of two tensors that
        broadcast, in the dtype of the score. Reductions are left to the caller.

    Raises:
        CallableError: the formula has another variable, or the loss has two formulas and no labels are given; when
            called, a label is none of the two.
        ImportError: torch is not installed.
    """
    if labels is None:
        return _function(one_formula(formula, variable))
    positive, negative = map(_function, two_formulas(formula, labels))
    middle = centre(formula)

    def evaluate(y: Tensor, score: Tensor) -> Tensor:
        import torch

        is_positive = y == labels[1]
        if not bool((is_positive | (y == labels[0])).all()):
            raise CallableError(f"expected the labels {labels[0]} and {labels[1]}, got others")
        seen, other = torch.where(is_positive, score, middle), torch.where(is_positive, middle, score)
        return torch.where(is_positive, positive(seen), negative(other))

    return evaluate


def _function(tree: Tree) -> Callable[[Tensor], Tensor]:
    try:
        import torch
    except ModuleNotFoundError as error:
        raise ImportError("to_torch needs torch: pip install 'losstheory[torch]'") from error
    run = prepare(program(tree), _library())

    def evaluate(x: Tensor) -> Tensor:
        points = x if x.is_floating_point() else x.to(torch.get_default_dtype())
        return torch.where(torch.isnan(points), points, run(points))

    return evaluate


def _library() -> SimpleNamespace:
    """What ``elementary.Library`` asks for."""
    import torch

    def constant(value: float, x: Any) -> Any:
        return torch.tensor(value, dtype=x.dtype, device=x.device)

    return SimpleNamespace(
        **{name: getattr(torch, name) for name in NAMES},
        **{name: getattr(torch, other) for name, other in RENAMED.items()},
        **{name: getattr(torch.special, name) for name in SPECIAL},
        constant=constant,
        softplus=lambda x: torch.logaddexp(x, torch.zeros_like(x)),
        sigmoid=_sigmoid,
        tanh=_tanh,
        expm1=_expm1,
        log_ndtr=_log_ndtr,
    )


def _sigmoid(x: Tensor) -> Tensor:
    """1/(1 + e^-x); torch's derivative y (1 - y) loses its digits where y is near 1."""
    import torch

    small = torch.sigmoid(torch.where(x < 0, x, -x))
    return torch.where(x < 0, small, 1 - small)


def _tanh(x: Tensor) -> Tensor:
    """The hyperbolic tangent; torch's derivative 1 - y^2 loses its digits where y is near 1 or -1."""
    import torch

    near = torch.abs(x) < 1
    far = 1 - 2 * torch.sigmoid(-2 * torch.where(x < 0, -x, x))
    return torch.where(near, torch.tanh(torch.where(near, x, 0.0)), torch.where(x < 0, -far, far))


def _expm1(x: Tensor) -> Tensor:
    """e^x - 1; torch's derivative y + 1 loses its digits where y is near -1."""
    import torch

    low = x < -1
    return torch.where(low, torch.exp(torch.where(low, x, 0.0)) - 1, torch.expm1(torch.where(low, 0.0, x)))


def _log_ndtr(x: Tensor) -> Tensor:
    """The logarithm of the normal distribution function; far out, where torch's derivative is NaN, by its tail."""
    import torch

    far = x < FAR
    tail = torch.where(far, x, FAR)
    first = -(tail / 2) * tail - torch.log(-tail) - math.log(2 * math.pi) / 2
    return torch.where(far, first, torch.special.log_ndtr(torch.where(far, 0.0, x)))
