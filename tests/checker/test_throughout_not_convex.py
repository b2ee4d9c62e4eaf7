"""What is convex for no value of the parameter is strictly or strongly convex for none, by the same witness."""

from __future__ import annotations

from dataclasses import replace

import pytest

from losstheory.checker import Reject, check_certificate
from losstheory.claims import check
from losstheory.theory.phase import phase_diagram
from tests.checker.test_throughout import ACCEPTED, REJECTED, Row, label

STRICTER = ("strictly_convex", "strongly_convex")
BENT = ("negative curvature", "slope that falls at a cut")
NOT_STRICTLY, NOT_SHOWN = (
    [replace(row, claimed=name) for name in STRICTER for row in rows if row.claimed == "convex" and row.rule in BENT]
    for rows in (ACCEPTED, REJECTED)
)


@pytest.mark.parametrize("row", NOT_STRICTLY, ids=label)
def test_accepts(row: Row) -> None:
    assert check_certificate(row.certificate()).rule == row.rule


@pytest.mark.parametrize("row", NOT_SHOWN, ids=label)
def test_rejects(row: Row) -> None:
    with pytest.raises(Reject):
        check_certificate(row.certificate())


def test_gce_is_strictly_convex_below_one_and_nowhere_else():
    """The second derivative of (1 - p^q)/q is (1 - q) p^(q - 2)."""
    diagram = phase_diagram("gce", "strictly_convex")
    assert diagram.regions == (("(0, 1)", "holds"), ("[1, oo)", "fails"))
    assert all(check(cell.verdict.statement, cell.verdict) for cell in diagram.cells)


def test_powers_of_the_forecast_are_lipschitz_from_exponent_one_on():
    """The slope of (1 - p^q)/q is -p^(q - 1), bounded on (0, 1) if and only if q >= 1."""
    diagram = phase_diagram("gce", "lipschitz")
    assert diagram.regions == (("(0, 1)", "fails"), ("[1, oo)", "holds"))
    assert all(check(cell.verdict.statement, cell.verdict) for cell in diagram.cells)
