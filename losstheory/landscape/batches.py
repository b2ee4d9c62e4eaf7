"""The data of a problem: batches of inputs and targets, read once and kept, or read again at each pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import torch
from torch import Tensor

from losstheory.landscape.errors import LandscapeError

Data: TypeAlias = Iterable[Any]


@dataclass(frozen=True)
class Batch:
    """Inputs and targets that the model and the loss are applied to at once.

    Attributes:
        index: the place of the batch in the data, from 0.
        inputs: a tensor, a tuple of arguments or a mapping of named ones.
        target: what the loss compares the output with; usually a tensor with the samples along its first axis.
    """

    index: int
    inputs: Any
    target: Any

    @property
    def samples(self) -> int:
        """The length of the target, or of the first input where the target is no tensor."""
        found = next((x for x in tensors_in((self.target, self.inputs)) if x.ndim), None)
        if found is None:
            raise LandscapeError(f"batch {self.index} holds no tensor with samples along its first axis")
        return len(found)

    @property
    def weight(self) -> int:
        """The number of terms that the mean of this batch is over: the elements of the target."""
        return int(self.target.numel()) if isinstance(self.target, Tensor) else self.samples

    def part(self, rows: Tensor) -> Batch:
        """The samples at some places."""
        size = self.samples

        def cut(x: Tensor) -> Tensor:
            return x[rows.to(x.device)] if x.ndim and len(x) == size else x

        return Batch(self.index, _mapped(cut, self.inputs), _mapped(cut, self.target))


class Batches:
    """Batches that are kept if they take at most ``memory`` bytes, and else read again at each pass.

    What is read again must yield the same samples each time, in any order.

    Attributes:
        samples: the number of samples.
        weight: the number of terms of the mean over all batches.
        count: the number of batches.

    Raises:
        LandscapeError: there is no sample, or what can be read only once does not fit.
    """

    def __init__(self, source: Iterable[Batch], memory: int) -> None:
        self._source, self._memory = source, memory
        self._kept: list[Batch] | None = []
        self.samples = self.weight = self.count = taken = 0
        for batch in source:
            self.samples += batch.samples
            self.weight += batch.weight
            self.count += 1
            taken += sum(x.nbytes for x in tensors_in((batch.inputs, batch.target)))
            if self._kept is not None and taken <= memory:
                self._kept.append(batch)
            else:
                self._kept = None
        if not self.weight:
            raise LandscapeError("the data hold no sample: expected a pair of tensors or a loader of such pairs")

    def __iter__(self) -> Iterator[Batch]:
        if self._kept is not None:
            yield from self._kept
            return
        seen = 0
        for batch in self._source:
            seen += batch.samples
            yield batch
        if seen != self.samples:
            raise LandscapeError(
                f"the data gave {self.samples} samples when first read and {seen} now: give a loader that can be read "
                f"again, or let the data be kept with memory above {self._memory} bytes"
            )

    @property
    def kept(self) -> bool:
        """Whether the batches are in memory."""
        return self._kept is not None

    def first(self) -> Batch:
        return next(iter(self))

    def classes(self) -> list[int]:
        """The labels that occur, in order.

        Raises:
            LandscapeError: the targets are not one whole number a sample.
        """
        found: set[int] = set()
        for batch in self:
            target = batch.target
            if not isinstance(target, Tensor) or target.ndim != 1 or target.is_floating_point():
                shown = f"{target.dtype} of shape {tuple(target.shape)}" if isinstance(target, Tensor) else type(target)
                raise LandscapeError(f"classes need one whole number a sample as target, got {shown}")
            found |= set(target.unique().tolist())
        return sorted(found)

    def of_class(self, label: int) -> Batches:
        """The samples whose target is ``label``."""
        return Batches(_OfClass(self, label), self._memory)


@dataclass(frozen=True)
class _OfClass:
    batches: Batches
    label: int

    def __iter__(self) -> Iterator[Batch]:
        for batch in self.batches:
            rows = (batch.target == self.label).nonzero().flatten()
            if len(rows):
                yield batch.part(rows)


@dataclass(frozen=True)
class _Loaded:
    """The pairs of a loader as batches on a device."""

    pairs: Iterable[Any]
    device: torch.device

    def __iter__(self) -> Iterator[Batch]:
        for index, item in enumerate(self.pairs):
            if not isinstance(item, tuple | list) or len(item) != 2:
                shown = f"{len(item)} items" if isinstance(item, tuple | list) else type(item).__name__
                raise LandscapeError(
                    f"batch {index}: expected a pair (inputs, target), got {shown}; data are a pair of tensors, or a "
                    "loader of such pairs"
                )
            yield Batch(index, *(_mapped(lambda x: x.detach().to(self.device), part) for part in item))


def read(data: Data, device: torch.device, batch_size: int | None, memory: int) -> Batches:
    """The batches of a pair (inputs, target), cut if a ``batch_size`` is given, or of a loader of such pairs.

    Raises:
        LandscapeError: there is no sample, an item is no pair, or inputs and target differ in length.
    """
    is_pair = isinstance(data, tuple | list) and len(data) == 2 and isinstance(data[1], Tensor)
    if batch_size is not None and (not is_pair or batch_size < 1):
        given = "a pair" if is_pair else "a loader"
        raise LandscapeError(f"expected a batch_size of at least 1 for a pair of tensors, got {batch_size} for {given}")
    if not isinstance(data, Iterable):
        raise LandscapeError(f"expected a pair of tensors or a loader of such pairs, got {type(data).__name__}")
    return Batches(_Loaded(_cut(data, batch_size) if is_pair else data, device), memory)


def _cut(data: Any, batch_size: int | None) -> list[tuple[Any, Any]]:
    whole = Batch(0, *data)
    if lengths := {len(x) for x in tensors_in(data) if x.ndim} - {whole.samples}:
        raise LandscapeError(f"the target has {whole.samples} samples, the inputs have {sorted(lengths)}")
    if batch_size is None or batch_size >= whole.samples:
        return [data]
    parts = (whole.part(rows) for rows in torch.arange(whole.samples).split(batch_size))
    return [(part.inputs, part.target) for part in parts]


def tensors_in(value: Any) -> Iterator[Tensor]:
    """The tensors in nested tuples, lists and mappings."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, Mapping | tuple | list):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from tensors_in(part)


def _mapped(change: Callable[[Tensor], Tensor], value: Any) -> Any:
    """The same nesting with each tensor changed."""
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _mapped(change, part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return tuple(_mapped(change, part) for part in value)
    return value
