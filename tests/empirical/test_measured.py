"""Measured statements: the level holds for all comparisons at once, and a run of its protocol decides nothing else."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from losstheory.checker import Reject
from losstheory.claims import Attempt, Claim, Outcome, Rule, Status, conclude
from losstheory.cli import main
from losstheory.empirical import Measured
from losstheory.empirical.intervals import MeasurementError, interval
from losstheory.reports.answers import Answers
from losstheory.reports.verification import verify_claim
from losstheory.rigor import decide

HERE = Path(__file__).parent
STEADY = f"{HERE / 'small.py'}:steady"


def measured(*comparisons, **more):
    return Measured(STEADY, more.pop("arguments", {}), comparisons, **more)


@pytest.mark.parametrize(
    ("comparisons", "holds"),
    [
        ([("low", "<", "high")], True),
        ([("high", ">", "low")], True),
        ([("high", "<", "low")], False),
        ([("low", "<", "1/2"), ("high", ">", "0.9")], True),
        ([("low", "<", 1), ("high", "<", Fraction(1, 2))], False),
        ([("low", "<", "0")], None),
        ([("low", "<", "high"), ("low", "<", "0")], None),
        ([("high", "<", "low"), ("low", "<", "0")], False),
        ([("same", "<", "1")], None),
    ],
)
def test_a_claim_holds_fails_or_stays_open(comparisons, holds):
    verdict = decide(measured(*comparisons))
    assert verdict.observation.holds is holds
    assert verdict.status is (Status.SUPPORTED if holds else Status.UNDECIDED)
    expected = {True: Outcome.AGREES, False: Outcome.CONTRADICTED, None: Outcome.OPEN}[holds]
    assert verify_claim(Claim("measured", measured(*comparisons), "ours")).outcome is expected


def test_the_intervals_of_several_comparisons_are_those_of_bonferroni():
    comparisons = [("low", "<", "high"), ("low", "<", "0.5"), ("high", ">", "0.5"), ("high", ">", "low")]
    data = decide(measured(*comparisons, level="0.9")).observation.data
    values = {name: one["values"] for name, one in data["measurements"].items()}
    _, lower, upper = interval(values["high"], 1 - 0.1 / 4)
    assert data["comparisons"][2]["interval"] == pytest.approx([lower, upper], rel=1e-12)
    gaps = [a - b for a, b in zip(values["low"], values["high"], strict=True)]
    assert data["comparisons"][0]["interval"] == pytest.approx(interval(gaps, 1 - 0.1 / 4)[1:], rel=1e-12)
    assert data["versions"]["torch"] and data["level"] == "9/10"


def test_more_comparisons_never_support_more():
    """What one comparison shows at 95 % is open among many at the same level."""
    alone = ("low", "<", "0.01")
    rest = [("low", "<", f"{k + 1}") for k in range(200)]
    assert decide(measured(alone)).observation.holds is True
    many = decide(measured(alone, *rest)).observation
    assert many.holds is None and "not told apart" in many.text


def test_equal_replicates_support_nothing():
    assert "equal replicates" in decide(measured(("same", "<", "1"))).reason
    assert decide(measured(("same", "<", "1"), method="sign", arguments={"size": 8})).status is Status.SUPPORTED


@pytest.mark.parametrize("status", Status)
def test_no_certificate_proves_or_refutes_a_measured_statement(status):
    statement = measured(("low", "<", "high"))
    with pytest.raises(Reject):
        conclude(statement, Attempt(Rule("measured", status, "ours"), {"estimate": "1"}))
    assert not list(statement.attempts(None)) and not statement.rules


def test_statements_are_equal_when_protocol_arguments_comparisons_and_level_are():
    one = measured(("low", "<", "0.50"), arguments={"size": 8})
    assert pickle.loads(pickle.dumps(one)) == one and hash(pickle.loads(pickle.dumps(one))) == hash(one)
    for other in (
        measured(("low", "<", "0.50")), measured(("low", ">", "0.50"), arguments={"size": 8}),
        replace(one, level="0.9"), replace(one, method="sign"),
    ):  # fmt: skip
        assert other != one
    assert str(HERE) not in json.dumps(one.to_json()) and str(HERE) not in str(one)
    assert str(one) == "measured by small.py:steady(size=8) at the level 95 %: low < 0.50"


def test_another_source_of_the_protocol_is_another_statement(tmp_path):
    copy = tmp_path / "small.py"
    copy.write_text((HERE / "small.py").read_text())
    same = Measured(f"{copy}:steady", {}, [("low", "<", "1")])
    assert same == measured(("low", "<", "1"))
    copy.write_text(copy.read_text() + "\n")
    assert same != measured(("low", "<", "1"))


def test_the_long_run_has_the_arguments_of_the_full_setting():
    statement = measured(("low", "<", "1"), arguments={"size": 5, "shift": 1.0}, full={"size": 30})
    full = statement.at_full_length()
    assert (dict(full.arguments), dict(full.full)) == ({"size": 30, "shift": 1.0}, {})
    assert full != statement and decide(full).observation.data["measurements"]["low"]["replicates"] == 30


@pytest.mark.parametrize(
    ("protocol", "message"),
    [
        (f"{HERE / 'small.py'}:nothing", "no public function"),
        (f"{HERE / 'small.py'}:Dataset", "no public function"),
        (f"{HERE / 'small.py'}:interval", "no public function"),
        ("losstheory.empirical.measured:import_module", "no public function"),
        ("losstheory.empirical.measured:_function", "no public function"),
    ],
)
def test_a_protocol_is_a_public_function_of_its_own_file(protocol, message):
    with pytest.raises(MeasurementError, match=message):
        decide(Measured(protocol, {}, [("low", "<", "1")]))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("os:system", {}, [("a", "<", "b")]), "losstheory.PACKAGE.MODULE:FUNCTION"),
        (("losstheory.empirical.trial", {}, [("a", "<", "b")]), "losstheory.PACKAGE.MODULE:FUNCTION"),
        ((STEADY, {"x": object()}, [("a", "<", "b")]), "are JSON"),
        ((STEADY, {"x": float("nan")}, [("a", "<", "b")]), "are JSON"),
        ((STEADY, {}, []), "at least one comparison"),
        ((STEADY, {}, [("a", "<=", "b")]), "expected a name, '<' or '>'"),
        ((STEADY, {}, [("a", "<", 0.9)]), "write '0.9'"),
        ((STEADY, {}, [("a", "<", "b")], "1"), "between 0 and 1"),
        ((STEADY, {}, [("a", "<", "b")], "95 %"), "a level is"),
        ((STEADY, {}, [("a", "<", "b")], 0.95), "exact number"),
    ],
)
def test_what_is_no_measured_statement_is_refused(arguments, message):
    with pytest.raises(MeasurementError, match=message):
        Measured(*arguments)


def test_a_name_that_is_not_measured_is_an_error_that_lists_the_others():
    with pytest.raises(MeasurementError, match="does not measure 'lower'; it measures low, high, same"):
        decide(measured(("lower", "<", "high")))


def test_kept_measurements_are_not_measured_again(tmp_path, monkeypatch):
    answers, statement = Answers.within(tmp_path), measured(("low", "<", "high"))
    first = answers.answer(statement)
    monkeypatch.setattr(Measured, "observe", lambda self: pytest.fail("measured again"))
    second = answers.answer(statement)
    assert (first.kept, second.kept, second.trouble) == (False, True, None)
    assert replace(second.verdict, seconds=0.0) == replace(first.verdict, seconds=0.0)
    monkeypatch.setattr(Measured, "versions", lambda self: {"torch": "another"})
    with pytest.raises(BaseException, match="measured again"):
        answers.answer(statement)


@pytest.mark.parametrize("change", [{"holds": 1}, {"holds": True, "more": 1}, {"text": None}, {"data": []}])
def test_a_kept_measurement_that_is_none_is_a_miss(change, tmp_path):
    answers, statement = Answers.within(tmp_path), measured(("low", "<", "0"))
    honest = answers.answer(statement)
    kept = answers.store.load(answers.key(statement))
    kept["measured"].update(change)
    answers.store.save(answers.key(statement), kept)
    again = answers.answer(statement)
    assert not again.kept and "no answer" in again.trouble
    assert replace(again.verdict, seconds=0.0) == replace(honest.verdict, seconds=0.0)


CLAIMS = f"""
from losstheory.claims import Claim
from losstheory.empirical import Measured

