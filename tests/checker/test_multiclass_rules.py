"""The multiclass rules of the checker: rows on both sides of each, the prover's table, and statements that are none."""

from __future__ import annotations

import pytest

from benchmarks.rows import MULTICLASS, read_rows
from losstheory.checker import Reject, check_certificate, fingerprint, sentence
from losstheory.checker.rules.multiclass import MULTICLASS_RULES, PROPERTIES, VALUED
from losstheory.claims import Attempt, certify, check, conclude
from losstheory.losses.multiclass import constrained, largest_rival, multiclass, softmax
from losstheory.rigor import decide
from losstheory.theory.multiclass import (
    Calibrated,
    Convex,
    RankPreserving,
    ShiftInvariant,
    SoftmaxProper,
    TopKCalibrated,
    multiclass_properties,
    statements,
)
from losstheory.theory.multiclass.convexity import CHORD

ROWS = [row for row in read_rows() if row["statement"].get("kind") in MULTICLASS]
RULES = [(*key, rule) for key, rules in MULTICLASS_RULES.items() for rule in rules]
CE, HINGE = softmax("-log(q)", 3), largest_rival("max(0, 1 - t)", 3)


@pytest.mark.parametrize(("prop", "status", "rule"), RULES)
def test_every_rule_has_rows_on_both_sides(prop, status, rule):
    mine = [row for row in ROWS if (row["statement"]["property"], row["status"], row["rule"]) == (prop, status, rule)]
    assert sum(row["accepted"] for row in mine) >= 2
    assert sum(not row["accepted"] for row in mine) >= 3


@pytest.mark.parametrize("prop", multiclass_properties)
def test_provers_and_checker_know_the_same_rules(prop):
    known = {(status, rule) for name, status, rule in RULES if name == prop}
    assert {(str(rule.status), rule.name) for rule in multiclass_properties[prop].rules} == known


def test_every_property_is_asked_of_a_loss():
    """Consistency bounds and transforms belong to `theory.consistency`."""
    assert set(multiclass_properties) == PROPERTIES - {"h_consistency", "transform"}
    assert set(statements(CE)) == PROPERTIES - set(VALUED) | {"top2_calibrated"}


def rewritten(certificate, **changes):
    data = {**certificate, **changes}
    return {**data, "sha256": fingerprint(data)}


@pytest.mark.parametrize(
    "statement", [Calibrated(CE), Calibrated(HINGE), Convex(CE), SoftmaxProper(CE), ShiftInvariant(HINGE)]
)
def test_a_flipped_status_or_a_borrowed_rule_is_rejected(statement):
    certificate = decide(statement).certificate
    other = {"PROVED": "REFUTED", "REFUTED": "PROVED"}[certificate["status"]]
    for changes in ({"status": other}, {"rule": "negative odd part"}):
        with pytest.raises(Reject, match="no rule"):
            check_certificate(rewritten(certificate, **changes))


def test_a_proof_for_one_loss_is_none_for_another():
    evidence = decide(Calibrated(CE)).certificate
    easier = Calibrated(softmax("1 - q", 3)).to_json()
    with pytest.raises(Reject, match="class 1 is not shown"):
        check_certificate(rewritten(evidence, statement=easier))
    assert not check(Calibrated(softmax("1 - q", 3)), evidence)


def test_a_proof_for_the_first_class_is_none_for_the_order():
    certificate = decide(Calibrated(softmax("1 - q", 3))).certificate
    for statement in (RankPreserving(softmax("1 - q", 3)), TopKCalibrated(softmax("1 - q", 3), 2)):
        with pytest.raises(Reject, match="start"):
            check_certificate(rewritten(certificate, statement=statement.to_json()))


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"loss": {"kind": "multiclass", "expressions": ["s1"]}}, "2 to 12 classes"),
        ({"loss": {"kind": "multiclass", "expressions": ["s1", "s3"]}}, "not a number"),
        ({"loss": {"kind": "multiclass", "expressions": ["s1", "t"]}}, "not a number"),
        ({"loss": {"kind": "multiclass", "expressions": "s1"}}, "2 to 12 classes"),
        ({"loss": {"kind": "multiclass", "expressions": ["s1", "s2"], "classes": "2"}}, "fields"),
        ({"value": "2"}, "fields"),
        ({"property": "topk_calibrated"}, "fields"),
        ({"property": "topk_calibrated", "value": "3"}, "from 1 to 2"),
        ({"property": "topk_calibrated", "value": "1/2"}, "from 1 to 2"),
        ({"property": "topk_calibrated", "value": ["1"]}, "number"),
    ],
)
def test_what_is_no_statement_is_rejected(changes, because):
    evidence = {**decide(RankPreserving(CE)).certificate["evidence"]}
    said = {**Calibrated(CE).to_json(), **changes}
    rule = {"rule": "softmax with a falling difference", "status": "PROVED", "evidence": evidence}
    with pytest.raises(Reject, match=because):
        check_certificate(rewritten({"schema": "losstheory/certificate/1", "statement": said, **rule}))


def test_properties_of_free_scores_are_not_asked_on_sum_zero():
    said = {"property": "shift_invariant", "loss": constrained("exp(-t)", 3).to_json()}
    certificate = {"schema": "losstheory/certificate/1", "statement": said, "status": "PROVED", "evidence": {}}
    with pytest.raises(Reject, match="all scores"):
        check_certificate(rewritten(certificate, rule="identity under a common shift"))


def test_a_loss_that_is_not_defined_everywhere_has_no_refutation():
    """At positive scores the chord is violated, but the loss is no function of all scores."""
    loss = multiclass("s1**(1/2)", "s2")
    attempt = Attempt(CHORD, {"which": 0, "points": [["1", "0"], ["9", "0"]], "weight": "1/2"})
    with pytest.raises(Reject, match="not shown to be positive"):
        conclude(Convex(loss), attempt)
    assert certify(Convex(loss), attempt)["rule"] == "violated chord"


def test_sentences_name_the_classes_and_the_scores():
    assert "greatest score (ties included)" in str(Calibrated(CE))
    assert "2 classes" in str(TopKCalibrated(CE, 2)) and "sum zero" in str(Convex(constrained("exp(-t)", 3)))
    assert sentence(SoftmaxProper(CE).to_json()).startswith("the multiclass loss l1 = -log((1 + exp(s2 - s1)")
