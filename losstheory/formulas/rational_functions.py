"""Trees that are rational functions of the variable, or of e^(g t) for one rational g."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

from flint import fmpq, fmpq_poly

from losstheory.formulas.shape import coefficient
from losstheory.formulas.tree import ZERO, Tree

MAX_DEGREE = 512
ONE_POLYNOMIAL, GENERATOR = fmpq_poly([1]), fmpq_poly([0, 1])


@dataclass(frozen=True)
class RationalFunction:
    """numerator/denominator in x = t (``rate`` is None) or in x = e^(rate t)."""

    numerator: fmpq_poly
    denominator: fmpq_poly
    rate: Fraction | None


@lru_cache(maxsize=4096)
def rational_function(tree: Tree, name: str) -> RationalFunction | None:
    """``tree``, smooth and in normal shape, as a rational function with rational coefficients, if it is one."""
    rates = _rates(tree, name)
    if rates is None:
        return None
    if not rates:
        found = _fraction(tree, lambda leaf: (GENERATOR, ONE_POLYNOMIAL) if leaf.op == "variable" else None)
        return None if found is None else RationalFunction(*found, None)
    scale = lcm(*(q.denominator for q in rates))
    rate = Fraction(gcd(*(int(q * scale) for q in rates)), scale)
    found = _fraction(tree, lambda leaf: _exponential(leaf, name, rate))
    return None if found is None else RationalFunction(*found, rate)


def _rates(tree: Tree, name: str) -> set[Fraction] | None:
    """The q of all e^(q t) in the tree; empty for none; None if there is anything else."""
    found: set[Fraction] = set()
    stack, bare = [tree], False
    while stack:
        node = stack.pop()
        match node.op:
            case "add" | "mul":
                stack.extend(node.args)
            case "pow" if node.args[1].args[0].denominator == 1:
                stack.append(node.args[0])
            case "variable":
                bare = True
            case "exp" | "sigmoid" if (rate := _linear_rate(node.args[0], name)) is not None:
                found.add(rate)
            case "number":
                pass
            case _:
                return None
    return None if bare and found else found


def _linear_rate(tree: Tree, name: str) -> Fraction | None:
    """q, if the tree is q t."""
    rate, rest = coefficient(tree)
    return rate if rest.op == "variable" and rest.args[0] == name else None


_Pair = tuple[fmpq_poly, fmpq_poly]


def _exponential(leaf: Tree, name: str, rate: Fraction) -> _Pair | None:
    if leaf.op not in ("exp", "sigmoid") or (own := _linear_rate(leaf.args[0], name)) is None:
        return None
    power = int(own / rate)
    if abs(power) > MAX_DEGREE:
        return None
    monomial = GENERATOR ** abs(power)
    top, bottom = (monomial, ONE_POLYNOMIAL) if power > 0 else (ONE_POLYNOMIAL, monomial)
    return (top, bottom) if leaf.op == "exp" else (top, top + bottom)


def _fraction(tree: Tree, leaf: Callable[[Tree], _Pair | None]) -> _Pair | None:
    """Numerator and denominator, not reduced; None beyond MAX_DEGREE."""
    match tree.op:
        case "number":
            value = tree.args[0]
            return fmpq_poly([fmpq(value.numerator, value.denominator)]), ONE_POLYNOMIAL
        case "add" | "mul":
            out = None
            for arg in tree.args:
                part = _fraction(arg, leaf)
                if part is None:
                    return None
                out = part if out is None else _combine(tree.op, out, part)
                if max(out[0].degree(), out[1].degree()) > MAX_DEGREE:
                    return None
            return out
        case "pow":
            base = _fraction(tree.args[0], leaf)
            n = tree.args[1].args[0].numerator
            if base is None or max(base[0].degree(), base[1].degree(), 1) * abs(n) > MAX_DEGREE:
                return None
            top, bottom = base[0] ** abs(n), base[1] ** abs(n)
            return (top, bottom) if n > 0 else (bottom, top)
    return leaf(tree)


def _combine(op: str, a: _Pair, b: _Pair) -> _Pair:
    if op == "mul":
        return a[0] * b[0], a[1] * b[1]
    return (a[0] + b[0], a[1]) if a[1] == b[1] else (a[0] * b[1] + b[0] * a[1], a[1] * b[1])


def is_zero(tree: Tree, name: str) -> bool:
    """Whether ``tree`` is shown to vanish identically: 0, or a rational function with numerator 0."""
    if tree == ZERO:
        return True
    found = rational_function(tree, name)
    return found is not None and not found.numerator
