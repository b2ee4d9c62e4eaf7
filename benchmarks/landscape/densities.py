"""Spectral densities beside curvlinops, and beside their products alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from torch.nn.attention import SDPBackend, sdpa_kernel

from landscape.clock import Turns
from landscape.models import Case, cross_entropy
from losstheory.landscape import Hessian, Problem, eigenpairs, estimate_density

PROBES, STEPS = 2, 80


@dataclass(frozen=True)
class DensityCost:
    """CPU time of a density, ours and the peer's, and of its products alone; and the size P of the matrix."""

    case: str
    size: int
    products: float
    ours: float
    curvlinops: float


def measure(case: Case, turns: Turns) -> Iterator[DensityCost]:
    from curvlinops import HessianLinearOperator, lanczos_approximate_spectrum

    data = case.inputs, case.target
    hessian = Hessian(Problem(case.model, cross_entropy, data))
    low, high = (float(eigenpairs(hessian, 1, end=end, tolerance=1e-2).values[0]) for end in ("smallest", "largest"))
    peer = HessianLinearOperator(
        case.model, cross_entropy, list(case.model.parameters()), [data], check_deterministic=False
    )
    vector = np.random.default_rng(0).standard_normal(hessian.shape[0])

    def products() -> None:
        for _ in range(PROBES * STEPS):
            hessian @ vector

    ways: dict[str, Callable[[], object]] = {
        "products": products,
        "ours": lambda: estimate_density(hessian, PROBES, STEPS),
        "curvlinops": lambda: lanczos_approximate_spectrum(peer, STEPS, num_repeats=PROBES, boundaries=(low, high)),
    }
    with sdpa_kernel(SDPBackend.MATH):
        yield DensityCost(case.name, hessian.shape[0], **turns.best(ways))
