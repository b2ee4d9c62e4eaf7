"""The geometry of classes of any sizes under the cross-entropy with vanishing decay: simplex-encoded labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from losstheory.landscape.collapse.frames import Matrix, normalised_gram
from losstheory.landscape.collapse.minimizer import Minimizer
from losstheory.landscape.errors import LandscapeError


@dataclass(frozen=True)
class SimplexEncodedLabels:
    r"""The minimum of :math:`\frac12 \|W\|^2 + \frac12 \|H\|^2` where every sample of class y has
    :math:`(w_y - w_c) \cdot h \ge 1` for all other classes c: the geometry "SELI".

    The least value for a product Z is its nuclear norm. Let Z have the column :math:`e_y - 1/K` for each sample, with
    the singular value decomposition :math:`V \Lambda U^T`. For any feasible Z' the columns of :math:`B = V U^T` sum
    to 0, so that :math:`\|Z'\|_* \ge \langle B, Z' \rangle = \sum_i \sum_{c \ne y_i} (-B_{ci}) (z'_{y_i} - z'_c)
    \ge \langle B, Z \rangle = \|Z\|_*`, as no :math:`B_{ci}` off the label is positive; ``multipliers`` shows it.
    The cross-entropy with decay comes to it in direction as the decay goes to 0. For classes of one size it is a
    simplex ETF; else norms and angles depend on the sizes, and neither ``equinorm`` nor ``equiangular`` vanishes.

    Attributes:
        counts: samples of each class.

    Source: thrampoulidis2022imbalance.
    """

    counts: tuple[int, ...]

    @property
    def value(self) -> float:
        """The least value, the nuclear norm of Z."""
        return float(self._decomposition[1].sum())

    @property
    def minimizer(self) -> Minimizer:
        r"""Classifier :math:`V \Lambda^{1/2}` and features :math:`U \Lambda^{1/2}` by class, of width K - 1."""
        left, values, right = self._decomposition
        roots = np.sqrt(values)
        features = right * roots / np.sqrt(np.array(self.counts))[:, None]
        return Minimizer((left * roots,), features, np.zeros(len(self.counts)))

    @property
    def multipliers(self) -> Matrix:
        r""":math:`-B_{ci}` of shape (K, K), a row for each class of i, 0 for the class itself: none is negative."""
        left, _, right = self._decomposition
        found = -(right @ left.T) / np.sqrt(np.array(self.counts))[:, None]
        np.fill_diagonal(found, 0.0)
        return np.asarray(found)

    def classifier_distance(self, classifier: ArrayLike) -> float:
        """How far the Gram matrix of K rows is from that of the classifier here, both at norm 1; 0 at it."""
        return self._distance(classifier, self.minimizer.classifier)

    def feature_distance(self, class_means: ArrayLike) -> float:
        """How far the Gram matrix of K class means, not centred, is from that of the features here, at norm 1."""
        return self._distance(class_means, self.minimizer.class_features)

    def _distance(self, vectors: ArrayLike, wanted: Matrix) -> float:
        found = normalised_gram(vectors)
        if len(found) != len(self.counts):
            raise LandscapeError(f"expected {len(self.counts)} vectors, one of each class, got {len(found)}")
        return float(np.linalg.norm(found - normalised_gram(wanted)))

    @cached_property
    def _decomposition(self) -> tuple[Matrix, Matrix, Matrix]:
        """V, the diagonal of Lambda, and U with one row a class, times the root of its size."""
        classes = len(self.counts)
        left, values, right = np.linalg.svd((np.eye(classes) - 1 / classes) * np.sqrt(np.array(self.counts)))
        return left[:, :-1], values[:-1], right[:-1].T


def simplex_encoded_labels(counts: Sequence[int]) -> SimplexEncodedLabels:
    """The geometry of the cross-entropy with vanishing decay and free features.

    >>> geometry = simplex_encoded_labels((100, 100, 10))
    >>> geometry.classifier_distance(model.head.weight.detach())

    Args:
        counts: samples of each class.

    Raises:
        LandscapeError: fewer than two classes, or one without samples.
    """
    if len(counts) < 2 or any(n < 1 for n in counts):
        raise LandscapeError(f"expected at least two classes with samples each, got {tuple(counts)}")
    return SimplexEncodedLabels(tuple(counts))
