"""Spoiled certificates are noticed: a campaign of ``benchmarks/mutate.py`` on certificates of every rule."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache, lru_cache
from random import Random

import pytest

from benchmarks.brute_force import contradicts
from benchmarks.mutate import ROOT, Tally, accepted, by_hand, decided, from_catalogue, mutate, run, sealed, table
from benchmarks.mutation_kinds import EVERY_K_RULES, KINDS, Certificate, places
from losstheory.checker import canonical, check_certificate
from losstheory.checker.rules import GENERAL_RULES, LOSS_RULES
from losstheory.checker.rules.multiclass import MULTICLASS_RULES
from losstheory.checker.rules.simplex import SIMPLEX_RULES
from losstheory.claims import Attempt, Rule, Status, certify
from losstheory.formulas.parser import parse
from losstheory.losses.loss import AnyLoss
from losstheory.losses.multiclass import multiclass
from losstheory.losses.simplex import simplex_loss
from losstheory.losses.typed import loss
from losstheory.theory import Calibrated, properties

COUNT = 1000
ROWS = {
    file: json.loads((ROOT / "tests" / "cases" / f"{file}.json").read_text(encoding="utf-8"))["cases"]
    for file in ("truth_binary", "adversarial")
}


@lru_cache(maxsize=1)
def genuine() -> tuple[Certificate, ...]:
    """Certificates of every rule by hand, and those of the searches for calibration and for a few catalogue losses."""
    names = ("tangent", "probit", "dwd", "correntropy", "focal", "spherical", "boosting")
    losses = [Calibrated(loss(*case["expressions"], kind=case["kind"])) for case in ROWS["truth_binary"][::3]]
    statements = (s for s in from_catalogue() if s.loss.name in names)  # type: ignore[attr-defined]
    return (*by_hand(), *decided(iter(losses)), *decided(statements))


@lru_cache(maxsize=1)
def campaign() -> Tally:
    return run(genuine(), COUNT)


def test_the_certificates_are_genuine():
    for certificate in genuine():
        check_certificate(certificate, certificate["statement"])
        assert not contradicts(certificate)


def test_no_mutant_passes_for_the_statement_that_was_asked_unless_it_still_says_it():
    assert campaign().violations == [], table(campaign())


def test_every_rule_and_every_kind_is_reached():
    made = campaign().made
    assert made.total() == COUNT
    tables = (LOSS_RULES, GENERAL_RULES, MULTICLASS_RULES, SIMPLEX_RULES)
    known = {rule for table in tables for rules in table.values() for rule in rules}
    assert {rule for rule, _ in made} == known.union(*EVERY_K_RULES.values())
    assert {kind for _, kind in made} == set(KINDS)


def test_a_flipped_status_is_always_rejected():
    for certificate in genuine():
        for rule in {r for rules in (*LOSS_RULES.values(), *GENERAL_RULES.values()) for r in rules}:
            status = "REFUTED" if certificate["status"] == "PROVED" else "PROVED"
            assert not accepted(sealed({**certificate, "status": status, "rule": rule}), None)


@pytest.mark.parametrize("field", ["schema", "statement", "status", "rule", "evidence"])
def test_any_change_without_a_new_hash_is_rejected(field):
    for certificate in genuine()[:40]:
        assert not accepted({**certificate, field: [certificate[field]]}, None)


def test_evidence_for_another_loss_proves_nothing_false():
    """Evidence of every rule on every second adversarial loss for which its conclusion is false."""
    tried = 0
    for rule, certificates in _by_rule().items():
        for case in ROWS["adversarial"][::2]:
            truth = case["expected"].get(rule[0])
            if truth is None or truth == (rule[1] == "PROVED"):
                continue
            statement = properties[rule[0]](loss_of(case["id"]))
            told = Rule(rule[2], Status(rule[1]), "borrowed")
            for certificate in certificates:
                if certificate["statement"]["loss"]["kind"] == case["kind"]:
                    tried += 1
                    forged = certify(statement, Attempt(told, certificate["evidence"]))
                    assert not accepted(forged, None), (rule, case["id"])
    assert tried > 300


def _by_rule() -> dict[tuple[str, str, str], list[Certificate]]:
    out: dict[tuple[str, str, str], list[Certificate]] = {}
    for certificate in genuine():
        name = certificate["statement"]["property"]
        group = out.setdefault((name, certificate["status"], certificate["rule"]), []) if name in properties else []
        if not group:
            group.append(certificate)
    return out


@cache
def loss_of(case_id: str) -> AnyLoss:
    (case,) = [case for cases in ROWS.values() for case in cases if case["id"] == case_id]
    return loss(*case["expressions"], kind=case["kind"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_mutation_changes_something_and_leaves_the_original_alone(kind):
    before, chance = [canonical(c) for c in genuine()], Random(1)
    mutants = [mutate(certificate, kind, chance, genuine()) for certificate in genuine()]
    assert sum(mutant is not None for mutant in mutants) > 5
    assert all(canonical(mutant.changed) != canonical(mutant.original) for mutant in mutants if mutant)
    assert [canonical(c) for c in genuine()] == before


FALSE = (
    ("calibrated", "PROVED", ["exp(t)"]),
    ("calibrated", "PROVED", ["1 - t + t**3"]),
    ("convex", "PROVED", ["t**3"]),
    ("nonincreasing", "PROVED", ["t**2"]),
    ("symmetric", "PROVED", ["Max(0, 1 - t)"]),
    ("proper", "PROVED", ["1 - p", "p"]),
)


@pytest.mark.parametrize(("prop", "status", "formulas"), FALSE)
def test_the_scan_contradicts_what_is_false(prop, status, formulas):
    kind = "margin" if len(formulas) == 1 else "probability"
    said = {"property": prop, "loss": loss(*formulas, kind=kind).to_json()}
    assert contradicts({"statement": said, "status": status, "rule": "none", "evidence": {}})


def test_the_scan_contradicts_no_answered_case():
    for case in (*ROWS["truth_binary"], *ROWS["adversarial"]):
        for prop, truth in case["expected"].items():
            if truth and prop in ("calibrated", "convex", "nonincreasing", "symmetric", "proper", "strictly_proper"):
                said = {"property": prop, "loss": loss_of(case["id"]).to_json()}
                assert not contradicts({"statement": said, "status": "PROVED", "rule": "none", "evidence": {}}), (
                    case["id"],
                    prop,
                )


def test_a_rule_about_forecasts_rejects_a_loss_that_has_none():
    for certificate in genuine():
        if certificate["rule"] == "proper with a weight next to the centre":
            sigmoid = {"property": "calibrated", "loss": loss("1/(1 + exp(t))").to_json()}
            assert not accepted(sealed({**certificate, "statement": sigmoid}), None)


WRONG_SLOPES = (
    ("differentiable", "PROVED", "abs(r)", {"cuts": [["0"]]}),
    ("differentiable", "REFUTED", "r**2", {"which": 0, "at": "0"}),
    ("lipschitz", "REFUTED", "abs(r)", {"which": 0, "at": "0"}),
    ("lipschitz", "REFUTED", "abs(r)", {"which": 0, "between": ["0", "oo"], "end": "upper"}),
    ("strongly_convex", "REFUTED", "r**2", {"which": 0, "between": ["0", "oo"], "end": "upper"}),
    ("lipschitz_constant", "PROVED", "2*abs(r)", {}),
    ("smoothness_constant", "PROVED", "2*r**2", {}),
    ("strong_convexity_constant", "PROVED", "r**4", {}),
)
RULES = {"at": "jump", "end": "unbounded slope"}


@pytest.mark.parametrize(("prop", "status", "formula", "evidence"), WRONG_SLOPES)
def test_the_scan_contradicts_what_is_false_of_slopes(prop, status, formula, evidence):
    said = {"property": prop, "loss": loss(formula, kind="residual").to_json()}
    said |= {"value": "1"} if prop.endswith("constant") else {}
    rule = next((rule for key, rule in RULES.items() if key in evidence), "none")
    rule = "curvature without a positive bound" if prop == "strongly_convex" else rule
    assert contradicts({"statement": said, "status": status, "rule": rule, "evidence": evidence})


def test_places_lists_what_it_can_replace():
    data = {"b": [1, {"c": 2}], "a": 3}
    for box, key in places(deepcopy(data)):
        box[key] = box[key]
    assert [key for _, key in places(data)] == ["a", "b", 0, 1, "c"]


@pytest.mark.parametrize(
    ("name", "formulas"),
    [
        ("symmetric", ["exp(s2 - s1) + exp(s3 - s1)", "exp(s1 - s2) + exp(s3 - s2)", "exp(s1 - s3) + exp(s2 - s3)"]),
        ("shift_invariant", ["s1**2", "s2**2", "s3**2"]),
        ("convex", ["1/(1 + exp(s1 - s2))", "1/(1 + exp(s2 - s3))", "1/(1 + exp(s3 - s1))"]),
        (
            "softmax_proper",
            ["exp(s2 - s1) + exp(s3 - s1)", "exp(s1 - s2) + exp(s3 - s2)", "exp(s1 - s3) + exp(s2 - s3)"],
        ),
        ("calibrated", ["(s1 + 1)**2 + s2**2 + s3**2", "s1**2 + (s2 + 1)**2 + s3**2", "s1**2 + s2**2 + (s3 + 1)**2"]),
        ("calibrated", ["log(1 + exp(s2 - s1))", "10*log(1 + exp(s1 - s2))"]),
    ],
)
def test_the_scan_sees_what_multiclass_losses_are_not(name: str, formulas: list[str]) -> None:
    several = multiclass(*formulas).to_json()
    assert contradicts({"statement": {"property": name, "loss": several}, "status": "PROVED", "evidence": {}})


@pytest.mark.parametrize("weight", ["1/10", "1/2", "5"])
def test_a_score_that_is_better_when_swapped_is_no_contradiction(weight: str) -> None:
    """Cross-entropy with squares of the rivals' scores is convex, its least risk ordered as the probabilities are."""
    total = "log(exp(s1) + exp(s2) + exp(s3))"
    formulas = [f"{total} - s{y} + {weight}*(s1**2 + s2**2 + s3**2 - s{y}**2)" for y in (1, 2, 3)]
    said = {"property": "calibrated", "loss": multiclass(*formulas).to_json()}
    assert not contradicts({"statement": said, "status": "PROVED", "evidence": {}})


