"""Derivatives by reverse mode, with an error that says which operator has none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.autograd import function

from losstheory.landscape.errors import LandscapeError

NAMED = re.compile(r"derivative (?:for|of) '?([\w:. ]+?)'? is not implemented")
COMPILED = "double backward", "compiled with"
WRONG_TWICE = {"WeightNormInterfaceBackward0"}  # torch holds the norms constant where it differentiates again


def first_derivatives(value: Tensor, leaves: Mapping[str, Tensor], *, graph: bool) -> dict[str, Tensor | None]:
    """The derivatives of a scalar; None for a leaf that it does not depend on.

    Args:
        graph: build what is needed to differentiate once more.

    Raises:
        LandscapeError: an operator on the way has no derivative, or none of second order where a graph is built.
    """
    if graph:
        _require_twice(value)
    return dict(zip(leaves, backward([value], list(leaves.values()), None, graph=graph, keep=graph), strict=True))


def backward(
    values: Sequence[Tensor | None],
    leaves: Sequence[Tensor],
    weights: Sequence[Tensor] | None,
    *,
    graph: bool = False,
    keep: bool = True,
) -> list[Tensor | None]:
    r"""The derivatives of :math:`\sum_i w_i \cdot v_i` by the leaves; None for a leaf that it does not depend on.

    Values that are None, or that depend on no leaf, are left out. The graph is kept for another call if ``keep``.

    Raises:
        LandscapeError: an operator on the way cannot be differentiated.
    """
    live = [i for i, value in enumerate(values) if value is not None and value.requires_grad]
    if not live:
        return [None] * len(leaves)
    chosen: list[Any] = [values[i] for i in live]
    factors = None if weights is None else [weights[i] for i in live]
    with torch.enable_grad(), blaming():
        return list(
            torch.autograd.grad(chosen, leaves, factors, retain_graph=keep, create_graph=graph, allow_unused=True)
        )


@contextmanager
def blaming() -> Iterator[None]:
    """Say which operator has no derivative."""
    try:
        yield
    except RuntimeError as error:
        text = str(error)
        if named := NAMED.search(text):
            raise LandscapeError(_message(named.group(1))) from error
        if "utils.checkpoint is incompatible" in text:
            raise LandscapeError("layers would be computed again: switch off their checkpointing") from error
        if "compile" in text and any(part in text for part in COMPILED):
            raise LandscapeError(_message("a compiled model") + "; give the model before torch.compile") from error
        raise


def _require_twice(value: Tensor) -> None:
    """Refuse what torch has wrong second derivatives of: zero, for functions marked ``once_differentiable``."""
    seen, stack = set[Any](), [value.grad_fn]
    while stack:
        node = stack.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        name = type(node).__name__
        if _is_marked(getattr(type(node), "_forward_cls", None)):
            raise LandscapeError(_message(name.removesuffix("Backward")))
        if name in WRONG_TWICE:
            raise LandscapeError(
                "the second derivatives that torch has of weight normalisation are wrong: put plain weights in its "
                "place, as torch.nn.utils.parametrize.remove_parametrizations does"
            )
        stack += [parent for parent, _ in node.next_functions]


def _is_marked(custom: Any) -> bool:
    """Whether the derivative of a custom function is wrapped by ``once_differentiable``."""
    code = getattr(getattr(custom, "backward", None), "__code__", None)
    return code is not None and (code.co_filename, code.co_name) == (function.__file__, "wrapper")


def _message(culprit: str) -> str:
    return f"{culprit} cannot be differentiated as often as curvature needs: use operators that can"
