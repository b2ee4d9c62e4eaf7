"""An explorer tells at each place what the diagrams and the checker tell, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import losstheory as lt
from losstheory.claims import Status
from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.families import ParameterError
from losstheory.reports.answers import Answers
from losstheory.reports.exploration import Explorer, explore
from losstheory.reports.html.plots import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH
from losstheory.theory.phase import PhaseDiagram


@pytest.fixture(scope="module")
def poly1() -> Explorer:
    found = explore("poly1_margin", properties=["convex"], epsilon=(-3, 3))
    found.decide()
    return found


def test_nothing_is_told_before_it_is_decided() -> None:
    found = explore("poly1_margin", properties=["convex"])
    assert found.verdicts["convex"].status is None
    assert found.settle().verdicts["convex"].status is Status.PROVED
    assert found.move(epsilon=2).verdicts["convex"].status is None


def test_at_each_position_the_diagram_agrees_with_a_decision_about_the_loss(poly1: Explorer) -> None:
    """poly1 is convex exactly on [-1, 1]."""
    for value in map(Fraction, ("-3", "-11/10", "-1", "-9/10", "0", "1", "11/10", "3")):
        told = poly1.move(epsilon=value).verdicts["convex"].status
        assert told is (Status.PROVED if abs(value) <= 1 else Status.REFUTED)
        assert told is lt.decide(lt.Convex(poly1.loss)).status


def test_the_diagram_is_a_partition_of_the_slider(poly1: Explorer) -> None:
    diagram = poly1.diagrams["convex"]
    assert isinstance(diagram, PhaseDiagram)
    for value in poly1.tracks["epsilon"].positions:
        assert sum(value == cell.lower.value for cell in diagram.cells if cell.is_point) <= 1  # type: ignore[union-attr]
        assert diagram.at(value) is not None
    assert diagram.at(-4) is None and diagram.at(Fraction(31, 10)) is None


def test_an_irrational_threshold_separates_positions() -> None:
    """t^4 + a t^3 + t^2 is convex if and only if 3 a^2 <= 8, that is a <= 1.632993..."""
    family = lt.family("t**4 + a*t**3 + t**2", a=(0, 3))
    diagram = lt.phase_diagram(family, "convex")
    below, above = (diagram.at(Fraction(x)) for x in ("1.63299316185", "1.63299316186"))
    assert below is not None and above is not None
    assert (below.answer, above.answer) == ("holds", "fails")


def test_where_a_diagram_is_open_the_answer_is_undecided_with_a_reason() -> None:
    found = explore("linex", properties=["calibrated"], a=1, b=(0, 2), budget=1)
    found.decide()
    diagram = found.diagrams["calibrated"]
    assert isinstance(diagram, PhaseDiagram)
    cell = next(cell for cell in diagram.cells if cell.answer == "undecided" and not cell.is_point)
    low, high = (Fraction(str(end)) for end in (cell.lower, cell.upper))
    told = found.move(b=(low + high) / 2).settle().verdicts["calibrated"]
    assert told.status is Status.UNDECIDED and told.reason and cell.range in told.where
    assert 'class="undecided"' in found.table()


def test_another_parameter_takes_another_diagram() -> None:
    found = explore("linex", properties=["convex"], a=(1, 3), b=(1, 2, Fraction(1, 2)))
    found.decide()
    assert found.verdicts["convex"].status is not None
    found.move(b=2)
    assert found.along == "b" and found.diagrams["convex"] is None and found.verdicts["convex"].status is None
    found.move(b=1)
    assert found.verdicts["convex"].where.startswith("a")


def test_a_number_has_no_diagram_and_is_decided_for_each_loss(tmp_path: Path) -> None:
    answers = Answers.within(tmp_path)
    found = explore("beta", properties=["proper"], b=2, answers=answers)
    with pytest.raises(ParameterError, match="settle"):
        found.decide()
    assert found.move(a=3).settle().verdicts["proper"].status is Status.PROVED
    again = explore("beta", properties=["proper"], b=2, answers=answers).move(a=3)
    assert answers.answer(again.board.statements["proper"](again.loss)).kept


def test_an_executor_makes_the_same_diagrams(poly1: Explorer) -> None:
    done = []
    with ThreadPoolExecutor(1) as executor:
        found = explore("poly1_margin", properties=["convex"], epsilon=(-3, 3), executor=executor)
        assert len(found.decide(on_done=done.append).pending) == 1
    diagram, expected = found.diagrams["convex"], poly1.diagrams["convex"]
    assert isinstance(diagram, PhaseDiagram) and isinstance(expected, PhaseDiagram)
    assert done == ["convex"] and diagram.regions == expected.regions
    assert len(found.decide().pending) == 1


class Lying(Executor):
    """Answers for another range."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        found = fn(*args, **kwargs)
        swapped = [replace(cell, answer="holds", verdict=found.cells[1].verdict) for cell in found.cells]
        future.set_result(replace(found, cells=swapped))
        return future


def test_what_a_worker_says_is_replayed_here() -> None:
    """A worker that says "holds" everywhere is believed where its certificate holds, and nowhere else."""
    found = explore("poly1_margin", properties=["convex"], epsilon=(-1, 2), executor=Lying()).decide()
    (future,) = found.pending
    for diagram in (found.diagrams["convex"], future.result()):
        assert isinstance(diagram, PhaseDiagram)
        assert [(cell.range, cell.answer) for cell in diagram.cells if cell.answer != "undecided"] == [
            ("(-1, 1)", "holds")
        ]
    assert found.move(epsilon=Fraction(3, 2)).verdicts["convex"].status is Status.UNDECIDED
    assert found.move(epsilon=0).verdicts["convex"].status is Status.PROVED


