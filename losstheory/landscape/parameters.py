"""Which parameters of a model are moved, and their values as one vector."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor
from torch.nn import Module

from losstheory.landscape.errors import LandscapeError

Vector: TypeAlias = NDArray[np.float64]


def selected(model: Module, patterns: str | Iterable[str] | None, fixed: Collection[str] = ()) -> tuple[str, ...]:
    """The names of the parameters that match a pattern; None: of those that require a gradient.

    A pattern is a name with ``*``, ``?`` and ``[…]``, as for files. A parameter of several names counts once, under
    its first, and is selected by any of them.

    Raises:
        LandscapeError: a pattern matches nothing, or nothing is left.
    """
    aliases: dict[int, list[str]] = {}
    for name, parameter in model.named_parameters(remove_duplicate=False):
        aliases.setdefault(id(parameter), []).append(name)
    trainable = {id(x) for x in model.parameters() if x.requires_grad}
    wanted = [patterns] if isinstance(patterns, str) else patterns if patterns is None else list(patterns)
    everyone = [name for names in aliases.values() for name in names]
    for pattern in wanted or ():
        if not any(fnmatchcase(name, pattern) for name in everyone):
            close = get_close_matches(pattern, everyone, 3) or everyone[:3]
            raise LandscapeError(f"no parameter is called {pattern!r}; there are {', '.join(close)}, …")

    def is_meant(key: int, names: list[str]) -> bool:
        if wanted is None:
            return key in trainable
        return any(fnmatchcase(name, pattern) for name in names for pattern in wanted)

    chosen = tuple(names[0] for key, names in aliases.items() if is_meant(key, names) and names[0] not in fixed)
    if not chosen:
        raise LandscapeError("no parameter is left to move: all are frozen or held fixed; name some with params")
    return chosen


class Layout:
    """Named tensors one behind the other in a vector.

    Attributes:
        names: of the tensors, in order.
        shapes: of the tensors.
        size: the length of the vector.

    Raises:
        LandscapeError: a tensor is complex, or of whole numbers.
    """

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        for name, x in tensors.items():
            if not x.is_floating_point():
                raise LandscapeError(f"expected parameters that are real numbers, {name} is {x.dtype}: see params")
        self.names = tuple(tensors)
        self.shapes = {name: tuple(x.shape) for name, x in tensors.items()}
        self._like = {name: x.new_empty(0) for name, x in tensors.items()}
        ends = np.cumsum([0, *map(math.prod, self.shapes.values())])
        self._places = {name: slice(int(a), int(b)) for name, a, b in zip(self.names, ends, ends[1:], strict=False)}
        self.size = int(ends[-1])

    @property
    def precision(self) -> float:
        """The distance from 1 to the next number in the coarsest dtype of the tensors."""
        return max(float(torch.finfo(x.dtype).eps) for x in self._like.values())

    def place(self, name: str) -> slice:
        """Where a tensor lies in the vector."""
        return self._places[name]

    def split(self, vector: ArrayLike) -> dict[str, Tensor]:
        """The tensors of a vector, each in its dtype and on its device.

        Raises:
            LandscapeError: the vector is of another length.
        """
        values = np.asarray(vector, dtype=np.float64).reshape(-1)
        if values.size != self.size:
            raise LandscapeError(f"expected a vector of {self.size} parameters, got {values.size}")
        return {
            name: torch.tensor(values[place], dtype=self._like[name].dtype, device=self._like[name].device).reshape(
                self.shapes[name]
            )
            for name, place in self._places.items()
        }

    def join(self, tensors: Sequence[Tensor | None]) -> Vector:
        """The vector of tensors, zero where there is none."""
        vector = np.zeros(self.size)
        for place, x in zip(self._places.values(), tensors, strict=True):
            if x is not None:
                vector[place] = to_numpy(x).ravel()
        return vector


def to_numpy(x: Tensor) -> Any:
    """The values in float64."""
    return x.detach().to_dense().to("cpu", torch.float64).numpy()
