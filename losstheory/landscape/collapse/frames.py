"""Simplex equiangular tight frames and orthogonal frames: K vectors as the rows of an array."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from losstheory.landscape.errors import LandscapeError

Matrix = NDArray[np.float64]


def simplex_etf(classes: int, width: int | None = None) -> Matrix:
    r"""K unit vectors with :math:`\langle v_c, v_{c'} \rangle = -1 / (K - 1)` and sum 0, of shape (K, width).

    No K unit vectors have a smaller largest inner product, since :math:`\|\sum_c v_c\|^2 \ge 0`.

    >>> simplex_etf(3) @ simplex_etf(3).T

    Args:
        classes: K, at least 2.
        width: at least K - 1, which is the default; coordinates beyond are 0.

    Raises:
        LandscapeError: fewer than two classes, or a width with no room for them.
    """
    if classes < 2:
        raise LandscapeError(f"expected at least 2 classes, got {classes}")
    rank = classes - 1
    if width is not None and width < rank:
        raise LandscapeError(f"a simplex of {classes} vertices needs a width of at least {rank}, got {width}")
    vertices = np.zeros((classes, width or rank))
    for j in range(1, classes):
        vertices[:j, j - 1], vertices[j, j - 1] = 1, -j
        vertices[:, j - 1] *= np.sqrt(classes / (rank * j * (j + 1)))
    return vertices


def simplex_distance(vectors: ArrayLike) -> float:
    r"""How far K vectors are from a simplex ETF of any scale and orientation.

    :math:`\| G / \|G\| - G^* / \|G^*\| \|` in the Frobenius norm, G the Gram matrix and
    :math:`G^* = I - 1 1^T / K`: 0 exactly for a simplex ETF.

    >>> simplex_distance(simplex_etf(5))

    Raises:
        LandscapeError: fewer than two vectors, or all are 0.
    """
    gram = normalised_gram(vectors)
    classes = len(gram)
    return float(np.linalg.norm(gram - (np.eye(classes) - 1 / classes) / np.sqrt(classes - 1)))


def orthogonal_distance(vectors: ArrayLike) -> float:
    r"""How far K vectors are from a general orthogonal frame: orthogonal, of any lengths, 0 among them.

    :math:`\min_D \| G / \|G\| - D \|` over diagonal D: the share of the Gram matrix off its diagonal, from 0 to 1.

    Source: dang2023neural.

    Raises:
        LandscapeError: fewer than two vectors, or all are 0.
    """
    gram = normalised_gram(vectors)
    return float(np.linalg.norm(gram - np.diag(np.diag(gram))))


def normalised_gram(vectors: ArrayLike) -> Matrix:
    """The inner products of at least two vectors, of Frobenius norm 1.

    Raises:
        LandscapeError: they are no finite rows, or all 0.
    """
    rows = np.asarray(vectors, dtype=np.float64)
    if rows.ndim != 2 or len(rows) < 2 or not np.isfinite(rows).all():
        raise LandscapeError(f"expected at least two finite vectors as rows, got an array of shape {rows.shape}")
    scale = np.abs(rows).max(initial=0)
    if scale == 0:
        raise LandscapeError("all vectors are 0: they have no directions to compare")
    gram = (rows / scale) @ (rows / scale).T
    return np.asarray(gram / np.linalg.norm(gram))
