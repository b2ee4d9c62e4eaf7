"""Formulas with others for their parts: as written out for small ones, and at hand for large ones."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

from losstheory.formulas.parser import parse
from losstheory.formulas.tree import Tree, variable
from losstheory.numeric.arguments import one_formula
from losstheory.numeric.callables import to_numpy
from losstheory.numeric.program import program
from losstheory.numeric.rewriting import distinct, replaced

T, U = variable("t"), variable("u")


def written_out(tree: Tree, new: Mapping[Tree, Tree]) -> Tree:
    """The same, each occurrence for itself."""
    if tree in new or not tree.children:
        return new.get(tree, tree)
    return Tree(tree.op, tuple(written_out(part, new) for part in tree.children))


@pytest.mark.parametrize("text", ["t", "3", "t + exp(t)", "exp(t)*log(1 + exp(t)) + t**2", "max(0, 1 - t)"])
def test_parts_are_replaced_from_the_outside_in(text: str) -> None:
    tree = parse(text, {"t"})
    for new in ({T: U}, {parse("exp(t)", {"t"}): U}, {parse("exp(t)", {"t"}): T, T: U}):
        assert replaced(tree, new) == written_out(tree, new)


def test_every_part_is_seen_once() -> None:
    tree = parse("exp(t)*log(1 + exp(t)) + t**2", {"t"})
    found = list(distinct(tree))
    assert set(found) == set(tree.walk()) and len(found) == len(set(found))


def test_a_formula_that_its_parts_fill_2_to_the_60_times_is_replaced() -> None:
    part = T
    for _ in range(60):
        part = Tree("add", (part, part))
    found = list(distinct(replaced(part, {T: U})))
    parts, leaf = len(found), str(found[-1])
    assert (parts, leaf) == (61, "u")


@pytest.mark.parametrize("depth", [2, 6])
def test_nested_shares_have_a_program_as_long_as_their_text(depth: int) -> None:
    """Each level is a quotient, rewritten in several branches that all hold the level below."""
    text = "exp(t/2)"
    for level in range(depth):
        text = f"({text})/({text} + exp({level}*t/7))"
    tree = parse(text, {"t"})
    steps, typed = len(program(one_formula(tree, None))), len(list(tree.walk()))
    assert steps < 2 * typed + 100
    x = np.linspace(-3, 3, 7)
    wanted = np.exp(x / 2)
    for level in range(depth):
        wanted = wanted / (wanted + np.exp(level * x / 7))
    np.testing.assert_allclose(to_numpy(tree)(x), wanted, rtol=1e-13)


def test_a_share_of_shares_with_one_sum_below() -> None:
    push = [f"exp({s}*u)/(exp(u/2) + exp(9*u/10) + exp(u/5))" for s in ("9/10", "1/5")]
    share = to_numpy(parse(f"({push[0]})/({push[0]} + {push[1]})", {"u"}))
    for u in (0.0, 1.0, 30.0, 500.0):
        assert share(u) == pytest.approx(1 / (1 + math.exp(-0.7 * u)), rel=1e-13)
    assert math.isnan(share(math.nan))
