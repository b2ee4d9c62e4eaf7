"""Losses through small integers, so that exact ties are common: what strict and non-strict rules must tell apart."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

LINE = tuple(map(Fraction, ("-2", "-1", "-1/2", "0", "1/2", "1", "2")))
SEGMENT = tuple(map(Fraction, ("1/4", "1/3", "1/2", "2/3", "3/4")))


def lattice(source: random.Random, knots: Sequence[Fraction], variable: str) -> str:
    """Linear between integers at the knots, with some jumps, some values of their own, and integer slopes outside."""
    cuts = sorted(source.sample(knots, source.randint(1, min(4, len(knots)))))
    heights = [source.choice((0, 0, 1, 1, 2, 3)) for _ in cuts]
    if source.random() < 0.5:
        heights.sort(reverse=True)
    jumps = source.random() < 0.4
    first = _line(heights[0], source.choice((0, 0, -1, -1, 1)), cuts[0], variable)
    branches = [f"({first},{variable}{source.choice(('<', '<='))}({cuts[0]}))"]
    for i, cut in enumerate(cuts):
        if jumps and source.random() < 0.4:
            branches.append(f"({source.choice((0, 1, 2))},{variable}==({cut}))")
        left = heights[i] + (source.choice((-1, 1)) if jumps and source.random() < 0.4 else 0)
        if i + 1 < len(cuts):
            slope = (heights[i + 1] - left) / (cuts[i + 1] - cut)
            relation = source.choice(("<", "<="))
            branches.append(f"({_line(left, slope, cut, variable)},{variable}{relation}({cuts[i + 1]}))")
        else:
            slope = Fraction(source.choice((0, 0, 0, -1, -1, 1)))
            branches.append(f"({_line(left, slope, cut, variable)},True)")
    return f"Piecewise({','.join(branches)})"


def _line(height: int, slope: Fraction | int, at: Fraction, variable: str) -> str:
    return f"({slope})*({variable}-({at}))+({height})" if slope else f"({height})"
