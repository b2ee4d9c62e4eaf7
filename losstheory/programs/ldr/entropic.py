r"""The entropic mean :math:`\lambda \log \frac1K \sum_k e^{b_k / \lambda}` of rows, accurate for every lambda."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from losstheory.numeric.callables import Floats
from losstheory.programs.ldr.remainders import exp_remainder, log_remainder

SHARP = 0.02
"""Where the excess is this part of the terms of its plain formula, that formula keeps enough digits."""


def entropic(b: Floats, lam: float, member: NDArray[np.bool_] | None = None) -> tuple[Floats, Floats]:
    """The excess of the entropic mean over the mean of each row, and the weights softmax(b / lam).

    The excess has a relative error of a few hundred roundings, for lam from 0 (maximum less mean; ties share
    the weight) to inf (0), also where it is far smaller than the rounding error of the mean.

    Args:
        b: shape ``(n, K)``, finite.
        lam: in [0, inf].
        member: which entries count, at least one a row; None: all.
    """
    inside = b if member is None else np.where(member, b, -np.inf)
    count = np.full(len(b), b.shape[1]) if member is None else member.sum(axis=1)
    top = inside.max(axis=1, keepdims=True)
    down = inside - top
    if lam == np.inf:
        return np.zeros(len(b)), np.isfinite(down) / count[:, None]
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        scaled = down / lam if lam > 0 else np.where(down < 0, -np.inf, 0.0)
    raised = np.exp(scaled, out=scaled)
    total = raised.sum(axis=1)
    excess = excess_of(b, lam, -_mean(down, count, member), np.log(total / count), count, member)
    raised /= total[:, None]
    return excess, raised


def excess_of(
    b: Floats, lam: float, fall: Floats, logarithm: Floats, count: NDArray[np.int_], member: NDArray[np.bool_] | None
) -> Floats:
    """fall + lam logarithm, by a formula that does not cancel where the two nearly do.

    Args:
        fall: the maximum less the mean of the members of each row.
        logarithm: log mean e^{(b - max) / lam}.
    """
    rise = lam * logarithm
    excess = np.asarray(fall + rise)
    blunt = np.flatnonzero((excess < SHARP * np.maximum(fall - rise, lam)) & (fall > 0))
    if len(blunt):
        some = None if member is None else member[blunt]
        excess[blunt] = _small_excess(b[blunt], lam, count[blunt], some)
    return excess


def _mean(b: Floats, count: NDArray[np.int_], member: NDArray[np.bool_] | None) -> Floats:
    return np.asarray((b if member is None else np.where(member, b, 0.0)).sum(axis=1) / count)


def _small_excess(b: Floats, lam: float, count: NDArray[np.int_], member: NDArray[np.bool_] | None) -> Floats:
    """log mean e^x - mean x = g - (u - log(1 + u)), with x = (b - mean) / lam, g = mean (e^x - 1 - x), u = g + mean x.

    Each part is a sum of terms of one sign; lam goes inside, so that nothing under- or overflows on the way.
    """
    d = b - _mean(b, count, member)[:, None]
    if member is not None:
        d = np.where(member, d, 0.0)
    x = d / lam
    gain = _mean(d * (x * exp_remainder(x)), count, None)
    lifted = gain + _mean(d, count, None)
    u = lifted / lam
    small = np.abs(u) <= 1
    loss = lifted * np.where(small, u * log_remainder(np.where(small, u, 0.0)), 0.0)
    with np.errstate(invalid="ignore"):
        plain = lam * np.log1p(np.where(small, 0.0, u)) - _mean(d, count, None)
    return np.where(small, gain - loss, plain)
