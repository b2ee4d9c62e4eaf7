"""Chunks of rows give the loss and the derivatives of all scores, in memory that grows with the chunk alone."""

from __future__ import annotations

import weakref
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

from torch.utils._python_dispatch import TorchDispatchMode  # noqa: E402
from torch.utils._pytree import tree_leaves  # noqa: E402

from losstheory.nn import ChunkedLinear, Multiclass  # noqa: E402
from losstheory.numeric.arguments import CallableError  # noqa: E402

ROWS, CLASSES, WIDTH = 256, 500, 8


def case(rows: int = 30, classes: int = 11, width: int = 4) -> tuple[Any, ...]:
    generator = torch.Generator().manual_seed(0)
    shapes = ((rows, width), (classes, width), (classes,))
    parts = [torch.randn(shape, generator=generator, dtype=torch.float64).requires_grad_() for shape in shapes]
    return (*parts, torch.randint(classes, (rows,), generator=generator))


class Allocated(TorchDispatchMode):  # type: ignore[misc]
    """The bytes of the largest tensor that an operation returns, and the most that are alive at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.largest, self.alive, self.most = 0, 0, 0
        self.known: set[int] = set()

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        found = function(*args, **(kwargs or {}))
        for x in tree_leaves(found):
            if not isinstance(x, torch.Tensor) or x.untyped_storage()._cdata in self.known:
                continue
            storage = x.untyped_storage()
            self.largest, self.alive = max(self.largest, storage.nbytes()), self.alive + storage.nbytes()
            self.most = max(self.most, self.alive)
            self.known.add(storage._cdata)
            weakref.finalize(storage, self.freed, storage._cdata, storage.nbytes())
        return found

    def freed(self, place: int, size: int) -> None:
        self.known.discard(place)
        self.alive -= size


def allocated(chunk: int | None) -> Allocated:
    """What the gradient of the loss takes; None: of all scores at once."""
    features, classifier, bias, target = case(ROWS, CLASSES, WIDTH)
    with Allocated() as seen:
        if chunk is None:
            loss = torch.nn.functional.cross_entropy(features @ classifier.T + bias, target)
        else:
            loss = ChunkedLinear(chunk=chunk)(features, classifier, target, bias)
        torch.autograd.grad(loss, (features, classifier, bias))
    return seen


@pytest.mark.parametrize("chunk", [1, 7, 30, 100])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_values_and_derivatives_are_those_of_torch(chunk: int, reduction: str) -> None:
    features, classifier, bias, target = case()
    target[[3, 29]] = -100
    plain = torch.nn.functional.cross_entropy(features @ classifier.T + bias, target, reduction=reduction)
    found = ChunkedLinear(chunk=chunk, reduction=reduction)(features, classifier, target, bias)
    torch.testing.assert_close(found, plain, rtol=1e-13, atol=1e-15)
    inputs = (features, classifier, bias)
    slopes = [torch.autograd.grad(loss.square().sum(), inputs, create_graph=True) for loss in (found, plain)]
    torch.testing.assert_close(*slopes, rtol=1e-11, atol=1e-14)
    along = [sum((slope * slope.detach().cos()).sum() for slope in each) for each in slopes]
    curvatures = [torch.autograd.grad(one, inputs) for one in along]
    assert max(float(part.abs().max()) for part in curvatures[1]) > 1e-3
    torch.testing.assert_close(*curvatures, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("loss", ["gce:q=7/10", "crammer_singer", "nce + rce:A=4"])
def test_any_loss_of_several_classes_can_be_chunked(loss: str) -> None:
    features, classifier, _, target = case()
    plain = Multiclass(loss)(features @ classifier.T, target)
    found = ChunkedLinear(loss, chunk=8)(features.reshape(5, 6, -1), classifier, target.reshape(5, 6))
    torch.testing.assert_close(found, plain, rtol=1e-13, atol=0)
    slopes = [torch.autograd.grad(one, classifier)[0] for one in (found, plain)]
    torch.testing.assert_close(*slopes, rtol=1e-11, atol=1e-15)


def test_memory_is_linear_in_the_chunk() -> None:
    plain, number = allocated(None), 8
    found = {chunk: allocated(chunk) for chunk in (8, 16, 32, 64)}
    assert plain.largest == number * ROWS * CLASSES
    assert {chunk: one.largest for chunk, one in found.items()} == {
        chunk: number * CLASSES * max(chunk, WIDTH) for chunk in found
    }
    per_row = [(found[2 * chunk].most - found[chunk].most) / chunk / (number * CLASSES) for chunk in (8, 16, 32)]
    assert max(per_row) - min(per_row) < 0.2 and 1 < max(per_row) < 12  # the same slope at each chunk, a few copies
    assert found[8].most < plain.most / 6


def test_what_does_not_fit_is_refused() -> None:
    features, classifier, _, target = case()
    with pytest.raises(CallableError, match="at least one row"):
        ChunkedLinear(chunk=0)
    with pytest.raises(CallableError, match="expected a reduction"):
        ChunkedLinear(reduction="total")
    with pytest.raises(CallableError, match=r"features of shape \(…, d\)"):
        ChunkedLinear()(features, classifier.T, target)
    with pytest.raises(CallableError, match=r"classes of shape \(…\)"):
        ChunkedLinear()(features, classifier, target[1:])
