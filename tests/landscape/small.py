"""Models small enough for their dense Hessians, and these by another way: forward over reverse on one flat vector."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")
nn = torch.nn


def mlp(seed: int = 0, dtype: Any = None, activation: Any = None) -> Any:
    """Four inputs, five hidden units, three classes: 43 parameters."""
    layers = (nn.Linear(4, 5), (activation or nn.Tanh)(), nn.Linear(5, 3))
    return filled(nn.Sequential(*layers).to(dtype or torch.float64), seed)


def filled(model: Any, seed: int) -> Any:
    """The model with parameters drawn from a generator of its own."""
    draw = np.random.default_rng(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.tensor(0.6 * draw.standard_normal(parameter.shape)))
    return model


def data(samples: int = 20, seed: int = 1, dtype: Any = None) -> tuple[Any, Any]:
    """Inputs of four numbers and three classes."""
    draw = np.random.default_rng(seed)
    inputs = torch.tensor(draw.standard_normal((samples, 4)), dtype=dtype or torch.float64)
    return inputs, torch.tensor(draw.integers(0, 3, samples))


def dense_hessian(model: Any, loss: Any, inputs: Any, target: Any) -> Any:
    """The Hessian by ``torch.func.hessian``, in the order of the parameters."""
    names, shapes = zip(*((name, x.shape) for name, x in model.named_parameters()), strict=True)

    def of_vector(vector: Any) -> Any:
        parts = vector.split([shape.numel() for shape in shapes])
        state = {name: part.reshape(shape) for name, part, shape in zip(names, parts, shapes, strict=True)}
        return loss(torch.func.functional_call(model, state, (inputs,)), target)

    vector = torch.cat([x.detach().reshape(-1) for x in model.parameters()])
    return torch.func.hessian(of_vector)(vector).detach().double().numpy()


def fingerprint(model: Any) -> str:
    """A hash of all that may not change: values, modes, flags and gradients."""
    found = hashlib.sha256()
    for name, x in model.state_dict().items():
        found.update(name.encode() + x.detach().numpy().tobytes())
    for name, x in model.named_parameters():
        found.update(f"{name} {x.requires_grad} {None if x.grad is None else x.grad.tolist()}".encode())
    for name, layer in model.named_modules():
        hooks = len(layer._forward_pre_hooks) + len(layer._forward_hooks)
        found.update(f"{name} {layer.training} {sorted(layer._buffers)} {hooks}".encode())
    return found.hexdigest()


class NoSecond(torch.autograd.Function):  # type: ignore[misc]
    """A square whose derivative cannot be differentiated again."""

    @staticmethod
    def forward(context: Any, x: Any) -> Any:
        context.save_for_backward(x)
        return x**2

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context: Any, slope: Any) -> Any:
        return 2 * context.saved_tensors[0] * slope
