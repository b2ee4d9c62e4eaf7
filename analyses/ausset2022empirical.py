"""Ausset, Clemencon & Portier (2022), "Empirical Risk Minimization under Random Censorship".

JMLR 23. Observed are min(T, C) and delta = 1[T <= C], C independent of T; the loss of an observed event is weighted by
1/P(C >= T), the left limit of the survival function of C. Setting of the claims: T = 1, 2, 3 with probabilities
1/4, 1/2, 1/4, C = 1, 2, 4 with 1/5, s, 4/5 - s, loss phi(T) = T^2 + 1, so that E phi(T) = 11/2. Measured is least
squares for T = 1 + X + 2 U, X and U uniform on (0, 1), C exponential with the mean 3: the excess risk E (f - 2 - X)^2
and the mean of f less that of T.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from losstheory.claims import Claim
from losstheory.empirical import Measured, Measurement
from losstheory.programs import ipcw_weights
from losstheory.theory import Equal, Less, ValueIs

PAPER = "ausset2022empirical"

EVENT = {1: "Rational(1, 4)", 2: "Rational(1, 2)", 3: "Rational(1, 4)"}
CENSORING = {1: "Rational(1, 5)", 2: "s", 4: "(Rational(4, 5) - s)"}
TRUE = "Rational(11, 2)"


def total(terms: list[str]) -> str:
    return "(" + " + ".join(terms) + ")"


def survival(t: int, ties: bool) -> str:
    """P(C >= t) with ``ties``, else P(C > t)."""
    return total([q for c, q in CENSORING.items() if c > t or (ties and c == t)])


def seen(weight: dict[int, str]) -> str:
    """The sum over the pairs with T <= C of their probability times a number that depends on T."""
    return total([f"{p}*{q}*{weight[t]}" for t, p in EVENT.items() for c, q in CENSORING.items() if t <= c])


LOSS = {t: str(t**2 + 1) for t in EVENT}
WEIGHTED = seen({t: f"{LOSS[t]}/{survival(t, True)}" for t in EVENT})
WITHOUT_TIES = seen({t: f"{LOSS[t]}/{survival(t, False)}" for t in EVENT})
COMPLETE_CASES = f"{seen(LOSS)}/{seen(dict.fromkeys(EVENT, '1'))}"

BEST = np.array([2.0, 1.0])
MOMENTS = np.array([[1, 1 / 2], [1 / 2, 1 / 3]])  # of (1, X)


def least_squares(seeds: Sequence[int], sizes: Sequence[int]) -> dict[str, Measurement]:
    """Of each way to weight the seen times: ``"NAME, n = N, bias"``, ``"…, risk"`` and ``"…, root n risk"``."""
    found = {}
    for n in sizes:
        lines = [fitted_lines(n, np.random.default_rng(seed)) for seed in seeds]
        for name in lines[0]:
            off = np.stack([one[name] for one in lines]) - BEST
            risk = np.einsum("ri,ij,rj->r", off, MOMENTS, off)
            for quantity, values in (("bias", off @ MOMENTS[0]), ("risk", risk), ("root n risk", n**0.5 * risk)):
                protocol = {"n": n, "seeds": list(seeds)}
                found[f"{name}, n = {n}, {quantity}"] = Measurement.of(values.tolist(), protocol=protocol)
    return found


def fitted_lines(n: int, rng: np.random.Generator) -> dict[str, NDArray[np.float64]]:
    """The intercepts and slopes of one sample."""
    x = rng.random(n)
    event, censoring = 1 + x + 2 * rng.random(n), rng.exponential(3, n)
    times, seen = np.minimum(event, censoring), (event <= censoring).astype(int)
    kaplan_meier = np.array([float(w) for w in ipcw_weights(times.tolist(), seen.tolist())])
    rows = np.stack([np.ones(n), x], axis=1)
    weights = {"Kaplan-Meier": kaplan_meier, "uncensored alone": seen, "censoring ignored": np.ones(n)}
    return {k: np.linalg.solve(rows.T @ (w[:, None] * rows), rows.T @ (w * times)) for k, w in weights.items()}


def measured(*comparisons: tuple[str, str, str]) -> Measured:
    short = {"seeds": list(range(20)), "sizes": [100, 800]}
    return Measured(f"{__file__}:least_squares", short, comparisons, full={"seeds": list(range(200))})


CLAIMS = (
    Claim(
        "weights 1/P(C >= T): the weighted risk is the risk, for every s",
        Equal(WEIGHTED, TRUE, "s", "0", "4/5"),
        PAPER,
    ),
    Claim(
        "weights 1/P(C > T), with ties of T and C: the weighted risk is the risk",
        Equal(WITHOUT_TIES, TRUE, "s", "0", "4/5"),
        "ours",
        expected=False,
    ),
    Claim(
        "weights 1/P(C > T), s = 2/5: 65/8 instead of 11/2",
        ValueIs(WITHOUT_TIES, "s", "value", "2/5", "65/8"),
        "ours",
    ),
    Claim(
        "weights 1/P(C > T) never give less than the risk here",
        Less(TRUE, WITHOUT_TIES, "s", "0", "4/5"),
        "ours",
    ),
    Claim(
        "the mean loss of the uncensored alone is the risk",
        Equal(COMPLETE_CASES, TRUE, "s", "0", "4/5"),
        PAPER,
        expected=False,
    ),
    Claim(
        "the mean loss of the uncensored alone is too small here: long times are censored more often",
        Less(COMPLETE_CASES, TRUE, "s", "0", "4/5"),
        PAPER,
    ),
    Claim(
        "if C never reaches 3 (s = 4/5), the mass of T = 3 is lost: 3 instead of 11/2",
        ValueIs(seen({t: f"{LOSS[t]}/{survival(t, True)}" if t < 3 else "0" for t in EVENT}), "s", "value", "4/5", "3"),
        "ours",
    ),
    Claim(
        "measured: who ignores the censoring, or drops the censored, predicts times that are too short, n = 800",
        measured(
            ("censoring ignored, n = 800, bias", "<", "-1/2"),
            ("uncensored alone, n = 800, bias", "<", "-1/20"),
            ("uncensored alone, n = 800, bias", ">", "censoring ignored, n = 800, bias"),
        ),
        PAPER,
    ),
    Claim(
        "measured: the Kaplan-Meier weights have the lowest excess risk, n = 800",
        measured(
            ("Kaplan-Meier, n = 800, risk", "<", "uncensored alone, n = 800, risk"),
            ("Kaplan-Meier, n = 800, risk", "<", "censoring ignored, n = 800, risk"),
        ),
        PAPER,
    ),
    Claim(
        "measured: with them the excess risk falls faster than n^(-1/2), as log(n)/n does",
        measured(("Kaplan-Meier, n = 800, root n risk", "<", "Kaplan-Meier, n = 100, root n risk")),
        PAPER,
    ),
)
