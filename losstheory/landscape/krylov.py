"""Krylov spaces of a symmetric operator, orthonormal to rounding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from losstheory.landscape.errors import NonFinite
from losstheory.landscape.parameters import Vector

Multiply: TypeAlias = Callable[[Vector], Vector]
ROUNDING = float(np.finfo(np.float64).eps)
CANCELLED = 1e-4  # a remainder this small, in shares of the operator, is not orthogonal to the space to rounding


def multiply_by(operator: Any) -> Multiply:
    """Products with one vector of length P, from anything with a ``matvec``; they are finite, or refused."""
    return lambda vector: finite(np.asarray(operator.matvec(vector), dtype=np.float64).reshape(-1))


def finite(images: Vector) -> Vector:
    """The images of vectors.

    Raises:
        NonFinite: an entry is infinite or not a number, or the length of an image overflows.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        if not np.isfinite(np.linalg.norm(images)):
            raise NonFinite("a product of the operator is not finite, or too large for its length: look at its entries")
    return images


def precision_of(operator: Any) -> float:
    """The relative rounding of products: that of the model's dtype for a curvature, else that of float64."""
    return float(getattr(operator, "precision", ROUNDING))


@dataclass(frozen=True)
class Ritz:
    """Approximate eigenpairs from a Krylov space.

    Attributes:
        values: Ritz values, the largest first.
        coordinates: of the Ritz vectors in the basis, column by column.
        residuals: :math:`\\|A v - \\theta v\\|` in exact products; an eigenvalue lies within it of the Ritz value.
    """

    values: Vector
    coordinates: Vector
    residuals: Vector


class Krylov:
    """The Lanczos process with full reorthogonalisation, in the complement of some orthonormal columns.

    Args:
        multiply: the products.
        start: the first vector, of length P.
        against: columns of shape (P, l) that the space stays orthogonal to.
        capacity: the largest dimension.
        generator: gives new directions where the space is invariant, as it is for repeated eigenvalues.
    """

    def __init__(
        self, multiply: Multiply, start: Vector, against: Vector, capacity: int, generator: np.random.Generator
    ) -> None:
        self._multiply, self._against, self._generator = multiply, against, generator
        self._basis = np.zeros((len(start), capacity + 1), order="F")
        self._projected = np.zeros((capacity + 1, capacity + 1))
        self.capacity = min(capacity, len(start) - against.shape[1])
        self.size = self.products = 0
        self._append(start)

    @property
    def tridiagonal(self) -> Vector:
        """The operator in the basis, of shape (size, size)."""
        return self._projected[: self.size, : self.size]

    @property
    def coupling(self) -> float:
        """How far the operator leads out of the space."""
        return float(self._projected[self.size, self.size - 1]) if self.size else 0.0

    def step(self) -> None:
        """Make the space larger by one dimension, with one product."""
        j = self.size
        image = self._multiply(self._basis[:, j])
        self.products += 1
        basis = self._basis[:, : j + 1]
        image, along = self._orthogonal(image, basis)
        self._projected[: j + 1, j] = self._projected[j, : j + 1] = along
        rest = float(np.linalg.norm(image))
        self.size = j + 1
        if self.size == len(image) - self._against.shape[1]:
            return
        scale = float(np.abs(self._projected).max())
        if rest <= 10 * ROUNDING * scale:
            self._append(self._generator.standard_normal(len(image)))
            return
        self._projected[j + 1, j] = self._projected[j, j + 1] = rest
        if rest <= CANCELLED * scale:
            self._append(image)
        else:
            self._basis[:, j + 1] = image / rest

    def ritz(self) -> Ritz:
        values, coordinates = np.linalg.eigh(self.tridiagonal)
        return Ritz(values[::-1], coordinates[:, ::-1], np.abs(self.coupling * coordinates[-1, ::-1]))

    def vectors(self, coordinates: Vector) -> Vector:
        """Columns of shape (P, k) from their coordinates."""
        return np.asarray(self._basis[:, : self.size] @ coordinates)

    def restart(self, ritz: Ritz, keep: int) -> None:
        """Shrink the space to the leading Ritz vectors; the next step goes on where it would have.

        Until then their residuals are not known.
        """
        following, coupling = self._basis[:, self.size].copy(), self.coupling * ritz.coordinates[-1, :keep]
        self._basis[:, :keep] = self.vectors(ritz.coordinates[:, :keep])
        self._basis[:, keep] = following
        self._projected[:] = 0
        self._projected[range(keep), range(keep)] = ritz.values[:keep]
        self._projected[keep, :keep] = self._projected[:keep, keep] = coupling
        self.size = keep

    def _append(self, direction: Vector) -> None:
        """The next basis vector, along a direction that may lie partly in the space."""
        vector, _ = self._orthogonal(direction / np.linalg.norm(direction), self._basis[:, : self.size])
        self._basis[:, self.size] = vector / np.linalg.norm(vector)

    def _orthogonal(self, vector: Vector, basis: Vector) -> tuple[Vector, Vector]:
        """The part orthogonal to the basis and to what is excluded, and the coordinates of the rest in the basis.

        What lies along the last two columns goes first: of the image of the last one, that is all but rounding. A pass
        over the basis that leaves more than half of a vector makes it orthogonal to rounding; else a second one does.
        """
        along, recent = np.zeros(basis.shape[1]), basis[:, -2:]
        along[-2:] = recent.T @ vector
        vector = vector - recent @ along[-2:]
        for _ in range(2):
            before = float(np.linalg.norm(vector))
            if self._against.shape[1]:
                vector = vector - self._against @ (self._against.T @ vector)
            part = basis.T @ vector
            vector, along = vector - basis @ part, along + part
            if float(np.linalg.norm(vector)) > before / 2:
                break
        return vector, along
