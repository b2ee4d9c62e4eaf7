"""A kept answer is the answer of a new run, whatever stands in the cache."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import losstheory
from losstheory.checker import Accepted, check_certificate, fingerprint
from losstheory.claims import Rule, Statement, Status
from losstheory.formulas.tree import number
from losstheory.losses import Loss, MarginLoss, ProbabilityLoss
from losstheory.reports.answers import Answers, hash_of_sources
from losstheory.rigor import decide
from losstheory.rigor.decide import WORK
from losstheory.theory import Calibrated, Convex, Equal, InfimumIs, Proper, ValueIs
from losstheory.theory.threshold import ThresholdIs

RAMP = MarginLoss("ramp", "min(1, max(0, 1 - t))")
SAVAGE = Calibrated(MarginLoss("savage", "1/(1 + exp(t))**2"))
STATEMENTS = (
    Convex(MarginLoss("hinge", "max(0, 1 - t)")), Convex(RAMP), Calibrated(RAMP),
    Calibrated(MarginLoss("perceptron", "max(0, -t)")), Proper(ProbabilityLoss("absolute", "1 - p", "p")),
    Equal("abs(t)", "t"), ValueIs("exp(t)", "t", "value", "0", "2"), InfimumIs("t**2", "t", "1"),
)  # fmt: skip


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    return Answers.within(tmp_path)


def told(verdict: Any) -> str:
    """The bytes of a verdict up to its time."""
    return json.dumps(replace(verdict, seconds=0.0).to_json())


def forge(answers: Answers, statement: Statement, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what is kept for a statement, and every hash with it."""
    key = answers.key(statement)
    value = answers.store.load(key)
    assert isinstance(value, dict)
    change(value)
    if isinstance(value.get("certificate"), dict):
        value["certificate"]["sha256"] = fingerprint(value["certificate"])
    answers.store.save(key, value)


