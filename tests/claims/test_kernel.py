"""The kernel: a status is PROVED or REFUTED only after the checker has replayed a certificate."""

from __future__ import annotations

import json
import pickle
from dataclasses import FrozenInstanceError, replace
from fractions import Fraction

import pytest

from losstheory.checker import Reject, canonical, fingerprint
from losstheory.claims import (
    Attempt,
    Observation,
    Rule,
    Status,
    UndecidedError,
    Verdict,
    certify,
    check,
    conclude,
    replay,
)
from losstheory.losses import MarginLoss, ProbabilityLoss
from losstheory.losses.loss import loss_from_json
from losstheory.rigor import decide
from losstheory.theory import (
    BoundedBelow,
    Calibrated,
    Convex,
    Equal,
    Exists,
    InfimumIs,
    Less,
    LimitIs,
    NonIncreasing,
    Proper,
    StrictlyProper,
    Symmetric,
    ValueIs,
)

HINGE = MarginLoss("hinge", "max(0, 1 - t)")
BRIER = ProbabilityLoss("brier", "(1 - p)**2", "p**2")
CONVEX = Convex(HINGE)
ATTEMPT = Attempt(Convex.rules[0], {"parts": [{"by": "calculus"}]})
STATEMENTS = (
    Convex(HINGE), NonIncreasing(HINGE), BoundedBelow(HINGE), Symmetric(HINGE), Calibrated(HINGE), Proper(BRIER),
    StrictlyProper(BRIER), Calibrated(BRIER), Equal("abs(t)", "max(t, -t)"), Less("t", "exp(t)"),
    Exists("t**2", "0", relation="<"),
    ValueIs("exp(t)", "t", "value", "0", "1"), LimitIs("atan(t)", "t", "oo", "pi/2"), InfimumIs("t**2", "t", "1"),
)  # fmt: skip


@pytest.mark.parametrize("status", Status)
def test_a_verdict_has_no_truth_value(status):
    certificate = certify(CONVEX, ATTEMPT)
    seen = Observation(True, "0.5 ± 0.1", {}) if status is Status.SUPPORTED else None
    verdict = Verdict(CONVEX, status, reason="why", checked=True, certificate=certificate, observation=seen)
    with pytest.raises(UndecidedError, match="not a truth value"):
        bool(verdict)
    with pytest.raises(TypeError):
        assert not verdict


@pytest.mark.parametrize("status", [Status.PROVED, Status.REFUTED])
@pytest.mark.parametrize(
    "fields", [{}, {"checked": True}, {"certificate": {"sha256": "0"}}, {"checked": True, "certificate": {}}]
)
def test_a_decided_status_needs_a_certificate_that_was_replayed(status, fields):
    with pytest.raises(ValueError, match="certificate"):
        Verdict(CONVEX, status, **fields)


def test_only_two_statuses_are_decided():
    assert [status for status in Status if status.decided] == [Status.PROVED, Status.REFUTED]


def test_conclude_returns_what_the_checker_accepts():
    verdict = conclude(CONVEX, ATTEMPT)
    assert (verdict.status, verdict.rule, verdict.checked) == (Status.PROVED, "convex partial losses", True)
    assert check(CONVEX, verdict) and check(CONVEX, verdict.certificate)


def test_conclude_raises_where_the_checker_rejects():
    with pytest.raises(Reject, match="calculus"):
        conclude(Convex(MarginLoss("ramp", "min(1, max(0, 1 - t))")), ATTEMPT)
    with pytest.raises(Reject, match="no rule"):
        conclude(CONVEX, Attempt(Rule("my own theorem", Status.PROVED, "ours"), {}))
    with pytest.raises(Reject, match="no rule"):
        conclude(CONVEX, Attempt(Rule("convex partial losses", Status.REFUTED, "ours"), ATTEMPT.evidence))
    with pytest.raises(Reject):
        conclude(CONVEX, Attempt(Rule("convex partial losses", Status.SUPPORTED, "ours"), ATTEMPT.evidence))


@pytest.mark.parametrize("statement", STATEMENTS, ids=str)
def test_a_kept_certificate_gives_the_verdict_again(statement):
    verdict = decide(statement)
    again = replay(statement, json.loads(json.dumps(verdict.certificate)), verdict.witness)
    assert again == verdict and json.dumps(again.certificate) == json.dumps(verdict.certificate)
    with pytest.raises(Reject, match="another statement"):
        replay(Convex(MarginLoss("other", "max(0, 3 - t)")), verdict.certificate)
    for change in ({"status": "PROVED"}, {"status": "REFUTED"}, {"rule": "another"}, {"evidence": {}}):
        forged = {**verdict.certificate, **change}
        forged["sha256"] = fingerprint(forged)
        if forged != verdict.certificate:
            with pytest.raises(Reject):
                replay(statement, forged, verdict.witness)


def test_a_bound_of_the_machine_is_no_rejection(monkeypatch):
    def exhausted(*_):
        raise MemoryError

    certificate = certify(CONVEX, ATTEMPT)
    monkeypatch.setattr("losstheory.checker.certificate._apply", exhausted)
    assert not check(CONVEX, certificate)
    with pytest.raises(MemoryError):
        conclude(CONVEX, ATTEMPT)
    with pytest.raises(MemoryError):
        replay(CONVEX, certificate)


def test_a_certificate_proves_its_own_statement_only():
    certificate = certify(CONVEX, ATTEMPT)
    assert check(CONVEX, certificate)
    assert not check(Convex(MarginLoss("other", "max(0, 2 - t)")), certificate)
    assert not check(BoundedBelow(HINGE), certificate)
    assert not check(CONVEX, {**certificate, "status": "REFUTED"})
    assert not check(CONVEX, Verdict(CONVEX, Status.UNDECIDED, reason="open"))


