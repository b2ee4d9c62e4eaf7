r"""Omniprediction: one multicalibrated predictor, post-processed for any convex loss, against a class of hypotheses.

On points x with weights, P(y = 1 | x) and predictions p(x), let for every value v of p and every hypothesis c

    E[(y - p); p = v] = 0   and   E[c(x) (y - p); p = v] = 0.

Then the mean of c given p = v is the same for both labels, so that by Jensen, for every loss convex in the action, the
action that is best for P(y = 1) = v on each level is at most as costly as c. Without convexity this is false.
Sources: gopalan2022omnipredictors, hu2023omnipredictors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from losstheory.programs.solution import DataError
from losstheory.programs.tables import Matrix, Vector, dot, law, matrix, vector


@dataclass(frozen=True)
class PiecewiseLinearLoss:
    """A loss continuous and linear between knots: the actions are the interval that they span.

    Args:
        knots: at least two, increasing.
        negative, positive: the loss of each knot where y = 0, y = 1.
    """

    knots: Vector
    negative: Vector
    positive: Vector

    @classmethod
    def of(cls, knots: Sequence[Any], negative: Sequence[Any], positive: Sequence[Any]) -> PiecewiseLinearLoss:
        """
        >>> absolute = PiecewiseLinearLoss.of([0, 1], [0, 1], [1, 0])
        >>> absolute.is_convex, absolute("1/4", 1), absolute.best_action(Fraction(2, 3))
        (True, Fraction(3, 4), Fraction(1, 1))
        """
        t = vector(knots, "knots")
        if len(t) < 2 or any(a >= b for a, b in pairwise(t)):
            raise DataError("knots: expected at least two numbers that increase")
        return cls(t, vector(negative, "negative", len(t)), vector(positive, "positive", len(t)))

    @property
    def is_convex(self) -> bool:
        """Whether the slopes never fall, for both labels."""
        return all(
            first <= second for values in (self.negative, self.positive) for first, second in self._turns(values)
        )

    def _turns(self, values: Vector) -> Iterable[tuple[Fraction, Fraction]]:
        return pairwise((v - u) / (b - a) for (a, u), (b, v) in pairwise(zip(self.knots, values, strict=True)))

    def __call__(self, action: Any, label: int) -> Fraction:
        t = vector([action], "an action")[0]
        if not self.knots[0] <= t <= self.knots[-1]:
            raise DataError(f"expected an action from {self.knots[0]} to {self.knots[-1]}, got {t}")
        values = self.positive if label else self.negative
        (a, u), (b, v) = next(pair for pair in pairwise(zip(self.knots, values, strict=True)) if t <= pair[1][0])
        return u + (v - u) * (t - a) / (b - a)

    def best_action(self, v: Fraction) -> Fraction:
        """The least knot that minimises v loss(t, 1) + (1 - v) loss(t, 0): no action is better."""
        costs = [v * p + (1 - v) * n for p, n in zip(self.positive, self.negative, strict=True)]
        return self.knots[costs.index(min(costs))]


@dataclass(frozen=True)
class Omniprediction:
    """The post-processed predictor beside the hypotheses, in exact numbers.

    Args:
        risk: the mean loss of the post-processed predictor.
        risks: that of each hypothesis.
        actions: the action on each level of p.
        gaps: as ``multicalibration_gaps`` gives them.
        convex: whether the loss is convex in the action.
    """

    risk: Fraction
    risks: Vector
    actions: dict[Fraction, Fraction]
    gaps: dict[Fraction, Vector]
    convex: bool

    @property
    def guaranteed(self) -> bool:
        """Whether the hypotheses of the theorem hold, so that ``risk`` is at most each of ``risks``."""
        return self.convex and not any(gap for gaps in self.gaps.values() for gap in gaps)


def multicalibration_gaps(
    weights: Sequence[Any], rates: Sequence[Any], predictions: Sequence[Any], hypotheses: Sequence[Any]
) -> dict[Fraction, Vector]:
    """For each level v of p: E[(y - p); p = v], then E[c (y - p); p = v] for each hypothesis c.

    >>> multicalibration_gaps(["1/2", "1/2"], [0, 1], ["1/2", "1/2"], [[0, 1]])
    {Fraction(1, 2): (Fraction(0, 1), Fraction(1, 4))}

    Args:
        weights: the probability of each of the n points, exact.
        rates: P(y = 1 | x) at each.
        predictions: p at each, from 0 to 1.
        hypotheses: the values of each hypothesis at the points, ``(m, n)``; of vectors each coordinate is one.
    """
    w, eta, p, table = read_problem(weights, rates, predictions, hypotheses)
    excess = [a * (r - v) for a, r, v in zip(w, eta, p, strict=True)]
    tests = [(Fraction(1),) * len(w), *table]
    return {
        v: tuple(dot((e if q == v else Fraction(0) for e, q in zip(excess, p, strict=True)), c) for c in tests)
        for v in sorted({q for q, a in zip(p, w, strict=True) if a})
    }


def omnipredict(
    weights: Sequence[Any],
    rates: Sequence[Any],
    predictions: Sequence[Any],
    hypotheses: Sequence[Any],
    loss: PiecewiseLinearLoss,
) -> Omniprediction:
    """Post-process p for a loss, and compare with every hypothesis.

    >>> absolute = PiecewiseLinearLoss.of([0, 1], [0, 1], [1, 0])
    >>> found = omnipredict(["1/2", "1/2"], ["1/4", "3/4"], ["1/4", "3/4"], [[0, 0], [1, 0]], absolute)
    >>> found.risk, found.risks, found.guaranteed
    (Fraction(1, 4), (Fraction(1, 2), Fraction(3, 4)), True)

    Args: as for ``multicalibration_gaps``; the hypotheses take values among the actions of the loss.

    Raises:
        DataError: other shapes, no laws, rates or predictions outside [0, 1], values outside the actions.
    """
    w, eta, p, table = read_problem(weights, rates, predictions, hypotheses)
    gaps = multicalibration_gaps(w, eta, p, table)
    actions = {v: loss.best_action(v) for v in gaps}

    def risk(values: Sequence[Fraction]) -> Fraction:
        return dot(w, (r * loss(t, 1) + (1 - r) * loss(t, 0) for t, r in zip(values, eta, strict=True)))

    chosen = [actions.get(v, loss.knots[0]) for v in p]
    return Omniprediction(risk(chosen), tuple(map(risk, table)), actions, gaps, loss.is_convex)


def read_problem(weights: Any, rates: Any, predictions: Any, hypotheses: Any) -> tuple[Vector, Vector, Vector, Matrix]:
    w = law(weights, "weights")
    eta, p = vector(rates, "rates", len(w)), vector(predictions, "predictions", len(w))
    if any(not 0 <= v <= 1 for v in (*eta, *p)):
        raise DataError("rates and predictions: expected probabilities from 0 to 1")
    table = matrix(hypotheses, "hypotheses")
    return w, eta, p, tuple(vector(row, f"hypotheses, row {i}", len(w)) for i, row in enumerate(table))
