"""Planes of 51 by 51 points, beside a loop that loads a changed state dict at each point."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch

from landscape.clock import best
from landscape.models import Case, cross_entropy, residual, small_mlp, transformer, wide_mlp
from losstheory.landscape import Problem, estimate_landscape, measure_landscape, random_directions
from losstheory.landscape.parameters import Vector

FEWER = {"transformer": 9, "residual CNN": 9}
POINTS = 51
NODES = 13


@dataclass(frozen=True)
class Plane:
    """CPU seconds of a plane: the loop, ours, the estimate; the distance of loop and grid, and the estimate's error.

    Both in shares of the range of the values. ``points`` along each axis, fewer where a point takes long; the estimate,
    whose cost does not grow with them, is made for 51.
    """

    case: str
    points: int
    loop: float
    ours: float
    estimate: float
    distance: float
    error: float


def measure(rounds: int = 3) -> list[Plane]:
    return [_plane(case(), rounds) for case in (small_mlp, wide_mlp, transformer, residual)]


def _plane(case: Case, rounds: int) -> Plane:
    problem = Problem(case.model, cross_entropy, (case.inputs, case.target))
    directions, points = random_directions(problem), FEWER.get(case.name, POINTS)
    axes = [np.linspace(-1, 1, points)] * 2
    steps = [problem.layout.split(direction.vector) for direction in directions]
    found: dict[str, Vector] = {}

    def loop() -> None:
        found["loop"] = _by_state_dicts(case, steps, axes[0])

    def ours() -> None:
        found["ours"] = measure_landscape(problem, directions, axes, shown=False).values

    def estimate() -> None:
        surrogate = estimate_landscape(problem, directions, axes, nodes=NODES, shown=False)
        found["estimate"], found["error"] = surrogate.values, np.array(surrogate.error)

    times = best({"loop": loop, "ours": ours} | ({"estimate": estimate} if points == POINTS else {}), rounds)
    span = float(np.ptp(found["ours"]))
    return Plane(
        case.name,
        points,
        times["loop"],
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
