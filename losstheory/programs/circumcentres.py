"""Circumcentres of simplices from squared distances alone: as weights of the corners, exact and in floats."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from flint import fmpq, fmpq_mat

from losstheory.programs.elimination import solve_system
from losstheory.programs.labelled_points import Floats
from losstheory.programs.rationals import flint, fraction


def squared_radius(weights: Sequence[Fraction], squares: list[list[Fraction]]) -> Fraction:
    """Half of w'Dw for squared distances D: of the ball around the circumcentre with the weights w."""
    m = range(len(weights))
    return sum((weights[i] * weights[j] * squares[i][j] for i in m for j in m), start=Fraction(0)) / 2


def barycentric(squares: Sequence[Sequence[Fraction]]) -> list[Fraction] | None:
    """The barycentric coordinates of the point of the affine hull that is equally far from all points, from their
    squared distances; None for points that are affinely dependent."""
    m = len(squares)
    if m == 1:
        return [Fraction(1)]
    gram = [[(squares[0][i] + squares[0][j] - squares[i][j]) / 2 for j in range(1, m)] for i in range(1, m)]
    if not _regular(gram):
        return None
    rows = [({j: flint(2 * a) for j, a in enumerate(row) if a}, flint(row[i])) for i, row in enumerate(gram)]
    found = solve_system(rows)
    assert found is not None
    rest = [fraction(found.get(j, fmpq(0))) for j in range(m - 1)]
    return [1 - sum(rest, start=Fraction(0)), *rest]


def _regular(gram: list[list[Fraction]]) -> bool:
    return bool(fmpq_mat([[flint(a) for a in row] for row in gram]).det() != 0)


def circumcentres(distances: Floats) -> Floats:
    """Approximate barycentric coordinates of the circumcentres; degenerate simplices give what they like."""
    m = distances.shape[1]
    if m == 3:
        return _triangles(distances)
    first = distances[:, 0, 1:]
    gram = (first[:, :, None] + first[:, None, :] - distances[:, 1:, 1:]) / 2
    ridge = 1e-13 * first.max(axis=1) + 1e-300
    rest = np.linalg.solve(2 * (gram + ridge[:, None, None] * np.eye(m - 1)), first[:, :, None])[:, :, 0]
    return np.concatenate([1 - rest.sum(axis=1, keepdims=True), rest], axis=1)


def _triangles(distances: Floats) -> Floats:
    """The same for triangles: each corner weighs a (b + c - a), with a the square of the side in front of it."""
    sides = np.stack([distances[:, 1, 2], distances[:, 0, 2], distances[:, 0, 1]], axis=1)
    parts = sides * (sides.sum(axis=1, keepdims=True) - 2 * sides)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(parts / parts.sum(axis=1, keepdims=True))
