"""The JSON form has one reader, which takes nothing but what ``to_json`` writes."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from losstheory.formulas.errors import ParseError
from losstheory.formulas.from_json import tree_from_json
from losstheory.formulas.parser import parse
from losstheory.formulas.tree import Tree, number, variable

ROOT = Tree("root", ((Fraction(-2), Fraction(0), Fraction(0), Fraction(1)), Fraction(1), Fraction(2)))
CROSSING = Tree("crossing", (Tree("add", (Tree("exp", (variable("x"),)), number(-2))), Fraction(1, 2), Fraction(1)))


def test_reads_back_the_losses_of_the_literature(loss_case):
    tree = parse(loss_case["text"], [loss_case["variable"]])
    again = tree_from_json(json.loads(json.dumps(tree.to_json())), [loss_case["variable"]])
    assert again == tree
    assert again.sha256() == tree.sha256()


@pytest.mark.parametrize("tree", [ROOT, CROSSING, Tree("add", (ROOT, variable("t")))], ids=lambda tree: tree.op)
def test_reads_back_exact_constants(tree):
    assert tree_from_json(tree.to_json(), ["t"]) == tree


def test_the_variable_of_a_crossing_is_bound():
    assert CROSSING.variables() == frozenset()
    assert CROSSING.children == ROOT.children == ()


@pytest.mark.parametrize(
    "data",
    [
        1, 1.5, None, True, [], {}, "", "s", "1.5", "2/4", "+1", "01", "1/0", "-0", "1/-2", " 1", "1_0", "\u0661",
        "9" * 5000, ["exp"], ["exp", "t", "t"], ["add", "t"], ["pow", "t"], ["foo", "t"], ["sqrt", "t"],
        [["add"], "t", "t"], ["number", "1"], ["piecewise"], ["piecewise", "t"], ["piecewise", ["t", ["<", "t", "0"]]],
        ["piecewise", ["t", "true"]], ["piecewise", ["t", ["<", "t"]], ["0", True]], ["<", "t", "0"],
        ["and", True, True], ["root", ["1"], "0", "1"], ["root", ["1", "0"], "0", "1"], ["root", ["1", "1"], "1", "0"],
        ["crossing", "t", "0", "1"], ["crossing", "x", "0"],
    ],
    ids=lambda data: json.dumps(data)[:30],
)  # fmt: skip
def test_refuses_everything_else(data):
    with pytest.raises(ParseError):
        tree_from_json(data, ["t"])


def test_bounds_depth_and_size():
    deep: object = "t"
    for _ in range(300):
        deep = ["exp", deep]
    with pytest.raises(ParseError, match="depth"):
        tree_from_json(deep, ["t"])
    with pytest.raises(ParseError, match="nodes"):
        tree_from_json(["add", *(["t"] * 30_000)], ["t"])
