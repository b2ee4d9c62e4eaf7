"""The ten largest eigenvalues to a thousandth, beside PyHessian."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from time import process_time

import numpy as np
import torch
from scipy.sparse.linalg import eigsh
from torch.nn.attention import SDPBackend, sdpa_kernel

from landscape.clock import Turns
from landscape.models import Case, cross_entropy
from losstheory.landscape import Hessian, Problem, eigenpairs
from losstheory.landscape.parameters import Vector

COUNT, ACCURACY = 10, 1e-3
TOLERANCES = (1e-3, 1e-4, 1e-5, 1e-6)


@dataclass(frozen=True)
class Top:
    """What a way to ten eigenvalues took, on average over the rounds for ours and in one run for the peer; its
    largest relative error, and how many are off by more than a thousandth.

    Where it was stopped at the limit of time it has no error, and would have taken more.
    """

    case: str
    way: str
    products: int
    seconds: float
    error: float
    missed: int
    stopped: bool = False


def measure(case: Case, turns: Turns) -> Iterator[Top]:
    """Ours, then the peer at smaller and smaller tolerances up to the first that meets the accuracy.

    The reference is scipy's in float64, to 1e-10.
    """
    hessian = Hessian(Problem(case.model, cross_entropy, (case.inputs, case.target)))
    start, reserved = process_time(), turns.left * 3 / 4
    while turns.done < turns.rounds and (not turns.done or turns.left > reserved):
        found = eigenpairs(hessian, COUNT).values
        turns.done += 1
    spent = (process_time() - start) / turns.done
    wanted = _reference(case)

    def row(way: str, products: int, seconds: float, values: Vector) -> Top:
        errors = np.abs(np.sort(values)[::-1] - wanted) / wanted
        return Top(case.name, way, products, seconds, float(errors.max()), int((errors > ACCURACY).sum()))

    yield row("losstheory", hessian.products // turns.done, spent, found)
    for tolerance in TOLERANCES:
        way, peer = f"PyHessian, tolerance {tolerance:g}", _Peer(turns)
        values = peer.values(case, tolerance)
        if values is None:
            yield Top(case.name, way, peer.products, peer.seconds, float("nan"), COUNT, stopped=True)
            return
        met = row(way, peer.products, peer.seconds, values)
        yield met
        if not met.missed:
            return


def _reference(case: Case) -> Vector:
    exact = case.double()
    hessian = Hessian(Problem(exact.model, cross_entropy, (exact.inputs, exact.target)))
    values = eigsh(hessian, 3 * COUNT, which="LA", tol=1e-10, return_eigenvectors=False)
    case.model.float()
    return np.sort(values)[::-1][:COUNT]


class _Spent(Exception):
    """The time is over."""


class _Peer:
    """The peer's deflated power iteration: products and CPU seconds, also of one that was stopped."""

    def __init__(self, turns: Turns) -> None:
        self.products, self.seconds, self._turns = 0, 0.0, turns

    def values(self, case: Case, tolerance: float) -> Vector | None:
        """Ten eigenvalues; None where the time was over before."""
        module = import_module("pyhessian.hessian")
        product = module.hessian_vector_product

        def counted(*arguments: object) -> object:
            if self._turns.left < 0:
                raise _Spent
            self.products += 1
            return product(*arguments)

        module.hessian_vector_product = counted
        start = process_time()
        try:
            with warnings.catch_warnings(), sdpa_kernel(SDPBackend.MATH):
                warnings.simplefilter("ignore")
                torch.manual_seed(0)
                peer = module.hessian(case.model, cross_entropy, data=(case.inputs, case.target), cuda=False)
                return np.array(peer.eigenvalues(maxIter=1000, tol=tolerance, top_n=COUNT)[0])
        except _Spent:
            return None
        finally:
            self.seconds = process_time() - start
            module.hessian_vector_product = product
            case.model.zero_grad()
