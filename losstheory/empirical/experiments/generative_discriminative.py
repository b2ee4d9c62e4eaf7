r"""Naive Bayes and logistic regression with n features and m samples, on Gaussian classes.

The theorem: where naive Bayes is the right model and each feature tells a constant amount, its 0-1 risk needs
:math:`m = O(\log n)` to come near its limit, for which logistic regression is known to need no more than O(n). Two
things are stated before: with the Bayes risk held fixed each feature tells the less the more there are, and log n
samples are not enough; and where features share noise, naive Bayes has a worse limit and wins with few samples only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax

from losstheory.empirical.arguments import Integers
from losstheory.empirical.intervals import MeasurementError
from losstheory.empirical.measurement import Measurement
from losstheory.numeric.callables import Floats

Linear: TypeAlias = tuple[Floats, Floats]  # weights (n, K) and intercepts (K,) of the scores
Information: TypeAlias = Literal["constant", "vanishing"]
CLASSES, REFERENCE, ITERATIONS = 3, 16, 500
RIDGE = 1e-6  # tells one from the many maximisers of a likelihood on separable samples


def measure(
    seeds: Sequence[int],
    sizes: Sequence[tuple[int, int]],
    information: Information,
    strength: float,
    shared: float = 0.0,
    tested: int = 4000,
) -> dict[str, Measurement]:
    """The excess 0-1 risks ``"naive Bayes, n = 16, m = 64"`` and ``"logistic regression, …"`` of both classifiers.

    Args:
        seeds: one sample each, the same for both.
        sizes: numbers n of features and m of samples.
        information: of one feature; ``"vanishing"`` scales the means by (16/n)^(1/2), for one Bayes risk.
        strength: of the mean of every third feature in its class, in standard deviations, at n = 16.
        shared: the correlation of the features of the first class, in [0, 1).
        tested: points on which risks are compared with that of the Bayes classifier.

    Raises:
        MeasurementError: the information is none of these.
    """
    if information not in ("constant", "vanishing"):
        raise MeasurementError(f"expected the information 'constant' or 'vanishing', got {information!r}")
    found = {}
    for n, m in sizes:
        scale = strength * (REFERENCE / n) ** 0.5 if information == "vanishing" else strength
        excess = np.array([_excess(n, m, scale, shared, tested, np.random.default_rng(seed)) for seed in seeds])
        protocol = {"information": information, "strength": strength, "shared": shared, "n": n, "m": m}
        for name, values in zip(("naive Bayes", "logistic regression"), excess.T, strict=True):
            own = {"experiment": name, **protocol, "tested": tested, "seeds": list(seeds)}
            found[f"{name}, n = {n}, m = {m}"] = Measurement.of(values.tolist(), protocol=own)
    return found


def naive_bayes(X: Floats, y: Integers, classes: int) -> Linear:
    """Means and shares of the classes, and one variance a feature, from the sample."""
    means = np.stack([X[y == k].mean(axis=0) for k in range(classes)])
    precision = (len(X) - classes) / ((X - means[y]) ** 2).sum(axis=0)
    shares = np.bincount(y, minlength=classes) / len(y)
    return (means * precision).T, np.log(shares) - (means**2 * precision).sum(axis=1) / 2


def logistic_regression(X: Floats, y: Integers, classes: int) -> Linear:
    """Least mean cross-entropy plus 1e-6 |w|^2/2."""
    rows = np.hstack([X, np.ones((len(X), 1))])
    labels = np.eye(classes)[y]

    def objective(flat: Floats) -> tuple[float, Floats]:
        w = flat.reshape(-1, classes)
        logs = log_softmax(rows @ w, axis=1)
        slope = rows.T @ (np.exp(logs) - labels) / len(rows) + RIDGE * w
        return float(-(labels * logs).sum() / len(rows) + RIDGE * (flat @ flat) / 2), slope.ravel()

    start = np.zeros(rows.shape[1] * classes)
    best = minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS})
    w = best.x.reshape(-1, classes)
    return w[:-1], w[-1]


def _excess(n: int, m: int, scale: float, shared: float, tested: int, rng: np.random.Generator) -> list[float]:
    """Of both classifiers, over the Bayes classifier on the same points."""
    own = np.arange(n) % CLASSES
    means = scale * (own == np.arange(CLASSES)[:, None])
    (X, y), (points, truth) = (_sample(means, own == 0, shared, size, rng) for size in (m, tested))
    fitted = [fit(X, y, CLASSES) for fit in (naive_bayes, logistic_regression)]
    risks = [float(((points @ w + b).argmax(axis=1) != truth).mean()) for w, b in [bayes(means, shared), *fitted]]
    return [risk - risks[0] for risk in risks[1:]]


def bayes(means: Floats, shared: float) -> Linear:
    """The best classifier of equally likely Gaussian classes with unit variances, every third features correlated."""
    first = (np.arange(means.shape[1]) % CLASSES == 0).astype(np.float64)
    weights = np.linalg.solve(np.eye(len(first)) + shared * (np.outer(first, first) - np.diag(first)), means.T)
    return np.asarray(weights), -(means * weights.T).sum(axis=1) / 2


def _sample(
    means: Floats, linked: NDArray[np.bool_], shared: float, size: int, rng: np.random.Generator
) -> tuple[Floats, Integers]:
    """Each class occurs, and its features of the first class share a part of their noise."""
    y = rng.permutation(np.arange(size) % CLASSES)
    noise = rng.standard_normal((size, means.shape[1]))
    noise[:, linked] = shared**0.5 * rng.standard_normal((size, 1)) + (1 - shared) ** 0.5 * noise[:, linked]
    return means[y] + noise, y