@pytest.mark.parametrize(
    ("name", "formula"),
    [("proper", "1 - q"), ("proper", "log(q)"), ("strictly_proper", "-(1 - q)**2*log(q)"), ("symmetric", "-log(q)")],
)
def test_the_scan_sees_what_losses_of_forecasts_are_not(name: str, formula: str) -> None:
    about = simplex_loss(formula, classes=3).to_json()
    assert contradicts({"statement": {"property": name, "loss": about}, "status": "PROVED", "evidence": {}})


def for_every_k(prop: str, holds: bool = True, **terms: list[str]) -> dict[str, object]:
    parsed = {
        name: [parse(f, ("q", "u", "s", "t", "K")).to_json() for f in formulas] for name, formulas in terms.items()
    }
    about = {"kind": "multiclass_every_k", "sum_to_zero": False, "terms": parsed}
    said = {"property": "every_k", "from": 2, "holds": holds, "claim": {"property": prop, "loss": about}}
    return {"statement": said, "status": "PROVED", "rule": "none", "evidence": {}}


@pytest.mark.parametrize(
    ("prop", "terms"),
    [
        ("symmetric", {"softmax": ["-log(q)", "0"]}),
        ("symmetric", {"pairwise": ["exp(-t)"]}),
        ("convex", {"softmax": ["1 - q", "0"]}),
        ("convex", {"scores": ["s**3", "0"]}),
        ("shift_invariant", {"scores": ["s", "0"]}),
        ("softmax_proper", {"softmax": ["q", "0"]}),
        ("calibrated", {"softmax": ["(q - (K - 2)/K)**2", "0"]}),
        ("calibrated", {"largest_rival": ["exp(t)"]}),
    ],
)
def test_the_scan_sees_what_fails_for_some_number_of_classes(prop, terms):
    assert contradicts(for_every_k(prop, **terms))


