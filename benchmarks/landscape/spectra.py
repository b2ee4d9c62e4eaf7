"""The ten largest eigenvalues to a thousandth, and spectral densities, beside the peers."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import numpy as np
import torch
from scipy.sparse.linalg import eigsh

from landscape.clock import best
from landscape.models import Case, cross_entropy, small_mlp
from losstheory.landscape import Hessian, Problem, eigenpairs, estimate_density
from losstheory.landscape.parameters import Vector

COUNT, ACCURACY = 10, 1e-3
TOLERANCES = (1e-3, 1e-4, 1e-5, 1e-6)
PROBES, STEPS = 10, 80


@dataclass(frozen=True)
class Top:
    """What a way to ten eigenvalues took, and its largest relative error."""

    case: str
    way: str
    products: int
    seconds: float
    error: float
    missed: int


@dataclass(frozen=True)
class DensityCost:
    """CPU time of a density of 10 probes and 80 steps over that of its 800 products, ours and the peer's."""

    case: str
    products: float
    ours: float
    curvlinops: float


def top() -> list[Top]:
    return _top(small_mlp())


def _top(case: Case) -> list[Top]:
    """Ours, and the peer at the first tolerance that meets the accuracy; the reference is in float64."""
    exact = case.double()
    reference = Hessian(Problem(exact.model, cross_entropy, (exact.inputs, exact.target)))
    wanted = np.sort(eigsh(reference, 3 * COUNT, which="LA", tol=1e-10)[0])[::-1][:COUNT]
    case.model.float()

    def row(way: str, products: int, seconds: float, values: Vector) -> Top:
        errors = np.abs(np.sort(values)[::-1] - wanted) / wanted
        return Top(case.name, way, products, seconds, float(errors.max()), int((errors > ACCURACY).sum()))

    hessian = Hessian(Problem(case.model, cross_entropy, (case.inputs, case.target)))
    pairs: list[Vector] = []
    spent = best({"ours": lambda: pairs.append(eigenpairs(hessian, COUNT).values)}, 3)["ours"]
    rows = [row("losstheory", hessian.products // 3, spent, pairs[-1])]
    for tolerance in TOLERANCES:
        rows.append(row(f"PyHessian, tolerance {tolerance:g}", *_power(case, tolerance)))
        if not rows[-1].missed:
            break
    return rows


def _power(case: Case, tolerance: float) -> tuple[int, float, Vector]:
    """The peer's deflated power iteration: products, CPU seconds, values."""
    peer_module = import_module("pyhessian.hessian")
    count = 0
    product = peer_module.hessian_vector_product

    def counted(*arguments: object) -> object:
        nonlocal count
        count += 1
        return product(*arguments)

    values: list[list[float]] = []

    def run() -> None:
        nonlocal count
        count = 0
        torch.manual_seed(0)
        peer = peer_module.hessian(case.model, cross_entropy, data=(case.inputs, case.target), cuda=False)
        values.append(peer.eigenvalues(maxIter=1000, tol=tolerance, top_n=COUNT)[0])
        case.model.zero_grad()

    peer_module.hessian_vector_product = counted
    try:
        with warnings.catch_warnings(), torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH):
            warnings.simplefilter("ignore")
            seconds = best({"peer": run}, 1)["peer"]
    finally:
        peer_module.hessian_vector_product = product
    return count, seconds, np.array(values[-1])


def densities(rounds: int = 3) -> list[DensityCost]:
    return [_density(small_mlp(), rounds)]


def _density(case: Case, rounds: int) -> DensityCost:
    from curvlinops import HessianLinearOperator, lanczos_approximate_spectrum

    hessian = Hessian(Problem(case.model, cross_entropy, (case.inputs, case.target)))
    ends = [float(eigenpairs(hessian, 1, end=end).values[0]) for end in ("smallest", "largest")]  # type: ignore[arg-type]
    peer = HessianLinearOperator(
        case.model,
        cross_entropy,
        list(case.model.parameters()),
        [(case.inputs, case.target)],
        check_deterministic=False,
    )
    vectors = np.random.default_rng(0).standard_normal((hessian.shape[0], 1))

    def products() -> None:
        for _ in range(PROBES * STEPS):
            hessian @ vectors[:, 0]

    ways: dict[str, Callable[[], object]] = {
        "products": products,
        "ours": lambda: estimate_density(hessian, PROBES, STEPS),
        "curvlinops": lambda: lanczos_approximate_spectrum(peer, STEPS, num_repeats=PROBES, boundaries=tuple(ends)),
    }
    times = best(ways, rounds)
    return DensityCost(case.name, times["products"], times["ours"], times["curvlinops"])
