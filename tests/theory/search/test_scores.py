"""Formulas of scores on arrays: the values of the formulas, whatever they share."""

from __future__ import annotations

import numpy as np
import pytest

import losstheory as lt
from losstheory.formulas.parser import parse
from losstheory.losses.multiclass import multiclass
from losstheory.theory.search.scores import evaluate, evaluate_all, losses_at, samples


def test_formulas_together_have_the_values_that_each_has_alone() -> None:
    trees = [parse(text, {"x", "y"}) for text in ("exp(x*y) + x", "max(x, y)/exp(x*y)", "x", "3/2")]
    values = {"x": np.linspace(-1, 2, 5), "y": np.linspace(3, -2, 5)}
    for tree, found in zip(trees, evaluate_all(trees, values), strict=True):
        assert np.array_equal(found, evaluate(tree, values))
    x, y = values.values()
    assert np.allclose(evaluate_all(trees, values)[1], np.maximum(x, y) / np.exp(x * y))


@pytest.mark.parametrize("name", ["ce", "ldr_l2", "weston_watkins"])
def test_losses_are_those_of_the_callables(name: str) -> None:
    loss = multiclass(name, classes=3)
    points = samples(loss, 20)
    expected = [lt.to_numpy(loss)(points, np.full(20, k)) for k in range(3)]
    assert np.allclose(losses_at(loss, points), expected, rtol=1e-12, atol=1e-12)
