"""What the least conditional risk of three classes decides, in floats: for pictures only, never evidence."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from losstheory.theory.search.scores import Floats, losses_at, moved_by_shift

if TYPE_CHECKING:
    from losstheory.losses.multiclass import AnyMulticlass

CLASSES = 3
TIE = 1e-5  # of the size of the risk; infima that differ less are taken for equal
LEVELS = (-8.0, -4.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
SLOPES, ORIGINS = (-2.0, -1.0, 0.0, 1.0, 2.0), (-1.0, 0.0, 1.0)
FAR = (60.0, 120.0, 240.0)
ROUNDS, STEP = 26, 2.0
CHUNK = 200_000


def best_classes(loss: AnyMulticlass, laws: Floats) -> NDArray[np.bool_]:
    """For each law which classes may have the greatest score, ties included, at risks that come to the infimum.

    Args:
        loss: a loss of three classes.
        laws: class probabilities, of shape ``(n, 3)``, all positive.
    """
    risks = least_risks(loss, laws)
    least = risks.min(axis=1, keepdims=True)
    return np.asarray(risks <= least + TIE * (1.0 + np.abs(least)))


def least_risks(loss: AnyMulticlass, laws: Floats) -> Floats:
    """For each law and class the least risk of the scores that are greatest for the class, of shape ``(n, 3)``."""
    points = _domain(loss, np.array(list(product(LEVELS, repeat=CLASSES))))
    risks = _nan_to_inf(laws @ losses_at(loss, points))
    far, ends = _limits(loss)
    limits = _nan_to_inf(laws @ ends)
    starts, beyond = [], []
    for y in range(CLASSES):
        on_top = np.flatnonzero((points[:, [y]] >= points).all(axis=1))
        starts.append(points[on_top[risks[:, on_top].argmin(axis=1)]])
        beyond.append(limits[:, far[y]].min(axis=1))
    tops = np.repeat(np.arange(CLASSES), len(laws))
    near = _refined(loss, np.tile(laws, (CLASSES, 1)), tops, np.concatenate(starts))
    return np.minimum(near.reshape(CLASSES, -1), beyond).T


def _limits(loss: AnyMulticlass) -> tuple[list[NDArray[np.intp]], Floats]:
    """The losses far out on rays, extrapolated in 1/t, and for each class the rays on which it stays on top."""
    ways = np.array([d for d in product(SLOPES, repeat=CLASSES) if any(d)])
    directions = _domain(loss, np.repeat(ways, len(ORIGINS) ** CLASSES, axis=0))
    origins = _domain(loss, np.tile(np.array(list(product(ORIGINS, repeat=CLASSES))), (len(ways), 1)))
    with np.errstate(all="ignore"):
        near, middle, far = (losses_at(loss, origins + t * directions) for t in FAR)
        ends = (8 * far - 6 * middle + near) / 3
    steady = np.where(np.isfinite(ends).all(axis=0) & (far >= -1 / TIE).all(axis=0), ends, np.inf)
    top = []
    for y in range(CLASSES):
        gap, start = directions[:, [y]] - directions, origins[:, [y]] - origins
        top.append(np.flatnonzero(((gap > 0) | ((gap == 0) & (start >= 0))).all(axis=1)))
    return top, steady


def _refined(loss: AnyMulticlass, laws: Floats, tops: NDArray[np.intp], start: Floats) -> Floats:
    """The risks after a pattern search from each start in steps that are halved, its top class kept on top."""
    level = moved_by_shift(loss) is None or loss.sum_to_zero
    ways = np.array(list(product((-1, 0, 1), repeat=CLASSES)), dtype=float)
    moves = np.stack([ways[ways[:, y] == 0] if level else ways for y in range(CLASSES)])[tops]
    here, step = start.copy(), STEP
    for turn in range(2 * ROUNDS):
        tried = here[:, None, :] + step * moves
        tried = np.minimum(tried, np.take_along_axis(tried, tops[:, None, None], axis=2))
        tried = _domain(loss, tried.reshape(-1, CLASSES))
        values = np.concatenate(
            [losses_at(loss, tried[k : k + CHUNK]) for k in range(0, len(tried), CHUNK)], axis=1
        ).reshape(CLASSES, *moves.shape[:2])
        risks = _nan_to_inf(np.einsum("ny,ynm->nm", laws, values))
        best = risks.argmin(axis=1)
        here = tried.reshape(moves.shape)[np.arange(len(laws)), best]
        step = step / 2 if turn % 2 else step
    return np.asarray(risks.min(axis=1))


def _domain(loss: AnyMulticlass, points: Floats) -> Floats:
    return points - points.mean(axis=1, keepdims=True) if loss.sum_to_zero else points


def _nan_to_inf(values: Floats) -> Floats:
    return np.where(np.isnan(values), np.inf, values)
