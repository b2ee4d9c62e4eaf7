"""Margin losses against moves in transport cost: what the worst of keeping and flipping a label costs at a price."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from math import inf
from typing import Any, ClassVar

import numpy as np
from flint import arb
from scipy.special import expit

from losstheory.numeric.callables import Floats
from losstheory.programs.estimators.doubts import entropy, logistic, proportions


class TransportLoss(ABC):
    """max(l(u), l(-u) - level) for a margin loss l of slope -1 at minus infinity.

    The level is the cost of a flip in units of loss; inf: labels are certain. Dual points are (a, f) with

        max(l(u), l(-u) - level) >= worth(a, f) - a u + f (u - level) for all u.

    It is a smooth part, and the largest of pieces that are linear in u and the level.
    """

    turns: ClassVar[tuple[float, ...]]
    drops: ClassVar[tuple[float, ...]]

    @abstractmethod
    def smooth(self, u: Floats) -> tuple[Floats, Floats]:
        """The slope and the bend of the smooth part."""

    @abstractmethod
    def pieces(self, u: Floats, level: float) -> Floats:
        """Shape ``(K, n)``, ``(0, 0)`` for none: piece k is turns_k u - drops_k level and a constant."""

    @abstractmethod
    def dual(self, u: Floats, w: Floats) -> tuple[Floats, Floats]:
        """(a, f) from the margins and the weights of the pieces, of sum one."""

    @abstractmethod
    def worst(self, u: Floats, level: float) -> Floats:
        """The loss."""

    @abstractmethod
    def enclosed(self, u: arb, level: arb | None) -> arb:
        """The loss in a ball; None: labels are certain."""

    @abstractmethod
    def feasible(self, a: Floats, f: Floats) -> tuple[list[Fraction], list[Fraction]]:
        """Dual points near (a, f); they stay dual points when a is lowered, and with f when both are scaled down."""

    @abstractmethod
    def worth(self, a: Sequence[Fraction], f: Sequence[Fraction]) -> arb:
        """The sum over the examples, enclosed."""

    @abstractmethod
    def gains(self, u: Floats) -> Floats:
        """l(-u) - l(u): what a flip adds."""

    @abstractmethod
    def model(self, cp: Any, u: Any, level: Any) -> Any:
        """The sum over the examples in cvxpy; the level None: labels are certain."""


class LogisticTransport(TransportLoss):
    """l(u) = log(1 + e^{-u}), for which l(-u) = l(u) + u; a, f in [0, 1] have the worth H(a)."""

    turns, drops = (0.0, 1.0), (0.0, 1.0)

    def smooth(self, u: Floats) -> tuple[Floats, Floats]:
        doubts = expit(-u)
        return -doubts, doubts * expit(u)

    def pieces(self, u: Floats, level: float) -> Floats:
        return np.zeros((0, 0)) if level == inf else np.stack([np.zeros_like(u), u - level])

    def dual(self, u: Floats, w: Floats) -> tuple[Floats, Floats]:
        return expit(-u), np.clip(w[1], 0, 1) if len(w) else np.zeros(len(u))

    def worst(self, u: Floats, level: float) -> Floats:
        return np.asarray(np.logaddexp(0, -u) + np.maximum(0, u - level))

    def enclosed(self, u: arb, level: arb | None) -> arb:
        return logistic(u) if level is None else logistic(u) + arb(0).max(u - level)

    def feasible(self, a: Floats, f: Floats) -> tuple[list[Fraction], list[Fraction]]:
        return proportions(a), proportions(f)

    def worth(self, a: Sequence[Fraction], f: Sequence[Fraction]) -> arb:
        return sum(map(entropy, a), start=arb(0))

    def gains(self, u: Floats) -> Floats:
        return u

    def model(self, cp: Any, u: Any, level: Any) -> Any:
        kept = cp.sum(cp.logistic(-u))
        return kept if level is None else kept + cp.sum(cp.pos(u - level))