@pytest.mark.parametrize("statement", STATEMENTS, ids=str)
def test_a_kept_answer_is_that_of_a_new_run_without_a_search(
    statement: Statement, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = answers.answer(statement)
    monkeypatch.setattr(type(statement), "attempts", lambda *_: pytest.fail("searched again"))
    second = answers.answer(statement)
    assert (first.kept, first.trouble, second.kept, second.trouble) == (False, None, True, None)
    assert second.verdict == first.verdict and second.verdict.checked
    assert told(second.verdict) == told(first.verdict)
    assert 0 < second.verdict.seconds < 60


def test_a_kept_proof_is_replayed(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    replayed = []

    def watched(*arguments: object) -> Accepted:
        replayed.append(arguments)
        return check_certificate(*arguments)

    answers.answer(STATEMENTS[0])
    monkeypatch.setattr("losstheory.claims.kernel.check_certificate", watched)
    verdict = answers.answer(STATEMENTS[0]).verdict
    assert replayed == [(verdict.certificate, STATEMENTS[0].to_json())]


def test_what_a_budget_leaves_open_is_kept_for_that_budget(answers: Answers) -> None:
    first, second, whole = (answers.answer(SAVAGE, budget) for budget in (1, 1, None))
    assert (first.kept, second.kept, whole.kept) == (False, True, False)
    assert first.verdict.status is Status.UNDECIDED and "budget" in str(first.verdict.reason)
    assert told(first.verdict) == told(second.verdict)
    assert whole.verdict.status.decided and answers.answer(SAVAGE, WORK).kept


FORGERIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "flipped status": lambda value: value["certificate"].update(status="PROVED"),
    "other rule": lambda value: value["certificate"].update(rule="convex partial losses", status="PROVED"),
    "other evidence": lambda value: value["certificate"]["evidence"].update(points=["0", "1", "2"]),
    "other statement": lambda value: value.update(certificate=decide(Convex(MarginLoss("cube", "t**3"))).certificate),
    "supported": lambda value: value["certificate"].update(status="SUPPORTED"),
    "no certificate": lambda value: value.update(certificate=None),
    "bare": lambda value: value.pop("witness"),
    "odd witness": lambda value: value.update(witness=["a"]),
    "odd values of the witness": lambda value: value.update(witness={"a": 1}),
    "more": lambda value: value.update(reason="both"),
    "odd reason": lambda value: (value.popitem(), value.popitem(), value.update(reason=3)),
    "empty": lambda value: value.clear(),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_entry_is_a_miss_and_is_mended(forgery: str, answers: Answers) -> None:
    statement = Convex(RAMP)
    honest = answers.answer(statement)
    forge(answers, statement, FORGERIES[forgery])
    answer = answers.answer(statement)
    assert not answer.kept and str(answers.store.path(answers.key(statement))) in str(answer.trouble)
    assert told(answer.verdict) == told(honest.verdict) and answer.verdict.status is Status.REFUTED
    again = answers.answer(statement)
    assert again.kept and again.trouble is None


def test_an_answer_is_kept_under_all_that_it_depends_on(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    statement = Convex(RAMP)
    key = answers.key(statement)
    assert answers.key(Convex(MarginLoss("another name", "min(1, max(0, 1 - t))"))) == key
    assert answers.key(statement, WORK) == key
    others = [answers.key(statement, 7), answers.key(Calibrated(RAMP)), answers.key(Convex(MarginLoss("cube", "t**3")))]
    for name in ("losstheory", "python", "sources", "numpy", "python-flint", "sympy"):
        others.append(replace(answers, setting={**answers.setting, name: "another"}).key(statement))
    monkeypatch.setattr(Convex, "rules", (*Convex.rules, Rule("new", Status.PROVED, "ours")))
    others.append(answers.key(statement))
    monkeypatch.setattr(Convex, "rules", tuple(replace(rule, source="elsewhere") for rule in Convex.rules))
    others.append(answers.key(statement))
    texts = {json.dumps(other) for other in [key, *others]}
    assert len(texts) == len(others) + 1 == 12
    assert all(answers.store.load(other) is None for other in others)


def test_the_hash_of_the_sources_sees_each_that_reasons_and_none_that_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "losstheory"
    houses = ("checker/rules", "claims", "cli", "figures", "formulas", "losses", "programs", "reports", "rigor", "runs")
    for house in (*houses, "theory/search", "_shipped/analyses"):
        (package / house).mkdir(parents=True)
        (package / house / "one.py").write_text("x = 1\n")
    monkeypatch.setattr(losstheory, "__file__", str(package / "__init__.py"))
    before, seen = hash_of_sources(), set()
    for path in sorted(package.rglob("*.py")):
        path.write_text("x = 2\n")
        if hash_of_sources() != before:
            seen.add(path.relative_to(package).parts[0])
        path.write_text("x = 1\n")
    assert hash_of_sources() == before
    assert seen == {"checker", "claims", "formulas", "losses", "programs", "rigor", "theory"}
    (package / "rigor" / "one.py").rename(package / "rigor" / "two.py")
    assert hash_of_sources() != before


class Foreign(Convex):
    """Its attempts are no part of the hashed sources."""


class ForeignLoss(Loss):
    """Nor are its formulas."""

    kind, variable, lower, upper, name, source = "margin", "t", "-oo", "oo", "foreign", "ours"
    expressions = RAMP.expressions


def test_a_statement_of_a_class_that_is_not_ours_is_never_kept(answers: Answers) -> None:
    assert answers.key(Convex(ForeignLoss())) is None
    assert answers.key(Foreign(RAMP)) is None
    assert [answers.answer(Foreign(RAMP)).kept for _ in range(2)] == [False, False]
    answers.answer(Convex(RAMP))
    assert not answers.answer(Foreign(RAMP)).kept


def test_a_statement_with_an_exact_number_is_kept(answers: Answers) -> None:
    squared = MarginLoss("squared_hinge", "max(0, 1 - t)**2")
    statement = ThresholdIs(squared, number(Fraction(1, 2)), Fraction(3, 4))
    first, second = answers.answer(statement), answers.answer(statement)
    assert first.verdict.status is Status.PROVED and (first.kept, second.kept) == (False, True)
    assert answers.key(statement) != answers.key(replace(statement, cost=Fraction(1, 4)))


@pytest.mark.parametrize("reached", ["the search", "the checker", "the replay"])
def test_what_memory_leaves_open_is_never_kept(reached: str, answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> Any:
        raise MemoryError

    statement = Convex(RAMP)
    if reached == "the replay":
        answers.answer(statement)
    if reached == "the search":
        monkeypatch.setattr(Convex, "attempts", exhausted)
    else:
        monkeypatch.setattr("losstheory.checker.certificate._apply", exhausted)
    with pytest.raises(MemoryError):
        answers.answer(statement)
    monkeypatch.undo()
    assert answers.answer(statement).verdict.status is Status.REFUTED


def test_an_error_of_a_formula_is_an_error_each_time(answers: Answers) -> None:
    for _ in range(2):
        with pytest.raises(losstheory.formulas.errors.LossTheoryError):
            answers.answer(Convex(MarginLoss("broken", "log(t)")))


def test_a_folder_that_cannot_be_written_costs_no_answer(answers: Answers) -> None:
    answers.store.folder.rmdir()
    answers.store.folder.write_text("a file stands here")
    answer = answers.answer(Convex(RAMP))
    assert answer.verdict.status is Status.REFUTED and not answer.kept and answer.trouble
