"""Formulas and losses as functions of torch tensors; torch is loaded when one is made."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, overload

from losstheory.formulas.tree import Tree
from losstheory.losses.loss import Loss
from losstheory.losses.multiclass.kinds import FormulaPerClass
from losstheory.numeric.arguments import CallableError, Labels, centre, one_formula, two_formulas
from losstheory.numeric.clamp import at_least
from losstheory.numeric.program import prepare, program
from losstheory.numeric.softplus import sigmoid, softplus

if TYPE_CHECKING:
    from torch import Tensor

NAMES = (
    "exp", "log", "log1p", "abs", "sign", "sin", "cos", "tan", "sinh", "cosh", "sqrt",
    "where", "hypot", "maximum", "minimum", "ones_like",
)  # fmt: skip
RENAMED = {"power": "pow", "arctan": "atan", "arctan2": "atan2"}
SPECIAL = ("erf", "erfc")
FAR = -1e8


@overload
def to_torch(formula: FormulaPerClass) -> Callable[[Tensor, Tensor], Tensor]: ...  # type: ignore[overload-overlap]
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
        Without labels a function of a tensor of any shape, for a loss of several classes ``loss(scores, target)`` of
        scores of shape ``(..., K)`` and classes 0, …, K - 1 of shape ``(...)``, or their probabilities, of shape
        ``(..., K)``, for the expected loss; with labels ``loss(y, score)`` of two tensors that
        broadcast, in the dtype of the score. Reductions are left to the caller.

    Raises:
        CallableError: the formula has another variable, or the loss has two formulas and no labels are given; when
            called, a label is none of the two.
        ImportError: torch is not installed.
    """
    if isinstance(formula, FormulaPerClass) and labels is None:
        return _of_classes(formula)
    if labels is None:
        return tree_to_torch(one_formula(formula, variable))
    positive, negative = map(tree_to_torch, two_formulas(formula, labels))
    middle = centre(formula)

    def evaluate(y: Tensor, score: Tensor) -> Tensor:
        import torch

        is_positive = y == labels[1]
        if not bool((is_positive | (y == labels[0])).all()):
            raise CallableError(f"expected the labels {labels[0]} and {labels[1]}, got others")
        seen, other = torch.where(is_positive, score, middle), torch.where(is_positive, middle, score)
        return torch.where(is_positive, positive(seen), negative(other))

    return evaluate


def load_torch() -> None:
    """Load torch.

    Raises:
        ImportError: it is not installed; the message names the extra.
    """
    try:
        import torch  # noqa: F401
    except ModuleNotFoundError as error:
        raise ImportError("to_torch needs torch: pip install 'losstheory[torch]'") from error


def _of_classes(loss: FormulaPerClass) -> Callable[[Tensor, Tensor], Tensor]:
    load_torch()
    from losstheory.numeric.classes.functions import class_function
    from losstheory.numeric.classes.targets import are_laws
    from losstheory.numeric.classes.tensors import torch_classes

    function = class_function(loss, torch_classes())

    def evaluate(scores: Tensor, target: Tensor) -> Tensor:
        if are_laws(tuple(scores.shape), tuple(target.shape), loss.classes, target.is_floating_point()):
            return function.of_laws(scores, target.to(scores.dtype))
        return function.of_labels(scores, target)

    return evaluate


def tree_to_torch(tree: Tree) -> Callable[[Tensor], Tensor]:
    load_torch()
    import torch

    run = prepare(program(tree), torch_library())
    keeps_nan = bool(torch.isnan(run(torch.tensor(math.nan, dtype=torch.float64))))

    def evaluate(x: Tensor) -> Tensor:
        points = x if x.is_floating_point() else x.to(torch.get_default_dtype())
        if keeps_nan:
            values: Tensor = run(points)
            return values if values.shape == points.shape else values.expand(points.shape)
        return torch.where(torch.isnan(points), points, run(points))

    return evaluate


def torch_library() -> SimpleNamespace:
    """What ``elementary.Library`` asks for."""
    import torch

    def constant(value: float, x: Any) -> Any:
        return torch.tensor(value, dtype=x.dtype, device=x.device)

    return SimpleNamespace(
        **{name: getattr(torch, name) for name in NAMES},
        **{name: getattr(torch, other) for name, other in RENAMED.items()},
        **{name: getattr(torch.special, name) for name in SPECIAL},
        constant=constant,
        softplus=softplus,
        logaddexp=_logaddexp,
        sigmoid=sigmoid,
        tanh=_tanh,
        expm1=_expm1,
        log_ndtr=_log_ndtr,
        at_least=at_least,
        at_most=lambda x, bound: -at_least(-x, -bound),
    )


def _tanh(x: Tensor) -> Tensor:
    """The hyperbolic tangent; torch's derivative 1 - y^2 loses its digits where y is near 1 or -1."""
    import torch

    near = torch.abs(x) < 1
    far = 1 - 2 * torch.sigmoid(-2 * torch.where(x < 0, -x, x))
    return torch.where(near, torch.tanh(torch.where(near, x, 0.0)), torch.where(x < 0, -far, far))


def _logaddexp(a: Tensor, b: Tensor) -> Tensor:
    """log(e^a + e^b), with a second derivative that is not NaN either."""
    import torch

    larger, smaller = torch.where(a > b, a, b), torch.where(a > b, b, a)
    usual = torch.isfinite(larger)
    less = torch.where(usual, smaller, 0.0) - torch.where(usual, larger, 0.0)
    return torch.where(usual, larger + torch.log1p(torch.exp(less)), larger)


def _expm1(x: Tensor) -> Tensor:
    """e^x - 1; torch's derivative y + 1 loses its digits where y is near -1. It is 0 where e^x overflows."""
    import torch

    low, high = x < -1, x > math.log(torch.finfo(x.dtype).max)
    middle = torch.expm1(torch.where(low | high, 0.0, x))
    return torch.where(low, torch.exp(torch.where(low, x, 0.0)) - 1, torch.where(high, math.inf, middle))


def _log_ndtr(x: Tensor) -> Tensor:
    """The logarithm of the normal distribution function; far out, where torch's derivative is NaN, by its tail."""
    import torch

    far = x < FAR
    tail = torch.where(far, x, FAR)
    first = -(tail / 2) * tail - torch.log(-tail) - math.log(2 * math.pi) / 2
    return torch.where(far, first, torch.special.log_ndtr(torch.where(far, 0.0, x)))
