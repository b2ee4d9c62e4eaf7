"""Saberi, Najafi, Heidari, Movasaghinia, Motahari & Khalaj (2024), "Out-Of-Domain Unlabeled Data Improves
Generalization".

ICLR 2024. Its bounds on the generalization error are not encoded; a simulation stands for them, in which the objective
(``losstheory.programs.SelfTraining``) is descended with subgradients, to no proven minimum. The other claims are on its
pieces: the penalised worst case sup over moves d of loss(t - d) - gamma cost(d) of a margin t, and the worst case over
laws within a total variation distance. Two normal classes N(+-mu, 1) on the line; the error of the sign of x is
P(x < 0 | +).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from losstheory.claims import Claim
from losstheory.empirical.measured import Measured
from losstheory.empirical.measurement import Measurement
from losstheory.programs import LinearProgram, Optimum
from losstheory.theory import InfimumIs, Less, ValueIs

PAPER = "saberi2024outofdomain"

LOSSES = (0, 1, 3)
THIRDS = ("1/3", "1/3", "1/3")


def worst_mean(losses: Sequence[int], law: Sequence[str], distance: str) -> LinearProgram:
    """Maximise the mean loss over laws q with total variation distance, half the sum of |q - p|, of at most that."""
    n = len(losses)
    rows = [({i: 1, n + i: -1}, "<=", p) for i, p in enumerate(law)]
    rows += [(dict.fromkeys(range(n), 1), "==", 1), (dict.fromkeys(range(n, 2 * n), 1), "<=", distance)]
    return LinearProgram.of("max", [*losses, *[0] * n], rows)


def error(shift: str) -> str:
    """P(x < shift) for x from N(mu, 1)."""
    return f"(1 - erf((m - {shift})/sqrt(2)))/2"


Array = NDArray[np.float64]
PRICE, STEPS, TURNS = 4.0, 200, 5


def self_trained(
    seeds: Sequence[int], d: int, m: int, n: int, mu: float, shifts: Sequence[float]
) -> dict[str, Measurement]:
    """``"labelled only"`` and ``"shift s"``: excess errors under N(+-mu e_1, I), the optimum's error subtracted.

    The n unlabelled points come from N(+-(mu e_1 + s e_2), I). Hinge loss, squared moves of price 4, weight 1.
    """
    excess: dict[str, list[float]] = {}
    for seed in seeds:
        rng = np.random.default_rng(seed)
        mean, signs, hidden = mu * np.eye(d)[0], (-1.0) ** np.arange(m), rng.choice([-1.0, 1.0], n)
        labelled, noise = mean + signs[:, None] * rng.standard_normal((m, d)), rng.standard_normal((n, d))
        start = descended(labelled, np.full(m, 1 / m), np.zeros(d))
        found = {"labelled only": start}
        for s in shifts:
            others, theta = hidden[:, None] * (mean + s * np.eye(d)[1]) + noise, start
            for _ in range(TURNS):
                turned = others * np.where(others @ theta < 0, -1, 1)[:, None]
                shares = np.concatenate([np.full(m, 1 / m), np.full(n, 1 / n)])
                theta = descended(np.vstack([labelled, turned]), shares, theta)
            found[f"shift {s}"] = theta
        for name, theta in found.items():
            error_of = norm.sf(theta @ mean / np.linalg.norm(theta)) - norm.sf(mu)
            excess.setdefault(name, []).append(float(error_of))
    return {name: Measurement.of(values, protocol={"seeds": list(seeds)}) for name, values in excess.items()}


def descended(rows: Array, shares: Array, theta: Array) -> Array:
    """The mean of the second half of a subgradient descent on the penalised hinge loss, steps 1/sqrt(k)."""
    total = np.zeros_like(theta)
    for k in range(1, STEPS + 1):
        active = shares * (1 - rows @ theta + theta @ theta / (4 * PRICE) > 0)
        theta = theta - (active.sum() * theta / (2 * PRICE) - active @ rows) / k**0.5
        total += theta * (k > STEPS // 2)
    return total / (STEPS - STEPS // 2)


def simulated(*comparisons: tuple[str, str, str]) -> Measured:
    short = {"seeds": list(range(100, 124)), "d": 60, "m": 20, "n": 600, "mu": 1.5, "shifts": [6]}
    return Measured(f"{__file__}:self_trained", short, comparisons, full={"seeds": list(range(100, 300))})


CLAIMS = (
    Claim(
        "hinge at t = 0, cost |d|, gamma = 1: the penalised worst case is the loss itself, 1",
        InfimumIs("Abs(d) - Max(0, 1 + d)", "d", "-1"),
        "ours",
    ),
    Claim(
        "hinge at t = 0, cost |d|, gamma = 1/2 below its slope: the penalised worst case is infinite",
        InfimumIs("Abs(d)/2 - Max(0, 1 + d)", "d", "-oo"),
        "ours",
    ),
    Claim(
        "hinge at t = 0, cost d^2, gamma = 1: the penalised worst case is 5/4, not the loss 1",
        InfimumIs("d**2 - Max(0, 1 + d)", "d", "-5/4"),
        "ours",
    ),
    Claim(
        "logistic loss at t = 0, cost |d|, gamma = 1: the penalised worst case is the loss itself, log 2",
        InfimumIs("Abs(d) - log(1 + exp(d))", "d", "-log(2)"),
        "ours",
    ),
    Claim(
        "losses 0, 1, 3, equal masses, distance 1/6: the worst mean is 3/6 + (4/3) = 11/6, mass moves from 0 to 3",
        Optimum(worst_mean(LOSSES, THIRDS, "1/6"), "11/6"),
        "ours",
    ),
    Claim(
        "a further point of loss 10 and mass 0: within distance 1/6 the worst law uses it, 3",
        Optimum(worst_mean((*LOSSES, 10), (*THIRDS, "0"), "1/6"), 3),
        "ours",
    ),
    Claim(
        "a further point of loss 10 and mass 0 does not matter, as in a chi-square or KL ball",
        Optimum(worst_mean((*LOSSES, 10), (*THIRDS, "0"), "1/6"), "11/6"),
        "ours",
        expected=False,
    ),
    Claim(
        "two normal classes: moves of up to 1 raise the error, for every mu",
        Less(error("0"), error("1"), "m"),
        PAPER,
    ),
    Claim(
        "two normal classes: moves as far as mu = 1 raise the error of the sign to 1/2",
        ValueIs(error("1"), "m", "value", "1", "1/2"),
        "ours",
    ),
    Claim(
        "measured: d = 60, 20 labels: 600 unlabelled points from means shifted by 6 raise the error",
        simulated(("shift 6", ">", "labelled only")),
        "ours",
    ),
)
