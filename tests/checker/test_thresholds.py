"""Cells of scores around a threshold, and signs beside square roots, against floats."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from losstheory.checker.forms import NEGATIVE, POSITIVE
from losstheory.checker.nodes import add, exp, mul, neg, number, power, sub, variable
from losstheory.checker.thresholds import Cell, CellPlace, cells, read_cell
from losstheory.checker.work import Reject
from losstheory.formulas.parser import parse

CELL = Cell(((0,), (1,)), (), ((2,),))
G, R = exp(variable("@g0")), exp(variable("@r0"))
PLACE = CellPlace(CELL, {"s1": add(variable("@c"), number(1), G), "s2": add(variable("@c"), number(1)),
                         "s3": add(variable("@c"), neg(R))})  # fmt: skip


def place_of(scores, threshold):
    """The blocks of scores above, at and below the threshold, as a cell has them."""
    levels = sorted(set(scores), reverse=True)
    blocks = [tuple(k for k, s in enumerate(scores) if s == level) for level in levels]
    above = tuple(b for b, level in zip(blocks, levels, strict=True) if level > threshold)
    at = next((b for b, level in zip(blocks, levels, strict=True) if level == threshold), ())
    return Cell(above, at, tuple(b for b, level in zip(blocks, levels, strict=True) if level < threshold))


def test_with_ties_the_cells_are_all_orders_each_once():
    grid = (p for p in product(range(7), repeat=4) if max(p[:3]) > p[3])
    expected = {place_of(p[:3], p[3]) for p in grid}
    found = list(cells(3, sorted_only=False, ties=True, everywhere=False))
    assert set(found) == expected and len(found) == len(expected)


def test_sorted_cells_are_those_with_falling_scores():
    found = set(cells(4, sorted_only=True, ties=False, everywhere=False))
    assert found == {c for c in cells(4, False, False, False) if sum((*c.above, *c.below), ()) == (0, 1, 2, 3)}
    assert len(found) == 4 and len(list(cells(4, True, False, everywhere=True))) == 1


def test_signs_beside_a_root_agree_with_floats():
    decided = 0
    x, y = np.meshgrid(np.exp(np.linspace(-6, 6, 61)), np.exp(np.linspace(-6, 6, 61)))
    root = power(add(number(1), mul(G, G), R), Fraction(1, 2))
    for coefficients in product((-2, 0, 1), (-1, 0), (-2, 0, 2), (-1, 0, 1), (-3, 2)):
        a, b, c, d, e = (number(int(k)) for k in coefficients)
        sign = PLACE.sign(add(mul(a, G), mul(b, R), c, mul(root, add(mul(d, G), e))))
        if sign is not None:
            a, b, c, d, e = (float(k) for k in coefficients)
            value = a * x + b * y + c + np.sqrt(1 + x * x + y) * (d * x + e)
            assert np.all(value * np.sign(sign) >= -1e-9)
            decided += bool((d or e) and min(coefficients) < 0 < max(coefficients))
    assert decided > 10


def test_a_root_of_a_square_cancels():
    square = add(mul(G, G), mul(number(2), G, R), mul(R, R))
    both = power(square, Fraction(1, 2))
    assert PLACE.vanishes(sub(both, add(G, R))) and not PLACE.vanishes(add(both, G, R))
    assert (
        PLACE.sign(sub(both, G)) == POSITIVE
        and PLACE.sign(sub(G, power(add(square, number(1)), Fraction(1, 2)))) == NEGATIVE
    )


def test_the_largest_is_named_without_an_order_of_the_others():
    assert read_cell(parse("max(s3 - 1, s2 - s1 + s3, s1)", {"s1", "s2", "s3"}).to_json(), PLACE) is PLACE.values["s1"]
    with pytest.raises(Reject, match="largest"):
        read_cell(parse("max(s3, s2 - 2)", {"s1", "s2", "s3"}).to_json(), PLACE)
