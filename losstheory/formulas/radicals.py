"""The zeros of A + B sqrt(C) with rational functions A, B and a polynomial C."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq, fmpq_poly

from losstheory.formulas.rational_functions import rational_function
from losstheory.formulas.tree import Tree

MAX_DEGREE = 128


@dataclass(frozen=True)
class _Element:
    """(a + b s)/d with polynomials a, b, d and s^2 = c."""

    a: fmpq_poly
    b: fmpq_poly
    d: fmpq_poly


def norm(tree: Tree, name: str) -> fmpq_poly | None:
    """A polynomial that vanishes wherever the smooth ``tree`` does: a^2 - b^2 c for the tree (a + b sqrt(c))/d.

    None if the tree has no such form, or is identically a multiple of sqrt(c) - a/b.
    """
    bases = {node.args[0] for node in tree.walk() if node.op == "pow" and node.args[1].args[0].denominator != 1}
    if len(bases) != 1:
        return None
    (base,) = bases
    inside = rational_function(base, name)
    if inside is None or inside.rate is not None or inside.denominator.degree() > 0:
        return None
    c = inside.numerator / inside.denominator[0]
    element = _element(tree, base, c)
    if element is None:
        return None
    found = element.a * element.a - element.b * element.b * c
    return found if found else None


def _element(tree: Tree, base: Tree, c: fmpq_poly) -> _Element | None:
    zero, one = fmpq_poly([]), fmpq_poly([1])
    match tree.op:
        case "number":
            value: Fraction = tree.args[0]
            return _Element(fmpq_poly([fmpq(value.numerator, value.denominator)]), zero, one)
        case "variable":
            return _Element(fmpq_poly([0, 1]), zero, one)
        case "add" | "mul":
            parts = [_element(arg, base, c) for arg in tree.args]
            known = [part for part in parts if part is not None]
            if len(known) < len(parts):
                return None
            out = known[0]
            for part in known[1:]:
                out = _sum(out, part) if tree.op == "add" else _product(out, part, c)
            return out if max(out.a.degree(), out.b.degree(), out.d.degree()) <= MAX_DEGREE else None
        case "pow" if tree.args[0] == base and tree.args[1].args[0].denominator == 2:
            return _power(_Element(zero, one, one), tree.args[1].args[0].numerator, c)
        case "pow" if tree.args[1].args[0].denominator == 1 and abs(tree.args[1].args[0]) <= MAX_DEGREE:
            inner = _element(tree.args[0], base, c)
            return None if inner is None else _power(inner, tree.args[1].args[0].numerator, c)
    return None


def _sum(x: _Element, y: _Element) -> _Element:
    return _Element(x.a * y.d + y.a * x.d, x.b * y.d + y.b * x.d, x.d * y.d)


def _product(x: _Element, y: _Element, c: fmpq_poly) -> _Element:
    return _Element(x.a * y.a + x.b * y.b * c, x.a * y.b + x.b * y.a, x.d * y.d)


def _power(x: _Element, n: int, c: fmpq_poly) -> _Element | None:
    if n < 0:
        bottom = x.a * x.a - x.b * x.b * c
        if not bottom:
            return None
        return _power(_Element(x.d * x.a, -x.d * x.b, bottom), -n, c)
    out = x
    for _ in range(n - 1):
        out = _product(out, x, c)
        if max(out.a.degree(), out.b.degree(), out.d.degree()) > MAX_DEGREE:
            return None
    return out
