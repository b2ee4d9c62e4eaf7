"""Processor time an example of the label-distributionally robust losses, beside a compiled cvxpy model of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import process_time

import numpy as np
from tqdm import tqdm

from losstheory.programs import ALDRKL
from losstheory.programs.ldr import KL, LDR, Entropy, Squared, TopKL, TopMean

COUNT, CLASSES = 10_000, 100
BATCH = 2 * np.random.default_rng(0).normal(size=(COUNT, CLASSES))
SOLVED, CERTIFIED = 30, 30
MEMBERS: tuple[LDR, ...] = (KL(1.0), KL(100.0), Entropy(1.0), Squared(5.0), TopMean(5), TopKL(5, 1.0))


@dataclass(frozen=True)
class Cost:
    """Microseconds an example: value and weights in a batch, with certified bounds, and by cvxpy.

    Then the largest error of cvxpy's values, and on how many of the examples its solver gave up.
    """

    loss: str
    batch: float
    certified: float
    cvxpy: float | None
    error: float | None
    failures: int | None


def measure() -> list[Cost]:
    """One row a loss, on 10,000 examples of 100 classes; cvxpy and the bounds on the first 30."""
    return [_cost(member) for member in tqdm(MEMBERS, leave=False)] + [_adaptive()]


def _cost(member: LDR) -> Cost:
    from cvxpy.error import SolverError

    problem = member.model(BATCH[0])
    parameter = problem.parameters()[0]
    found: list[float] = []

    def peer() -> None:
        found.clear()
        for row in BATCH[:SOLVED]:
            parameter.value = row
            try:
                found.append(problem.solve(solver="CLARABEL"))
            except SolverError:
                found.append(np.nan)

    spent = _best(peer, SOLVED)
    errors = np.abs(np.array(found) - member.evaluate(BATCH[:SOLVED]).value)
    error, failures = float(np.nanmax(errors)), int(np.isnan(errors).sum())
    certified = _best(lambda: [member.solve(row) for row in BATCH[:CERTIFIED]], CERTIFIED)
    return Cost(repr(member), _best(lambda: member.evaluate(BATCH), COUNT), certified, spent, error, failures)


def _adaptive() -> Cost:
    """The adaptive loss is no convex program in its strength: there is no model to compare with."""
    loss = ALDRKL(1.0)
    certified = _best(lambda: [loss.solve(row) for row in BATCH[:CERTIFIED]], CERTIFIED)
    return Cost(repr(loss), _best(lambda: loss.evaluate(BATCH), COUNT), certified, None, None, None)


def _best(function: Callable[[], object], examples: int) -> float:
    """The best of three rounds, microseconds of processor time an example."""
    times = []
    for _ in range(3):
        start = process_time()
        function()
        times.append(process_time() - start)
    return min(times) / examples * 1e6
