"""The separation bound of Burnikel, Funke, Mehlhorn, Schirra and Schmitt for real algebraic expressions.

An expression E of rationals, +, *, / and k-th roots is U/L with algebraic integers U and L; u and l bound the
absolute values of all conjugates of U and L. If D is the product of the degrees of the distinct roots, then
E = 0 or |E| >= 1/(l u^(D-1)).

Source: burnikel2001separation (ESA 2001), Theorem 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from losstheory.formulas.tree import Tree

MAX_DEGREE = 4096


@dataclass(frozen=True)
class _Size:
    """Upper bounds of log2 u and log2 l."""

    u: int
    l: int  # noqa: E741


def bits_to_separate(tree: Tree) -> int | None:
    """Bits b such that the constant is zero if it is below 2^-b in absolute value; None if it is not algebraic."""
    radicals: dict[Tree, int] = {}
    size = _size(tree, radicals)
    if size is None:
        return None
    degree = 1
    for factor in radicals.values():
        degree *= factor
        if degree > MAX_DEGREE:
            return None
    return size.l + (degree - 1) * size.u + 2


def _size(tree: Tree, radicals: dict[Tree, int]) -> _Size | None:
    match tree.op:
        case "number":
            value = tree.args[0]
            return _Size(_log(value.numerator), _log(value.denominator))
        case "root":
            radicals[tree] = len(tree.args[0]) - 1
            return _root_size(tree.args[0])
        case "add" | "mul":
            parts = [_size(arg, radicals) for arg in tree.args]
            known = [part for part in parts if part is not None]
            if len(known) < len(parts):
                return None
            out = known[0]
            for part in known[1:]:
                out = _sum(out, part) if tree.op == "add" else _Size(out.u + part.u, out.l + part.l)
            return out
        case "pow":
            return _power_size(tree, radicals)
    return None


def _sum(a: _Size, b: _Size) -> _Size:
    return _Size(max(a.u + b.l, a.l + b.u) + 1, a.l + b.l)


def _power_size(tree: Tree, radicals: dict[Tree, int]) -> _Size | None:
    base, exponent = tree.args[0], tree.args[1].args[0]
    size = _size(base, radicals)
    if size is None:
        return None
    k = exponent.denominator
    if k > 1:
        radicals[Tree("pow", (base, exponent))] = k
        if size.u >= size.l:
            size = _Size(-(-(size.u + (k - 1) * size.l) // k), size.l)
        else:
            size = _Size(size.u, -(-((k - 1) * size.u + size.l) // k))
    n = abs(exponent.numerator)
    size = _Size(size.u * n, size.l * n)
    return _Size(size.l, size.u) if exponent < 0 else size


def _root_size(coefficients: tuple[Fraction, ...]) -> _Size:
    """For a root a of c0 + … + cn x^n with integers ci: U = cn a is an algebraic integer, |U| <= |cn| + max |ci|."""
    scale = lcm(*(c.denominator for c in coefficients))
    whole = [int(c * scale) for c in coefficients]
    return _Size(_log(abs(whole[-1]) + max(map(abs, whole))), _log(whole[-1]))


def _log(value: int) -> int:
    """An upper bound of log2 |value|, 0 for 0."""
    return abs(value).bit_length()
