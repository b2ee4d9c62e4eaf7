r"""The LDR-KL loss with its strength chosen by the example: a certified global maximum over the strength.

.. math:: \max_{0 \le \lambda \le \lambda_0} \psi(\lambda) - \frac{\alpha \log K}{2 \lambda_0} (\lambda - \lambda_0)^2,
    \quad \psi(\lambda) = \lambda \log \frac1K \sum_k e^{b_k / \lambda}

The objective is not concave and may have two local maxima, so that the iteration
lambda = lambda_0 (1 - KL / (alpha log K)) for its critical points may end at the wrong one.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike

from losstheory.numeric.callables import Floats
from losstheory.programs.ldr.rows import differences, label_gradient, read_exact, read_rows
from losstheory.programs.solution import DataError, Solution
from losstheory.programs.strength_search import Search


@dataclass(frozen=True)
class AdaptiveEvaluation:
    """The values of a batch.

    Args:
        value: the objective at the best strength found, shape ``(n,)``.
        weights: softmax(b / lam) there, shape ``(n, K)``.
        lam: that strength, shape ``(n,)``.
        gap: how far above ``value`` the maximum can be, up to rounding errors of the bounds; shape ``(n,)``.
    """

    value: Floats
    weights: Floats
    lam: Floats
    gap: Floats


@dataclass(frozen=True)
class ALDRKL:
    """The adaptive LDR-KL loss.

    Args:
        lam0: the largest strength, positive.
        alpha: the weight of the parabola, positive; above 1 the best strength is positive.
    """

    lam0: float
    alpha: float = 2.0

    def __post_init__(self) -> None:
        numbers = isinstance(self.lam0, Real) and isinstance(self.alpha, Real)
        if not (numbers and 1e-100 <= self.lam0 <= 1e100 and 1e-6 <= self.alpha <= 1e6):
            raise DataError(
                f"expected lam0 in [1e-100, 1e100] and alpha in [1e-6, 1e6], got {self.lam0!r} and {self.alpha!r}"
            )

    def evaluate(self, b: ArrayLike, tolerance: float = 1e-12) -> AdaptiveEvaluation:
        """Value, weights and strength of each row of differences.

        Args:
            b: shape ``(n, K)`` or ``(K,)``, K >= 2, finite.
            tolerance: the largest gap wanted, as a part of lam0 + max b - min b; at least 1e-13.

        Raises:
            DataError: another shape, entries or multiples of lam0 that are not finite, or a smaller tolerance.
            SolveError: the gap was not reached within the rounds of the search.
        """
        if not 1e-13 <= tolerance < 1:
            raise DataError(f"expected a tolerance in [1e-13, 1), got {tolerance}")
        rows = read_rows(b)
        with np.errstate(over="ignore"):
            scaled = read_rows(rows / self.lam0)
        search = Search.run(scaled, self.alpha * np.log(rows.shape[1]), self.alpha, tolerance)
        value = rows.max(axis=1) + self.lam0 * search.best
        return AdaptiveEvaluation(value, search.weights(), self.lam0 * search.place, self.lam0 * search.gap)

    def __call__(self, scores: ArrayLike, labels: ArrayLike, margin: ArrayLike = 0.0) -> Floats:
        """The losses, shape ``(n,)``; ``margin`` as for ``ldr.differences``."""
        return self.evaluate(differences(scores, labels, margin)).value

    def gradient(self, scores: ArrayLike, labels: ArrayLike, margin: ArrayLike = 0.0) -> Floats:
        """p* - e_y, a subgradient in the scores (Danskin), at the best strength found."""
        return label_gradient(self.evaluate(differences(scores, labels, margin)).weights, labels)

    def solve(self, b: ArrayLike) -> Solution:
        """The value of one row between rigorous bounds, in ball arithmetic over the cells that ``evaluate`` found.

        ``primal`` is the pair (lam, p) behind ``lower``, in Fractions; ``dual`` the ends of the cells behind ``upper``.

        >>> ALDRKL(1.0).solve([0, 3, -1]).gap < 1e-9
        True
        """
        from losstheory.programs.strength_bounds import solve

        return solve(self.lam0, self.alpha, read_exact(b))
