"""Gaussian classes: any means, covariances and priors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from losstheory.empirical.arguments import Integers, frozen, numbers, probabilities
from losstheory.empirical.distributions.class_conditional import ClassConditional
from losstheory.empirical.distributions.distribution import Rng
from losstheory.empirical.distributions.expectation import Axis
from losstheory.numeric.callables import Floats
from losstheory.programs.solution import DataError

REACH, STEPS, SAME = 12.0, (-8.0, -4.0, -2.0, 0.0, 2.0, 4.0, 8.0), 1e-12


@dataclass(frozen=True, eq=False)
class GaussianMixture(ClassConditional):
    r"""X is :math:`N(\mu_y, \Sigma_y)` in class y; build one with ``of``.

    Two classes of equal shares and one covariance have the Bayes risk :math:`\Phi(-\delta/2)`, :math:`\delta` the
    Mahalanobis distance of the means.

    >>> law = GaussianMixture.of(means=[[0.0, 0.0], [2.0, 0.0], [0.0, 2.0]], covariances=0.5)
    >>> X, y = law.sample(5, np.random.default_rng(0))
    >>> X.shape, law.eta(X).shape
    ((5, 2), (5, 3))
    """

    means: Floats
    roots: Floats  # the lower Cholesky factors, (K, d, d)

    @classmethod
    def of(cls, means: ArrayLike, covariances: ArrayLike = 1.0, priors: ArrayLike | None = None) -> GaussianMixture:
        """
        Args:
            means: ``(K, d)``, at least two classes.
            covariances: a variance, a matrix ``(d, d)`` for all classes, or one for each, ``(K, d, d)``.
            priors: the shares of the classes; None: equal.

        Raises:
            DataError: other shapes, numbers that are not finite, one class, a matrix that is not symmetric and positive
                definite, priors that do not sum to 1.
        """
        centres = numbers(means, "means")
        if centres.ndim != 2 or len(centres) < 2 or centres.shape[1] < 1:
            raise DataError(f"means: expected the shape (K, d) with at least two classes, got {centres.shape}")
        classes, d = centres.shape
        given = numbers(covariances, "covariances")
        matrices = given * np.eye(d) if given.ndim == 0 else given
        if matrices.shape not in ((d, d), (classes, d, d)):
            raise DataError(f"covariances: expected a variance, ({d}, {d}) or ({classes}, {d}, {d}), got {given.shape}")
        matrices = np.broadcast_to(matrices, (classes, d, d))
        if not np.array_equal(matrices, matrices.transpose(0, 2, 1)):
            raise DataError("covariances: expected symmetric matrices")
        try:
            roots = np.linalg.cholesky(matrices)
        except np.linalg.LinAlgError:
            raise DataError("covariances: expected positive definite matrices") from None
        return cls(probabilities(priors, classes, "priors"), frozen(centres), frozen(roots.astype(np.float64)))

    @property
    def dimension(self) -> int:
        return int(self.means.shape[1])

    def log_densities(self, X: Floats) -> Floats:
        columns = []
        for mean, root in zip(self.means, self.roots, strict=True):
            whitened = np.linalg.solve(root, (X - mean).T)
            columns.append(-0.5 * (whitened**2).sum(axis=0) - np.log(np.diag(root)).sum())
        return np.asarray(np.stack(columns, axis=1) - 0.5 * self.dimension * np.log(2 * np.pi))

    def draw(self, y: Integers, rng: Rng) -> Floats:
        noise = rng.standard_normal((len(y), self.dimension))
        for label, root in enumerate(self.roots):
            noise[y == label] = noise[y == label] @ root.T
        return np.asarray(self.means[y] + noise)

    def axis(self) -> Axis | None:
        """One coordinate; or, with one covariance, the line of whitened means that lie on one."""
        if self.dimension == 1:
            return _axis(self.weights, self.means[:, 0], self.roots[:, 0, 0], np.zeros(1), np.ones(1), True)
        if np.abs(self.roots - self.roots[0]).max() > 0:
            return None
        root, start = self.roots[0], self.means[0]
        whitened = np.linalg.solve(root, (self.means - start).T).T
        lengths = np.linalg.norm(whitened, axis=1)
        far = int(lengths.argmax())
        if not lengths[far]:
            return None
        direction = whitened[far] / lengths[far]
        along = whitened @ direction
        if np.abs(whitened - along[:, None] * direction).max() > SAME * lengths[far]:
            return None
        return _axis(self.weights, along, np.ones(self.classes), start, root @ direction, False)


def _axis(weights: Floats, centres: Floats, spreads: Floats, start: Floats, way: Floats, faithful: bool) -> Axis:
    """The axis of coordinates u whose law is a mixture of Gaussians, lifted to ``start + u way``."""
    ends = [(centres - REACH * spreads).min(), (centres + REACH * spreads).max()]
    breaks = np.unique(np.concatenate([ends, (centres[:, None] + spreads[:, None] * np.array(STEPS)).ravel()]))

    def density(u: Floats) -> Floats:
        standard = (u[:, None] - centres) / spreads
        return np.asarray(np.exp(-0.5 * standard**2) @ (weights / spreads) / np.sqrt(2 * np.pi))

    return Axis(breaks, density, lambda u: start + u[:, None] * way, faithful)
