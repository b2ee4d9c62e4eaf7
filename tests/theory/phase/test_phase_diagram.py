"""Phase diagrams: the thresholds of the literature come out exact, and every cell replays and agrees with a scan."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import pytest

import losstheory as lt
from losstheory.claims import check
from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.families import ParameterError
from losstheory.theory.phase import PhaseDiagram, phase_diagram

KNOWN = [
    ("poly1_margin", "convex", {}, (("(-oo, -1)", "fails"), ("[-1, 1]", "holds"), ("(1, oo)", "fails"))),
    ("poly1", "proper", {}, (("(-oo, 0)", "fails"), ("{0}", "holds"), ("(0, oo)", "fails"))),
    ("focal", "proper", {}, (("{0}", "holds"), ("(0, oo)", "fails"))),
    ("alpha_loss", "convex", {}, (("(0, 1]", "holds"), ("(1, oo)", "fails"))),
    ("linex", "calibrated", {"a": 1}, (("(0, 1)", "holds"), ("[1, oo)", "fails"))),
    ("rho_margin", "convex", {}, (("(0, oo)", "fails"),)),
    ("shifted_hinge", "calibrated", {}, (("{0}", "fails"), ("(0, oo)", "holds"))),
    ("label_smoothing", "proper", {}, (("{0}", "holds"), ("(0, 1]", "fails"))),
    ("cost_hinge", "calibrated", {}, (("(0, 1)", "fails"), ("{1}", "holds"), ("(1, oo)", "fails"))),
]


def replays(diagram: PhaseDiagram) -> bool:
    """Every decided cell has a certificate that the checker accepts."""
    decided = [cell for cell in diagram.cells if cell.answer != "undecided"]
    return bool(decided) and all(check(cell.verdict.statement, cell.verdict) for cell in decided)


@pytest.mark.parametrize(
    ("family", "claimed", "settings", "regions"), KNOWN, ids=lambda x: x if isinstance(x, str) else ""
)
def test_thresholds_of_the_literature(family, claimed, settings, regions):
    diagram = phase_diagram(family, claimed, **settings)
    assert diagram.regions == regions
    assert replays(diagram)


def test_poly1_is_calibrated_above_minus_two_and_not_at_it():
    diagram = phase_diagram("poly1_margin", "calibrated", epsilon=(-3, 1))
    assert diagram.regions == (("[-3, -2]", "fails"), ("(-2, 1]", "holds"))
    assert [x.value for x in diagram.thresholds] == [-2]


def test_a_family_of_one_s_own_with_an_algebraic_threshold():
    """t^4 + a t^3 + t^2 is convex if and only if 12 t^2 + 6 a t + 2 has no two zeros: 3 a^2 <= 8."""
    diagram = phase_diagram(lt.family("t**4 + a*t**3 + t**2", a=(0, 3)), "convex")
    assert [answer for _, answer in diagram.regions] == ["holds", "fails"]
    (threshold,) = diagram.thresholds
    assert str(threshold) in ("2*sqrt(6)/3", "2/3*sqrt(6)") or abs(_float(threshold) - math.sqrt(8 / 3)) < 1e-12
    assert replays(diagram)


def _float(tree):
    from losstheory.formulas.constants import bounds

    low, high = bounds(tree)
    return float((low + high) / 2)


def test_kinks_that_move_with_the_parameter():
    """max(0, 1 - t) + b max(0, -1 - t) is convex for b >= -0, and its slope at -1 falls for b < 0."""
    diagram = phase_diagram(
        lt.family("max(0, 1 - t) + b*max(0, -c - t)", b=(-1, 1), c=(1, 2)), "convex", c=1, b=(-1, 1)
    )
    assert diagram.regions == (("[-1, 0)", "fails"), ("[0, 1]", "holds"))
    moving = phase_diagram(lt.family("max(0, c - t) - max(0, -c - t)", c=(1, 3)), "convex")
    assert moving.regions == (("[1, 3]", "fails"),)


def poly1(t, e):
    return math.log(1 + math.exp(-t)) + e / (1 + math.exp(t))


def two_exponentials(t, b):
    return math.exp(-t) + b * math.exp(t)


@pytest.mark.parametrize(
    ("text", "function", "ranges", "claimed"),
    [
        ("log(1 + exp(-t)) + e/(1 + exp(t))", poly1, {"e": (-3, 3)}, "convex"),
        ("exp(-t) + b*exp(t)", two_exponentials, {"b": (-1, 2)}, "calibrated"),
    ],
)
def test_cells_agree_with_a_brute_force_scan(text, function, ranges, claimed):
    diagram = phase_diagram(lt.family(text, **ranges), claimed)
    oracle = {"convex": _convex_by_scan, "calibrated": _calibrated_by_scan}[claimed]
    compared = 0
    for cell in diagram.cells:
        if cell.answer == "undecided" or cell.is_point:
            continue
        low, high = _float(cell.lower), _float(cell.upper)
        for k in (0.1, 0.5, 0.9):
            value = low + k * (high - low)
            assert oracle(lambda t, value=value: function(t, value)) is (cell.answer == "holds")
            compared += 1
    assert compared >= 4


def _convex_by_scan(phi):
    grid = [k / 10 for k in range(-150, 151)]
    return all(phi(t - 0.05) + phi(t + 0.05) - 2 * phi(t) > -1e-13 for t in grid)


def _calibrated_by_scan(phi):
    grid = [k / 50 for k in range(401)] + [k / 5_000 for k in range(1, 200)]
    for eta in (0.51, 0.8):
        right = min(eta * phi(s) + (1 - eta) * phi(-s) for s in grid)
        wrong = min(eta * phi(-s) + (1 - eta) * phi(s) for s in grid)
        if wrong <= right + 1e-12:
            return False
    return True


def test_text_json_and_html_say_the_same():
    diagram = phase_diagram("rho_margin", "convex")
    assert str(diagram).splitlines() == ["convex of rho_margin, by rho", "  (0, oo)  fails"]
    data = json.loads(json.dumps(diagram.to_json()))
    assert data["schema"] == "losstheory/phase_diagram/1"
    assert data["regions"] == [{"range": "(0, oo)", "answer": "fails"}]
    assert data["cells"][0]["verdict"]["checked"] is True
    assert "<td>(0, oo)</td><td>fails</td>" in diagram._repr_html_()
    assert diagram.where("fails") == ("(0, oo)",) and diagram.where("holds") == ()


def test_without_work_a_range_stays_open_with_its_reason():
    diagram = phase_diagram("gce_margin", "calibrated", q=(1, 2), budget=1)
    inner = [cell for cell in diagram.cells if not cell.is_point]
    assert inner and all(cell.answer == "undecided" and cell.verdict.reason for cell in inner)


@pytest.mark.parametrize(
    ("family", "claimed", "settings", "error", "because"),
    [
        ("poly1_margin", "conveks", {}, LossTheoryError, "no property 'conveks'"),
        ("poly1_margin", "proper", {}, LossTheoryError, "not a property of a margin loss"),
        ("hinge", "convex", {}, ParameterError, "single loss without parameters"),
        (3, "convex", {}, ParameterError, "expected a family"),
        ("linex", "convex", {}, ParameterError, "one parameter of linex runs"),
        ("linex", "convex", {"a": 1, "c": 2}, ParameterError, "no parameter 'c'"),
        ("linex", "convex", {"a": -1}, ParameterError, "must be a rational in"),
        ("focal", "proper", {"gamma": (-1, 2)}, ParameterError, "must be a rational in"),
        ("focal", "proper", {"gamma": (2, 1)}, ParameterError, "must increase"),
        ("focal", "proper", {"gamma": (0, 0.5)}, ParameterError, "write it exactly"),
        ("focal", "proper", {"gamma": (0, 1, 2)}, ParameterError, "must be \\(least, greatest\\)"),
        ("taylor_log", "proper", {}, ParameterError, "one by one"),
        ("focal", "proper", {"width": Fraction(-1)}, ParameterError, "width must be"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_reason(family, claimed, settings, error, because):
    with pytest.raises(error, match=because):
        phase_diagram(family, claimed, **settings)