class Keeping(Executor):
    """Begins nothing."""

    def __init__(self) -> None:
        self.kept: list[Future[Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.kept.append(Future())
        return self.kept[-1]


def test_a_diagram_in_the_background_can_be_cancelled_at_both_ends() -> None:
    executor = Keeping()
    found = explore("poly1_margin", properties=["convex", "calibrated"], epsilon=(-1, 2), executor=executor).decide()
    found.pending[0].cancel()
    executor.kept[1].cancel()
    assert [future.cancelled() for future in (*found.pending, *executor.kept)] == [True] * 4
    assert found.verdicts["convex"].status is None


def test_three_classes_have_a_simplex_with_a_law() -> None:
    """Cross-entropy puts the most probable class first, whatever the law."""
    found = explore("label_smoothing", classes=3, properties=["calibrated"])
    for first, share in ((Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 10), Fraction(1, 4))):
        found.move(p1=first, share=share)
        law = found.law.p
        assert law is not None and sum(law) == 1 and min(law) > 0
        shown = found.pictures()
        assert f"class {law.index(max(law)) + 1} comes first" in shown
        assert shown.count("<path") > 81


def test_a_slider_of_whole_numbers_stops_where_the_losses_do() -> None:
    found = explore("ldr_top", classes=3)
    assert [str(k) for k in found.tracks["k"].positions] == ["1", "2", "3"]
    assert "there is no picture" not in found.move(k=3).pictures()


@pytest.mark.parametrize("name", ["ldr_l2", "gce", "lee_lin_wahba"])
def test_the_losses_of_three_classes_are_drawn_where_they_are(name: str) -> None:
    found = explore(name, classes=3)
    losses = lt.to_numpy(found.loss)
    x = np.linspace(-3, 3, 7)
    others = -x / 2 if name == "lee_lin_wahba" else 0 * x
    scores = np.stack([x, others, others], axis=-1)
    values = np.stack([losses(scores, np.full(7, k)) for k in (0, 1)])
    drawn = re.findall(r'<path d="([^"]*)" class="curve', found.pictures())
    places = [np.array(re.findall(r"[ML]([-\d.]+) ([-\d.]+)", path), dtype=float) for path in drawn[:2]]
    heights = np.stack([np.interp(LEFT + (WIDTH - LEFT - RIGHT) * (x + 3) / 6, *place.T) for place in places])
    seen = (heights > TOP) & (heights < HEIGHT - BOTTOM)
    slope, base = np.polyfit(values[seen], heights[seen], 1)
    assert slope < 0 and seen.sum() >= 8
    assert np.abs(slope * values[seen] + base - heights[seen]).max() < 0.5


def test_a_place_without_a_loss_says_so() -> None:
    found = explore("entmax", classes=3, properties=["convex"])
    shown = found.move(alpha=Fraction(8, 5)).settle().pictures()
    assert "there is no picture" in shown and "<svg" not in shown
    assert found.verdicts["convex"].status is None


@pytest.mark.parametrize(
    ("family", "places", "circles"), [("poly1_margin", {"eta": "3/4"}, 3), ("huber", {}, 0), ("gce", {"eta": "1/2"}, 2)]
)
def test_the_pictures_mark_the_least_risks_and_psi(family: str, places: dict[str, str], circles: int) -> None:
    found = explore(family, properties=["convex"])
    shown = found.move(**{name: Fraction(value) for name, value in places.items()}).pictures()
    assert shown.count('class="dot"') == circles
    assert shown.count("<figure") == (3 if places else 1)


def test_the_page_escapes_what_somebody_typed() -> None:
    found = explore(lt.family("max(0, 1 - t) + b*t", name="<b>&", b=(0, 1)), properties=["convex"])
    assert "&lt;b&gt;&amp;" in found._repr_html_() and "<b>" not in found._repr_html_()


def test_the_bar_shows_each_answer_to_scale(poly1: Explorer) -> None:
    poly1.move(epsilon=0)
    drawn = [
        (kind, float(width))
        for width, kind in re.findall(r'width="([\d.]+)" height="9" class="(\w+)"', poly1.table())
        if float(width) > 1
    ]
    total = {kind: sum(width for found, width in drawn if found == kind) for kind in ("holds", "fails")}
    assert total["holds"] == pytest.approx(80, abs=1) and total["fails"] == pytest.approx(160, abs=1)
    assert 'd="M120.00' in poly1.table()


def test_the_paper_version_is_drawn_by_the_figures() -> None:
    pytest.importorskip("matplotlib")
    found = explore("shifted_hinge", properties=["convex"])
    found.decide()
    loss, risk, psi, diagram = found.figure().axes
    assert (loss.get_ylabel(), risk.get_ylabel(), diagram.get_xlabel()) == ("loss", "conditional risk", "rho")
    assert "psi" in psi.get_ylabel()


def test_what_is_not_there_is_refused(poly1: Explorer) -> None:
    with pytest.raises(ParameterError, match="no slider 'tau'"):
        poly1.move(tau=1)
    with pytest.raises(ParameterError, match="Fraction"):
        poly1.move(epsilon=0.5)
    with pytest.raises(ParameterError, match="eta"):
        poly1.move(eta=2)
    with pytest.raises(ParameterError, match="no parameter 'tau'"):
        explore("poly1_margin", tau=1)
    with pytest.raises(ParameterError, match="all parameters"):
        explore("poly1_margin", epsilon=1)
    with pytest.raises(LossTheoryError, match="no property 'good'"):
        explore("poly1_margin", properties=["good"])
    with pytest.raises(ParameterError, match="single loss"):
        explore("hinge")
    with pytest.raises(LossTheoryError, match="not among"):
        poly1.decide("proper")
