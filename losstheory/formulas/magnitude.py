"""A bound on every constant subexpression of a formula, so that no formula is a bomb when it is evaluated."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from flint import arb, ctx, fmpq

from losstheory.formulas.errors import ParseError
from losstheory.formulas.tree import RELATIONS, Tree

LIMIT = arb(10) ** 1000
MAX_POWER = 4096


def check_magnitudes(tree: Tree) -> None:
    """Refuse constants beyond 10^1000, towers of variable exponents, and nested powers beyond MAX_POWER.

    Raises:
        ParseError: one of the bounds is exceeded.
    """
    with ctx.workprec(64):
        _value(tree)
    _powers(tree, Fraction(1), 0)


def _value(tree: Tree) -> arb | None:
    """A ball around a constant subexpression (nan where it may be undefined); None if it has a variable."""
    if tree.op == "number":
        value = tree.args[0]
        return arb(fmpq(value.numerator, value.denominator))
    if tree.op == "variable":
        return None
    values = [_value(child) for child in tree.children]
    known = [value for value in values if value is not None]
    if len(known) < len(values) or tree.op in RELATIONS or tree.op in ("true", "and", "or", "piecewise"):
        return None
    ball = _apply(tree.op, known)
    if not ball.is_nan() and not abs(ball) < LIMIT:
        raise ParseError("a constant of the formula is beyond 10^1000")
    return ball


def _apply(op: str, args: list[arb]) -> arb:
    match op:
        case "pi":
            return arb.pi()
        case "add":
            return reduce(arb.__add__, args)
        case "mul":
            return reduce(arb.__mul__, args)
        case "pow":
            return args[0] ** args[1]
        case "max" | "min":
            return reduce(getattr(arb, op), args)
        case "abs":
            return abs(args[0])
        case "sign":
            return args[0].sgn()
        case "softplus":
            return args[0].exp().log1p()
        case "sigmoid":
            return 1 / (1 + (-args[0]).exp())
    image: arb = getattr(args[0], op)()
    return image


def _powers(tree: Tree, outer: Fraction, tower: int) -> None:
    """``outer`` is the product of the exponents above a base, ``tower`` the depth of exponents with variables."""
    if tree.op == "pow":
        base, exponent = tree.args
        value = exponent.value
        outer, tower = outer * abs(value or 1), tower + (value is None)
        if outer > MAX_POWER or outer.denominator > MAX_POWER or tower > 2:
            raise ParseError(f"expected powers of at most {MAX_POWER} and no towers of powers")
        _powers(base, outer, tower)
        _powers(exponent, Fraction(1), tower)
        return
    tower += tree.op == "exp" and bool(tree.args[0].variables())
    if tower > 4:
        raise ParseError("expected no towers of exponentials")
    for child in tree.children:
        _powers(child, outer if tree.op == "mul" else Fraction(1), tower)
