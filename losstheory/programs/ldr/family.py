r"""Label-distributionally robust losses: :math:`\psi(b) = \max_{p \in \Omega} p \cdot b - \lambda R(p)`.

Here b_k = f_k - f_y + c_ky are the score differences of one example with margins c (``differences``), p is a law on the
K classes and natural logarithms are used. By Danskin the gradient in the scores is p* - e_y.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from losstheory.numeric.callables import Floats
from losstheory.programs.conic import ConicProgram
from losstheory.programs.ldr.rows import differences, label_gradient, read_exact, read_rows
from losstheory.programs.linear import LinearProgram
from losstheory.programs.solution import DataError, Solution

BLOCK = 1 << 14
"""Numbers that are worked on at a time, so that they stay in the cache."""


@dataclass(frozen=True)
class Evaluation:
    """The values of a batch.

    Args:
        value: psi, shape ``(n,)``.
        weights: an optimal p, shape ``(n, K)``.
        excess: psi less the objective at the uniform p, accurate where it is far smaller than psi; shape ``(n,)``.
    """

    value: Floats
    weights: Floats
    excess: Floats


@dataclass(frozen=True)
class LDR(ABC):
    """A member of the family; ``evaluate`` for batches of floats, ``solve`` for one row with certified bounds."""

    def evaluate(self, b: ArrayLike) -> Evaluation:
        """Value and optimal weights of each row of differences.

        Floating-point values, accurate to a few hundred roundings; nothing here is certified, ``solve`` is.

        Args:
            b: shape ``(n, K)`` or ``(K,)``, K >= 2, finite.

        Raises:
            DataError: another shape, entries that are not finite, or a k larger than K.
        """
        rows = read_rows(b)
        self.check(rows.shape[1])
        weights, excess = np.empty_like(rows), np.empty(len(rows))
        step = max(1, BLOCK // rows.shape[1])
        for start in range(0, len(rows), step):
            block = slice(start, start + step)
            weights[block], excess[block] = self._maximise(rows[block])
        return Evaluation(self._value(rows, excess), weights, excess)

    def __call__(self, scores: ArrayLike, labels: ArrayLike, margin: ArrayLike = 0.0) -> Floats:
        """The losses psi(b), shape ``(n,)``; ``margin`` as for ``differences``."""
        return self.evaluate(differences(scores, labels, margin)).value

    def gradient(self, scores: ArrayLike, labels: ArrayLike, margin: ArrayLike = 0.0) -> Floats:
        """p* - e_y for weights of total 1, in general p*_k for k != y and less their sum at y; a subgradient in f."""
        return label_gradient(self.evaluate(differences(scores, labels, margin)).weights, labels)

    def solve(self, b: ArrayLike) -> Solution:
        """The value of one row between certified bounds, by weak duality.

        ``primal`` is a feasible p in Fractions, whose objective is ``lower``; ``dual`` the price eta of the total
        weight, which gives ``upper`` = eta + sum of max over q in [0, cap] of q (b_k - eta) - lam r(q). Both are
        evaluated in Fractions, or in ball arithmetic rounded outward where R has logarithms. Floats in ``b`` are the
        binary numbers that they are.

        >>> from losstheory.programs.ldr import KL
        >>> KL(0).solve(["1", "5/2", "0"]).exact
        Fraction(5, 2)
        """
        from losstheory.programs.ldr.duality import solve

        row = read_exact(b)
        self.check(len(row))
        return solve(self, row)

    def program(self, b: ArrayLike) -> LinearProgram | ConicProgram:
        """The maximisation for one row as certificates carry it; ``solve`` looks for its points.

        >>> from losstheory import decide
        >>> from losstheory.programs import OptimumWithin
        >>> from losstheory.programs.ldr import KL
        >>> decide(OptimumWithin(KL(1).program([0, 1]), "6201/10000", "6202/10000")).status
        <Status.PROVED: 'PROVED'>
        """
        from losstheory.programs.ldr.programs import program

        row = read_exact(b)
        self.check(len(row))
        return program(self, row, partial(self._near, row))

    def _near(self, row: list[Fraction]) -> tuple[tuple[Fraction, ...], Fraction | None]:
        from losstheory.programs.ldr.duality import solve

        found = solve(self, row)
        return found.primal, found.dual

    def model(self, b: ArrayLike) -> Any:
        """The maximisation as a ``cvxpy.Problem`` in p whose parameter b may be set anew; its readable definition."""
        from losstheory.programs.ldr.models import model

        rows = read_rows(b)
        if len(rows) != 1:
            raise DataError(f"a model is of one row of shape (K,), got {len(rows)} rows")
        self.check(rows.shape[1])
        return model(self, rows[0])

    @property
    def top(self) -> float:
        """k: no weight exceeds 1/k."""
        return 1.0

    def check(self, classes: int) -> None:
        """Refuse a k that exceeds the number of classes, since then no law has weights up to 1/k.

        Raises:
            DataError: k > K.
        """
        if self.top > classes:
            raise DataError(f"expected k at most the number of classes K = {classes}, got k = {self.top}")

    def _value(self, rows: Floats, excess: Floats) -> Floats:
        """psi; R is zero at the uniform law unless a member says otherwise."""
        return np.asarray(rows.mean(axis=1) + excess)

    @abstractmethod
    def _maximise(self, rows: Floats) -> tuple[Floats, Floats]:
        """Optimal weights, and the excess of the objective over the uniform law."""


def check_strength(lam: float, largest: float) -> None:
    """lam in [0, largest], where inf may be allowed.

    Raises:
        DataError: it is not.
    """
    if not isinstance(lam, Real) or not 0 <= lam <= largest:
        raise DataError(f"expected lam in [0, {'inf]' if largest == np.inf else '1e300]'}, got {lam!r}")


def check_top(k: float) -> None:
    """k >= 1, finite.

    Raises:
        DataError: it is not.
    """
    if not isinstance(k, Real) or not 1 <= k < np.inf:
        raise DataError(f"expected a number k >= 1 of classes (the cap on weights is 1/k), got {k!r}")
