"""Whose Hessian is right where a network has a layer of normalisation: ways by torch and by the peer, judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.func import functional_call, grad, jacrev, jvp

from landscape.clock import Turns
from landscape.models import Case, cross_entropy
from losstheory.landscape import Hessian, Problem

STEP = 1e-3


@dataclass(frozen=True)
class Judged:
    """Relative distances of a dense Hessian in float64 from differences of fourth order, and from its transpose."""

    way: str
    distance: float
    asymmetry: float


def network() -> Case:
    """Three inputs, a layer of normalisation over four hidden units, three classes: 43 parameters, drawn at random."""
    generator = torch.Generator().manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4), nn.Tanh(), nn.Linear(4, 3)).double().eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator))
    inputs = torch.randn(20, 3, generator=generator, dtype=torch.float64)
    return Case("layer normalisation", model, inputs, torch.randint(3, (20,), generator=generator))


def measure(case: Case, turns: Turns) -> Iterator[Judged]:
    from curvlinops import HessianLinearOperator

    names, parameters = zip(*case.model.named_parameters(), strict=True)
    start = torch.cat([x.detach().reshape(-1) for x in parameters])

    def loss(vector: Tensor) -> Tensor:
        parts = vector.split([x.numel() for x in parameters])
        state = {name: part.reshape(x.shape) for name, part, x in zip(names, parts, parameters, strict=True)}
        return cross_entropy(functional_call(case.model, state, (case.inputs,)), case.target)

    def slope(vector: Tensor) -> Tensor:
        leaf = vector.clone().requires_grad_()
        return torch.autograd.grad(loss(leaf), leaf)[0]

    def differences(v: Tensor) -> Tensor:
        near, far = (slope(start + h * v) - slope(start - h * v) for h in (STEP, 2 * STEP))
        return (8 * near - far) / (12 * STEP)

    hessian = Hessian(Problem(case.model, cross_entropy, (case.inputs, case.target)))
    peer = HessianLinearOperator(
        case.model, cross_entropy, list(parameters), [(case.inputs, case.target)], check_deterministic=False
    )
    ways: dict[str, Callable[[Tensor], Tensor]] = {
        "losstheory": lambda v: torch.from_numpy(hessian @ v.numpy()),
        "curvlinops": lambda v: (peer @ v).detach(),
        "torch, jvp of grad": lambda v: jvp(grad(loss), (start,), (v,))[1],
        "torch, jvp of jacrev": lambda v: jvp(jacrev(loss), (start,), (v,))[1],
    }
    identity = torch.eye(len(start), dtype=torch.float64)

    def dense(way: Callable[[Tensor], Tensor]) -> Tensor:
        return torch.stack([way(column) for column in identity], dim=1)

    wanted = dense(differences)
    for name, way in ways.items():
        matrix = dense(way)
        distances = (float((matrix - other).norm() / wanted.norm()) for other in (wanted, matrix.T))
        yield Judged(name, *distances)
