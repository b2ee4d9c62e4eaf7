"""Cuts and witnesses that move with the parameter: whole ranges of kinked families, against a grid of scores."""

from __future__ import annotations

from fractions import Fraction

import pytest

import losstheory as lt
from losstheory.claims import check
from losstheory.formulas.constants import bounds
from losstheory.formulas.tree import number
from losstheory.losses.catalogue import catalogue
from losstheory.losses.open_parameters import open_formulas
from losstheory.theory.phase import phase_diagram
from losstheory.theory.phase.covering import moving_covers
from losstheory.theory.phase.moving import Moving
from losstheory.theory.phase.settings import named_property
from losstheory.theory.phase.throughout import Throughout
from losstheory.theory.views import expression_pieces


def moving(family: str, claimed: str, low: int, high: int, *values: str) -> Moving:
    chosen = catalogue[family]
    label = chosen.parameters[0].name
    formulas = open_formulas(chosen, {}, (label,))
    ranges = ((label, number(low), number(high)),)
    statement = Throughout(named_property(claimed, chosen), chosen.form, formulas, ranges, True)
    return Moving(statement, tuple({label: Fraction(x)} for x in values))


def test_cuts_are_functions_of_the_parameter():
    found = moving("tukey", "calibrated", 1, 2, "5/4", "3/2", "7/4", "9/8")
    cuts = found.cuts(lambda member: expression_pieces(member, 0))
    assert [found.at(cut, 1) for cut in cuts] == [Fraction(-1, 2), 1, Fraction(5, 2)]
    assert [found.at(cut, 2) for cut in cuts] == [Fraction(-3, 4), 1, Fraction(11, 4)]
    assert all(found.at(place, 0) is not None for place in found.places(cuts, "-oo", "oo"))


def test_a_cut_that_is_there_for_some_members_alone_has_no_function():
    assert moving("tukey", "calibrated", 0, 2, "1/2", "3/2").cuts(lambda m: expression_pieces(m, 0)) is not None
    kinked = lt.family("max(t**2 + a, 0)", a=(-1, 1))
    formulas = open_formulas(kinked, {}, ("a",))
    ranges = (("a", number(-1), number(1)),)
    statement = Throughout(named_property("convex", kinked), kinked.form, formulas, ranges, True)
    found = Moving(statement, ({"a": Fraction(-1, 2)}, {"a": Fraction(1, 2)}))
    assert found.own_cuts() is None


def test_covers_say_nothing_of_a_loss_that_is_not_calibrated():
    assert not list(moving_covers(moving("linex", "calibrated", 0, 1, "1/8", "1/4")))


HALF = Fraction(1, 2)
DIAGRAMS = [
    ("tukey", "calibrated", {"c": (HALF, 1)}, (("[1/2, 1]", "holds"),)),
    ("tukey", "convex", {}, (("(0, oo)", "fails"),)),
    ("tukey", "nonincreasing", {}, (("(0, oo)", "fails"),)),
    ("clipped_hinge", "calibrated", {"s": (0, HALF)}, (("[0, 1/2]", "holds"),)),
    ("clipped_hinge", "symmetric", {}, (("(-oo, -1)", "fails"), ("{-1}", "holds"), ("(-1, 1)", "fails"))),
    ("p_hinge", "convex", {}, (("[1, oo)", "holds"),)),
    ("p_hinge", "nonincreasing", {}, (("[1, oo)", "holds"),)),
    ("alpha_loss", "symmetric", {}, (("(0, oo)", "fails"),)),
    ("comp_sum", "convex", {}, (("[0, 2]", "holds"), ("(2, oo)", "fails"))),
    ("comp_sum", "symmetric", {}, (("[0, 2)", "fails"), ("{2}", "holds"), ("(2, oo)", "fails"))),
    ("shifted_hinge", "differentiable_at_centre", {}, (("{0}", "fails"), ("(0, oo)", "holds"))),
    ("label_smoothing", "strictly_proper", {}, (("{0}", "holds"), ("(0, 1]", "fails"))),
]


@pytest.mark.parametrize(
    ("family", "claimed", "settings", "regions"), DIAGRAMS, ids=lambda x: x if isinstance(x, str) else ""
)
def test_whole_ranges_are_decided_with_exact_thresholds(family, claimed, settings, regions):
    diagram = phase_diagram(family, claimed, **settings)
    assert diagram.regions == regions
    assert all(check(cell.verdict.statement, cell.verdict) for cell in diagram.cells)


def tukey(t: float, c: float) -> float:
    return 1 - (1 - ((1 - t) / c) ** 2) ** 3 if abs(1 - t) <= c else 1


def clipped(t: float, s: float) -> float:
    return min(1 - s, max(0, 1 - t))


@pytest.mark.parametrize(("phi", "values"), [(tukey, (0.2, 0.9, 1.1, 3, 30)), (clipped, (-5, -1, 0.1, 0.9))])
def test_the_scan_agrees_that_these_losses_are_calibrated(phi, values):
    scores = [k / 40 for k in range(2000)]
    for value in values:
        for eta in (0.51, 0.75, 1):
            right = min(eta * phi(s, value) + (1 - eta) * phi(-s, value) for s in scores)
            wrong = min(eta * phi(-s, value) + (1 - eta) * phi(s, value) for s in scores)
            assert right < wrong


def test_a_tail_that_is_integrable_is_bounded_below():
    """phi' = -1 up to 1 and -t^-k beyond: bounded below for k > 1; calibrated, as phi is convex with phi'(0) < 0."""
    tail = "Piecewise((1/(k - 1)*t**(1 - k), t >= 1), (1/(k - 1) + 1 - t, True))"
    above = lt.family(tail, k=(Fraction(11, 10), 5))
    below = lt.family(tail, k=(0, Fraction(9, 10)))
    for claimed in ("convex", "calibrated", "bounded_below"):
        assert phase_diagram(above, claimed).regions == (("[11/10, 5]", "holds"),)
    assert phase_diagram(below, "bounded_below").regions == (("[0, 9/10]", "fails"),)


def test_a_member_that_is_not_defined_is_a_cell_of_its_own():
    family = lt.family("a*t**2/(a - 1)", a=(0, 2))
    diagram = phase_diagram(family, "convex")
    (hole,) = [cell for cell in diagram.cells if cell.answer == "undecided"]
    assert hole.is_point and bounds(hole.lower) == (1, 1) and "not defined" in hole.verdict.reason
    assert [answer for _, answer in diagram.regions] == ["holds", "fails", "undecided", "holds"]
