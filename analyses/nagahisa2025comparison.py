"""Nagahisa, Hayakawa & Iiguni (2025), "Comparison between Supervised and Unsupervised Learning in Deep Unfolded Sparse
Signal Recovery".

arXiv:2509.01331: the steps s of the layers of ISTA, x -> soft(x - s (x - y), s lambda), or of IHT, x -> hard(x - s (x -
y), sqrt(2 s lambda)), are learned from the recovery error |x - x*|^2 (supervised) or from the objective (unsupervised).
Setting: one coordinate, lambda = 1, x* = y = 3, so that there is no noise, start at 0. Measured is ISTA with 4 layers
for 32 coordinates, a tenth of them normal and the others 0, seen by 16 normal rows with noise, lambda = 1/10, with 200
signals to learn from and 200 others.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from scipy.optimize import minimize

from losstheory.claims import Claim
from losstheory.empirical import Measured, Measurement
from losstheory.numeric.callables import Floats
from losstheory.theory import Equal, InfimumIs, Less, ValueIs

PAPER = "nagahisa2025comparison"


def soft(x: str, threshold: str) -> str:
    return f"(Max({x} - ({threshold}), 0) - Max(-({x}) - ({threshold}), 0))"


def objective(x: str, y: str = "3") -> str:
    """Of the lasso, (x - y)^2/2 + |x|."""
    return f"((({x}) - {y})**2/2 + Abs({x}))"


def layer(x: str, s: str) -> str:
    """One layer of ISTA."""
    return soft(f"({x} - {s}*({x} - 3))", s)


def hard(s: str) -> str:
    """One layer of IHT from 0."""
    return f"Piecewise((3*{s}, 9*{s} >= 2), (0, True))"


HUBER = "Piecewise((t**2/2, Abs(t) <= 1), (Abs(t) - 1/2, True))"
JUMP = "Piecewise((0, Abs(x) <= 0), (1, True))"
FIRST = layer("0", "s")

Goal: TypeAlias = Callable[[Floats, Floats], tuple[float, Floats]]  # of the estimates and what they are compared with
SIZE, LAYERS, COUNT, PENALTY, NOISE = 32, 4, 200, 0.1, 0.01
STARTS = (1, 2)


def learned_steps(seeds: Sequence[int]) -> dict[str, Measurement]:
    """The mean ``"supervised, error"`` and ``"…, objective"`` on new signals; ``"fixed, …"``: steps 1/|A|^2."""
    values: dict[str, list[float]] = {}
    for seed in seeds:
        rng = np.random.default_rng(seed)
        A = rng.standard_normal((SIZE // 2, SIZE)) / (SIZE // 2) ** 0.5
        signals = rng.standard_normal((2, COUNT, SIZE)) * (rng.random((2, COUNT, SIZE)) < 0.1)
        seen = signals @ A.T + NOISE * rng.standard_normal((2, COUNT, SIZE // 2))
        fixed = np.full(LAYERS, np.linalg.norm(A, 2) ** -2)

        def lasso(x: Floats, y: Floats, A: Floats = A) -> tuple[float, Floats]:
            rest = x @ A.T - y
            value = float((rest**2).sum() / 2 + PENALTY * np.abs(x).sum())
            return value / COUNT, (rest @ A + PENALTY * np.sign(x)) / COUNT

        found = {
            "fixed": fixed,
            "supervised": learn(A, seen[0], fixed, error, signals[0]),
            "unsupervised": learn(A, seen[0], fixed, lasso, seen[0]),
        }
        for name, steps in found.items():
            x = unfold(A, seen[1], steps)[-1]
            values.setdefault(f"{name}, error", []).append(error(x, signals[1])[0])
            values.setdefault(f"{name}, objective", []).append(lasso(x, seen[1])[0])
    return {name: Measurement.of(found, protocol={"seeds": list(seeds)}) for name, found in values.items()}


def error(x: Floats, signal: Floats) -> tuple[float, Floats]:
    """The mean square error and its slope."""
    return float(((x - signal) ** 2).sum()) / COUNT, 2 * (x - signal) / COUNT


def unfold(A: Floats, y: Floats, steps: Floats) -> list[Floats]:
    """The states of ISTA from 0 on."""
    states = [np.zeros((len(y), A.shape[1]))]
    for s in steps:
        moved = states[-1] - s * (states[-1] @ A.T - y) @ A
        states.append(np.sign(moved) * np.maximum(np.abs(moved) - PENALTY * s, 0))
    return states


def learn(A: Floats, y: Floats, start: Floats, goal: Goal, aim: Floats) -> Floats:
    """The steps that minimise the goal, from two starts; slopes from the last layer back."""

    def value(steps: Floats) -> tuple[float, Floats]:
        states, slopes = unfold(A, y, steps), np.empty(len(steps))
        least, back = goal(states[-1], aim)
        for k in reversed(range(len(steps))):
            back = back * (states[k + 1] != 0)
            slopes[k] = -(back * ((states[k] @ A.T - y) @ A + PENALTY * np.sign(states[k + 1]))).sum()
            back = back - steps[k] * (back @ A.T) @ A
        return least, slopes

    bounds = [(0.0, None)] * len(start)
    found = [minimize(value, factor * start, jac=True, method="L-BFGS-B", bounds=bounds) for factor in STARTS]
    return np.asarray(min(found, key=lambda one: float(one.fun)).x)


CLAIMS = (
    Claim(
        "lasso: the least objective is 5/2",
        InfimumIs(objective("x"), "x", "5/2"),
        PAPER,
    ),
    Claim(
        "lasso: it is reached at 2, which is lambda below the signal, without any noise",
        ValueIs(objective("x"), "x", "value", "2", "5/2"),
        PAPER,
    ),
    Claim(
        "lasso: the objective of the soft threshold of y is the Huber loss of y, for every y",
        Equal(objective(soft("t", "1"), "t"), HUBER),
        "ours",
    ),
    Claim(
        "ISTA: the minimiser stays where it is under every step, so learned steps do not move it",
        Equal(layer("2", "s"), "2", "s", "0", "oo"),
        PAPER,
    ),
    Claim(
        "ISTA: the signal is moved by every step",
        Less(layer("3", "s"), "3", "s", "0", "oo"),
        PAPER,
    ),
    Claim(
        "ISTA: a layer with the step 1/2 never raises the objective",
        Less(objective(layer("t", "1/2")), objective("t"), strict=False),
        PAPER,
    ),
    Claim(
        "ISTA: nor does one with the step 5/2",
        Less(objective(layer("t", "5/2")), objective("t"), strict=False),
        "ours",
        expected=False,
    ),
    Claim(
        "one layer, unsupervised: the step 1 reaches the least objective",
        ValueIs(objective(FIRST), "s", "value", "1", "5/2"),
        PAPER,
    ),
    Claim(
        "one layer, supervised: the step 3/2 recovers the signal",
        ValueIs(f"({FIRST} - 3)**2", "s", "value", "3/2", "0"),
        PAPER,
    ),
    Claim(
        "one layer, supervised: the objective is 3 there, above its minimum",
        ValueIs(objective(FIRST), "s", "value", "3/2", "3"),
        PAPER,
    ),
    Claim(
        "IHT: with steps below 2/9 the first layer stays at 0, where the objective is 9/2 instead of 1",
        Equal(f"({hard('s')} - 3)**2/2 + {JUMP.replace('x', hard('s'))}", "9/2", "s", "0", "2/9"),
        "ours",
    ),
    Claim(
        "IHT: beyond, the objective is half the recovery error plus lambda, so both losses choose the same step",
        Equal(
            f"({hard('s')} - 3)**2/2 + {JUMP.replace('x', hard('s'))}",
            f"({hard('s')} - 3)**2/2 + 1",
            "s",
            "2/9",
            "oo",
        ),
        PAPER,
    ),
    Claim(
        "IHT: the best step recovers the signal at the least objective",
        InfimumIs(f"({hard('s')} - 3)**2/2 + {JUMP.replace('x', hard('s'))}", "s", "1", "0", "oo"),
        PAPER,
    ),
    Claim(
        "measured: ISTA with learned steps: supervised recovers better, at a higher objective than with fixed steps;"
        " unsupervised has a lower one, and recovers better than with fixed steps",
        Measured(
            f"{__file__}:learned_steps",
            {"seeds": list(range(5))},
            [
                ("supervised, error", "<", "unsupervised, error"),
                ("supervised, objective", ">", "fixed, objective"),
                ("unsupervised, objective", "<", "fixed, objective"),
                ("unsupervised, error", "<", "fixed, error"),
            ],
            full={"seeds": list(range(40))},
        ),
        PAPER,
    ),
)