def test_certify_checks_nothing_and_its_hash_is_right():
    certificate = certify(Convex(MarginLoss("cubic", "t**3")), ATTEMPT)
    assert certificate["sha256"] == fingerprint(certificate)
    assert not check(Convex(MarginLoss("cubic", "t**3")), certificate)


def test_the_canonical_json_of_a_certificate_is_stable():
    """The hash of one small certificate, written down."""
    text = canonical({key: value for key, value in certify(CONVEX, ATTEMPT).items() if key != "sha256"})
    assert text == (
        '{"evidence":{"parts":[{"by":"calculus"}]},"rule":"convex partial losses","schema":"losstheory/certificate/1",'
        '"statement":{"loss":{"expressions":[["max","0",["add","1",["mul","-1","t"]]]],"kind":"margin"},"property":"convex"},'
        '"status":"PROVED"}'
    )


def test_statements_are_equal_when_their_json_is():
    assert Convex(HINGE) == Convex(MarginLoss("another name", "max(0, 1 - t)", source="elsewhere"))
    assert hash(Convex(HINGE)) == hash(Convex(MarginLoss("another name", "max(0, 1 - t)")))
    assert Convex(HINGE) != BoundedBelow(HINGE)
    assert Convex(HINGE) != Convex(MarginLoss("hinge", "max(0, 2 - t)"))
    assert Less("t", "exp(t)") != Less("t", "exp(t)", strict=False)
    assert Less("t", "exp(t)") != Less("t", "exp(t)", lower="0")
    assert Convex(HINGE) != "convex"
    assert len(set(STATEMENTS)) == len(STATEMENTS)


@pytest.mark.parametrize("statement", STATEMENTS, ids=str)
def test_statements_and_verdicts_survive_pickling(statement):
    again = pickle.loads(pickle.dumps(statement))
    assert again == statement and hash(again) == hash(statement) and again.to_json() == statement.to_json()
    verdict = decide(statement)
    copy = pickle.loads(pickle.dumps(verdict))
    assert copy == verdict and copy.certificate == verdict.certificate
    assert check(again, copy)


@pytest.mark.parametrize("statement", STATEMENTS, ids=str)
def test_same_inputs_give_the_same_bytes_up_to_the_time(statement):
    copies = [decide(statement), decide(pickle.loads(pickle.dumps(statement)))]
    first, second = (json.dumps(replace(verdict, seconds=0.0).to_json(), sort_keys=True) for verdict in copies)
    assert first == second
    assert copies[0].status.decided and copies[0].checked


@pytest.mark.parametrize("statement", STATEMENTS, ids=str)
def test_certificates_hold_no_float_and_survive_json(statement):
    certificate = decide(statement).certificate
    text = json.dumps(certificate, allow_nan=False)
    again = json.loads(text, parse_float=lambda x: pytest.fail(f"a float: {x}"))
    assert again == certificate and fingerprint(again) == certificate["sha256"]
    assert check(statement, again)


def test_a_loss_is_read_back_from_its_statement():
    for statement in (CONVEX, Proper(BRIER)):
        assert loss_from_json(statement.to_json()["loss"]) == statement.loss


@pytest.mark.parametrize("budget", [0, 1, 10, 100, 1000])
def test_a_verdict_is_a_function_of_statement_and_budget(budget):
    """Less work may leave a statement open, it never turns an answer round; the same work gives the same answer."""
    for statement in (
        Calibrated(MarginLoss("savage", "1/(1 + exp(t))**2")),
        Convex(MarginLoss("cubic", "t**4 - t**3")),
    ):
        verdicts = [decide(statement, budget) for _ in range(2)]
        assert replace(verdicts[0], seconds=0.0).to_json() == replace(verdicts[1], seconds=0.0).to_json()
        full = decide(statement)
        assert verdicts[0].status in (full.status, Status.UNDECIDED)
        assert (verdicts[0].reason is None) == verdicts[0].status.decided


def test_verdicts_cannot_be_changed():
    verdict = conclude(CONVEX, ATTEMPT)
    with pytest.raises(FrozenInstanceError):
        verdict.status = Status.REFUTED
    with pytest.raises(ValueError):
        replace(Verdict(CONVEX, Status.UNDECIDED, reason="open"), status=Status.PROVED)


def test_the_time_is_no_part_of_a_verdict():
    assert conclude(CONVEX, ATTEMPT, 1.0) == conclude(CONVEX, ATTEMPT, 2.0)


def test_verdicts_are_shown_with_their_evidence():
    verdict = decide(Convex(MarginLoss("ramp", "min(1, max(0, 1 - t))")))
    assert verdict.status is Status.REFUTED and verdict.witness and "violated chord" in verdict.evidence
    assert str(verdict).startswith("REFUTED: ")
    assert "<b>REFUTED</b>" in verdict._repr_html_() and "<script>" not in verdict._repr_html_()
    assert set(verdict.to_json()) == {
        "status", "statement", "rule", "reason", "witness", "checked", "sha256", "seconds", "certificate", "measured",
    }  # fmt: skip
    open_ = Verdict(CONVEX, Status.UNDECIDED, reason="nothing found")
    assert open_.evidence == "nothing found" and open_.sha256 is None and open_.to_json()["certificate"] is None


def test_numbers_of_a_loss_are_exact():
    assert MarginLoss("x", Fraction(1, 3)).to_json() == {"kind": "margin", "expressions": ["1/3"]}
