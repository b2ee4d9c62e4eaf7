"""Sums, products and extremes with constants: the same floats as when every part is an array, in the same order."""

from __future__ import annotations

from functools import reduce
from operator import add, mul
from typing import Any

import numpy as np
import pytest

from losstheory.formulas.parser import parse
from losstheory.formulas.tree import Tree, number, variable
from losstheory.numeric.arrays import numpy_function, numpy_library
from losstheory.numeric.folds import folded, variable_parts
from losstheory.numeric.program import constant

X = variable("x")
POINTS = np.array([-1e30, -7.3, -0.1, 0.0, 0.3, 1.0, 2.9, 1e17])
GROWN, SQUARE = Tree("exp", (X,)), parse("x**2", {"x"})


def negative(part: Tree) -> Tree:
    return Tree("mul", (number(-1), part))


NODES = [
    Tree("add", (number(1), negative(X))),
    Tree("add", (negative(X), negative(SQUARE))),
    Tree("add", (negative(X), GROWN, number(3))),
    Tree("add", (X, number(-2), negative(GROWN), SQUARE)),
    Tree("mul", (number(-1), X)),
    Tree("mul", (number(-1), X, GROWN, number(7))),
    Tree("mul", (number(3), X)),
    Tree("max", (number(0), X)),
    Tree("max", (X, number(1), SQUARE)),
    Tree("min", (number(2), X, number(1))),
]
PLAIN: dict[str, Any] = {"add": add, "mul": mul, "max": np.maximum, "min": np.minimum}


@pytest.mark.parametrize("node", NODES, ids=str)
def test_values_are_those_of_the_operations_in_order(node: Tree) -> None:
    parts = [numpy_function(part)(POINTS) for part in variable_parts(node)]
    found = folded(node, constant, numpy_library())(*parts)
    with np.errstate(over="ignore", invalid="ignore"):
        wanted = reduce(PLAIN[node.op], [numpy_function(part)(POINTS) for part in node.children])
    np.testing.assert_array_equal(found, np.broadcast_to(wanted, POINTS.shape))


def test_constants_and_minus_signs_are_no_parts() -> None:
    assert variable_parts(NODES[0]) == (X,)
    assert variable_parts(NODES[2]) == (X, GROWN)
    assert variable_parts(Tree("mul", (number(2), negative(X)))) == (negative(X),)
