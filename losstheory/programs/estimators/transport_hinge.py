"""The hinge loss against moves in transport cost: the largest of 0, 1 - u and, with a flip, 1 + u - level."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import inf
from typing import Any

import numpy as np
from flint import arb

from losstheory.numeric.callables import Floats
from losstheory.programs.estimators.doubts import ONE, ZERO, proportions
from losstheory.programs.estimators.transport_loss import TransportLoss
from losstheory.programs.outward import ball


class HingeTransport(TransportLoss):
    """l(u) = (1 - u)_+; a, f >= 0 with a + f <= 1 have the worth a + f."""

    turns, drops = (0.0, -1.0, 1.0), (0.0, 0.0, 1.0)

    def smooth(self, u: Floats) -> tuple[Floats, Floats]:
        return np.zeros(len(u)), np.zeros(len(u))

    def pieces(self, u: Floats, level: float) -> Floats:
        return np.stack([np.zeros_like(u), 1 - u] + [1 + u - level] * (level < inf))

    def dual(self, u: Floats, w: Floats) -> tuple[Floats, Floats]:
        return np.clip(w[1], 0, 1), np.clip(w[2], 0, 1) if len(w) > 2 else np.zeros(len(u))

    def worst(self, u: Floats, level: float) -> Floats:
        return np.asarray(self.pieces(u, level).max(axis=0))

    def enclosed(self, u: arb, level: arb | None) -> arb:
        kept = arb(0).max(1 - u)
        return kept if level is None else kept.max(1 + u - level)

    def feasible(self, a: Floats, f: Floats) -> tuple[list[Fraction], list[Fraction]]:
        pairs = list(zip(proportions(a), proportions(f), strict=True))
        sizes = [max(ONE, p + q) for p, q in pairs]
        kept, flipped = zip(*((p / s, q / s) for (p, q), s in zip(pairs, sizes, strict=True)), strict=True)
        return list(kept), list(flipped)

    def worth(self, a: Sequence[Fraction], f: Sequence[Fraction]) -> arb:
        return ball(sum(a, start=ZERO) + sum(f, start=ZERO))

    def gains(self, u: Floats) -> Floats:
        return np.asarray(np.maximum(0, 1 + u) - np.maximum(0, 1 - u))

    def model(self, cp: Any, u: Any, level: Any) -> Any:
        return cp.sum(cp.pos(1 - u) if level is None else cp.maximum(0, 1 - u, 1 + u - level))
