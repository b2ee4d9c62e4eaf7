"""The outer checks of a certificate: fields, hash, bounds, statement, rule; and certificates inside files."""

from __future__ import annotations

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest

from losstheory.checker import Accepted, Reject, canonical, check_certificate, fingerprint

ROOT = Path(__file__).parents[2]
SQUARE = ["pow", "t", "2"]
CONVEX = {"property": "convex", "loss": {"kind": "margin", "expressions": [SQUARE]}}
LESS = {
    "property": "less",
    "variable": "t",
    "lower": "-oo",
    "upper": "oo",
    "left": "0",
    "right": SQUARE,
    "strict": False,
}


def sealed(**changes):
    data = {
        "schema": "losstheory/certificate/1",
        "statement": CONVEX,
        "status": "PROVED",
        "rule": "convex partial losses",
        "evidence": {"parts": [{"by": "calculus"}]},
        **changes,
    }
    return {**data, "sha256": fingerprint(data)}


def less(**changes):
    evidence = {"cuts": [], "signs": [{"by": "sturm"}]}
    return sealed(statement={**LESS, **changes}, rule="sign of the difference", evidence=evidence)


def nested(depth):
    out = "t"
    for _ in range(depth):
        out = ["exp", out]
    return out


def test_a_good_certificate_says_what_it_proves():
    certificate = sealed()
    accepted = check_certificate(certificate, CONVEX)
    said = CONVEX, "PROVED", "convex partial losses", certificate["sha256"]
    assert accepted == Accepted(*said, work=accepted.work) and accepted.work > 0
    assert check_certificate(less(), LESS).status == "PROVED"


@pytest.mark.parametrize("other", [None, 1, "certificate", [], {}, [sealed()], {**sealed(), "note": "x"}])
def test_another_shape_is_rejected(other):
    with pytest.raises(Reject, match="exactly the fields"):
        check_certificate(other)


@pytest.mark.parametrize("field", sorted(sealed()))
def test_a_missing_field_is_rejected(field):
    with pytest.raises(Reject, match="exactly the fields"):
        check_certificate({key: value for key, value in sealed().items() if key != field})


def test_another_schema_is_rejected():
    with pytest.raises(Reject, match="schema"):
        check_certificate(sealed(schema="losstheory/certificate/2"))


def test_the_hash_covers_every_field():
    good = sealed()
    for field in ("statement", "status", "rule", "evidence"):
        with pytest.raises(Reject, match="hash"):
            check_certificate({**good, field: "other"})
    with pytest.raises(Reject, match="hash"):
        check_certificate({**good, "sha256": "0" * 64})
    with pytest.raises(Reject, match="hash"):
        check_certificate({**good, "sha256": None})


def test_the_hash_is_that_of_the_canonical_json_in_any_order_of_keys():
    good = sealed()
    turned = dict(reversed(good.items()))
    assert fingerprint(turned) == good["sha256"] and check_certificate(turned)
    assert canonical({"b": 1, "a": ["é", None]}) == '{"a":["\\u00e9",null],"b":1}'


@pytest.mark.parametrize(
    "other",
    [
        LESS,
        {**CONVEX, "property": "bounded_below"},
        {},
        "convex",
        {**CONVEX, "loss": {"kind": "margin", "expressions": [["pow", "t", "4"]]}},
    ],
)
def test_a_certificate_of_another_statement_is_rejected(other):
    with pytest.raises(Reject, match="another statement"):
        check_certificate(sealed(), other)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": "REFUTED"}, "no rule"),
        ({"status": "UNDECIDED"}, "no rule"),
        ({"rule": "violated chord"}, "no rule"),
        ({"rule": "trust me"}, "no rule"),
        ({"statement": {**CONVEX, "property": "beautiful"}}, "no rule"),
        ({"statement": {**CONVEX, "property": None}}, "no property"),
        ({"statement": [CONVEX]}, "wrong types"),
        ({"status": None}, "wrong types"),
        ({"rule": ["convex partial losses"]}, "wrong types"),
        ({"statement": {**CONVEX, "eta": "1/2"}}, "fields"),
        (
            {"statement": {"property": "convex", "loss": {"kind": "margin", "expressions": [SQUARE], "name": "x"}}},
            "fields",
        ),
        (
            {"statement": {"property": "calibrated", "loss": {"kind": "residual", "expressions": [SQUARE]}}},
            "not a property",
        ),
        (
            {"statement": {"property": "convex", "loss": {"kind": "margin", "expressions": [SQUARE] * 2}}},
            "one expression",
        ),
        ({"statement": {"property": "convex", "loss": {"kind": "pair", "expressions": [SQUARE]}}}, "one expression"),
        ({"statement": {"property": "convex", "loss": {"kind": "margin", "expressions": SQUARE}}}, None),
        ({"statement": {"property": "convex", "loss": {"kind": "margin", "expressions": [["pow", "p", "2"]]}}}, None),
        ({"evidence": None}, "lacks"),
        ({"evidence": []}, "lacks"),
    ],
)
def test_what_does_not_belong_together_is_rejected(changes, reason):
    with pytest.raises(Reject, match=reason):
        check_certificate(sealed(**changes))


