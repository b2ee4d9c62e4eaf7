"""What ``Scores`` asks of torch: choices and reductions along the class axis, which is kept."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import TYPE_CHECKING

from losstheory.numeric.autograd import is_known
from losstheory.numeric.classes.arrays import others
from losstheory.numeric.classes.rivals import rivals_function
from losstheory.numeric.tensors import torch_library

if TYPE_CHECKING:
    from torch import Tensor


def torch_classes() -> SimpleNamespace:
    """The library of ``elementary.py`` with the reductions; at a tie a maximum has the mean of the derivatives."""
    import torch

    return SimpleNamespace(
        **vars(torch_library()),
        take=lambda values, places: torch.gather(values, -1, places),
        rivals=_rivals,
        others=lambda values: torch.from_numpy(others(values.shape[-1])).to(values.device),
        total=lambda values: values.sum(-1, keepdim=True),
        largest=lambda values: torch.amax(values, -1, keepdim=True),
        least=lambda values: torch.amin(values, -1, keepdim=True),
        is_first_largest=_is_first_largest,
        infinity=lambda values: math.inf,
        log_sum=_log_sum,
        log_odds=_log_odds,
        spread=lambda value, like: value if value.shape == like.shape else value.expand(like.shape),
        filled=lambda like, label: torch.full_like(like, label, dtype=torch.int64),
        joined=lambda columns: torch.cat(columns, -1),
        has_nan=lambda values: is_known(values, lambda: math.isnan(float(values.detach().sum()))),
        isnan=torch.isnan,
        isinf=torch.isinf,
        isfinite=torch.isfinite,
        anywhere=lambda condition: condition.any(-1, keepdim=True),
        fixed=lambda values: values.detach(),
        largest_number=lambda values: torch.finfo(values.dtype).max,
        unit=lambda values: torch.finfo(values.dtype).eps,
        places=torch.argwhere,
    )


def _is_first_largest(values: Tensor) -> Tensor:
    import torch

    places = torch.arange(values.shape[-1], device=values.device)
    return places == values.argmax(-1, keepdim=True)


def _rivals(values: Tensor, places: Tensor) -> Tensor:
    import torch

    if torch.compiler.is_compiling():
        return values.scatter(-1, places, values[..., :1])[..., 1:]
    found: Tensor = rivals_function().apply(values, places)
    return found


def _log_sum(values: Tensor) -> Tensor:
    """The log-sum-exp; where the largest term is infinite, that, with derivative 0."""
    import torch

    largest = torch.amax(values.detach(), -1, keepdim=True)
    usual = torch.isfinite(largest)
    whole = torch.logsumexp(torch.where(usual, values, 0.0), -1, keepdim=True)
    return torch.where(usual, whole, largest)


def _log_odds(values: Tensor, places: Tensor) -> Tensor:
    """The log-sum-exp over all classes but one, less the score of that."""
    import torch

    from losstheory.numeric.classes.log_odds import log_odds_function

    if torch.compiler.is_compiling():
        return _log_sum(values.scatter(-1, places, -math.inf)) - torch.gather(values, -1, places)
    odds: Tensor = log_odds_function().apply(values, places)[0]
    return odds
