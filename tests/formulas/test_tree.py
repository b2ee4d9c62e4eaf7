"""Equality of formulas, however often a part occurs."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest

from losstheory.formulas.parser import parse
from losstheory.formulas.tree import Tree, number, variable

TEXTS = ["t", "u", "1", "2", "t + 1", "1 + t", "t*t", "t**2", "exp(t)", "exp(u)", "max(0, 1 - t)", "exp(max(0, 1 - t))"]


def plain(tree: Tree) -> object:
    return tree.to_json()


@pytest.mark.parametrize("left", TEXTS)
def test_formulas_are_equal_when_their_json_is(left: str) -> None:
    for right in TEXTS:
        one, other = parse(left, {"t", "u"}), parse(right, {"t", "u"})
        before = plain(one), plain(other)
        assert (one == other) is (before[0] == before[1])
        assert (plain(one), plain(other)) == before
        if one == other:
            assert hash(one) == hash(other) and pickle.loads(pickle.dumps(one)) == other
    assert parse(left, {"t", "u"}) != left


def test_a_formula_of_2_to_the_60_nodes_is_compared_with_another() -> None:
    def doubled(leaf: Tree) -> Iterator[Tree]:
        part = leaf
        for _ in range(60):
            part = Tree("add", (part, part))
        yield part
        yield Tree("add", (part, leaf))

    one, two = (list(doubled(variable("t"))) for _ in range(2))
    three = list(doubled(number(1)))
    same = one[0] == two[0], one[1] == two[1], one[0] == three[0], one[0] == one[1]
    kinds = len({*one, *two, *three})
    assert same == (True, True, False, False) and kinds == 4
