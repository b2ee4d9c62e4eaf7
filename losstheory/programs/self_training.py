r"""The objective of robust self-training: a labelled sample, and an unlabelled one that may come from elsewhere.

.. math:: \frac1m \sum_i \varphi_\gamma(y_i\, \theta \cdot x_i)
    + \frac{\lambda}{n} \sum_j \varphi_{\gamma'}(|\theta \cdot x'_j|)

with the penalised worst loss of ``penalised_attack``. The label of an unlabelled point is the sign of its own score,
which is the label of least loss; so the second term is not convex in theta. Source: saberi2024outofdomain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any

from losstheory.programs.measured import exact_number
from losstheory.programs.penalised_attack import Penalised, PenalisedLoss, penalised_hinge
from losstheory.programs.solution import DataError, Number, Solution
from losstheory.programs.tables import Matrix, dot, matrix, vector


@dataclass(frozen=True)
class SelfTraining:
    """The objective with its constants.

    Args:
        price: gamma, what the attack on the labelled points pays a unit of ||move||^power; positive.
        weight: lambda of the unlabelled sample, at least 0.
        unlabelled_price: gamma' of the attack on the unlabelled points; None: the same.
        power: 1 or 2.
        loss: ``penalised_hinge`` or ``penalised_logistic``.
    """

    price: Any
    weight: Any = 1
    unlabelled_price: Any = None
    power: int = 2
    loss: Penalised = penalised_hinge

    def __post_init__(self) -> None:
        if self.power not in (1, 2):
            raise DataError(f"expected the power 1 or 2 of the length of a move, got {self.power!r}")
        if min(self._prices) <= 0:
            raise DataError(f"expected prices > 0, got {self.price} and {self.unlabelled_price}")
        if exact_number(self.weight, "weight") < 0:
            raise DataError(f"expected a weight >= 0, got {self.weight}")

    @property
    def _prices(self) -> tuple[Fraction, Fraction]:
        first = exact_number(self.price, "price")
        return first, first if self.unlabelled_price is None else exact_number(self.unlabelled_price, "price")

    def __call__(self, theta: Sequence[Any], X: Sequence[Any], y: Sequence[int], unlabelled: Sequence[Any]) -> Solution:
        """The value at theta: exact with the hinge loss, between certified bounds with the logistic one.

        ``primal`` holds, for the labelled and for the unlabelled points, by how much the attack lowers each margin; it
        moves a point by that along -y theta / ||theta||^2. The value is infinite where the attack has no price to fear.

        >>> objective = SelfTraining(price=1)
        >>> objective([1, 0], [[1, 0], [0, 2]], [1, -1], [[-3, 5]]).exact
        Fraction(3, 4)

        Args:
            theta: shape ``(d,)``; floats are the binary numbers that they are.
            X: shape ``(m, d)``.
            y: labels -1 and 1.
            unlabelled: shape ``(n, d)``.

        Raises:
            DataError: other shapes, labels that are not -1 or 1, numbers that are not finite.
        """
        w = vector(theta, "theta")
        rows, others = self._rows(X, "X", len(w)), self._rows(unlabelled, "unlabelled", len(w))
        labels = vector(y, "y", len(rows))
        if any(label not in (-1, 1) for label in labels):
            raise DataError("y: expected labels -1 and 1")
        square, (first, second) = dot(w, w), self._prices
        known = [self.loss(label * dot(w, x), square, first, self.power) for x, label in zip(rows, labels, strict=True)]
        guessed = [self.loss(abs(dot(w, x)), square, second, self.power) for x in others]
        weight = exact_number(self.weight, "weight")
        lower, upper = (
            _mean([getattr(one, end) for one in known], Fraction(1))
            + _mean([getattr(one, end) for one in guessed], weight)
            for end in ("lower", "upper")
        )
        exact = Fraction(lower) if lower == upper < inf else None
        return Solution(lower, upper, (_falls(known), _falls(guessed)), None, exact)

    def _rows(self, X: Any, what: str, width: int) -> Matrix:
        rows = matrix(X, what)
        if len(rows[0]) != width:
            raise DataError(f"{what}: expected {width} coordinates as in theta, got {len(rows[0])}")
        return rows


def _mean(values: Sequence[Number], weight: Fraction) -> Number:
    if not weight:
        return Fraction(0)
    return inf if inf in values else weight * sum((Fraction(v) for v in values), start=Fraction(0)) / len(values)


def _falls(found: Sequence[PenalisedLoss]) -> Sequence[Number]:
    return tuple(one.fall for one in found)