SMALL = {str(HERE / "small.py")!r}
CLAIMS = (
    Claim("high is high", Measured(f"{{SMALL}}:steady", {{}}, [("high", ">", "0.9")], full={{"size": 9}}), "ours"),
    Claim("low is not high", Measured(f"{{SMALL}}:steady", {{}}, [("low", ">", "high")]), "ours", expected=False),
    MORE
)
"""


def test_verify_shows_measured_claims_and_counts_them(tmp_path, capsys):
    path = tmp_path / "claims.py"
    path.write_text(CLAIMS.replace("MORE", ""))
    arguments = ["verify", str(path), "--no-cache"]
    assert main(arguments) == 0
    first, second, total = capsys.readouterr().out.splitlines()
    assert first.split()[:2] == ["SUPPORTED", "agrees"] and "5 seeds), claimed > 0.9: as claimed" in first
    assert second.split()[:2] == ["UNDECIDED", "agrees"] and "on the other side" in second
    assert total == "2 agree"
    assert main([*arguments, "--full", "--format", "json"]) == 0
    entries = json.loads(capsys.readouterr().out)["entries"]
    assert [entry["measured"]["data"]["measurements"]["low"]["replicates"] for entry in entries] == [9, 5]


def test_a_protocol_that_fails_or_says_otherwise_costs_its_claim_alone(tmp_path, capsys):
    path = tmp_path / "claims.py"
    more = """
    Claim("wrong", Measured(f"{SMALL}:steady", {}, [("high", "<", "low")]), "ours"),
    Claim("fails", Measured(f"{SMALL}:failing", {}, [("high", "<", "low")]), "ours"),
    """
    path.write_text(CLAIMS.replace("MORE", more))
    assert main(["verify", str(path), "--no-cache"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "2 agree, 1 contradicted, 1 in error" and "the experiment fails" in err
