"""The campaign against wrong answers, in small: the oracle knows the truth, and no verdict contradicts it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from flint import fmpq

from benchmarks.fuzzing.campaign import comparison, decided, kept, run
from benchmarks.fuzzing.evaluator import Formula
from benchmarks.fuzzing.generator import Case, generate
from benchmarks.fuzzing.oracle import ask, confirms
from benchmarks.fuzzing.scan import Scan
from benchmarks.fuzzing.tables import show

POINTS = (fmpq(-7, 3), fmpq(-1), fmpq(-1, 16), fmpq(0), fmpq(2, 5), fmpq(1), fmpq(3))
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "exp(-t)": lambda t: math.exp(-t),
    "log(1+t**2)": lambda t: math.log(1 + t * t),
    "sqrt(1+t**2)": lambda t: math.hypot(1, t),
    "abs(t)**(3/2)": lambda t: abs(t) ** 1.5,
    "(1-t)**3": lambda t: (1 - t) ** 3,
    "atan(t)": math.atan,
    "tanh(t)": math.tanh,
    "cosh(t)": math.cosh,
    "erf(t)": math.erf,
    "softplus(t)": lambda t: math.log1p(math.exp(t)),
    "sigmoid(t)": lambda t: 1 / (1 + math.exp(-t)),
    "max(0,1-t,t-2)": lambda t: max(0, 1 - t, t - 2),
    "min(1,t)": lambda t: min(1, t),
    "Piecewise((2,t==0),(t,t<=1),(pi,True))": lambda t: 2 if t == 0 else t if t <= 1 else math.pi,
}
MARGIN_TRUTH = {
    ("max(0,1-t)", "calibrated"): True,
    ("max(0,-t)", "calibrated"): False,
    ("1/(1+exp(t))", "calibrated"): True,
    ("t**4-t**3", "calibrated"): True,
    ("1/(1+(t+1)**2)", "calibrated"): False,
    ("-log(1+exp(-t))", "calibrated"): False,
    ("-t**2-t", "calibrated"): False,
    ("min(abs(t),1/10)-t/2", "calibrated"): True,
    ("Piecewise((2,t<0),(1,t<=1),(0,True))", "calibrated"): True,
    ("Piecewise((2,t<0),(0,t==0),(1,t<=1),(0,True))", "calibrated"): False,
    ("Piecewise((1,t<=0),(t,t<1),(1,True))", "calibrated"): True,
    ("Piecewise((1-t,t<=0),(1,True))", "calibrated"): False,
    ("1/(1+exp(t))-exp(-((t+2)*1000)**2)", "calibrated"): False,
    ("1/(1+exp(t))-exp(-((t+2)*1000)**2)/2", "calibrated"): True,
    ("max(0,1-t)", "convex"): True,
    ("min(1,max(0,1-t))", "convex"): False,
    ("exp(-t)", "nonincreasing"): True,
    ("exp(-t)+t/1000", "nonincreasing"): False,
    ("-log(1+t**2)", "bounded_below"): False,
    ("-t/(1+t**2)", "bounded_below"): True,
    ("sigmoid(-t)", "symmetric"): True,
    ("sigmoid(-t)**2", "symmetric"): False,
}
PROBABILITY_TRUTH = {
    ("-log(p)", "-log(1-p)", "strictly_proper"): True,
    ("(1-p)**2*(-log(p))", "p**2*(-log(1-p))", "proper"): False,
    ("1-p", "p", "proper"): False,
    ("2", "1", "proper"): True,
    ("2", "1", "strictly_proper"): False,
    ("1-p", "p", "calibrated"): True,
    ("-p**2*log(p)", "-(1-p)**2*log(1-p)", "calibrated"): False,
    ("(1-p)**2", "p**2+p/1000000", "calibrated"): False,
}


def scan_of(kind: str, *formulas: str) -> Scan:
    places = [(Fraction(-2), Fraction(1, 1000))] if "1000)" in formulas[0] else []
    return Scan(Case(0, 0, kind, "given", formulas, places))


@pytest.mark.parametrize("text", FUNCTIONS)
def test_evaluator_agrees_with_the_standard_library(text: str) -> None:
    formula = Formula(text)
    for x in POINTS:
        expected = FUNCTIONS[text](int(x.p) / int(x.q))
        assert float(formula(x).mid()) == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("formula", "name"), MARGIN_TRUTH)
def test_oracle_knows_margin_losses(formula: str, name: str) -> None:
    assert ask(scan_of("margin", formula), name).holds is MARGIN_TRUTH[formula, name]


@pytest.mark.parametrize(("plus", "minus", "name"), PROBABILITY_TRUTH)
def test_oracle_knows_probability_losses(plus: str, minus: str, name: str) -> None:
    assert ask(scan_of("probability", plus, minus), name).holds is PROBABILITY_TRUTH[plus, minus, name]


def test_oracle_is_unsure_where_the_formula_is_not_finite() -> None:
    assert ask(scan_of("margin", "log(-1-t**2)"), "convex").holds is None


def test_a_case_is_a_function_of_its_number_and_seed() -> None:
    assert [generate(n, 3) for n in range(40)] == [generate(n, 3) for n in range(40)]
    assert generate(0, 3).formulas != generate(0, 4).formulas


def test_flipped_verdict_is_a_contradiction() -> None:
    scan = scan_of("margin", "max(0,1-t)")
    answer = ask(scan, "convex")
    claim = {"property": "convex", "witness": {"a": "-1", "m": "0", "b": "1"}}
    assert comparison(scan, claim | {"status": "PROVED"}, answer) == "agrees"
    assert comparison(scan, claim | {"status": "REFUTED"}, answer) == "CONTRADICTION"
    assert comparison(scan, claim | {"status": "PROVED"}, replace(answer, holds=False)) == "CONTRADICTION"


def test_witness_that_stands_settles_a_scan_that_saw_nothing() -> None:
    formula = "exp(-t)-max(0,1-abs(t-1/7)*10**6)/10**9"
    scan = Scan(Case(0, 0, "margin", "given", (formula,)))
    middle, step = fmpq(1, 7) + fmpq(1, 10**6), fmpq(1, 10**8)
    witness = {"a": str(middle - step), "m": str(middle), "b": str(middle + step)}
    assert ask(scan, "convex").holds is True
    assert confirms(scan, "convex", witness)
    refuted = {"property": "convex", "status": "REFUTED", "witness": witness}
    assert comparison(scan, refuted, ask(scan, "convex")) == "missed"


def test_crash_is_recorded_with_its_reason() -> None:
    result = decided(Case(0, 0, "margin", "given", ("1/t",)), "convex", 60)
    assert result["status"] == "DOMAIN"
    assert "t = 0" in result["reason"]


def test_resumed_run_keeps_whole_lines_of_the_same_seed(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    lines = [json.dumps({"seed": 0, "number": 1}), json.dumps({"seed": 5, "number": 2}), '{"seed": 0, "nu']
    path.write_text("\n".join(lines))
    assert [record["number"] for record in kept(path, 0)] == [1]
    assert kept(tmp_path / "none.jsonl", 0) == []


@pytest.mark.parametrize("start", range(0, 60, 6))
def test_no_verdict_contradicts_the_oracle(start: int) -> None:
    for record in run(range(start, start + 6), seed=1, names=(), jobs=1, limit=1):
        assert not show(record, "CONTRADICTION") + show(record, "CRASH")
