r"""The conditional risks of a surrogate loss and their infima, for many laws of the label at once, in floats.

Infima are searched for, so what is returned is never below them, and above by what the search leaves: little for
smooth losses and for few classes, sometimes 1e-2 for piecewise linear ones of six classes or more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from losstheory.empirical.arguments import ROUNDING, numbers
from losstheory.losses.loss import MarginLoss, PairLoss, ProbabilityLoss
from losstheory.losses.multiclass import MulticlassLoss, SumToZeroLoss
from losstheory.numeric.callables import Floats, to_numpy
from losstheory.numeric.infimum import graded
from losstheory.programs.solution import DataError

BinarySurrogate: TypeAlias = MarginLoss | PairLoss | ProbabilityLoss
AnySurrogate: TypeAlias = BinarySurrogate | MulticlassLoss | SumToZeroLoss
Risks: TypeAlias = Callable[[Floats, Floats], Floats]

ZOOMS, FINE, CHUNK = 14, 17, 500
SCALES = (0.0, 1.0, 4.0, 16.0, 64.0)
TURNS, STEP, SHORTEST, SHRINK, SEED = 1500, 1.0, 1e-8, 0.75, 20260101


def conditional_risks(loss: AnySurrogate, eta: Floats, scores: ArrayLike) -> Floats:
    """sum_y eta_y l_y(s) for each row; a class of probability 0 adds nothing, whatever its loss is.

    Raises:
        DataError: the loss has another number of classes, or the scores another shape.
    """
    risks, given = risks_of(loss, eta.shape[1]), numbers(scores, "scores")
    wanted = (len(eta),) if isinstance(loss, BinarySurrogate) else eta.shape
    if given.shape != wanted:
        raise DataError(f"scores: expected the shape {wanted}, got {given.shape}")
    if isinstance(loss, SumToZeroLoss) and np.abs(given.sum(axis=1)).max(initial=0.0) > ROUNDING:
        raise DataError(f"scores: {loss.name} is a loss of scores with the sum 0; subtract their mean")
    return risks(eta, given)


def least_risks(loss: AnySurrogate, eta: ArrayLike) -> Floats:
    """inf_s sum_y eta_y l_y(s) for each row of class probabilities.

    Raises:
        DataError: the loss has another number of classes, or a risk is unbounded below.
    """
    rows = np.asarray(eta, dtype=np.float64)
    risks = risks_of(loss, rows.shape[1])
    if isinstance(loss, BinarySurrogate):
        return np.concatenate([_on_line(loss, risks, rows[k : k + CHUNK]) for k in range(0, len(rows), CHUNK)])
    return _in_space(loss, risks, rows)


def risk_ends(loss: AnySurrogate, classes: int) -> tuple[float, float]:
    """Bounds of the least conditional risk: it is concave, so least under a certain label, and at most max_y l_y(0)."""
    certain = np.eye(classes)
    centre: Floats = np.zeros((classes, classes))
    if isinstance(loss, BinarySurrogate):
        centre = np.full(2, 0.5 if isinstance(loss, ProbabilityLoss) else 0.0)
    return float(least_risks(loss, certain).min()), float(risks_of(loss, classes)(certain, centre).max())


def risks_of(loss: AnySurrogate, classes: int) -> Risks:
    """The conditional risk at laws ``(…, K)`` and scores, ``(…)`` for a loss of two classes and else ``(…, K)``.

    Terms of weight 0 are left out; where a loss is undefined the risk is infinite.

    Raises:
        DataError: it is no loss of that many classes.
    """
    if isinstance(loss, BinarySurrogate) and classes == 2:
        both = to_numpy(loss, labels=(0, 1))
        return lambda eta, s: _weighted(eta, np.stack([both(0, s), both(1, s)], axis=-1))
    if isinstance(loss, MulticlassLoss | SumToZeroLoss) and loss.classes == classes:
        expected = to_numpy(loss)
        return lambda eta, s: _or_infinite(expected(s, eta))
    had = f"one of {loss.classes}" if hasattr(loss, "classes") else f"{loss!r:.60}"
    raise DataError(f"loss: expected a margin, pair, probability or multiclass loss of {classes} classes, got {had}")


def _weighted(eta: Floats, losses: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return _or_infinite(np.where(eta > 0, eta * losses, 0.0).sum(axis=-1))


def _or_infinite(values: Floats) -> Floats:
    return np.asarray(np.where(np.isnan(values), np.inf, values))


def _on_line(loss: BinarySurrogate, risks: Risks, eta: Floats) -> Floats:
    """The infima over one score: the least of a grid that reaches far, closed in on."""
    lower, upper = (0.0, 1.0) if isinstance(loss, ProbabilityLoss) else (-np.inf, np.inf)
    x = graded(lower, upper)
    if np.isfinite(lower):
        near = np.geomspace(1e-15, x[0], 60)
        x = np.union1d(x, np.concatenate([near, 1 - near]))
        x = x[(x > lower) & (x < upper)]
    rough = risks(eta[:, None, :], x)
    best = rough.argmin(axis=1)
    for end, inner in ((0, 20), (len(x) - 1, len(x) - 21)):
        falls = (best == end) & (rough[:, end] < rough[:, inner] - 1)
        if np.isinf(lower) and falls.any():
            raise DataError(f"{loss.name}: the conditional risk at eta = {eta[falls][0].tolist()} is unbounded below")
    low, high = x[np.maximum(best - 1, 0)], x[np.minimum(best + 1, len(x) - 1)]
    least: Floats = rough.min(axis=1)
    for _ in range(ZOOMS):
        at = np.linspace(low, high, FINE, axis=1)
        values, row = risks(eta[:, None, :], at), np.arange(len(at))
        k = values.argmin(axis=1)
        least = np.minimum(least, values[row, k])
        low, high = at[row, np.maximum(k - 1, 0)], at[row, np.minimum(k + 1, FINE - 1)]
    return least


def _in_space(loss: MulticlassLoss | SumToZeroLoss, risks: Risks, eta: Floats) -> Floats:
    """The infima over all scores: from the best of some starts, steps along frames that are turned at random.

    A step that falls is doubled, a turn without one shortens it; the frames come from a generator of their own.
    """
    rng, (n, classes) = np.random.default_rng(SEED), eta.shape
    with np.errstate(divide="ignore"):
        logs = np.maximum(np.log(eta), -700.0)
    starts = [scale * (eta >= eta.max(axis=1, keepdims=True)) for scale in SCALES] + [logs, eta]
    tried = np.stack([_level(loss, start) for start in starts])
    values = np.stack([risks(eta, start) for start in tried])
    here, least = tried[values.argmin(axis=0), np.arange(n)], np.asarray(values.min(axis=0))
    step = np.full(n, STEP)
    for _ in range(TURNS):
        open_ = np.flatnonzero(step >= SHORTEST)
        if not len(open_):
            break
        frame = np.linalg.qr(rng.standard_normal((classes, classes)))[0]
        groups = rng.integers(0, 2, (classes, classes)).astype(np.float64)  # tied classes that move together
        moves = np.concatenate([frame, -frame, groups, -groups])
        points = _level(loss, here[open_, None, :] + step[open_, None, None] * moves)
        values = risks(np.broadcast_to(eta[open_, None, :], points.shape), points)
        k = values.argmin(axis=1)
        fall = values[np.arange(len(open_)), k] < least[open_]
        moved = open_[fall]
        here[moved], least[moved] = points[fall, k[fall]], values[fall, k[fall]]
        step[open_] *= np.where(fall, 2.0, SHRINK)
        if (least < -1 / SHORTEST).any():
            raise DataError(f"{loss.name}: a conditional risk falls below {-1 / SHORTEST:g}; is it unbounded below?")
    return least


def _level(loss: MulticlassLoss | SumToZeroLoss, scores: Floats) -> Floats:
    """The scores, moved to the sum zero where the loss is one on these."""
    return np.asarray(scores - scores.mean(axis=-1, keepdims=True) if loss.sum_to_zero else scores)
