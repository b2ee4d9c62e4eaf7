"""Layers that act on the data alone: on a slice their outputs are affine in the coordinates, and computed once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import Module

from losstheory.landscape.batches import tensors_in
from losstheory.landscape.parameters import Vector
from losstheory.landscape.problem import Problem

AFFINE = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


@dataclass
class _Terms:
    r"""The terms of :math:`y_0 + \sum_i a_i y_i` for one input, None where one is 0; and the sum without the last."""

    terms: tuple[Tensor | None, ...]
    leading: Tensor
    at: tuple[float, ...]


class FirstLayers:
    r"""Layers whose input is the data, with :math:`X (W + \sum_i a_i D_i) = X W + \sum_i a_i X D_i`.

    While ``replaced``, a linear layer or a convolution that receives a batch as it was given, or a view of it,
    returns the sum of kept terms; it computes as usual on anything else. Sums differ from the layer's own by
    rounding. Terms are kept up to the memory of the problem, for data that are kept.

    Attributes:
        used: whether some layer has returned such a sum.
    """

    def __init__(self, problem: Problem, steps: Sequence[Mapping[str, Tensor]]) -> None:
        kept = problem.batches.kept
        given = [x for batch in problem.batches for x in tensors_in(batch.inputs)] if kept else []
        self._data = {place: x._version for x in given if (place := storage_of(x)) is not None}
        self._steps, self._parameters = steps, problem.network.parameters
        self._left, self.used = problem.memory, False
        self._point: tuple[float, ...] = (0.0,) * len(steps)
        names = {id(x): name for name, x in problem.network.model.named_parameters()}
        self._layers = [
            (layer, {own: names[id(x)] for own, x in layer.named_parameters()})
            for layer in problem.network.model.modules()
            if type(layer) in AFFINE and _is_its_class(layer)
        ]

    def move(self, point: Vector) -> None:
        """Take the layers to the coordinates ``point``."""
        self._point = tuple(map(float, point))

    @contextmanager
    def replaced(self) -> Iterator[None]:
        """Replace the layers of the module; they are as they were at the end."""
        with ExitStack() as stack:
            for layer, names in self._layers if self._data else ():
                stack.callback(vars(layer).pop, "forward")
                vars(layer)["forward"] = self._instead(layer, names)
            yield

    def _instead(self, layer: Module, names: Mapping[str, str]) -> Callable[[Tensor], Tensor]:
        known: dict[Any, _Terms | None] = {}
        plain = layer.forward

        def forward(input: Tensor) -> Tensor:
            place = storage_of(input)
            if place is None or self._data.get(place) != input._version:
                return plain(input)
            key = input.data_ptr(), input.shape, input.stride()
            if key not in known:
                known[key] = self._terms(layer, names, plain, input)
            found = known[key]
            return plain(input) if found is None else self._sum(found)

        return forward

    def _terms(
        self, layer: Module, names: Mapping[str, str], plain: Callable[[Tensor], Tensor], x: Tensor
    ) -> _Terms | None:
        """The terms for an input; None where they do not fit into memory."""
        held = _Plain(layer, plain)

        def image(values: Mapping[str, Tensor]) -> Tensor:
            own = {
                f"layer.{one}": values.get(name, torch.zeros_like(self._parameters[name]))
                for one, name in names.items()
            }
            return functional_call(held, own, (x,))

        base = image(self._parameters)
        self._left -= (len(self._steps) + 1) * base.nbytes
        if self._left < 0:
            return None
        moved = (any(step[name].any() for name in names.values() if name in step) for step in self._steps)
        terms = tuple(image(step) if does else None for step, does in zip(self._steps, moved, strict=True))
        return _Terms((base, *terms), base, ())

    def _sum(self, found: _Terms) -> Tensor:
        """A new tensor at the present coordinates; the sum but for the last term is kept along a row of a grid."""
        self.used = True
        base, *terms = found.terms
        *leading, last = self._point
        if found.at != tuple(leading):
            assert base is not None
            found.leading = base
            for coordinate, term in zip(leading, terms, strict=False):
                if term is not None:
                    found.leading = torch.add(found.leading, term, alpha=coordinate)
            found.at = tuple(leading)
        return found.leading.clone() if terms[-1] is None else torch.add(found.leading, terms[-1], alpha=last)


def storage_of(x: Tensor) -> int | None:
    """Where the numbers of a tensor lie; None where that is no place, or where changes in place are not counted."""
    if x.is_inference():
        return None
    try:
        return int(x.untyped_storage().data_ptr()) or None
    except (NotImplementedError, RuntimeError):  # sparse, or wrapped by a transform
        return None


def _is_its_class(layer: Module) -> bool:
    """Whether a layer computes with its own weight and bias, as its class says."""
    own = {name for name, _ in layer.named_parameters()}
    return "weight" in own <= {"weight", "bias"} and "forward" not in vars(layer) and not layer._forward_pre_hooks


class _Plain(Module):  # type: ignore[misc]
    """A layer with the forward of its class."""

    def __init__(self, layer: Module, plain: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.layer, self._plain = layer, plain

    def forward(self, x: Tensor) -> Tensor:
        return self._plain(x)
