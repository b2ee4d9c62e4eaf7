"""Figures of the report: points where the formulas are, gaps at jumps, nothing where there is nothing to draw."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from losstheory.figures.curves import Curve
from losstheory.losses import MarginLoss, margin, probability, residual
from losstheory.losses.loss import Loss
from losstheory.losses.multiclass import multiclass
from losstheory.losses.simplex import simplex_loss
from losstheory.reports.html.figures import loss_figures, statement_figure
from losstheory.reports.html.plots import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Plot, draw, round_numbers
from losstheory.theory import Calibrated, Less
from losstheory.theory.views import domain

NOTHING = np.empty((0, 2))


def points(markup: str) -> list[tuple[float, float]]:
    """The places of the first curve."""
    (path, *_) = re.findall(r'<path d="([^"]*)"', markup)
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([-\d.e]+) ([-\d.e]+)", path)]


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<div>{markup}</div>")


def test_a_line_goes_from_corner_to_corner() -> None:
    x = np.linspace(0, 1, 5)
    shown = points(draw(Plot("line", [("f", Curve(x, x, NOTHING, NOTHING))], (0, 1), "x")))
    (left, bottom), (right, top) = shown[0], shown[-1]
    assert (left, right) == (LEFT, WIDTH - RIGHT)
    assert TOP < top < TOP + 12 and HEIGHT - BOTTOM - 12 < bottom < HEIGHT - BOTTOM
    assert {round((bottom - y) / (x - left), 2) for x, y in shown[1:]} == {round((bottom - top) / (right - left), 2)}


def test_a_jump_is_a_gap_with_a_ring() -> None:
    shown = loss_figures(margin.ZERO_ONE)
    assert re.findall(r'<path d="([^"]*)"', shown)[0].count("M") == 2
    assert 'class="ring c0"' in shown and 'class="point c0"' in shown


@pytest.mark.parametrize(
    ("loss", "figures"),
    [
        (margin.HINGE, 2),
        (probability.LOG, 2),
        (residual.SQUARED_ERROR, 1),
        (multiclass("ce", classes=4), 1),
        (multiclass("nce", classes=3), 1),
        (simplex_loss("-log(q)", classes=3), 1),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_every_kind_of_loss_has_its_figures(loss: Loss, figures: int) -> None:
    root = parsed(loss_figures(loss))
    assert len(root.findall("figure")) == figures
    assert all(figure.find("svg/title") is not None and figure.find("figcaption") is not None for figure in root)


def test_the_place_of_a_violation_is_marked() -> None:
    form = Less("t**2", "t + 1", "t").to_json()
    assert statement_figure(form, None, {"at": "3"}).count('class="dot"') == 2
    assert statement_figure(form, None, None).count('class="dot"') == 0


def test_a_refuted_loss_shows_its_risk_where_the_witness_says() -> None:
    perceptron = Calibrated(margin.PERCEPTRON).to_json()
    assert "η</i> = 3/4" in statement_figure(perceptron, margin.PERCEPTRON, {"eta": "3/4", "t": "0"})
    assert statement_figure(perceptron, margin.PERCEPTRON, {"eta": "<script>"}) == ""


@pytest.mark.parametrize("formula", ["1e300*1e300*t**2", "1e40", "exp(1e9 + t**2)"])
def test_values_that_cannot_be_told_apart_have_no_figure_or_one_without_numbers_that_are_none(formula: str) -> None:
    loss = MarginLoss("huge", formula)
    assert domain(loss) == ("-oo", "oo")
    assert not re.search(r"\b(nan|inf)\b", loss_figures(loss))


@pytest.mark.parametrize(("low", "high"), [(-3, 3), (0, 1), (1e-12, 3e-12), (-1e9, 7e9), (0.1, 0.11)])
def test_ticks_are_few_round_and_inside(low: float, high: float) -> None:
    ticks = round_numbers(low, high)
    assert 2 <= len(ticks) <= 6 and all(low - 1e-9 * (high - low) <= tick <= high * (1 + 1e-9) for tick in ticks)
    digits = {f"{abs(b - a):e}"[0] for a, b in zip(ticks, ticks[1:], strict=False)}
    assert digits <= {"1", "2", "5", "9", "4"}