@pytest.mark.parametrize("prop", ["convex", "symmetric", "shift_invariant", "softmax_proper", "calibrated"])
def test_the_scan_contradicts_no_truth_about_every_number_of_classes(prop):
    softmax = ["2 - 2*q", "3 + 2*u/(1 + u)"] if prop == "symmetric" else ["-log(q)", "0"]
    assert not contradicts(for_every_k(prop, softmax=softmax))


@pytest.mark.parametrize("ends", [["0", "1"], ["1/2", "oo"], ["-oo", "-3"], ["-oo", "oo"]])
@pytest.mark.parametrize(("prop", "formula", "true"), [("convex", "a*t**2", False), ("convex", "a*t", True)])
def test_the_scan_looks_at_several_values_of_a_parameter(prop, formula, true, ends):
    formula = formula if ends[0] != "0" and ends[0] != "1/2" else f"-{formula}"
    about = {"kind": "margin", "expressions": [parse(formula, ("t", "a")).to_json()]}
    said = {
        "property": "throughout",
        "parameters": [["a", *ends]],
        "holds": True,
        "claim": {"property": prop, "loss": about},
    }
    assert contradicts({"statement": said, "status": "PROVED", "rule": "none", "evidence": {}}) != true


@pytest.mark.parametrize(("middle", "wrong"), [("1", False), ("-1", True)])
def test_the_scan_evaluates_the_points_of_a_refutation_throughout(middle, wrong):
    """-a t^2 has the chord from -1 to 1 below its value at 0; a t^2 has not."""
    about = {"kind": "margin", "expressions": [["mul", "-1", "a", middle, ["pow", "t", "2"]]]}
    said = {
        "property": "throughout",
        "parameters": [["a", "0", "oo"]],
        "holds": False,
        "claim": {"property": "convex", "loss": about},
    }
    evidence = {"which": 0, "points": [["mul", "-1", "a"], "0", "a"]}
    told = {"statement": said, "status": "PROVED", "rule": "violated chord", "evidence": evidence}
    assert contradicts(told) == wrong
