"""Packed tensors are copies that move together as each would by itself."""

from __future__ import annotations

import pytest

from tests.landscape.small import torch

from losstheory.landscape.packing import ALIGNED, Packed  # isort: skip


def tensors(seed: int) -> list[object]:
    draw = torch.Generator().manual_seed(seed)
    pictures = torch.randn(2, 3, 4, 5, generator=draw).contiguous(memory_format=torch.channels_last)
    return [
        torch.randn(7, 3, generator=draw, dtype=torch.float64),
        pictures,
        torch.randn((), generator=draw),
        torch.randn(0, 4, generator=draw),
        torch.randn(5, 6, generator=draw, dtype=torch.float64).T,
        torch.randn(3, generator=draw).to(torch.bfloat16),
        torch.randn(1, generator=draw).expand(4),
    ]


def test_copies_are_equal_and_lie_in_memory_as_what_they_are_like() -> None:
    given = tensors(0)
    packed = Packed([x.contiguous() for x in given], given)
    for copy, x in zip(packed.tensors, given, strict=True):
        assert copy.dtype == x.dtype
        assert torch.equal(copy, x)
        assert copy.stride() == torch.empty_like(x).stride()
        assert copy.storage_offset() * copy.element_size() % ALIGNED == 0
    assert packed.tensors[1].is_contiguous(memory_format=torch.channels_last)
    packed.tensors[0].zero_()
    assert given[0].any()
    assert not any(torch.equal(copy, torch.zeros_like(copy)) for copy in packed.tensors[1:] if copy.numel())


@pytest.mark.parametrize("factor", [0.0, 1.0, -0.3])
def test_sums_are_those_of_each_tensor(factor: float) -> None:
    like = tensors(0)
    first, other, sums = (Packed(values, like) for values in (tensors(1), tensors(2), tensors(3)))
    sums.take(first, other, factor)
    first.add(other, factor)
    for total, again, x, y in zip(sums.tensors, first.tensors, tensors(1), tensors(2), strict=True):
        assert torch.equal(total, torch.add(x, y, alpha=factor))
        assert torch.equal(again, total)


def test_other_values_can_be_filled_in() -> None:
    packed = Packed(tensors(0), tensors(0))
    before = [x.data_ptr() for x in packed.tensors]
    packed.fill(tensors(4))
    assert all(torch.equal(copy, x) for copy, x in zip(packed.tensors, tensors(4), strict=True))
    assert [x.data_ptr() for x in packed.tensors] == before
