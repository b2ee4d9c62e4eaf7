"""Planes of 51 by 51 points, beside a loop that loads a changed state dict at each point."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch

from landscape.clock import Turns
from landscape.models import Case, cross_entropy
from losstheory.landscape import Problem, estimate_landscape, measure_landscape, random_directions
from losstheory.landscape.parameters import Vector

POINTS = 51  # along each axis
FEWER = 9
NODES = 13


@dataclass(frozen=True)
class Plane:
    """CPU seconds of a plane: the loop, as many forward passes with losses at one point, ours, the estimate.

    The distance of loop and grid and the estimate's error are in shares of the range of the values. ``points`` along
    each axis, fewer where a point takes long; the estimate, whose cost does not grow with them, is made for 51.
    """

    case: str
    points: int
    loop: float
    passes: float
    ours: float
    estimate: float
    distance: float
    error: float


def measure(case: Case, turns: Turns) -> Iterator[Plane]:
    problem = Problem(case.model, cross_entropy, (case.inputs, case.target))
    directions = random_directions(problem)
    points = FEWER if case.slow else POINTS
    axes = [np.linspace(-1, 1, points)] * 2
    steps = [problem.layout.split(direction.vector) for direction in directions]
    found: dict[str, Vector] = {}

    def loop() -> None:
        found["loop"] = _by_state_dicts(case, steps, axes[0])

    def passes() -> None:
        with torch.no_grad():
            for _ in range(points**2):
                cross_entropy(case.model(case.inputs), case.target).item()

    def ours() -> None:
        found["ours"] = measure_landscape(problem, directions, axes, shown=False).values

    def estimate() -> None:
        surrogate = estimate_landscape(problem, directions, axes, nodes=NODES, shown=False)
        found["estimate"], found["error"] = surrogate.values, np.array(surrogate.error)

    ways = {"loop": loop, "passes": passes, "ours": ours}
    times = turns.best(ways | ({"estimate": estimate} if points == POINTS else {}))
    span = float(np.ptp(found["ours"]))
    yield Plane(
        case.name,
        points,
        times["loop"],
        times["passes"],
        times["ours"],
        times.get("estimate", float("nan")),
        float(np.abs(found["loop"] - found["ours"]).max()) / span,
        float(np.abs(found["estimate"] - found["ours"]).max()) / span if "estimate" in found else float("nan"),
    )


def _by_state_dicts(case: Case, steps: list[dict[str, torch.Tensor]], axis: Vector) -> Vector:
    model, base = deepcopy(case.model), {name: x.clone() for name, x in case.model.state_dict().items()}
    values = np.zeros((len(axis), len(axis)))
    with torch.no_grad():
        for i, a in enumerate(axis):
            for j, b in enumerate(axis):
                state = deepcopy(base)
                for name in steps[0]:
                    state[name] += a * steps[0][name] + b * steps[1][name]
                model.load_state_dict(state)
                values[i, j] = cross_entropy(model(case.inputs), case.target).item()
    return values
