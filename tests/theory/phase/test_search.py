"""A diagram that was found elsewhere keeps what the checker accepts here, for these values, and nothing else."""

from __future__ import annotations

import pickle
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from losstheory.claims import Status
from losstheory.losses.open_parameters import family
from losstheory.theory.phase import PhaseDiagram, confirm_diagram, phase_diagram

ASKED: list[tuple[tuple[str, str], dict[str, Any]]] = [
    (("poly1_margin", "convex"), {}),
    (("linex", "convex"), {"a": 1, "b": (1, 2)}),
    (("poly1", "convex"), {"classes": 3, "epsilon": (-1, 2)}),
]


def sent(diagram: PhaseDiagram) -> PhaseDiagram:
    """The same after it has been pickled."""
    return pickle.loads(pickle.dumps(diagram))


def answers(diagram: PhaseDiagram) -> list[str]:
    return [cell.answer for cell in diagram.cells]


@pytest.mark.parametrize(("arguments", "settings"), ASKED, ids=["thresholds", "closed range", "classes"])
def test_an_honest_diagram_is_the_same_and_a_flipped_one_is_open(arguments: Any, settings: Any) -> None:
    found = phase_diagram(*arguments, **settings)
    confirmed = confirm_diagram(sent(found), *arguments, **settings)
    assert str(confirmed) == str(found) and answers(confirmed) == answers(found)
    assert all(cell.verdict.checked for cell in confirmed.cells if cell.answer != "undecided")
    other = {"holds": "fails", "fails": "holds", "undecided": "undecided"}
    flipped = replace(found, cells=[replace(cell, answer=other[cell.answer]) for cell in found.cells])
    confirmed = confirm_diagram(flipped, *arguments, **settings)
    assert set(answers(confirmed)) == {"undecided"}
    reasons = [cell.verdict.reason or "" for cell in confirmed.cells]
    assert all("the checker does not accept the answer of a worker" in reason for reason in reasons)


def test_a_cell_is_not_shown_for_more_values_than_its_certificate() -> None:
    found = phase_diagram("poly1_margin", "convex")
    left, _, inner, *_ = found.cells
    wide = replace(found, cells=[replace(inner, lower=left.lower)])
    assert answers(wide) == ["holds"]
    assert answers(confirm_diagram(wide, "poly1_margin", "convex")) == ["undecided"]


def test_a_diagram_of_another_family_or_property_is_not_shown() -> None:
    poly1 = phase_diagram("poly1_margin", "convex")
    linex = confirm_diagram(poly1, "linex", "convex", a=1, b=(1, 2))
    calibrated = confirm_diagram(poly1, "poly1_margin", "calibrated")
    assert set(answers(linex)) == set(answers(calibrated)) == {"undecided"}


def test_a_cell_over_several_formulas_of_a_family_is_not_shown() -> None:
    """The formula of one value says nothing of values where the family is written otherwise."""
    asked: dict[str, Any] = {"classes": 3, "q": (Fraction(1, 2), 3)}
    found = phase_diagram("gce", "symmetric", **asked)
    inner = [cell for cell in found.cells if not cell.is_point]
    wide = replace(found, cells=[replace(inner[0], upper=inner[-1].upper)])
    (cell,) = confirm_diagram(wide, "gce", "symmetric", **asked).cells
    assert answers(wide) == ["fails"] and cell.answer == "undecided"
    assert "one formula only between 1 and 3" in (cell.verdict.reason or "")


def test_a_typed_family_is_replayed_too() -> None:
    typed = family("max(0, 1 - t) + b*max(0, -1 - t)", b=(-1, 1))
    found = phase_diagram(typed, "convex")
    confirmed = confirm_diagram(sent(found), typed, "convex")
    assert str(confirmed) == str(found)
    assert {cell.verdict.status for cell in confirmed.cells} <= {Status.PROVED, Status.REFUTED}
