"""The eigenvalues at an end of a symmetric operator, with residuals and a check that none was missed."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np

from losstheory.landscape.errors import LandscapeError
from losstheory.landscape.krylov import Krylov, Multiply, finite, multiply_by, precision_of
from losstheory.landscape.parameters import Vector

End: TypeAlias = Literal["largest", "smallest"]
SMALL = 40
WHOLE = 2_000  # parameters up to which the matrix is an alternative to a long search


@dataclass(frozen=True)
class Eigenpairs:
    r"""Eigenvalues at an end of a spectrum.

    Attributes:
        values: of shape (k,), the outermost first, each as often as its multiplicity.
        vectors: orthonormal columns of shape (P, k).
        residuals: :math:`\|A v - \lambda v\|`; an eigenvalue lies within it of the value.
        left_out: the eigenvalues that are not listed lie on the inner side of this with probability ``1 - missed``
            over random starts. Where it is no farther out than the last value, none was missed.
        products: the number of products taken.
    """

    values: Vector
    vectors: Vector
    residuals: Vector
    left_out: float
    products: int


def eigenpairs(
    operator: Any,
    k: int,
    *,
    end: End = "largest",
    tolerance: float = 1e-3,
    missed: float = 1e-3,
    seed: int = 0,
    max_products: int = 10_000,
) -> Eigenpairs:
    r"""The k eigenvalues at an end of a symmetric operator.

    A Krylov space grows until its k outermost Ritz values have residuals of at most ``tolerance`` times their size
    (or the rounding of the products). One start sees each eigenvalue once, and may be blind to one; so further
    random starts, orthogonal to what was found, look for values farther out than the k-th, until one finds none and
    the bound on what is left out is no farther out than the k-th, or twice the work was spent. Where this takes more
    products than there are parameters, and these are at most 2000, the whole matrix is taken instead, as for few.

    Args:
        missed: the probability that the bound ``left_out`` may fail with.

    >>> pairs = eigenpairs(Hessian(problem), 10)
    >>> pairs.values, pairs.residuals, pairs.left_out

    Source: kuczynski1992estimating (the bound).

    Raises:
        LandscapeError: k is not between 1 and the size, ``missed`` is no probability, or ``max_products`` did not
            suffice.
        NonFinite: a product is not finite.
    """
    size = operator.shape[0]
    if not 1 <= k <= size:
        raise LandscapeError(f"expected k between 1 and the number {size} of parameters, got {k}")
    if end not in ("largest", "smallest"):
        raise LandscapeError(f"expected end 'largest' or 'smallest', got {end!r}")
    if not (tolerance >= 0 and 0 < missed < 1):
        raise LandscapeError(
            f"expected a tolerance of at least 0 and missed between 0 and 1, got {tolerance} and {missed}"
        )
    sign = 1.0 if end == "largest" else -1.0
    if size <= 4 * k + SMALL:
        return _dense(operator, k, sign)
    original = multiply_by(operator)
    has_room = size <= min(WHOLE, max_products // 2)
    limit = size if has_room else max_products
    search = _Search(lambda v: sign * original(v), size, k, tolerance, precision_of(operator), seed, limit)
    try:
        left_out = search.run(missed)
    except _Spent:
        if not has_room:
            raise
        whole = _dense(operator, k, sign)
        return replace(whole, products=search.products + whole.products)
    images = sign * finite(np.asarray(operator.matmat(search.vectors[:, :k])))
    projected = search.vectors[:, :k].T @ images
    values, turn = np.linalg.eigh((projected + projected.T) / 2)
    values, turn = values[::-1], turn[:, ::-1]
    vectors = search.vectors[:, :k] @ turn
    residuals = np.linalg.norm(images @ turn - vectors * values, axis=0)
    return Eigenpairs(sign * values, vectors, residuals, sign * left_out, search.products + k)


def ceiling(top: float, lowest: float, steps: int, size: int, missed: float) -> float:
    r"""A number that the largest eigenvalue exceeds with probability at most ``missed`` over random starts.

    After m steps in dimension P the largest Ritz value is off by more than a share :math:`\varepsilon` of the width
    of the spectrum with probability at most :math:`1.648 \sqrt{P} e^{-\sqrt{\varepsilon} (2m - 1)}`.

    Args:
        top: the largest Ritz value.
        lowest: a number below all eigenvalues, in practice by the smallest Ritz value.
    """
    share = (math.log(1.648 * math.sqrt(size) / missed) / (2 * steps - 1)) ** 2
    return (top - share * lowest) / (1 - share) if share < 1 else math.inf


def _dense(operator: Any, k: int, sign: float) -> Eigenpairs:
    size = operator.shape[0]
    matrix = sign * finite(np.asarray(operator.matmat(np.eye(size))))
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    left_out = float(values[-k - 1]) if k < size else -math.inf
    values, vectors = values[: -k - 1 : -1], vectors[:, : -k - 1 : -1]
    residuals = np.linalg.norm(matrix @ vectors - vectors * values, axis=0)
    return Eigenpairs(sign * values, vectors, residuals, sign * left_out, size)


class _Spent(LandscapeError):
    """All products are spent."""


class _Search:
    """The largest k eigenvalues found so far, the largest first, and the products spent."""

    def __init__(
        self, multiply: Multiply, size: int, k: int, tolerance: float, precision: float, seed: int, limit: int
    ) -> None:
        self.multiply, self.size, self.k, self.tolerance = multiply, size, k, tolerance
        self.noise, self.limit = 8 * precision, limit
        self.generator = np.random.default_rng(seed)
        self.values, self.vectors = np.zeros(0), np.zeros((size, 0))
        self.products = 0
        self.scale = 0.0

    def run(self, missed: float) -> float:
        """Find them; the bound on what is left out."""
        self._first()
        patience = max(SMALL, 2 * self.products)
        while True:
            left_out = self._look(missed, patience)
            if left_out is not None:
                spare = self.values[self.k : self.k + 1]
                return float(max([left_out, *(spare + self._allowed(spare))]))

    def _first(self) -> None:
        """The k outermost of one start."""
        space = self._space()
        keep = self.k + (space.capacity - self.k) // 3
        while True:
            self._step(space)
            if space.size < self.k:
                continue
            ritz = space.ritz()
            if (ritz.residuals[: self.k] <= self._allowed(ritz.values[: self.k])).all():
                self._lock(space.vectors(ritz.coordinates[:, : self.k]), ritz.values[: self.k])
                return
            if space.size == space.capacity:
                space.restart(ritz, keep)

    def _look(self, missed: float, patience: int) -> float | None:
        """Look from another start for eigenvalues farther out than the k-th; None if some were found."""
        last = float(self.values[self.k - 1])
        above = last + float(self._allowed(np.array([last]))[0])
        space = self._space()
        left_out, restarted = math.inf, False
        while True:
            self._step(space)
            ritz = space.ritz()
            out = ritz.values > above
            whole = not restarted and space.size + self.vectors.shape[1] == self.size
            if out.any():
                if whole or (ritz.residuals[out] <= self._allowed(ritz.values[out])).all():
                    self._lock(space.vectors(ritz.coordinates[:, out]), ritz.values[out])
                    return None
            else:
                top, lowest = float(ritz.values[0]), float(ritz.values[-1] - ritz.residuals[-1])
                if whole:
                    return top
                if not restarted:
                    left_out = ceiling(top, lowest, space.size, self.size, missed)
                if left_out <= above or space.products >= patience:
                    return left_out
            if space.size == space.capacity:
                restarted = True
                space.restart(ritz, self.k + (space.capacity - self.k) // 3)

    def _space(self) -> Krylov:
        start = self.generator.standard_normal(self.size)
        capacity = min(self.size - self.vectors.shape[1], 2 * self.k + 2 * SMALL)
        return Krylov(self.multiply, start, self.vectors, capacity, self.generator)

    def _step(self, space: Krylov) -> None:
        if self.products >= self.limit:
            raise _Spent(
                f"{self.limit} products did not suffice for {self.k} eigenvalues to {self.tolerance:g}: "
                "raise tolerance or max_products, or ask for fewer"
            )
        space.step()
        self.products += 1
        self.scale = max(self.scale, float(np.abs(space.tridiagonal).max()))

    def _allowed(self, values: Vector) -> Vector:
        """The residuals that are small enough."""
        return np.maximum(self.tolerance * np.abs(values), self.noise * self.scale)

    def _lock(self, vectors: Vector, values: Vector) -> None:
        order = np.argsort(-np.concatenate([self.values, values]), kind="stable")
        self.values = np.concatenate([self.values, values])[order]
        self.vectors = np.linalg.qr(np.hstack([self.vectors, vectors]))[0][:, order]
