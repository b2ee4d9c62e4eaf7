"""Exact points in, balls out: an evaluator of typed formulas that shares nothing with the package.

A formula is read by Python's ``ast`` and computed with Arb at 400 bits; a condition between rational expressions is
decided exactly. A value that cannot be computed (an overlap in a condition, a pole) is a ball that is not finite.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import TypeAlias

from flint import arb, ctx, fmpq

BITS = 400
Real: TypeAlias = "arb | fmpq"
Compute: TypeAlias = Callable[[fmpq], Real]

FUNCTIONS: dict[str, Callable[..., arb]] = {
    "exp": lambda x: x.exp(),
    "log": lambda x: x.log(),
    "sqrt": lambda x: x.sqrt(),
    "abs": abs,
    "atan": lambda x: x.atan(),
    "tanh": lambda x: x.tanh(),
    "sinh": lambda x: x.sinh(),
    "cosh": lambda x: x.cosh(),
    "erf": lambda x: x.erf(),
    "softplus": lambda x: x.exp().log1p() if x < 0 else x + (-x).exp().log1p(),
    "sigmoid": lambda x: x.exp() / (1 + x.exp()) if x < 0 else 1 / (1 + (-x).exp()),
    "max": lambda *xs: _extreme(xs, lambda a, b: a.max(b)),
    "min": lambda *xs: _extreme(xs, lambda a, b: a.min(b)),
}
OPERATIONS: dict[type[ast.operator], Callable[[Real, Real], Real]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
RELATIONS: dict[type[ast.cmpop], Callable[[Real, Real], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
}


def _extreme(values: tuple[arb, ...], pick: Callable[[arb, arb], arb]) -> arb:
    best = values[0]
    for value in values[1:]:
        best = pick(best, value)
    return best


def ball(x: Real) -> arb:
    """The number as a ball at the working precision."""
    return arb(x)


class Formula:
    """A function of one rational point."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.compute = _compile(ast.parse(text, mode="eval").body)

    def __call__(self, x: fmpq) -> arb:
        """The value at ``x``; a ball that is not finite where it is not known."""
        ctx.prec = BITS
        try:
            return ball(self.compute(x))
        except (ValueError, ZeroDivisionError, OverflowError):
            return arb.nan()


def _compile(node: ast.expr) -> Compute:
    match node:
        case ast.Constant(value=int() as value):
            number = fmpq(value)
            return lambda x: number
        case ast.Name(id="pi"):
            return lambda x: arb.pi()
        case ast.Name():
            return lambda x: x
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _compile(operand)
            return lambda x: -inner(x)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_compile(left), _compile(right)(fmpq(0)))
        case ast.BinOp(left=left, op=op, right=right):
            return _binary(OPERATIONS[type(op)], _compile(left), _compile(right))
        case ast.Call(func=ast.Name(id="Piecewise"), args=args):
            return _piecewise([(_compile(a.elts[0]), _condition(a.elts[1])) for a in args if isinstance(a, ast.Tuple)])
        case ast.Call(func=ast.Name(id=name), args=args):
            function, parts = FUNCTIONS[name], [_compile(a) for a in args]
            return lambda x: function(*(ball(part(x)) for part in parts))
    raise ValueError(f"no evaluator for {ast.unparse(node)}")


def _binary(operation: Callable[[Real, Real], Real], left: Compute, right: Compute) -> Compute:
    def compute(x: fmpq) -> Real:
        a, b = left(x), right(x)
        if isinstance(a, fmpq) and isinstance(b, fmpq):
            return operation(a, b)
        return operation(ball(a), ball(b))

    return compute


def _power(base: Compute, exponent: Real) -> Compute:
    if not isinstance(exponent, fmpq):
        raise ValueError("exponents are rational")
    if exponent.q == 1:
        n = int(exponent.p)
        return lambda x: _repeated(base(x), n)
    return lambda x: ball(base(x)) ** ball(exponent)


def _repeated(base: Real, n: int) -> Real:
    """An integer power by products; Arb's own is not finite for a ball that holds zero."""
    if isinstance(base, fmpq):
        return base**n
    out = arb(1)
    for _ in range(abs(n)):
        out *= base
    return out if n >= 0 else 1 / out


def _condition(node: ast.expr) -> Callable[[fmpq], bool | None]:
    match node:
        case ast.Constant(value=True):
            return lambda x: True
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            relation, a, b = RELATIONS[type(op)], _compile(left), _compile(right)
            return lambda x: _decide(relation, a(x), b(x))
    raise ValueError(f"no evaluator for the condition {ast.unparse(node)}")


def _decide(relation: Callable[[Real, Real], bool], a: Real, b: Real) -> bool | None:
    if isinstance(a, fmpq) and isinstance(b, fmpq):
        return relation(a, b)
    return None if ball(a).overlaps(ball(b)) else relation(ball(a), ball(b))


def _piecewise(branches: list[tuple[Compute, Callable[[fmpq], bool | None]]]) -> Compute:
    def compute(x: fmpq) -> Real:
        for value, condition in branches:
            holds = condition(x)
            if holds is None:
                return arb.nan()
            if holds:
                return value(x)
        return arb.nan()

    return compute
