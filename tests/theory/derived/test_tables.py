"""Tables: against closed forms and scans, their certificates, and what they refuse."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest

from losstheory.claims import Status, check
from losstheory.losses.catalogue import catalogue
from losstheory.losses.loss import LossError
from losstheory.losses.typed import loss
from losstheory.numeric import to_numpy
from losstheory.rigor import decide
from losstheory.theory.derived.tables import (
    POINTS,
    TABLES,
    BayesRiskTable,
    CalibrationFunctionTable,
    FunctionTable,
    LinkTable,
    PsiTable,
    table,
)

WIDTH = Fraction(1, 1000)
LOSSES = {
    "probit": ("-log((1 + erf(t/sqrt(2)))/2)",),
    "exp and logistic": ("exp(-t) + log(1 + exp(-t))",),
    "ldam": ("log(1 + exp(-t))", "log(1 + exp(1 + t))"),
    "focal": ("-(1 - p)**2*log(p)", "-p**2*log(1 - p)"),
    "focal of a score": ("log(1 + exp(-t))/(1 + exp(t))**2",),
}


def statement(verdict) -> FunctionTable:
    assert verdict is not None
    assert isinstance(verdict.statement, FunctionTable)
    return verdict.statement


def scanned(about, name, x):
    """The function at x from a dense grid."""
    s = np.linspace(1e-4, 1 - 1e-4, 40_001) if about.kind == "probability" else np.linspace(-20, 20, 80_001)
    centre = 0.5 if about.kind == "probability" else 0.0
    plus, minus = (to_numpy(tree)(s) for tree in about.partials)
    if name == "bayes_risk":
        return (x * plus + (1 - x) * minus).min()
    if name == "link":
        return s[(x * plus + (1 - x) * minus).argmin()]
    sides = (((1 + x) / 2, s <= centre + 1e-12), ((1 - x) / 2, s >= centre - 1e-12))
    risks = ((eta * plus + (1 - eta) * minus, wrong) for eta, wrong in sides)
    return min(risk[wrong].min() - risk.min() for risk, wrong in risks)


@pytest.mark.parametrize(
    ("term", "name"),
    [
        *(("probit", name) for name in TABLES),
        ("exp and logistic", "bayes_risk"),
        ("ldam", "calibration_function"),
        ("focal", "psi"),
        ("focal of a score", "link"),
    ],
)
def test_tables_hold_what_a_scan_finds(term, name):
    about = loss(*LOSSES[term])
    rows = statement(table(about, name)).value
    assert tuple(x for x, _, _ in rows) == POINTS
    room = 1e-3 if name == "link" else 1e-6
    for x, lower, upper in rows[::9]:
        assert upper - lower <= WIDTH
        assert float(lower) - room <= scanned(about, name, float(x)) <= float(upper) + room


def test_the_link_of_the_probit_loss_is_the_normal_quantile():
    rows = statement(table(loss(*LOSSES["probit"]), "link")).value
    for x, lower, upper in rows:
        quantile = mpmath.sqrt(2) * mpmath.erfinv(2 * mpmath.mpf(x.numerator) / x.denominator - 1)
        assert lower <= Fraction(str(quantile)) <= upper


def test_tables_of_the_logistic_loss_hold_its_closed_forms():
    about = catalogue.parse("logistic")
    risks, links = statement(table(about, "bayes_risk")).value, statement(table(about, "link")).value
    for (x, low, high), (_, left, right) in zip(risks, links, strict=True):
        eta = mpmath.mpf(x.numerator) / x.denominator
        assert low <= Fraction(str(-eta * mpmath.log(eta) - (1 - eta) * mpmath.log(1 - eta))) <= high
        assert left <= Fraction(str(mpmath.log(eta / (1 - eta)))) <= right
    for x, low, high in statement(table(about, "psi")).value:
        theta = mpmath.mpf(x.numerator) / x.denominator
        value = ((1 + theta) * mpmath.log(1 + theta) + (1 - theta) * mpmath.log(1 - theta)) / 2
        assert low <= Fraction(str(value)) <= high


def test_psi_is_tabulated_for_label_symmetric_losses():
    assert table(loss(*LOSSES["ldam"]), "psi") is None


def test_a_loss_that_is_not_convex_has_floors():
    """Correntropy has two wells: its infimum is bounded by a proof for every row."""
    about = loss("1 - exp(-(1 - t)**2/2)")
    rows = [("1/4", "21/100", "22/100"), ("3/4", "21/100", "22/100")]
    verdict = decide(BayesRiskTable(about, rows))
    assert verdict.status is Status.PROVED
    assert all("signs" in row for row in verdict.certificate["evidence"]["rows"])
    assert scanned(about, "bayes_risk", 0.25) == pytest.approx(0.2126, abs=1e-4)
    assert table(about, "link") is None


def test_a_loss_unbounded_below_has_rows_where_its_infimum_is_finite():
    rows = statement(table(loss("max(1 - t, (1 - t)/10)"), "bayes_risk")).value
    assert {x for x, _, _ in rows} == {x for x in POINTS if Fraction(1, 11) < x < Fraction(10, 11)}


@pytest.mark.parametrize(
    ("form", "row"),
    [
        (BayesRiskTable, ("3/4", "57/100", "1")),
        (CalibrationFunctionTable, ("1/2", "2/10", "3/10")),
        (PsiTable, ("1/2", "0", "1/10")),
        (LinkTable, ("3/4", "1", "11/10")),
    ],
)
def test_a_wrong_row_is_refuted(form, row):
    about = loss(*LOSSES["probit"])
    verdict = decide(form(about, [row]))
    assert (verdict.status, verdict.rule) == (Status.REFUTED, "disjoint enclosure")
    assert verdict.witness == {"x": row[0]}
    assert check(form(about, [row]), verdict)


def test_a_row_too_narrow_to_settle_is_undecided():
    verdict = decide(
        BayesRiskTable(loss(*LOSSES["probit"]), [("1/2", "0", "69314718055994530941/100000000000000000000")])
    )
    assert verdict.status is Status.UNDECIDED
    assert "neither inside the row nor apart from it" in verdict.reason


@pytest.mark.parametrize(
    "rows",
    [[], [("1/3", 0, 1)], [("1/2", 1, 0)], [("1/2", 0, 1), ("1/4", 0, 1)], [(0.5, 0, 1)], [("1/2", 0.0, 1)]],
)
def test_rows_have_a_shape(rows):
    with pytest.raises(LossError, match="table"):
        LinkTable(catalogue.parse("logistic"), rows)


def test_there_are_four_tables():
    with pytest.raises(LossError, match="there are tables of"):
        table(catalogue.parse("logistic"), "weight")


@pytest.mark.parametrize(("name", "jump"), [("bayes_risk", 3), ("bayes_risk", -3), ("calibration_function", 3)])
def test_a_loss_that_jumps_does_not_fall_and_rise(name, jump):
    about = loss("(t - 1)**2", f"(t + 1)**2 + Piecewise(({jump}, t > 0), (0, True))")
    verdict = table(about, name)
    assert verdict is not None
    for x, lower, upper in statement(verdict).value[::4]:
        assert lower - Fraction(1, 1000) <= scanned(about, name, float(x)) <= upper + Fraction(1, 1000)
