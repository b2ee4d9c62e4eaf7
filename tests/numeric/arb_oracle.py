"""Values of formulas by their definition, in Arb, to as many digits as it takes; shares nothing with the package."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

from flint import arb, ctx, fmpq

from losstheory.formulas.tree import Tree

FUNCTIONS: dict[str, Callable[..., arb]] = {
    "add": lambda *x: sum(x, arb(0)),
    "mul": lambda *x: reduce(operator.mul, x),
    "max": lambda *x: reduce(arb.max, x),
    "min": lambda *x: reduce(arb.min, x),
    "abs": abs,
    "sign": arb.sgn,
    "softplus": lambda x: (1 + x.exp()).log(),
    "sigmoid": lambda x: 1 / (1 + (-x).exp()),
}
RELATIONS: dict[str, Callable[[arb, arb], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
LEAST, GREATEST = arb(2) ** -1022, arb(2**1024 - 2**971)
PRECISIONS = (192, 512, 1400, 4000)


class _Unclear(ValueError):
    """A comparison that the working precision does not decide."""


def evaluated(tree: Tree, x: arb) -> arb:
    """The formula at x, at the working precision."""
    match tree.op:
        case "number":
            return arb(fmpq(tree.args[0].numerator, tree.args[0].denominator))
        case "variable":
            return x
        case "pi":
            return arb.pi()
        case "add" if (tail := _normal_tail(tree, x)) is not None:
            return tail
        case "pow":
            return _power(evaluated(tree.args[0], x), tree.args[1], x)
        case "piecewise":
            pairs = zip(tree.args[::2], tree.args[1::2], strict=True)
            return next(evaluated(value, x) for value, condition in pairs if holds(condition, x))
    function = FUNCTIONS.get(tree.op) or getattr(arb, tree.op)
    return function(*(evaluated(child, x) for child in tree.children))


def _power(base: arb, exponent: Tree, x: arb) -> arb:
    value = exponent.value
    if value is None:
        return (evaluated(exponent, x) * base.log()).exp()
    if value.denominator == 1:
        return base ** int(value) if value >= 0 else 1 / base ** int(-value)
    root = arb(0) if base.is_zero() else (base.log() * fmpq(value.numerator, value.denominator)).exp()
    return arb("nan") if base.is_zero() and value < 0 else root


def _normal_tail(tree: Tree, x: arb) -> arb | None:
    """c - c erf(u), of which no precision would leave a digit far out, by Arb's erfc."""
    signed = [(term.args[0].value, term.args[-1]) for term in tree.args if term.op == "mul" and len(term.args) == 2]
    if len(tree.args) != 2 or not signed or signed[0][1].op != "erf":
        return None
    factor, start = signed[0][0], next((term.value for term in tree.args if term.value is not None), None)
    if factor is None or start is None or abs(factor) != abs(start):
        return None
    u = evaluated(signed[0][1].args[0], x)
    return arb(fmpq(start.numerator, start.denominator)) * (u if factor == -start else -u).erfc()


def holds(condition: Tree, x: arb) -> bool:
    match condition.op:
        case "true":
            return True
        case "and":
            return all(holds(part, x) for part in condition.args)
        case "or":
            return any(holds(part, x) for part in condition.args)
    left, right = (evaluated(child, x) for child in condition.args)
    if left.overlaps(right) and not (left.is_exact() and right.is_exact()):
        raise _Unclear
    return bool(RELATIONS[condition.op](left, right))


@dataclass(frozen=True)
class Truth:
    """A value, and the condition number |x f'(x) / f(x)|, from difference quotients on both sides."""

    value: arb
    condition: float

    @property
    def is_normal(self) -> bool:
        return bool(abs(self.value) >= LEAST) and bool(abs(self.value) <= GREATEST)

    @property
    def overflows(self) -> bool:
        """Beyond the largest float, by more than the error that is allowed."""
        return bool(abs(self.value) > GREATEST * (1 + arb("1e-12")))

    @property
    def is_zero(self) -> bool:
        return self.value.is_zero() or bool(abs(self.value) < LEAST)

    def error(self, computed: float) -> float:
        """The relative error of a float, infinite for NaN."""
        return math.inf if math.isnan(computed) else float(abs((arb(computed) - self.value) / self.value).upper())


def truth(tree: Tree, x: float) -> Truth | None:
    """The formula at a float; None where it is undefined or not decided."""
    for precision in PRECISIONS:
        with ctx.workprec(precision + 200):
            try:
                value, condition = _at(tree, arb(x))
            except _Unclear:
                continue
            small = bool(abs(value) < arb(2) ** -1100) or value.is_exact()
            if value.is_finite() and (small or bool(value.rad() * arb(2) ** 150 < abs(value))):
                return Truth(value, condition)
    return None


def _at(tree: Tree, x: arb) -> tuple[arb, float]:
    value = evaluated(tree, x)
    if value.is_zero() or x.is_zero() or not value.is_finite():
        return value, 0.0
    step = arb(2) ** -80
    sides = []
    for h in (step, -step):
        try:
            sides.append(float(abs((evaluated(tree, x * (1 + h)) - value) / (h * value)).mid()))
        except _Unclear:
            continue
    return value, max(sides, default=0.0)
