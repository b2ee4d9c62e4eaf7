r"""Maxima over laws with capped weights, p_k <= 1/k: the mean of the k largest, with and without relative entropy."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from losstheory.numeric.callables import Floats
from losstheory.programs.ldr.entropic import excess_of
from losstheory.programs.ldr.remainders import relative_entropy_term


def top_mean(b: Floats, k: float) -> tuple[Floats, Floats]:
    """Weights of the mean of the k largest entries of each row, and its excess over the mean.

    Entries that tie for the last places share their weight. k may be fractional.
    """
    places = int(np.ceil(k))
    last = np.partition(b, -places, axis=1)[:, -places][:, None]
    above, tied = b > last, b == last
    rest = np.maximum(0.0, 1 - above.sum(axis=1, keepdims=True) / k)
    weights = np.where(above, 1 / k, np.where(tied, rest / tied.sum(axis=1, keepdims=True), 0.0))
    below = b - b.mean(axis=1, keepdims=True)
    return weights, ((weights - 1 / b.shape[1]) * below).sum(axis=1)


def capped_entropic(b: Floats, k: float, lam: float) -> tuple[Floats, Floats]:
    r"""Weights min(1/k, e^{(b - eta) / lam}) that sum to one, and the excess of the objective over the mean.

    With the m largest at their cap and r = 1 - m/k of the weight on the other M = K - m, the excess is

        m (K - k) / (k K) (mean of the m - mean of the others) + r entropic excess of the others - lam D,

    D the relative entropy of (m/k, r) from (m/K, M/K).
    """
    classes = b.shape[1]
    if lam == np.inf or k == classes:
        return np.full_like(b, 1 / classes), np.zeros(len(b))
    up = np.sort(b, axis=1)
    peak = up[:, -1:].copy()
    up -= peak
    with np.errstate(over="ignore"):
        soft = np.isfinite(up[:, 0] / lam) if lam > 0 else np.zeros(len(b), dtype=np.bool_)
    if not soft.all():
        weights, excess = top_mean(b, k)
        if soft.any():
            weights[soft], excess[soft] = capped_entropic(b[soft], k, lam)
        return weights, excess
    capped, total = _capped(up / lam, k)
    tallest = np.take_along_axis(up, classes - 1 - capped[:, None], axis=1)
    free = np.arange(classes) < classes - capped[:, None]
    fall = np.subtract(tallest, up, where=free, out=np.zeros_like(up)).sum(axis=1)
    count, terms = classes - capped, _blocks(k, classes)
    rest, transfer, divergence = terms[capped].T
    head = np.where(free, 0.0, up)[:, classes - len(terms) :].sum(axis=1)
    lead = head / np.maximum(capped, 1) - tallest[:, 0] + fall / count
    gain = excess_of(up, lam, fall / count, np.log(total / count), count, free)
    excess = np.where(capped > 0, transfer * lead, 0.0) + rest * gain - lam * divergence
    weights = b - peak
    weights -= tallest
    weights /= lam
    with np.errstate(over="ignore"):
        np.exp(weights, out=weights)
    weights *= (rest / total)[:, None]
    return np.minimum(1 / k, weights, out=weights), excess


@lru_cache(maxsize=256)
def _blocks(k: float, classes: int) -> Floats:
    """The terms of ``_block``, a row for each number of entries at their cap."""
    return np.array([_block(m, k, classes) for m in range(int(np.ceil(k)))])


def _block(m: int, k: float, classes: int) -> tuple[float, float, float]:
    """r, the factor of the transfer and the relative entropy D for m entries at their cap."""
    others = classes - m
    rest = (k - m) / k
    v = -m * (classes - k) / (k * others)
    divergence = m / classes * relative_entropy_term((classes - k) / k)
    divergence += others / classes * relative_entropy_term(v)
    return rest, m * (classes - k) / (k * classes), divergence


def _capped(x: Floats, k: float) -> tuple[NDArray[np.int_], Floats]:
    """How many entries of each row reach their cap, and the sum of e^{x_j - x_m} over the others, x_m their largest.

    That is the least m with (k - m) e^{x_m} <= sum of e^{x_j}, j >= m, counted from the largest.

    Args:
        x: rows in ascending order, the last entry 0.
        k: below the number of entries.
    """
    places = int(np.ceil(k))
    ratios = np.empty((len(x), places))
    wide = x[:, 0] < -600
    raised = np.exp(x if not wide.any() else x[~wide])
    ratios[~wide] = (raised.cumsum(axis=1)[:, -places:] / raised[:, -places:])[:, ::-1]
    if wide.any():
        ratios[wide] = np.exp(_log_sums(x[wide])[:, -places:][:, ::-1])
    fits = k - np.arange(places) <= ratios
    fits[:, -1] = True
    capped = np.asarray(fits.argmax(axis=1))
    return capped, np.take_along_axis(ratios, capped[:, None], axis=1)[:, 0]


def _log_sums(x: Floats) -> Floats:
    """log of the sum of e^{x_j - x_m} over j <= m, where the exponentials themselves underflow."""
    out = np.zeros_like(x)
    for m in range(1, x.shape[1]):
        out[:, m] = np.logaddexp(0.0, x[:, m - 1] - x[:, m] + out[:, m - 1])
    return out
