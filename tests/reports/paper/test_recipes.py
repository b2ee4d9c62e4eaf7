"""Each kind that TOML can draw is drawn by the function of the same name, with its arguments."""

from __future__ import annotations

from typing import Any

import matplotlib
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from losstheory.figures import draw
from losstheory.reports.paper.recipes import KINDS, read_recipe

matplotlib.use("Agg")
TRIANGLE: dict[str, Any] = {"points": [[0, 0], [4, 0], [2, 3]], "labels": ["a", "b", "c"]}
EXAMPLES: dict[str, dict[str, Any]] = {
    "losses": {"losses": ["hinge", "log(1 + exp(-t))"], "parameters": {"span": [-2, "2.5"], "order": 1}},
    "conditional_risk": {"loss": "hinge", "parameters": {"eta": "0.625"}},
    "function": {"losses": ["hinge", "logistic"], "parameters": {"name": "bayes_risk"}},
    "transforms": {"losses": ["hinge"], "parameters": {"over": "bounded:1/2"}},
    "noise_excess": {"losses": ["mae"], "parameters": {"classes": 4, "largest": "0.5"}},
    "simplex": {"loss": "crammer_singer", "parameters": {"cells": 6}},
    "phase_diagram": {"parameters": {"family": "poly1_margin", "properties": ["convex"]}},
    "phase_boxes": {
        "parameters": {"family": "linex", "property": "convex", "boxes": 1, "settings": {"a": [1, 2], "b": [0, 3]}}
    },
    "robust_risk": {"parameters": {**TRIANGLE, "radii": [1, "2.5"]}},
    "attack": {"parameters": {**TRIANGLE, "eps": 2}},
}


def drawn(name: str) -> Axes:
    recipe = read_recipe({"kind": name, **EXAMPLES[name]})
    ax = Figure().subplots()
    KINDS[recipe["kind"]](ax, **recipe["arguments"])
    return ax


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_draws(name: str) -> None:
    assert name in draw.__all__
    ax = drawn(name)
    ax.figure.canvas.draw()
    assert ax.lines or ax.patches or ax.collections


def test_arguments_arrive() -> None:
    slopes = drawn("losses")
    assert slopes.get_xlim() == (-2.0, 2.5) and slopes.get_ylabel() == "slope"
    assert "REFUTED" in drawn("simplex").get_title()
    assert drawn("noise_excess").get_xlim() == (0.0, 0.5)
    assert drawn("robust_risk").get_xlim() == (1.0, 2.5)