@pytest.mark.parametrize(
    ("expression", "domain"),
    [
        (["log", "t"], [[]]),
        (["pow", "t", "-1"], [["0"]]),
        (["piecewise", [["mul", "-1", "t"], ["<", "t", "0"]], [["pow", "t", "1/2"], [">", "t", "0"]]], [["0"]]),
        (["pow", "t", "2"], []),
        (["abs", "t"], [[]]),
    ],
)
def test_what_is_not_defined_everywhere_is_not_refuted_either(expression, domain):
    """Evidence of a rise between 1 and 2, for formulas that are undefined or cut badly elsewhere."""
    statement = {"property": "nonincreasing", "loss": {"kind": "margin", "expressions": [expression]}}
    certificate = sealed(
        statement=statement,
        status="REFUTED",
        rule="rise between two scores",
        evidence={"points": ["1", "2"], "domain": domain},
    )
    with pytest.raises(Reject):
        check_certificate(certificate)
    fine = {"property": "nonincreasing", "loss": {"kind": "margin", "expressions": [SQUARE]}}
    evidence = {"points": ["1", "2"], "domain": [[]]}
    check_certificate(sealed(statement=fine, status="REFUTED", rule="rise between two scores", evidence=evidence))


def test_properness_is_no_property_of_a_margin_loss():
    with pytest.raises(Reject, match="not a property"):
        check_certificate(sealed(statement={**CONVEX, "property": "proper"}, rule="nonnegative weight"))


@pytest.mark.parametrize("changes", [{"note": "1"}, {"relation": "<"}])
def test_a_general_statement_has_exactly_its_fields(changes):
    with pytest.raises(Reject, match="exactly the fields"):
        check_certificate(less(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"strict": True},
        {"right": "t"},
        {"lower": "oo", "upper": "-oo"},
        {"variable": "x"},
        {"variable": 1},
        {"lower": "1/0"},
    ],
)
def test_a_general_statement_is_read_as_it_stands(changes):
    with pytest.raises(Reject):
        check_certificate(less(**changes))


@pytest.mark.parametrize("value", [0.5, float("inf"), {"a": 1.0}, [[2.5]]])
def test_floating_point_numbers_are_rejected(value):
    good = sealed()
    with pytest.raises((Reject, ValueError)):
        check_certificate({**good, "evidence": value})


def test_sizes_are_bounded():
    with pytest.raises(Reject, match="nested too deep"):
        check_certificate(sealed(evidence=nested(300)))
    with pytest.raises(Reject, match="too long"):
        check_certificate(sealed(evidence=["0"] * 250_001))
    deep = {"property": "convex", "loss": {"kind": "margin", "expressions": [nested(210)]}}
    with pytest.raises(Reject):
        check_certificate(sealed(statement=deep))


@pytest.mark.parametrize(
    "text", ["1e999", "0.5", "1/0", "--1", " 1", "１", "1_000", "nan", "inf", "0x10", "1" * 5000, ""]
)
def test_numbers_are_plain_rationals(text):
    loss = {"kind": "margin", "expressions": [["mul", text, "t"]]}
    with pytest.raises(Reject):
        check_certificate(sealed(statement={"property": "convex", "loss": loss}))


def test_huge_powers_are_refused_quickly():
    tower = ["pow", ["pow", ["pow", "10", "1000"], "1000"], "1000"]
    with pytest.raises(Reject):
        check_certificate(
            sealed(statement={"property": "convex", "loss": {"kind": "margin", "expressions": [["mul", tower, "t"]]}})
        )


def test_a_certificate_is_not_changed_by_being_checked():
    good = sealed()
    before = deepcopy(good)
    check_certificate(good)
    assert good == before


def test_the_checker_needs_the_standard_library_alone():
    code = (
        "import sys, json; sys.path.insert(0, 'losstheory'); import checker; "
        "checker.check_certificate(json.loads(sys.stdin.read())); "
        "sys.exit(any(name.split('.')[0] in ('sympy', 'numpy', 'flint', 'losstheory') for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], input=json.dumps(sealed()), text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0
