r"""The worst loss of a linear score where the attack pays for its moves.

.. math:: \sup_{d} \varphi(t - \theta \cdot d) - \gamma \|d\|^p
    = \sup_{\delta \ge 0} \varphi(t - \delta) - \gamma (\delta / \|\theta\|)^p

for a nonincreasing margin loss, the 2-norm and p = 1 or 2: the dual form of a worst case over a transport ball.
For p = 1 and slopes down to -1 it is the loss itself if the price is at least the norm of theta, else infinite.
Source: saberi2024outofdomain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from math import inf
from typing import TypeAlias

from flint import arb, ctx

from losstheory.programs.outward import above, ball, below
from losstheory.programs.solution import Number

BITS = 128
CELLS = 4000
CLOSE = Fraction(1, 10**10)
EIGHTH = Fraction(1, 8)


@dataclass(frozen=True)
class PenalisedLoss:
    """Certified bounds of the supremum, and by how much the margin falls at the point behind the lower one.

    Where the supremum is infinite both bounds are, and so is the fall.
    """

    lower: Number
    upper: Number
    fall: Number


Penalised: TypeAlias = Callable[[Fraction, Fraction, Fraction, int], PenalisedLoss]
INFINITE = PenalisedLoss(inf, inf, inf)


def penalised_hinge(margin: Fraction, square: Fraction, price: Fraction, power: int) -> PenalisedLoss:
    """max(0, 1 - t), exactly; for p = 2 the supremum is max(0, 1 - t + ||theta||^2 / (4 price)).

    >>> penalised_hinge(Fraction(0), Fraction(1), Fraction(1), 2)
    PenalisedLoss(lower=Fraction(5, 4), upper=Fraction(5, 4), fall=Fraction(1, 2))

    Args:
        margin: t.
        square: the square of the norm of theta.
        price: gamma, positive.
        power: p, 1 or 2.
    """
    if power == 1 and square > price * price:
        return INFINITE
    fall = Fraction(0) if power == 1 else square / (2 * price)
    value = max(Fraction(0), 1 - margin + fall / 2)
    return PenalisedLoss(value, value, fall if value else Fraction(0))


def penalised_logistic(margin: Fraction, square: Fraction, price: Fraction, power: int) -> PenalisedLoss:
    """log(1 + e^-t), natural logarithm, between bounds that differ by 1e-10; arguments as for ``penalised_hinge``.

    For p = 2 the objective may have two local maxima, so that all falls up to ||theta||^2 / (2 price), beyond which it
    decreases, are searched by branch and bound.
    """
    if power == 1 and square > price * price:
        return INFINITE
    with ctx.workprec(BITS):
        if power == 1 or not square:
            value = _softplus(-margin)
            return PenalisedLoss(below(value), above(value), Fraction(0))
        return _branch(margin, price / square)


def _branch(margin: Fraction, rate: Fraction) -> PenalisedLoss:
    """The maximum of g(x) = log(1 + e^(x - t)) - rate x^2 on [0, 1/(2 rate)]: g'' is at most 1/4 - 2 rate."""
    best, place = below(_softplus(-margin)), Fraction(0)
    bend = max(Fraction(0), EIGHTH - rate)
    queue: list[tuple[Fraction, Fraction, Fraction]] = []
    radius = 1 / (4 * rate)
    fresh = [(radius, radius)]
    for _ in range(CELLS):
        for middle, reach in fresh:
            value = _softplus(middle - margin) - ball(rate * middle * middle)
            slope = abs(1 / (1 + ball(margin - middle).exp()) - ball(2 * rate * middle))
            if below(value) > best:
                best, place = below(value), middle
            heappush(queue, (-above(value + slope * ball(reach) + ball(bend * reach * reach)), middle, reach))
        top, middle, reach = queue[0]
        if -top - best <= CLOSE:
            break
        heappop(queue)
        fresh = [(middle - reach / 2, reach / 2), (middle + reach / 2, reach / 2)]
    return PenalisedLoss(best, max(best, -queue[0][0]), place)


def _softplus(x: Fraction) -> arb:
    return ball(max(x, Fraction(0))) + ball(-abs(x)).exp().log1p()
