"""Constants of losses: exact values against the literature's, enclosures that hold the truth, sides never mixed up."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from losstheory.checker import check_certificate
from losstheory.claims import Status
from losstheory.formulas.parser import parse
from losstheory.losses.typed import loss
from losstheory.rigor import decide
from losstheory.rigor.enclosure import constant
from losstheory.theory.constants import (
    CONSTANTS,
    LipschitzConstantIs,
    SmoothnessConstantIs,
    StrongConvexityConstantIs,
    derive_constant,
)

CASES = json.loads((Path(__file__).parents[1] / "cases" / "truth_binary.json").read_text("utf-8"))["cases"]
KNOWN = [
    pytest.param(case["expressions"][0], form, case["derived"][key], id=f"{case['id']} {key}")
    for case in CASES
    if case["kind"] == "margin"
    for form, key in ((LipschitzConstantIs, "lipschitz"), (SmoothnessConstantIs, "smoothness"))
    if case["derived"].get(key) is not None
]


def float_of(text):
    box = constant(parse(text, []))
    return float((box[0] + box[1]) / 2)


@pytest.mark.parametrize(("expression", "form", "truth"), KNOWN)
def test_constants_of_the_answered_cases(expression, form, truth):
    found = derive_constant(loss(expression), form)
    if found is None:
        return
    for verdict in found.verdicts:
        check_certificate(json.loads(json.dumps(verdict.certificate)), verdict.statement.to_json())
    if truth == "oo" or found.exact == "oo":
        assert truth == found.exact == "oo"
        return
    low, high, value = float(found.lower), float(found.upper), float_of(truth)
    slack = 1e-5 if "." in truth else 1e-12
    assert low - slack <= value <= high + slack
    assert high - low <= 1e-3


def test_at_least_nine_tenths_are_derived_and_three_quarters_exactly():
    found = [derive_constant(loss(case.values[0]), case.values[1]) for case in KNOWN]
    assert sum(x is not None for x in found) >= 0.9 * len(found)
    assert sum(x is not None and x.exact is not None for x in found) >= 0.75 * len(found)


def test_an_enclosure_is_never_read_off_two_refutations_of_one_side():
    """The curvature of the probit loss tends to 1; a scan sees 0.986, and both its neighbours are too small."""
    found = derive_constant(loss("-log((1 + erf(t/sqrt(2)))/2)"), SmoothnessConstantIs)
    assert found is None or (found.lower != "oo" and Fraction(found.lower) <= 1 <= Fraction(found.upper))


@pytest.mark.parametrize(
    ("expressions", "form", "value", "status"),
    [
        (["max(0, 1 - t)", "max(0, 2 + 3*t)"], LipschitzConstantIs, "3", Status.PROVED),
        (["max(0, 1 - t)", "max(0, 2 + 3*t)"], LipschitzConstantIs, "1", Status.REFUTED),
        (["-log(p)", "-log(1 - p)"], LipschitzConstantIs, "oo", Status.PROVED),
        (["(1 - p)**2", "p**2"], LipschitzConstantIs, "2", Status.PROVED),
        (["(1 - p)**2", "p**2"], StrongConvexityConstantIs, "2", Status.PROVED),
        (["-log(p)", "-log(1 - p)"], StrongConvexityConstantIs, "1", Status.PROVED),
        (["-log(p)", "-2*log(1 - p)"], StrongConvexityConstantIs, "2", Status.REFUTED),
        (["t**2 - abs(t)"], StrongConvexityConstantIs, "2", Status.UNDECIDED),
    ],
)
def test_constants_are_common_to_both_partial_losses(expressions, form, value, status):
    assert decide(form(loss(*expressions), value)).status is status


def test_no_modulus_without_convexity():
    assert derive_constant(loss("1/(1 + exp(t))"), StrongConvexityConstantIs) is None


def test_names_are_those_of_the_statements():
    assert all(CONSTANTS[name].name == name for name in CONSTANTS)
