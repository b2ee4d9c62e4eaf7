"""Conditional risks: what is marked is what closed forms say."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from matplotlib.axes import Axes

import losstheory as lt
from losstheory.figures.curves import SpanError
from losstheory.figures.loss_curves import DrawingError
from losstheory.figures.risk_curve import estimate_sides, read_eta
from losstheory.theory import Calibrated


def words(ax: Axes) -> str:
    shown = ax.get_legend()
    assert shown is not None
    return " | ".join(text.get_text() for text in [shown.get_title(), *shown.get_texts(), *ax.texts])


def test_the_hinge_at_three_quarters(ax: Axes) -> None:
    lt.draw.conditional_risk("hinge", "3/4", ax=ax)
    text = words(ax)
    assert r"\eta = 3/4" in text
    assert r"\inf\, C = 0.5$ at $s = 1$" in text
    assert r"\inf_{\mathrm{wrong}}\, C = 1$ at $s = 0$" in text
    assert "gap $0.5$" in text


def test_an_infimum_at_infinity_is_an_arrow_head_not_a_minimiser(ax: Axes) -> None:
    lt.draw.conditional_risk("logistic", 1, ax=ax)
    assert r"\inf\, C = 0$ as $s \to \infty$" in words(ax)
    heads = [line for line in ax.get_lines() if line.get_marker() == ">"]
    assert [list(map(float, line.get_xydata()[0])) for line in heads] == [[3.0, 0.0]]  # type: ignore[index]
    assert heads[0].get_markerfacecolor() != heads[0].get_color()


def test_a_minimiser_outside_the_figure_is_an_arrow_head(ax: Axes) -> None:
    lt.draw.conditional_risk("logistic", "999/1000", ax=ax)
    assert r"at $s = 6.907$" in words(ax)
    assert ">" in [line.get_marker() for line in ax.get_lines()]


def test_unbounded_risks_say_so(ax: Axes) -> None:
    lt.draw.conditional_risk("unhinged", 0.7, ax=ax)
    assert r"\inf\, C = -\infty$ as $s \to \infty$" in words(ax)


def test_a_limit_at_a_jump_is_not_attained(ax: Axes) -> None:
    lt.draw.conditional_risk("Piecewise((1 - t, t <= 0), (t, True))", 1, ax=ax)
    assert r"\inf\, C = 0$ as $s \to 0$" in words(ax)


def test_nothing_is_wrong_at_one_half(ax: Axes) -> None:
    lt.draw.conditional_risk("exponential", "1/2", ax=ax)
    assert "wrong" not in words(ax)


@pytest.mark.parametrize("eta", ["2/5", Fraction(3, 5)])
def test_the_wrong_side_is_where_the_score_disagrees(eta: object, ax: Axes) -> None:
    lt.draw.conditional_risk("log", eta, ax=ax)
    shaded = next(patch for patch in ax.patches if patch.get_label() == "wrong side")
    box = shaded.get_extents().transformed(ax.transData.inverted())
    assert (box.x0, box.x1) == pytest.approx((0.5, 1.0) if eta == "2/5" else (0.0, 0.5))


@pytest.mark.parametrize("name", ["hinge", "logistic", "log", "brier", "ramp", "perceptron", "max(0, 1-t, 1-2*t)"])
def test_a_gap_for_every_eta_goes_with_the_verdict(name: str) -> None:
    loss = lt.loss(name)
    gaps = []
    for eta in map(Fraction, ("5/8", "1/4", "9/10")):
        best, wrong = estimate_sides(loss, eta)
        assert wrong is not None
        gaps.append(wrong.value - best.value)
    proved = lt.decide(Calibrated(loss)).status is lt.Status.PROVED
    assert (min(gaps) > 1e-6) == proved


@pytest.mark.parametrize("eta", [0.7, "7/10", "0.7", Fraction(7, 10)])
def test_eta_is_the_rational_that_is_written(eta: object) -> None:
    assert read_eta(eta) == Fraction(7, 10)  # type: ignore[arg-type]


@pytest.mark.parametrize("eta", [-0.1, "11/10", 2, math.nan, math.inf, "x", "1/0", None])
def test_eta_outside_the_unit_interval_is_refused(eta: object, ax: Axes) -> None:
    with pytest.raises(DrawingError, match=r"\[0, 1\]"):
        lt.draw.conditional_risk("hinge", eta, ax=ax)


def test_empty_spans_are_refused(ax: Axes) -> None:
    with pytest.raises(SpanError, match="finite and increasing"):
        lt.draw.conditional_risk("hinge", "3/4", ax=ax, span=(1, -1))
