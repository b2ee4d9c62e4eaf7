"""Products of the Hessian with one vector, in gradients, and that the peers compute the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch.func import functional_call

from landscape.clock import Turns
from landscape.models import Case, cross_entropy
from losstheory.landscape import Hessian, Problem
from losstheory.landscape.parameters import Vector

PRODUCTS = 5
STEP = 1e-6


@dataclass(frozen=True)
class Product:
    """CPU time of a product over that of a gradient; and in float64, the relative distances of ours and of the peer's
    from a central difference of gradients."""

    case: str
    gradient: float
    ours: float
    kept: float
    linearised: float
    curvlinops: float
    our_distance: float
    their_distance: float

    @property
    def over_best(self) -> float:
        return self.ours / min(self.kept, self.linearised)


def measure(case: Case, turns: Turns) -> Iterator[Product]:
    from curvlinops import HessianLinearOperator

    model, parameters = case.model, [x for x in case.model.parameters() if x.requires_grad]
    names = [name for name, _ in model.named_parameters()]
    hessian = Hessian(Problem(model, cross_entropy, (case.inputs, case.target)))
    vector = np.random.default_rng(0).standard_normal(hessian.shape[0])
    direction = list(hessian.problem.layout.split(vector).values())
    with torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH):
        peer = HessianLinearOperator(
            model, cross_entropy, parameters, [(case.inputs, case.target)], check_deterministic=False
        )
        flat = torch.tensor(vector, dtype=parameters[0].dtype)
        slopes = torch.autograd.grad(cross_entropy(model(case.inputs), case.target), parameters, create_graph=True)

        def gradient_at(values: list[torch.Tensor]) -> tuple[torch.Tensor, ...]:
            def loss(own: list[torch.Tensor]) -> torch.Tensor:
                output = functional_call(model, dict(zip(names, own, strict=True)), (case.inputs,))
                return cross_entropy(output, case.target)

            return torch.func.grad(loss)(values)

        _, tangent = torch.func.linearize(gradient_at, [x.detach() for x in parameters])
        times = turns.best(
            {
                "gradient": lambda: [
                    torch.autograd.grad(cross_entropy(model(case.inputs), case.target), parameters)
                    for _ in range(PRODUCTS)
                ],
                "ours": lambda: [hessian @ vector for _ in range(PRODUCTS)],
                "kept": lambda: [
                    torch.autograd.grad(slopes, parameters, direction, retain_graph=True) for _ in range(PRODUCTS)
                ],
                "linearised": lambda: [tangent(direction) for _ in range(PRODUCTS)],
                "curvlinops": lambda: [peer @ flat for _ in range(PRODUCTS)],
            }
        )
        distances = _distances(case.double(), vector / np.linalg.norm(vector))
    unit = times["gradient"]
    ratios = (times[name] / unit for name in ("ours", "kept", "linearised", "curvlinops"))
    yield Product(case.name, unit / PRODUCTS, *ratios, *distances)


def _distances(exact: Case, vector: Vector) -> tuple[float, float]:
    from curvlinops import HessianLinearOperator

    data, parameters = (exact.inputs, exact.target), list(exact.model.parameters())
    problem = Problem(exact.model, cross_entropy, data)
    ends = (problem.at(problem.position + side * STEP * vector).gradient for side in (1, -1))
    wanted = np.subtract(*ends) / (2 * STEP)
    peer = HessianLinearOperator(exact.model, cross_entropy, parameters, [data], check_deterministic=False)
    products = Hessian(problem) @ vector, (peer @ torch.from_numpy(vector)).detach().numpy()
    ours, theirs = (float(np.linalg.norm(one - wanted) / np.linalg.norm(wanted)) for one in products)
    return ours, theirs
