"""``losstheory check``: the JSON contract, exit codes, refusals, certificates."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from losstheory.checker import check_certificate
from losstheory.cli import main

Capture = pytest.CaptureFixture[str]
KEYS = {"status", "statement", "rule", "reason", "witness", "checked", "sha256", "seconds", "certificate", "measured"}
MARGIN = ["convex", "nonincreasing", "bounded_below", "calibrated", "symmetric"]
PAIR = ["convex", "calibrated"]
RESIDUAL = ["convex", "strictly_convex", "strongly_convex", "lipschitz", "differentiable", "nonnegative"]
PROBABILITY = ["proper", "strictly_proper", "convex", "calibrated", "symmetric"]


def check(capsys: Capture, *typed: str, code: int = 0) -> Any:
    assert main(["check", "--format", "json", *typed]) == code
    return json.loads(capsys.readouterr().out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


@pytest.mark.parametrize(
    ("typed", "kind", "properties"),
    [
        (["log(1+exp(-t))"], "margin", MARGIN),
        (["hinge"], "margin", MARGIN),
        (["max(0,1-t)", "max(0,1+2*t)", "--kind", "pair"], "pair", PAIR),
        (["-log(p)", "-log(1-p)", "--kind", "probability"], "probability", PROBABILITY),
        (["--kind", "probability", "--", "-log(p)", "-log(1-p)"], "probability", PROBABILITY),
        (["-log(p)", "--kind", "probability", "-log(1-p)"], "probability", PROBABILITY),
        (["focal:gamma=2"], "probability", PROBABILITY),
        (["abs(r)", "--kind", "residual"], "residual", RESIDUAL),
        (["-log(4*exp(r)/(1+exp(r))**2)"], "residual", RESIDUAL),
        (["huber:delta=2"], "residual", RESIDUAL),
    ],
    ids=" ".join,
)
def test_the_json_of_check(typed: list[str], kind: str, properties: list[str], capsys: Capture) -> None:
    found = check(capsys, *typed)
    assert list(found) == ["schema", "loss", "verdicts", "values"]
    assert found["schema"] == "losstheory/check/1"
    numbers = {"lipschitz", "smoothness", "strong_convexity"}
    functions = {"bayes_risk", "calibration_function", "psi", "link"}
    others = {"residual": {"elicits"}, "probability": functions | {"weight"}}.get(kind, functions)
    decided = {"threshold"} if kind in ("pair", "probability") else set()
    assert set(found["values"]) == numbers | others | decided
    for name in decided:
        assert set(found["values"][name]) in ({"absent"}, {"variable", "score", "enclosure", "cost", "sha256"})
    for value in (found["values"][name] for name in others - {"elicits"}):
        assert set(value) in ({"absent"}, {"variable", "exact", "at", "exceptions"})
    for value in (found["values"][name] for name in numbers):
        assert set(value) in ({"absent"}, {"exact", "lower", "upper", "domain"})
    assert set(found["loss"]) == {"kind", "expressions", "classes"} and found["loss"]["kind"] == kind
    assert len(found["loss"]["expressions"]) == (1 if kind in ("margin", "residual") else 2)
    assert sorted(found["verdicts"]) == sorted(properties)
    for verdict in found["verdicts"].values():
        assert set(verdict) == KEYS
        decided = verdict["status"] in ("PROVED", "REFUTED")
        assert verdict["checked"] is decided and isinstance(verdict["statement"], str)
        assert (verdict["sha256"] is None) == (verdict["certificate"] is None) == (not decided)
        assert decided or verdict["reason"]
        assert math.isfinite(verdict["seconds"]) and verdict["seconds"] >= 0
        if decided:
            accepted = check_certificate(verdict["certificate"])
            assert (accepted.status, accepted.sha256) == (verdict["status"], verdict["sha256"])


@pytest.mark.parametrize(
    ("formula", "functional", "level"),
    [
        ("3*r**2 + 1", "mean", None),
        ("abs(r)/2", "median", None),
        ("max(3/4*r, -1/4*r)", "quantile", "3/4"),
        ("Piecewise((r**2, r > 0), (2*r**2, True))", "expectile", "1/3"),
    ],
)
def test_a_residual_loss_elicits_a_functional(
    formula: str, functional: str, level: str | None, capsys: Capture
) -> None:
    found = check(capsys, formula, "--kind", "residual", "--require", "convex,nonnegative")
    assert found["values"]["elicits"] == {"functional": functional, "level": level}


def test_a_residual_loss_of_none_of_the_forms_elicits_nothing_for_a_reason(capsys: Capture) -> None:
    found = check(capsys, "huber")["values"]["elicits"]
    assert set(found) == {"absent"} and "median, quantile" in found["absent"]


def test_witnesses_are_exact_strings(capsys: Capture) -> None:
    witness = check(capsys, "max(0, 1-t, 1-2*t)")["verdicts"]["calibrated"]["witness"]
    assert witness and all(isinstance(name, str) and isinstance(value, str) for name, value in witness.items())


@pytest.mark.parametrize(
    ("required", "code"),
    [("convex", 0), ("convex,nonincreasing", 0), ("symmetric", 1), ("convex, symmetric", 1), ("", 0)],
)
def test_require_decides_the_exit_code(required: str, code: int, capsys: Capture) -> None:
    assert main(["check", "hinge", "--require", required]) == code
    assert "convex" in capsys.readouterr().out


def test_an_open_required_property_is_three_unless_allowed(capsys: Capture) -> None:
    typed = ["check", "exp(-t) + sin(t)/10 + atan(t)/50", "--budget", "1", "--require", "calibrated"]
    assert main(typed) == 3
    assert main([*typed, "--allow-undecided"]) == 0
    assert "UNDECIDED" in capsys.readouterr().out


REFUSED = [
    ["log(-1)"],
    ["sqrt(-1)*t"],
    ["1/0"],
    ["log(t)"],
    ["1/t"],
    ["t +"],
    [""],
    ["   "],
    ["x"],
    ["foo(t)"],
    ["__import__('os').system('touch owned')"],
    ["().__class__.__bases__[0].__subclasses__()"],
    ["9**9**9**9"],
    ["exp(exp(exp(exp(9**9))))"],
    ["(" * 300 + "t" + ")" * 300],
    ["1e999999999"],
    ["t\x00"],
    ["t = 1"],
    ["lambda: t"],
    ["focal:gamma=-1"],
    ["focal:gamma=x"],
    ["focal:delta=1"],
    ["hinge:gamma=1"],
    ["-log(p)", "-log(1-p)", "--kind", "margin"],
    ["hinge", "--kind", "probability"],
    ["hinge", "logistic"],
    ["t", "t", "t"],
    ["log(p)"],
    ["t", "p"],
    ["hinge", "--kind", "multiclass"],
    ["abs(t)", "--kind", "residual"],
    ["abs(r)", "--kind", "margin"],
    ["abs(r)", "r", "--kind", "residual"],
    ["log(r)", "--kind", "residual"],
    ["huber", "--require", "calibrated"],
    ["pinball:tau=1"],
    ["hinge", "--require", "proper"],
    ["hinge", "--require", "convexx"],
    ["hinge", "--budget", "0"],
    ["hinge", "--timeout", "-1"],
    ["hinge", "--format", "xml"],
    ["hinge", "--bogus"],
]


@pytest.mark.parametrize("typed", REFUSED, ids=lambda typed: " ".join(typed)[:40])
def test_a_refusal_is_one_message_and_no_output(
    typed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check", *typed]) == 2
    output, errors = capsys.readouterr()
    assert output == "" and "error: " in errors and "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("formula", "point"), [("log(t)", "t"), ("1/t", "0"), ("log(-1)", "-1"), ("1/(t-3)", "3")])
def test_the_message_names_the_point(formula: str, point: str, capsys: Capture) -> None:
    assert main(["check", formula]) == 2
    assert point in capsys.readouterr().err


def test_suggests_what_was_meant(capsys: Capture) -> None:
    main(["check", "hinge", "--require", "convexx"])
    assert "did you mean convex?" in capsys.readouterr().err


def test_certificates_are_files_that_recheck_accepts(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "new" / "certificates"
    assert main(["check", "hinge", "--certificates", str(folder)]) == 0
    output, errors = capsys.readouterr()
    files = sorted(folder.iterdir())
    assert len(files) == 12 and all(str(file) in errors for file in files) and "wrote" not in output
    assert main(["recheck", *map(str, files)]) == 0
    assert "12 of 12 certificates accepted" in capsys.readouterr().out


def test_a_time_limit_leaves_verdicts_undecided(capsys: Capture) -> None:
    found = check(capsys, "hinge", "--timeout", "0.001")
    stopped = [verdict["reason"] for verdict in found["verdicts"].values() if verdict["status"] == "UNDECIDED"]
    assert all(reason == "stopped after 0.001 s" for reason in stopped)
