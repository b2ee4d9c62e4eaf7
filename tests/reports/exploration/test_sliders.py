"""The sliders without a browser: their values are set, and what is shown follows."""

from __future__ import annotations

import asyncio
import sys
from fractions import Fraction
from typing import Any

import pytest

from losstheory.claims import Status
from losstheory.reports.exploration import Explorer, explore
from losstheory.reports.exploration.explorer import INSTALL

ipywidgets = pytest.importorskip("ipywidgets")


def shown(explorer: Explorer) -> Any:
    from losstheory.reports.exploration.sliders import panel

    return panel(explorer)


def test_a_slider_moves_pictures_and_verdicts_together() -> None:
    explorer = explore("poly1_margin", properties=["convex"], epsilon=(-3, 3))
    epsilon, eta, row, verdicts, pictures = shown(explorer).children
    button, progress = row.children
    assert "PROVED" in verdicts.value and "poly1_margin(epsilon=1)" in pictures.value
    button.click()
    assert progress.value == progress.max == 1 and progress.layout.visibility == "hidden" and not button.disabled
    before = pictures.value
    epsilon.value = Fraction(3, 2)
    assert "REFUTED" in verdicts.value and "epsilon=3/2" in pictures.value and pictures.value != before
    before, told = pictures.value, verdicts.value
    eta.value = Fraction(1, 4)
    assert "η = 1/4" in pictures.value and pictures.value != before and verdicts.value == told


def test_positions_are_exact() -> None:
    epsilon, *_ = shown(explore("poly1_margin", properties=["convex"], epsilon=(-1, 1))).children
    assert all(type(value) is Fraction for _, value in epsilon.options)
    assert Fraction(1, 20) in dict(epsilon.options).values()


def test_with_a_diagram_no_move_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = explore("poly1_margin", properties=["convex"], epsilon=(-3, 3))
    epsilon, _, row, verdicts, _ = shown(explorer).children
    row.children[0].click()
    monkeypatch.setattr("losstheory.reports.exploration.board.decide", None)
    for value in (Fraction(-2), Fraction(1, 2), Fraction(2)):
        epsilon.value = value
        assert ("PROVED" in verdicts.value.split("</style>")[1]) == (abs(value) <= 1)


def test_a_slider_that_rests_decides_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("losstheory.reports.exploration.sliders.REST", 0.05)
    explorer = explore("beta", properties=["proper"], b=2)
    a, _, row, verdicts, _ = shown(explorer).children
    assert row.children[0].disabled

    async def slide() -> None:
        for value in (3, 4, 5):
            a.value = Fraction(value)
            assert "not decided yet" in verdicts.value
        await asyncio.sleep(0.5)

    asyncio.run(slide())
    assert "PROVED" in verdicts.value.split("</style>")[1]
    assert explorer.move(a=5).verdicts["proper"].status is Status.PROVED
    assert explorer.move(a=4).verdicts["proper"].status is None


def test_a_move_comes_before_the_next_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("losstheory.reports.exploration.sliders.REST", 0.01)
    monkeypatch.setattr("losstheory.reports.exploration.sliders.BREATH", 5)
    explorer = explore("p_hinge", properties=["convex", "calibrated"], power=(1, 3))
    power, *_ = shown(explorer).children

    async def slide() -> None:
        for value in (Fraction(3, 2), Fraction(5, 2)):
            power.value = value
            while explorer.verdicts["convex"].status is None:
                await asyncio.sleep(0.01)
            assert explorer.verdicts["calibrated"].status is None

    asyncio.run(slide())
    assert explorer.move(power=Fraction(3, 2)).verdicts["calibrated"].status is None
    assert explorer.settle("calibrated").verdicts["calibrated"].status is Status.PROVED


def test_the_notebook_gets_the_sliders_and_a_page() -> None:
    data = explore("p_hinge", properties=["convex"])._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "<svg" in data["text/html"] and "PROVED" in data["text/html"] and INSTALL not in data["text/plain"]


def test_without_ipywidgets_there_is_a_page_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    monkeypatch.delitem(sys.modules, "losstheory.reports.exploration.sliders", raising=False)
    data = explore("p_hinge", properties=["convex"])._repr_mimebundle_()
    assert set(data) == {"text/plain", "text/html"}
    assert "<svg" in data["text/html"] and "losstheory[notebooks]" in data["text/html"]
