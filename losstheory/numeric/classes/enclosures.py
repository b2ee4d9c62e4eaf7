"""Limits of folded formulas at several infinite scores, proved by interval arithmetic.

Each infinite score is replaced by all numbers of its sign from ``FAR`` on. What is enclosed there within rounding is
the limit; an enclosure beyond the largest float is infinite. A score that occurs
twice counts as two, so a limit can exist that is not found.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from operator import and_, or_

from flint import arb, ctx

from losstheory.formulas.branches import HOLDS
from losstheory.formulas.enclosures import CONSTANTS, enclose
from losstheory.formulas.errors import Unresolved
from losstheory.formulas.intervals import (
    INFINITY,
    LINE,
    MINUS_INFINITY,
    NAUGHT,
    Interval,
    hull,
    image,
    logarithm,
    minus,
    plus,
    point,
    raised,
    times,
)
from losstheory.formulas.tree import Tree

BITS = 1280
FAR = arb(2) ** 1100  # beyond the largest float; its exponential is within reach of numbers of BITS bits
ROUNDING = 2.0**-50


def limit_at(formula: Tree, names: Sequence[str], scores: Sequence[float], own: int) -> float:
    """The limit of a folded formula at scores of which some are infinite; NaN if it is not found.

    >>> from losstheory.numeric.classes.affine import RIVAL
    >>> limit_at(Tree("sum", (Tree("exp", (RIVAL,)),)), (), [1.0, -math.inf, -math.inf], 0)
    0.0
    """
    if any(map(math.isnan, scores)):
        return math.nan
    with ctx.workprec(BITS):
        try:
            found = Enclosure(names, [_around(score) for score in scores], own).of(formula)
        except Unresolved:
            return math.nan
        low, high = float(found.lower), float(found.upper)
    is_point = low == high or high - low <= ROUNDING * abs(high) < math.inf
    return high if is_point else math.nan


def _around(score: float) -> Interval:
    if math.isinf(score):
        return Interval(FAR, INFINITY) if score > 0 else Interval(MINUS_INFINITY, -FAR)
    return point(Fraction(score))


class Enclosure:
    """Values of folded formulas of the class ``own`` while each score is in an interval."""

    def __init__(self, names: Sequence[str], scores: Sequence[Interval], own: int) -> None:
        self.names, self.scores, self.own = names, scores, own
        self.rivals = [place for place in range(len(scores)) if place != own]
        self.known: dict[tuple[Tree, int | None], Interval] = {}

    def of(self, tree: Tree, rival: int | None = None) -> Interval:
        """The enclosure of a part; ``rival`` is the class that a reduction has come to.

        Raises:
            Unresolved: an operation has no enclosure.
        """
        if (tree, rival) not in self.known:
            self.known[tree, rival] = self._of(tree, rival)
        return self.known[tree, rival]

    def _of(self, tree: Tree, rival: int | None) -> Interval:
        match tree.op:
            case "own" | "rival" | "variable":
                return self.scores[self._place(tree, rival)]
            case "sum" | "maximum" | "minimum":
                parts = [self.of(tree.args[0], place) for place in self.rivals]
                return reduce(plus, parts) if tree.op == "sum" else _extreme(tree.op[:3], parts)
            case "lse":
                left_out, factor = self._place(tree.args[1], rival), point(tree.args[0].args[0])
                return _log_sum(times(factor, s) for place, s in enumerate(self.scores) if place != left_out)
            case "scatter":
                pairs = [plus(a, minus(b)) for k, a in enumerate(self.scores) for b in self.scores[:k]]
                return reduce(plus, [raised(pair, Fraction(2)) for pair in pairs])
            case "piecewise":
                return self._piecewise(tree, rival)
            case "pow" if (exponent := tree.args[1].value) is not None:
                return raised(_within_domain(self.of(tree.args[0], rival), exponent), exponent)
        if tree.op in CONSTANTS:
            return enclose(tree, {})
        parts = [self.of(part, rival) for part in tree.children]
        match tree.op:
            case "add" | "mul":
                return reduce(plus if tree.op == "add" else times, parts)
            case "max" | "min":
                return _extreme(tree.op, parts)
            case "abs":
                return _extreme("max", [parts[0], minus(parts[0]), Interval(NAUGHT, NAUGHT)])
            case "lse_of":
                return _log_sum(parts)
            case "pow":
                return image("exp", times(logarithm(_within_domain(parts[0])), parts[1]))
            case "log":
                return logarithm(_within_domain(parts[0]))
        if len(parts) != 1:
            raise Unresolved(f"{tree.op!r} has no enclosure")
        return image(tree.op, parts[0])

    def _place(self, tree: Tree, rival: int | None) -> int:
        place = self.names.index(tree.args[0]) if tree.op == "variable" else self.own if tree.op == "own" else rival
        if place is None:
            raise Unresolved("a rival outside of a reduction")
        return place

    def _piecewise(self, tree: Tree, rival: int | None) -> Interval:
        """What the branches that are possible have together."""
        possible: list[Interval] = []
        for value, condition in zip(tree.args[::2], tree.args[1::2], strict=True):
            holds = self._truth(condition, rival)
            if True in holds:
                possible.append(self.of(value, rival))
            if False not in holds:
                break
        return reduce(lambda a, b: Interval(a.lower.min(b.lower), a.upper.max(b.upper)), possible) if possible else LINE

    def _truth(self, condition: Tree, rival: int | None) -> set[bool]:
        """Whether a condition can hold, and whether it can fail."""
        match condition.op:
            case "true":
                return {True}
            case "and" | "or":
                combined = and_ if condition.op == "and" else or_
                parts = [self._truth(part, rival) for part in condition.children]
                return reduce(lambda a, b: {combined(x, y) for x in a for y in b}, parts)
        left, right = (self.of(side, rival) for side in condition.args)
        gap = plus(left, minus(right))
        below, equal, above = HOLDS[condition.op]
        seen = ((below, gap.lower < 0), (equal, gap.lower <= 0 <= gap.upper), (above, gap.upper > 0))
        return {holds for holds, is_possible in seen if is_possible}


def _within_domain(base: Interval, exponent: Fraction = Fraction(-1, 2)) -> Interval:
    """The base of a power, or the argument of a logarithm, of which 0 may be an end.

    Raises:
        Unresolved: some of it may be outside of the domain.
    """
    if (exponent.denominator > 1 and base.lower < 0) or (exponent < 0 and base.sign == 0):
        raise Unresolved("an operation may be undefined")
    return base


def _extreme(op: str, parts: Sequence[Interval]) -> Interval:
    chosen = arb.max if op == "max" else arb.min
    return Interval(*(reduce(chosen, ends) for ends in zip(*parts, strict=True)))


def _log_sum(parts: Iterable[Interval]) -> Interval:
    """The log-sum-exp, which increases in each argument."""
    lows, highs = zip(*parts, strict=True)
    return Interval(hull(_log_sum_of(lows)).lower, hull(_log_sum_of(highs)).upper)


def _log_sum_of(ends: Sequence[arb]) -> arb:
    largest = reduce(arb.max, ends)
    if not largest.is_finite():
        return largest
    return largest + sum(((end - largest).exp() for end in ends if end > MINUS_INFINITY), NAUGHT).log()
