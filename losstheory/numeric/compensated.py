r"""Polynomials with cancelling terms: Horner's rule with the rounding errors carried along.

The result is as accurate as if computed in twice the working precision and rounded (Graillat, Langlois & Louvet).
Written with + - * alone, for arrays of numpy and tensors of torch; the derivative of what is carried along is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

SPLITTER = float(2**27 + 1)


def compensated_horner(x: Any, coefficients: Sequence[Fraction]) -> Any:
    """The polynomial with these coefficients, the constant first, at x; x^degree must not come near overflow."""
    heads: list[Any] = [float(c) for c in coefficients]
    tails: list[Any] = [float(c - Fraction(head)) for c, head in zip(coefficients, heads, strict=True)]
    value, carried = heads[-1], tails[-1]
    for head, tail in zip(heads[-2::-1], tails[-2::-1], strict=True):
        product, lost = _product(value, x)
        value, rest = _sum(product, head)
        carried = carried * x + (lost + rest + tail)
    return value + carried


def _sum(a: Any, b: Any) -> tuple[Any, Any]:
    """a + b and its rounding error."""
    total = a + b
    back = total - a
    return total, (a - (total - back)) + (b - back)


def _product(a: Any, b: Any) -> tuple[Any, Any]:
    """a * b and its rounding error."""
    total = a * b
    a_head, a_tail = _split(a)
    b_head, b_tail = _split(b)
    return total, a_tail * b_tail - (((total - a_head * b_head) - a_tail * b_head) - a_head * b_tail)


def _split(a: Any) -> tuple[Any, Any]:
    """Two halves of the digits of a."""
    scaled = SPLITTER * a
    head = scaled - (scaled - a)
    return head, a - head
