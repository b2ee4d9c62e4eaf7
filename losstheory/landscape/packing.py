"""Tensors side by side in one array, so that what is done to all of them is one operation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

ALIGNED = 64  # bytes: where a tensor begins


class Packed:
    r"""Copies of tensors as views of one array for each dtype and device.

    Those of like tensors, packed in the same order, have their numbers at the same places.

    Attributes:
        tensors: the copies, with the order of dimensions in memory that the tensors of ``like`` have.

    Args:
        tensors: what is copied.
        like: tensors of the same shapes, dtypes and devices that say how the copies lie in memory.
    """

    def __init__(self, tensors: Iterable[Tensor], like: Sequence[Tensor]) -> None:
        ends: dict[tuple[torch.dtype, torch.device], int] = {}
        starts = []
        for x in like:
            kind, step = (x.dtype, x.device), ALIGNED // x.element_size()
            starts.append(ends.get(kind, 0))
            ends[kind] = starts[-1] + -(-x.numel() // step) * step
        self._arrays = {kind: torch.zeros(end, dtype=kind[0], device=kind[1]) for kind, end in ends.items()}
        self.tensors = [
            self._arrays[x.dtype, x.device].as_strided(x.shape, torch.empty_like(x).stride(), start)
            for x, start in zip(like, starts, strict=True)
        ]
        self.fill(tensors)

    def fill(self, tensors: Iterable[Tensor]) -> None:
        """Copy other values."""
        torch._foreach_copy_(self.tensors, list(tensors))

    def add(self, other: Packed, factor: float) -> None:
        """Add ``factor`` times what is packed likewise."""
        for kind, array in self._arrays.items():
            array.add_(other._arrays[kind], alpha=factor)

    def take(self, first: Packed, other: Packed, factor: float) -> None:
        """Become ``first`` plus ``factor`` times ``other``, both packed likewise."""
        for kind, array in self._arrays.items():
            torch.add(first._arrays[kind], other._arrays[kind], alpha=factor, out=array)
